"""The borders between panes, moved by keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.chat.chat_page import LIST_LEAST_PX
from app.ui.main_window import MainWindow
from app.ui.widgets.splitter import STEP_PX, SplitterHandle


def handle(window: MainWindow, name: str) -> SplitterHandle:
    handles = window.findChildren(SplitterHandle)
    return next(each for each in handles if each.isVisible() and name in each.accessibleName())


def test_the_list_grows_and_shrinks_by_the_arrows_and_is_remembered(window: MainWindow, qtbot: QtBot) -> None:
    border, before = handle(window, "list of chats"), window.chat_list.width()
    border.setFocus(Qt.FocusReason.TabFocusReason)
    assert window.content.focus_ring.target is border
    with qtbot.waitSignal(window.place_changed):
        qtbot.keyClick(border, Qt.Key.Key_Right)
    assert window.chat_list.width() == window.place.list_px == before + STEP_PX
    for _ in range(20):
        qtbot.keyClick(border, Qt.Key.Key_Left)
    assert window.chat_list.width() == window.place.list_px == LIST_LEAST_PX


def test_the_parameters_grow_by_the_arrows(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1400, 800)
    window.chat_page.parameters.toggle()
    QApplication.sendPostedEvents()
    before = window.chat_page.parameters.width()
    qtbot.keyClick(handle(window, "parameters"), Qt.Key.Key_Left)
    assert window.chat_page.parameters.width() == before + STEP_PX


def test_a_screen_reader_is_told_what_a_border_moves(window: MainWindow) -> None:
    interface = QAccessible.queryAccessibleInterface(handle(window, "list of chats"))
    assert interface.text(QAccessible.Text.Name) == "Width of the list of chats"
    assert interface.role() is QAccessible.Role.Grip
