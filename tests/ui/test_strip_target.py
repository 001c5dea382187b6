"""Where a link leads stands at the foot of the window while it is pointed at or has the keyboard."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from app.ui.status_strip import StatusStrip
from app.ui.transcript.view import Transcript
from tests.ui import samples
from tests.ui.test_reply_links import place_of, shown

TEXT = "Read [the notes](https://example.org/notes) first.\n\nWords.\n\n" + "\n\n".join(["More."] * 60)
NOTES = "https://example.org/notes"


@pytest.fixture
def strip(window: MainWindow) -> StatusStrip:
    window.chat_pane.show_chat(samples.finished_view())
    window.status_strip.set_server(samples.ready())
    return window.status_strip


def shown_top(window: MainWindow, text: str = TEXT) -> Transcript:
    view = shown(window, text)
    view.verticalScrollBar().setValue(0)
    return view


def point(view: Transcript, at: QPoint) -> None:
    """Have the pointer somewhere."""
    place, button = QPointF(at), Qt.MouseButton.NoButton
    where = QPointF(view.viewport().mapToGlobal(at))
    event = QMouseEvent(QEvent.Type.MouseMove, place, where, button, button, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view.viewport(), event)


def has_facts(strip: StatusStrip) -> bool:
    return not strip.server_label.isHidden() and not strip.model_label.isHidden() and not strip.target


def test_it_stands_in_place_of_the_facts_while_the_pointer_is_there(
    window: MainWindow, strip: StatusStrip, qtbot: QtBot
) -> None:
    view = shown_top(window)
    height, commands = strip.height(), strip.commands_button.geometry()
    assert has_facts(strip)
    point(view, place_of(view, "the notes"))
    assert strip.target == NOTES
    assert strip.server_label.isHidden()
    assert strip.model_label.isHidden()
    strip.set_server(samples.ready(running=()))
    strip.set_server(samples.ready())
    assert strip.server_label.isHidden()
    layout = strip.layout()
    assert layout is not None
    layout.activate()
    assert (strip.height(), strip.commands_button.geometry()) == (height, commands)
    point(view, place_of(view, "Words"))
    qtbot.waitUntil(lambda: has_facts(strip))


@pytest.mark.parametrize("way", ["leave", "scroll", "chat"])
def test_it_goes_with_the_link(window: MainWindow, strip: StatusStrip, qtbot: QtBot, way: str) -> None:
    view = shown_top(window)
    point(view, place_of(view, "the notes"))
    assert strip.target == NOTES
    if way == "leave":
        QApplication.sendEvent(view.viewport(), QEvent(QEvent.Type.Leave))
    elif way == "scroll":
        view.verticalScrollBar().setValue(300)
    else:
        view.set_messages((samples.message(2, "assistant", "Another."),), "d")
    qtbot.waitUntil(lambda: has_facts(strip))


def test_the_keyboard_has_it_too(window: MainWindow, strip: StatusStrip, qtbot: QtBot) -> None:
    view = shown_top(window)
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    view.step_message(-1)
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    assert strip.target == NOTES
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: has_facts(strip))


def test_nothing_invisible_is_in_it_and_the_end_of_a_long_one_shows(
    window: MainWindow, strip: StatusStrip
) -> None:
    long = f"https://example.org/{'a' * 3000}/\u202eend"
    view = shown_top(window, f"To [one](<{long}>).\n\nTo [two](https://ex\u0430mple.org).")
    point(view, place_of(view, "one"))
    assert strip.target.startswith("https://example.org/aaa")
    assert strip.target.endswith("/%E2%80%AEend")
    assert len(strip.target) < 2100
    point(view, place_of(view, "two"))
    assert strip.target.startswith("https://xn--")
