"""Keys that nobody has a use for: letters and Paste go into the message."""

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from tests.helpers.images import picture
from tests.ui import samples

CTRL = Qt.KeyboardModifier.ControlModifier


def with_a_reply(window: MainWindow) -> MainWindow:
    window.chat_pane.show_chat(samples.finished_view())
    window.chat_pane.transcript.setFocus()
    return window


def test_a_text_is_pasted_wherever_the_focus_is(window: MainWindow, qtbot: QtBot) -> None:
    pane = with_a_reply(window).chat_pane
    QGuiApplication.clipboard().setText("from elsewhere")
    qtbot.keyClick(pane.transcript, Qt.Key.Key_V, CTRL)
    assert pane.composer.edit.toPlainText() == "from elsewhere"
    assert pane.composer.edit.hasFocus()


def test_an_image_is_pasted_wherever_the_focus_is(window: MainWindow, qtbot: QtBot) -> None:
    pane = with_a_reply(window).chat_pane
    mime = QMimeData()
    mime.setImageData(picture())
    QGuiApplication.clipboard().setMimeData(mime)
    with qtbot.waitSignal(pane.images.prepared):
        qtbot.keyClick(pane.transcript, Qt.Key.Key_V, CTRL)


def test_other_keys_do_nothing(window: MainWindow, qtbot: QtBot) -> None:
    pane = with_a_reply(window).chat_pane
    qtbot.keyClick(pane.transcript, Qt.Key.Key_J, CTRL)
    qtbot.keyClick(window.content.rail.chat_button, Qt.Key.Key_F5)
    assert pane.composer.edit.toPlainText() == ""
