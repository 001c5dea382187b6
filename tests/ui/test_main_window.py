"""The window as a whole: start, pages, keys, notices."""

import subprocess
import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.domain.failure import Failure, FailureCode
from app.ui import window_frame
from app.ui.chat.caret_rest import CaretRest
from app.ui.chat.chat_header import HEADER_PX
from app.ui.chat.chat_page import LIST_PX
from app.ui.main_window import LEAST_SIZE, WANTED_SIZE, MainWindow
from app.ui.rail import RAIL_PX
from app.ui.status_strip import STRIP_PX
from app.ui.theme.theme import Theme, ThemeMode
from tests.ui import samples

START = """
import sys, PySide6.QtCore
from PySide6.QtWidgets import QApplication
from app.ui.main_window import MainWindow
from app.ui.theme.theme import Theme
app = QApplication([])
window = MainWindow(Theme(app))
window.first_painted.connect(app.quit)
window.show()
app.exec()
heavy = [name for name in ("app.ui.window_content", "app.ui.theme.look", "pygments", "markdown",
    "PySide6.QtNetwork", "PySide6.QtSvg", "asyncio", "httpx") if name in sys.modules]
print(heavy, "Qt" in vars(PySide6.QtCore))
"""


def pixel(window: QWidget, x: int, y: int) -> QColor:
    return window.grab().toImage().pixelColor(x, y)


def test_first_paint_loads_no_pane_and_no_enum_of_the_qt_namespace() -> None:
    done = subprocess.run(
        [sys.executable, "-c", START], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[] False"


def test_the_frame_has_the_measures_of_what_fills_it(theme: Theme, qtbot: QtBot) -> None:
    assert (RAIL_PX, LIST_PX, HEADER_PX, STRIP_PX) == (
        window_frame.RAIL_PX,
        window_frame.LIST_PX,
        window_frame.HEADER_PX,
        window_frame.STRIP_PX,
    )
    frame, filled = MainWindow(theme), MainWindow(theme)
    filled.show_content()
    for window in (frame, filled):
        qtbot.addWidget(window)
        with qtbot.waitSignal(window.first_painted):
            window.show()
    for x, y in ((4, 400), (72, 400), (80, 700), (329, 400), (700, 51), (700, 400), (900, 772), (900, 790)):
        assert pixel(frame, x, y) == pixel(filled, x, y), (x, y)
    for window in (frame, filled):
        window.hide()


@pytest.mark.parametrize("mode", [ThemeMode.LIGHT, ThemeMode.DARK])
def test_surfaces_have_the_colours_of_their_roles(window: MainWindow, theme: Theme, mode: ThemeMode) -> None:
    theme.set_mode(mode)
    assert pixel(window, 4, 400) == theme.color("rail")
    assert pixel(window, 80, 700) == theme.color("side")
    assert pixel(window, 700, 200) == theme.color("canvas")
    assert pixel(window, 700, 790) == theme.color("side")
    assert pixel(window, 72, 400) == theme.color("border")


def test_size_and_least_size(window: MainWindow) -> None:
    assert (window.width(), window.height()) == WANTED_SIZE
    assert (window.minimumWidth(), window.minimumHeight()) == LEAST_SIZE


def test_closing_hides_and_asks(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.close_requested):
        assert not window.close()
    assert not window.isVisible()


def test_first_painted_comes_once(theme: Theme, qtbot: QtBot) -> None:
    window = MainWindow(theme)
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.first_painted):
        window.show()
    with qtbot.assertNotEmitted(window.first_painted):
        window.repaint()
        QApplication.sendPostedEvents()
    window.hide()


def test_pages_change_and_the_rail_shows_which(window: MainWindow, qtbot: QtBot) -> None:
    rail = window.content.rail
    window.show_connect_page()
    assert window.connect_page.isVisible()
    assert rail.servers_button.isChecked()
    qtbot.mouseClick(rail.chat_button, Qt.MouseButton.LeftButton)
    assert window.chat_pane.isVisible()
    assert rail.chat_button.isChecked()
    assert window.chat_pane.composer.edit.hasFocus()


def test_skip_leads_to_the_chats(window: MainWindow, qtbot: QtBot) -> None:
    window.show_connect_page()
    qtbot.mouseClick(window.connect_page.content.skip_button, Qt.MouseButton.LeftButton)
    assert window.chat_pane.isVisible()


def test_window_level_trouble_is_shown_until_dismissed(window: MainWindow, qtbot: QtBot) -> None:
    window.show_notice(Failure(FailureCode.DATABASE_SET_ASIDE, detail="chats.damaged-1.sqlite"))
    notice = window.content.notice
    assert notice.isVisible()
    assert "damaged" in notice.title
    assert "chats.damaged-1.sqlite" in notice.text
    assert [button.label for button in notice.buttons] == ["Copy details", "Dismiss"]
    qtbot.mouseClick(notice.buttons[1], Qt.MouseButton.LeftButton)
    assert not notice.isVisible()


