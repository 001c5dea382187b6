"""F6 and Shift+F6 on every page: round the parts of the window, with the ring on what is reached."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from tests.ui import flaws, samples

Open = Callable[[MainWindow], None]


def chat(window: MainWindow) -> None:
    window.chat_pane.show_chat(samples.finished_view())


def chat_with_parameters(window: MainWindow) -> None:
    chat(window)
    window.content.chat_page.parameters.toggle()


def running(window: MainWindow) -> None:
    window.content.commands.actions.run("show_running")
    window.content.running_page.set_server(samples.ready(running=()))


def _by(command: str) -> Open:
    def show(window: MainWindow) -> None:
        window.content.commands.actions.run(command)

    return show


PAGES: dict[str, tuple[Open, int]] = {
    "chat": (chat, 4),
    "chat with parameters": (chat_with_parameters, 5),
    "models": (_by("show_models"), 3),
    "transfers": (_by("show_transfers"), 3),
    "running": (running, 3),
    "running without a server": (_by("show_running"), 2),
    "servers": (_by("show_servers"), 3),
    "settings": (_by("settings"), 3),
    "search": (_by("search_chats"), 3),
    "trash": (_by("show_trash"), 3),
}
"""How each page is opened, and how many parts it has at least."""


def part_of(window: MainWindow, widget: QWidget) -> str:
    """Rail, list, strip, or some of the page."""
    content = window.content
    parts = {"rail": content.rail, "list": window.chat_list, "strip": window.status_strip}
    return next((name for name, part in parts.items() if part.isAncestorOf(widget)), "page")


def walk(window: MainWindow, modifier: Qt.KeyboardModifier) -> list[QWidget]:
    """Press F6 until the first part comes again; the widgets that had the focus."""
    seen: list[QWidget] = []
    for _ in range(12):
        QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_F6, modifier)
        focused = window.focusWidget()
        assert focused is not None
        assert focused.isVisible()
        if focused in seen:
            assert focused is seen[0], "it comes round to where it began"
            return seen
        seen.append(focused)
    raise AssertionError("it does not come round")


@pytest.mark.parametrize("page", PAGES)
def test_f6_goes_round_the_parts_of_every_page(window: MainWindow, qtbot: QtBot, page: str) -> None:
    window.chat_list.set_chats(samples.chats())
    show, least = PAGES[page]
    show(window)
    qtbot.wait(0)
    window.status_strip.commands_button.setFocus(Qt.FocusReason.ShortcutFocusReason)
    forth = walk(window, Qt.KeyboardModifier.NoModifier)
    places = [part_of(window, widget) for widget in forth]
    assert len(forth) >= least, [flaws.told(widget) for widget in forth]
    assert places[0] == "rail"
    assert places[-1] == "strip"
    assert "page" in places or least == 2
    assert ("list" in places) is window.chat_list.isVisible()
    back = walk(window, Qt.KeyboardModifier.ShiftModifier)
    assert back == [*reversed(forth)]


@pytest.mark.parametrize("page", PAGES)
def test_the_ring_is_for_keys_and_not_for_the_mouse(window: MainWindow, qtbot: QtBot, page: str) -> None:
    show, _least = PAGES[page]
    show(window)
    qtbot.wait(0)
    ring = window.content.focus_ring
    buttons = [
        button
        for button in flaws.controls(window)
        if hasattr(button, "focus_visible") and button.isEnabled() and _is_on_top(window, button)
    ]
    assert len(buttons) >= 5
    for button in buttons:
        for reason, is_shown in (
            (Qt.FocusReason.TabFocusReason, True),
            (Qt.FocusReason.MouseFocusReason, False),
            (Qt.FocusReason.BacktabFocusReason, True),
            (Qt.FocusReason.ShortcutFocusReason, True),
        ):
            window.setFocus()
            button.setFocus(reason)
            if window.focusWidget() is not button:
                continue  # it hands the focus on
            assert getattr(button, "focus_visible") is is_shown, flaws.told(button)  # noqa: B009
            assert ring.isVisible() is is_shown, (flaws.told(button), reason)


def is_marked(window: MainWindow) -> bool:
    """Whether one sees where the keyboard is, by a ring: round a control, or round a row."""
    focused = window.focusWidget()
    return window.content.focus_ring.isVisible() or bool(getattr(focused, "wears_ring", False))


@pytest.mark.parametrize(
    "command", ["show_models", "show_transfers", "show_running", "show_servers", "settings", "show_trash"]
)
def test_a_page_opened_by_keys_shows_where_one_is(window: MainWindow, qtbot: QtBot, command: str) -> None:
    actions = window.content.commands.actions
    for _ in range(2):  # it is made the first time
        actions.run("show_chat")
        window.chat_pane.composer.edit.setFocus()
        actions.run(command)
        qtbot.waitUntil(lambda: is_marked(window))


@pytest.mark.parametrize("name", ["models", "transfers", "running", "servers", "settings"])
def test_a_page_opened_by_a_click_stays_calm(window: MainWindow, qtbot: QtBot, name: str) -> None:
    rail = window.content.rail
    for _ in range(2):
        QTest.mouseClick(rail.chat_button, Qt.MouseButton.LeftButton)
        QTest.mouseClick(getattr(rail, f"{name}_button"), Qt.MouseButton.LeftButton)
        QTest.qWait(0)
        assert not is_marked(window), flaws.told(window.focusWidget() or window)


def _is_on_top(window: MainWindow, widget: QWidget) -> bool:
    return window.childAt(widget.mapTo(window, widget.rect().center())) is widget


def test_a_click_takes_the_ring_away(window: MainWindow) -> None:
    rail, ring = window.content.rail, window.content.focus_ring
    rail.models_button.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring.isVisible()
    QTest.mouseClick(rail.models_button, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert not ring.isVisible()
