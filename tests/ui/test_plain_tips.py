"""Names and titles of others are shown in tooltips as they are: nothing in them is HTML."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.conversation import Attachment
from app.ui.chat.chat_list_model import ChatListModel
from app.ui.files.file_card import FileCard
from app.ui.images.chips import ImageChip
from app.ui.images.pictures import Pictures
from app.ui.images.worker import ImageWorker
from app.ui.main_window import MainWindow
from app.ui.theme.theme import Theme
from app.ui.transcript.picture_card import ShownPicture
from app.ui.widgets.label import ElidedLabel
from app.ui.words import plain_tip
from tests.ui import samples

HOSTILE = '<img src="//host/share/x.png"><b>name</b> & more'


def read(tip: str) -> str:
    """What a person reads in a tooltip; nothing is loaded for it."""
    if not GuiQt.mightBeRichText(tip):
        return tip
    document = QTextDocument()
    document.setHtml(tip)
    assert "<img" not in tip
    return document.toPlainText()


@pytest.mark.parametrize("text", [HOSTILE, "a < b and c > d", "&lt;b&gt; is bold", "<b>\ntwo lines", "plain"])
def test_what_looks_like_html_is_shown_as_it_is(text: str) -> None:
    assert read(plain_tip(text)) == text


def test_names_and_titles_of_others_are_shown_as_they_are(
    window: MainWindow, theme: Theme, qtbot: QtBot
) -> None:
    file = Attachment("1" * 64, HOSTILE, "text/plain", 10)
    worker = ImageWorker(window)
    chip = ImageChip(theme, Pictures(worker, window), "id", HOSTILE, file)
    label = ElidedLabel(theme, HOSTILE)
    label.resize(QSize(40, 20))
    label.grab()
    widgets: list[QWidget] = [chip, chip.close_button, label, FileCard(theme, file, window)]
    widgets.append(ShownPicture(HOSTILE, QImage(4, 4, QImage.Format.Format_RGB32), window))
    for widget in widgets:
        qtbot.addWidget(widget)
        assert HOSTILE in read(widget.toolTip()), widget
    worker.close()


def test_the_title_of_a_chat_is_shown_as_it_is(window: MainWindow) -> None:
    model: ChatListModel = window.chat_list.model
    chat = replace(samples.chats()[0], title=HOSTILE)
    window.chat_list.set_chats((chat,))
    index = model.index(model.row_of(chat.id))
    assert read(index.data(Qt.ItemDataRole.ToolTipRole)) == HOSTILE
    assert index.data(Qt.ItemDataRole.DisplayRole) == HOSTILE
