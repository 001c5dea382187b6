"""What a paste or a drop brings into the message, and what Backspace takes out."""

import pytest
from PySide6.QtCore import QEvent, QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.chat.prompt_edit import PromptEdit
from app.ui.main_window import MainWindow


@pytest.fixture
def edit(window: MainWindow) -> PromptEdit:
    edit = window.chat_pane.composer.edit
    edit.setFocus()
    return edit


def pasted(edit: PromptEdit, mime: QMimeData, qtbot: QtBot) -> str:
    """The message after a paste."""
    QGuiApplication.clipboard().setMimeData(mime)
    qtbot.keyClick(edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    return edit.toPlainText()


def rich(html: str, text: str = "") -> QMimeData:
    mime = QMimeData()
    mime.setHtml(html)
    if text:
        mime.setText(text)
    return mime


def test_rich_text_comes_as_plain_text(edit: PromptEdit, qtbot: QtBot) -> None:
    assert pasted(edit, rich("<b>bold</b>", "**bold**"), qtbot) == "**bold**"


def test_rich_text_alone_comes_as_its_words(edit: PromptEdit, qtbot: QtBot) -> None:
    html = (
        '<p><b>bold</b> &amp; <a href="https://example.org">link</a><img src="file:///x.png"></p><p>two</p>'
    )
    assert edit.canInsertFromMimeData(rich(html))
    assert pasted(edit, rich(html), qtbot) == "bold & link\ntwo"


def test_addresses_come_as_text(edit: PromptEdit, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/a"), QUrl("https://example.org/b")])
    assert pasted(edit, mime, qtbot).split() == ["https://example.org/a", "https://example.org/b"]


def test_a_drawing_is_attached_also_without_pixels_of_it(
    window: MainWindow, edit: PromptEdit, qtbot: QtBot
) -> None:
    mime = QMimeData()
    mime.setData("image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    assert edit.canInsertFromMimeData(mime)
    with qtbot.waitSignal(window.chat_pane.images.prepared) as told:
        assert pasted(edit, mime, qtbot) == ""
    assert told.args[0].name == "Pasted image.svg"


def test_no_nul_gets_into_the_message(edit: PromptEdit, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setText("a\0b")
    assert pasted(edit, mime, qtbot) == "ab"


def test_a_paste_is_one_step_to_undo(edit: PromptEdit, qtbot: QtBot) -> None:
    qtbot.keyClicks(edit, "before ")
    assert pasted(edit, rich("<i>one</i><p>two"), qtbot) == "before one\ntwo"
    edit.undo()
    assert edit.toPlainText() == "before "
    edit.redo()
    assert edit.toPlainText() == "before one\ntwo"


def test_backspace_held_down_stops_before_the_files(edit: PromptEdit, qtbot: QtBot) -> None:
    removals = QSignalSpy(edit.removal_requested)
    qtbot.keyClicks(edit, "ab")
    for count in range(5):
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            key, mods = Qt.Key.Key_Backspace, Qt.KeyboardModifier.NoModifier
            QApplication.sendEvent(edit, QKeyEvent(kind, key, mods, "\b", count > 0))
    assert edit.toPlainText() == ""
    assert removals.count() == 0
    qtbot.keyClick(edit, Qt.Key.Key_Backspace)
    assert removals.count() == 1