def test_one_trouble_does_not_hide_another(window: MainWindow, qtbot: QtBot) -> None:
    for code in (FailureCode.DATABASE_LOCKED, FailureCode.SETTING_INVALID, FailureCode.DISK_FULL):
        window.show_notice(Failure(code, detail="one"))
    window.show_notice(Failure(FailureCode.SETTING_INVALID, detail="token=s3cret chat.x"))
    notice, seen = window.content.notice, []
    while notice.isVisible():
        seen.append(notice.title + notice.text)
        qtbot.mouseClick(notice.buttons[0], Qt.MouseButton.LeftButton)
        qtbot.mouseClick(notice.buttons[-1], Qt.MouseButton.LeftButton)
    assert [text.split(" ")[0] for text in seen] == ["Another", "The", "A"]
    assert "chat.x" in seen[-1]
    assert "s3cret" not in seen[-1] + QGuiApplication.clipboard().text()
    assert "chat.x" in QGuiApplication.clipboard().text()


def test_ctrl_n_asks_for_a_new_chat_from_any_page(window: MainWindow, qtbot: QtBot) -> None:
    window.show_connect_page()
    with qtbot.waitSignal(window.chat_list.new_chat_requested):
        qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert window.chat_pane.isVisible()


def test_ctrl_l_puts_the_cursor_into_the_message(window: MainWindow, qtbot: QtBot) -> None:
    window.chat_list.filter_field.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert window.chat_pane.composer.edit.hasFocus()


def test_ctrl_b_hides_and_shows_the_list(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert not window.chat_list.isVisible()
    assert window.chat_pane.header.list_button.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert window.chat_list.isVisible()


def test_a_narrow_window_has_the_list_in_a_drawer(window: MainWindow, qtbot: QtBot) -> None:
    window.chat_list.set_chats(samples.chats())
    window.resize(900, 600)
    assert not window.chat_list.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert window.chat_list.isVisible()
    assert window.chat_list.view.hasFocus()
    qtbot.keyClick(window.chat_list.view, Qt.Key.Key_Escape)
    assert not window.chat_list.isVisible()
    assert window.chat_pane.composer.edit.hasFocus()
    window.resize(*WANTED_SIZE)
    assert window.chat_list.isVisible()


def test_f6_goes_round_the_parts_and_back(window: MainWindow, qtbot: QtBot) -> None:
    window.chat_list.set_chats(samples.chats())
    window.chat_pane.show_chat(samples.finished_view())
    pane = window.chat_pane
    pane.focus_composer()
    strip = window.status_strip.commands_button
    rail = window.content.rail
    round_trip = [strip, rail.chat_button, window.chat_list.view, pane.transcript, pane.composer.edit]
    for expected in round_trip:
        qtbot.keyClick(window, Qt.Key.Key_F6)
        assert window.focusWidget() is expected
    for expected in reversed(round_trip[:-1]):
        qtbot.keyClick(window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
        assert window.focusWidget() is expected


def test_the_focus_ring_is_for_the_keyboard_only(window: MainWindow, qtbot: QtBot) -> None:
    ring, rail = window.content.focus_ring, window.content.rail
    rail.servers_button.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not ring.isVisible()
    rail.chat_button.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring.isVisible()
    assert ring.target is rail.chat_button
    assert ring.geometry().contains(rail.chat_button.geometry())
    window.chat_pane.composer.edit.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not ring.isVisible()


def test_deleting_a_chat_offers_undo(window: MainWindow, qtbot: QtBot) -> None:
    window.chat_list.set_chats(samples.chats())
    window.chat_list.delete_requested.emit(samples.hex_id(2))
    toast = window.content.toast
    assert toast.isVisible()
    assert "Garden planner notes" in toast.accessibleName()
    with qtbot.waitSignal(window.chat_list.undo_delete_requested) as undone:
        qtbot.mouseClick(toast.button, Qt.MouseButton.LeftButton)
    assert undone.args == [samples.hex_id(2)]
    assert not toast.isVisible()


def test_nothing_ticks_while_nothing_happens(window: MainWindow, qtbot: QtBot) -> None:
    window.chat_list.set_chats(samples.chats())
    window.chat_pane.show_chat(samples.failed_view())
    window.status_strip.set_server(samples.ready(running=()))

    def waiting() -> list[QTimer]:
        return [timer for timer in window.findChildren(QTimer) if timer.isActive()]

    def is_caret_only() -> bool:  # its rest is waited for once, the rest of a window is done at once
        return all(timer.isSingleShot() and isinstance(timer.parent(), CaretRest) for timer in waiting())

    qtbot.waitUntil(is_caret_only)
    for rest in window.findChildren(CaretRest):
        rest.rest()
    qtbot.wait(50)
    assert is_caret_only()


def test_who_goes_to_a_chat_without_a_server_is_not_led_away_again(window: MainWindow) -> None:
    window.chat_list.set_chats(samples.chats())
    window.content.set_server(samples.refused())
    assert window.connect_page.isVisible()
    window.content.show_chat_page()
    window.content.set_server(replace(samples.refused(), retry_in_s=8.0))
    assert window.chat_pane.isVisible()
