"""The overlay that shows one image."""

from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.attachment import StoredFile
from app.domain.conversation import Attachment
from app.ui.main_window import MainWindow
from tests.helpers.images import encoded, picture
from tests.ui import samples

CONTROL = Qt.KeyboardModifier.ControlModifier


def test_it_copies_and_saves_by_keys_and_says_so(window: MainWindow, qtbot: QtBot) -> None:
    image = Attachment("1" * 64, "photo.png", "image/png", 1_800_000)
    view, pane = samples.finished_view(), window.chat_pane
    pane.show_chat(replace(view, messages=(replace(view.messages[0], attachments=(image,)),)))
    viewer = pane.images.desk.viewer
    viewer.open_viewer((image,), 0)
    copy = viewer.buttons["copy"]
    qtbot.keyClick(viewer, Qt.Key.Key_C, CONTROL)
    assert copy.icon_name == "copy", "there is nothing to copy yet"
    pane.images.take_file(StoredFile(image.sha256, encoded(picture(40, 30), b"png")))
    qtbot.waitUntil(lambda: viewer.is_read)
    qtbot.keyClick(viewer, Qt.Key.Key_C, CONTROL)
    assert QApplication.clipboard().image().size() == QSize(40, 30)
    assert (copy.icon_name, copy.accessibleName()) == ("check", "Copied")
    qtbot.waitUntil(lambda: copy.icon_name == "copy")
    assert copy.accessibleName() == "Copy image"
    qtbot.keyClick(viewer, Qt.Key.Key_S, CONTROL)
    assert viewer.dialog is not None
    viewer.dialog.reject()
    viewer.close_viewer()
