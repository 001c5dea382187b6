"""What is kept of a chat that is scrolled through; what stays in place, in fractions of pixels too."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from app.domain.conversation import Message
from app.ui.main_window import MainWindow
from app.ui.transcript.turn_list import BUILT_PX, BUILT_TURNS
from app.ui.transcript.view import Transcript
from tests.ui import samples

LONG = "\n\n".join(f"Paragraph {at} of a very long reply, which is one of several." for at in range(600))


def chat(contents: list[str]) -> list[Message]:
    roles = ("user", "assistant")
    return [samples.message(2000 + at, roles[at % 2], text) for at, text in enumerate(contents)]


@pytest.fixture
def view(window: MainWindow) -> Transcript:
    window.chat_pane.set_server(samples.ready())
    window.chat_pane.show_chat(samples.finished_view())
    return window.chat_pane.transcript


def walk(view: Transcript) -> int:
    """Scroll from end to start; the most that was laid out beside what was in view, in pixels."""
    bar, most = view.verticalScrollBar(), 0
    while view.sheet.value > 0:
        bar.setValue(max(0, view.sheet.value - 5000))
        first, last = view.sheet.first, view.sheet.last
        shown = {id(view.turns.peek(at)) for at in range(first, last + 1)}
        most = max(most, sum(turn.height for turn in view.turns.built() if id(turn) not in shown))
    return most


def test_a_few_very_long_replies_are_not_all_kept(view: Transcript) -> None:
    view.set_messages(chat(["Go on.", LONG] * 12))
    assert 0 < walk(view) <= BUILT_PX
    parts = sum(len(turn.parts) for turn in view.turns.built())
    assert parts < 12 * 600 * 0.6


def test_many_short_messages_are_bounded_by_their_number(view: Transcript) -> None:
    view.set_messages(chat(["Yes?", "No."] * 200))
    walk(view)
    assert BUILT_TURNS - 5 <= len(view.turns.built()) <= BUILT_TURNS + 1


def line_in_view(view: Transcript) -> tuple[str, str]:
    """The message and the words at the top of the view."""
    place = view.first_place_in_view()
    turn = view.turns.turn(place.message)
    number, leaf = turn.part_of_leaf(place.leaf)
    return turn.message.id, turn.parts[number].leaf_text(leaf)


MIDDLE = [f"Message {at}\n\n" + "Words of it that wrap.\n\n" * 9 for at in range(40)]


@pytest.fixture
def middle(view: Transcript) -> Transcript:
    """A view in the middle of a chat, at the head of a message."""
    view.set_messages(chat(MIDDLE), "c")
    assert view.show_message(samples.hex_id(2021), marked=False)
    return view


def y_of(view: Transcript, number: int) -> int:
    at = view.turns.find(samples.hex_id(number))
    assert at is not None
    return view.sheet.top_of(at) - view.sheet.value


def test_zoom_keeps_the_line(middle: Transcript) -> None:
    middle.scroll_by(90)
    before = line_in_view(middle)
    for zoom in (1.5, 0.7, 2.0, 1.0):
        middle.set_zoom(zoom)
        assert line_in_view(middle) == before


def first_line(view: Transcript) -> tuple[int, int, float]:
    anchor = view.sheet.anchor()
    assert anchor is not None
    return anchor.number, anchor.offset, anchor.y


@pytest.mark.parametrize("hidden_px", [4, 12, 21])
def test_a_window_that_is_drawn_smaller_and_larger_again_shows_the_same_line(
    view: Transcript, hidden_px: int
) -> None:
    view.set_messages(chat([" ".join(f"word{at}" for at in range(3_000)) for _ in range(2)]), "c")
    view.verticalScrollBar().setValue(2_000 + hidden_px)
    before = first_line(view)
    for width in (*range(880, 560, -23), *range(560, 900, 31), 900):
        view.resize(width, 700)
    assert first_line(view) == before
    for zoom in (0.7, 2.0, 0.85, 1.5, 0.7, 1.0):
        view.set_zoom(zoom)
    number, offset, y = first_line(view)
    assert (number, offset) == before[:2]
    assert abs(y - before[2]) <= 2


def test_what_is_deleted_above_moves_nothing(middle: Transcript) -> None:
    y = y_of(middle, 2021)
    for number in (2003, 2010, 2020):
        middle.remove_message(samples.hex_id(number))
        assert y_of(middle, 2021) == y


def test_what_comes_above_moves_nothing(middle: Transcript) -> None:
    y = y_of(middle, 2021)
    for at in range(5):
        middle.prepend_messages([samples.message(3000 + at, "assistant", LONG)])
        assert y_of(middle, 2021) == y


def test_an_edit_above_keeps_the_message_in_place(middle: Transcript) -> None:
    y = y_of(middle, 2021)
    messages = chat(MIDDLE)
    messages[4] = replace(messages[4], id=samples.hex_id(4004), content="Edited\n\n" * 30)
    middle.set_messages(messages, "c", anchor_id=samples.hex_id(2021))
    assert y_of(middle, 2021) == y


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_boxes_have_no_gaps_at_fractions_of_pixels(view: Transcript, ratio: float, qtbot: QtBot) -> None:
    code = "```python\n" + "\n".join(f"value_{at} = {at}" for at in range(12)) + "\n```"
    view.set_messages(chat(["Code", code]))
    turn = view.turns.turn(1)
    number = next(at for at, part in enumerate(turn.parts) if part.leaf_count > 1)
    top = view.sheet.top_of(1) - view.sheet.value + turn.top_of(number)
    part = turn.parts[number]
    size = view.viewport().size()
    image = QImage(size * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    with QPainter(image) as painter:
        view.viewport().render(painter, QPoint(0, 0))
    back = view.theme.color("code")
    x = int((view.column_left + turn.part_width // 2 + 100) * ratio)
    first, last = int((top + 40) * ratio), int((top + part.height - 4) * ratio)
    seen = [image.pixelColor(x, y) for y in range(first, last)]
    assert len(seen) > 200
    # A gap would show the canvas, an overlap the line; where a curve begins, two levels are rounding.
    assert max(abs(pixel.red() - back.red()) for pixel in seen) <= 3
    assert abs(view.theme.color("border").red() - back.red()) > 10
    assert abs(view.theme.color("canvas").red() - back.red()) > 3
