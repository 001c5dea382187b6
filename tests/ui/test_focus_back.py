"""Where the focus goes when what had it is gone."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.ui.main_window import MainWindow
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.focus_back import FocusBack
from app.ui.widgets.popup import Popup

OTHER = Qt.FocusReason.OtherFocusReason


@pytest.fixture
def row(window: MainWindow, theme: Theme) -> QWidget:
    """Two buttons in a row of the message; the second one has the focus."""
    row = QWidget(window.chat_pane.composer)
    across = QHBoxLayout(row)
    for name in ("First", "Second"):
        across.addWidget(Button(theme, name))
    row.show()
    row.findChildren(Button)[1].setFocus()
    return row


def test_it_goes_to_the_control_that_had_it(window: MainWindow, row: QWidget) -> None:
    second = row.findChildren(Button)[1]
    before = FocusBack(window.focusWidget())
    window.chat_list.filter_field.setFocus()
    assert before.give(OTHER)
    assert window.focusWidget() is second


@pytest.mark.parametrize("how", ["deleted", "hidden", "disabled"])
def test_else_to_the_first_one_beside_it(window: MainWindow, row: QWidget, how: str) -> None:
    first, second = row.findChildren(Button)
    before = FocusBack(second)
    window.chat_list.filter_field.setFocus()
    if how == "deleted":
        delete(second)
    elif how == "hidden":
        second.hide()
    else:
        second.setEnabled(False)
    assert before.give(OTHER)
    assert window.focusWidget() is first


def test_else_to_what_the_row_was_in(window: MainWindow, row: QWidget) -> None:
    before = FocusBack(window.focusWidget())
    window.chat_list.filter_field.setFocus()
    delete(row)
    assert before.give(OTHER)
    focus = window.focusWidget()
    assert focus is not None
    assert window.chat_pane.composer.isAncestorOf(focus)


def test_nothing_had_it(window: MainWindow) -> None:
    window.chat_list.filter_field.setFocus()
    assert not FocusBack(None).give(OTHER)
    assert window.chat_list.filter_field.hasFocus()


def test_a_popup_closes_though_its_control_is_gone(
    window: MainWindow, theme: Theme, row: QWidget, qtbot: QtBot
) -> None:
    first, second = row.findChildren(Button)
    popup = Popup(theme, window)
    inside = Button(theme, "Inside")
    popup.panel_layout.addWidget(inside)
    popup.open_at(QRect(50, 50, 200, 100))
    inside.setFocus()
    delete(second)
    with qtbot.waitSignal(popup.closed):
        qtbot.keyClick(inside, Qt.Key.Key_Escape)
    assert window.focusWidget() is first


def test_a_message_that_follows_another_knows_who_had_it_before_its_button(
    window: MainWindow, row: QWidget
) -> None:
    second, toast = row.findChildren(Button)[1], window.content.toast
    toast.show_text("Deleted", "Undo")
    toast.button.setFocus(Qt.FocusReason.TabFocusReason)
    toast.show_text("Deleted too", "Undo")
    toast.hide()
    assert window.focusWidget() is second
