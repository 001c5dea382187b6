"""Keys that nobody has a use for: letters and Paste go into the message."""

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.ui.main_window import MainWindow
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from tests.helpers.images import picture
from tests.helpers.program import click
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


def test_a_click_on_the_toast_leaves_the_focus_where_it_is(window: MainWindow) -> None:
    content = window.content
    content.toast.show_text("Chat deleted", "Undo")
    click(content.toast.button)
    assert content.chat_pane.composer.edit.hasFocus()


def test_undo_by_the_keyboard_gives_the_focus_back(window: MainWindow, qtbot: QtBot) -> None:
    content = window.content
    before = content.chat_list.filter_field
    before.setFocus(Qt.FocusReason.TabFocusReason)
    content.toast.show_text("Chat deleted", "Undo")
    content.toast.button.setFocus(Qt.FocusReason.TabFocusReason)
    content.toast.show_text("Another chat deleted", "Undo")
    qtbot.keyClick(content.toast.button, Qt.Key.Key_Return)
    assert window.focusWidget() is before


def test_undo_of_a_control_that_is_gone_works(window: MainWindow, theme: Theme, qtbot: QtBot) -> None:
    toast = window.content.toast
    before = Button(theme, "Remove image", parent=window.chat_pane.composer)
    before.show()
    before.setFocus()
    toast.show_text("Image removed", "Undo")
    toast.button.setFocus(Qt.FocusReason.TabFocusReason)
    delete(before)
    with qtbot.waitSignal(toast.action_triggered):
        qtbot.keyClick(toast.button, Qt.Key.Key_Return)
    focus = window.focusWidget()
    assert focus is not None
    assert window.chat_pane.composer.isAncestorOf(focus)


@pytest.mark.parametrize("reason", [Qt.FocusReason.MouseFocusReason, Qt.FocusReason.TabFocusReason])
def test_a_button_that_goes_when_it_is_pressed_leaves_the_focus_on_its_page(
    window: MainWindow, theme: Theme, reason: Qt.FocusReason
) -> None:
    composer = window.chat_pane.composer
    button = Button(theme, "Remove image", parent=composer)
    button.clicked.connect(button.hide)
    button.show()
    button.setFocus(reason)
    button.click()
    assert composer.edit.hasFocus()
    assert not window.content.focus_ring.isVisible()


def test_tab_goes_on_as_ever(window: MainWindow, qtbot: QtBot) -> None:
    content = window.content
    content.show_chat_page()
    content.rail.models_button.setFocus()
    qtbot.keyClick(content.rail.models_button, Qt.Key.Key_Tab)
    assert content.rail.transfers_button.hasFocus()
    assert content.focus_ring.isVisible()


def test_the_toast_goes_to_the_middle_where_there_is_no_message(window: MainWindow) -> None:
    content = window.content
    content.toast.show_text("Chat deleted", "Undo")
    content.show_transfers_page()
    assert abs(content.toast.geometry().center().x() - window.rect().center().x()) <= 1
    content.show_chat_page()
    composer = content.chat_pane.composer
    middle = composer.mapTo(window, composer.rect().center()).x()
    assert abs(content.toast.geometry().center().x() - middle) <= 1
