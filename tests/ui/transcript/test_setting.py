"""How leaves stand in lists and quotes."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from app.ui.theme.theme import Theme
from app.ui.transcript.turn import Turn
from tests.ui.transcript.conftest import Show

_ROOM_PX = 20


@pytest.mark.parametrize("number", ["7", "42", "100", "2026", "123456789"])
def test_a_number_has_room_however_long_it_is(theme: Theme, show: Show, number: str) -> None:
    turn = show(f"> {number}. item\n>\n>    more of it")
    ground, bar, outside = theme.color("canvas"), theme.color("control"), 40
    image = QImage(300, turn.height, QImage.Format.Format_RGB32)
    image.fill(ground)
    with QPainter(image) as painter:
        turn.paint(painter, outside, 0, QRectF(0, 0, 300, turn.height))
    top = turn.top_of(turn.part_of_leaf(0)[0])
    left_of_it = {image.pixelColor(x, y).name() for x in range(outside) for y in range(top, turn.height)}
    in_bar = {image.pixelColor(outside + 1, y).name() for y in range(top, top + 20)}
    assert left_of_it == {ground.name()}
    assert in_bar == {bar.name()}
    beside = {image.pixelColor(outside + 4, y).name() for y in range(top, turn.height)}
    assert beside == {ground.name()}, "the number does not touch the bar"


def test_what_belongs_to_an_item_begins_below_its_text(show: Show) -> None:
    turn = show("1000. item\n\n      more of it")
    first, second = (turn.parts[turn.part_of_leaf(at)[0]] for at in (0, 1))
    assert first.rectangles(0, 0, 1)[0].left() == second.rectangles(0, 0, 1)[0].left()


def row(turn: Turn, theme: Theme, number: int) -> QImage:
    """A part as it is drawn, with as much room before it as behind it."""
    part = turn.parts[number]
    image = QImage(turn.width + 2 * _ROOM_PX, part.height, QImage.Format.Format_RGB32)
    image.fill(theme.color("canvas"))
    with QPainter(image) as painter:
        painter.translate(_ROOM_PX, -turn.top_of(number))
        turn.paint(painter, 0, 0, QRectF(0, turn.top_of(number), turn.width, part.height))
    return image


def inked(image: QImage, least: int = 10) -> list[tuple[int, int]]:
    """The pixels that differ from the ground by so much lightness."""
    ground = image.pixelColor(0, 0).lightness()
    every = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return [(x, y) for x, y in every if abs(image.pixelColor(x, y).lightness() - ground) >= least]


def sides(turn: Turn, theme: Theme, number: int) -> tuple[int, int]:
    """Where a part, with its bars, begins and ends."""
    columns = [x - _ROOM_PX for x, _ in inked(row(turn, theme, number))]
    return min(columns), max(columns) + 1


def bullet(turn: Turn, theme: Theme, number: int) -> tuple[bool, bool]:
    """Whether the middle of the bullet of an item is inked, and whether its corners are."""
    text = int(turn.parts[number].rectangles(0, 0, 1)[0].left())
    ink = {(x, y) for x, y in inked(row(turn, theme, number), 120) if x - _ROOM_PX < text - 2}
    (left, right), (top, bottom) = (
        (min(each[axis] for each in ink), max(each[axis] for each in ink)) for axis in (0, 1)
    )
    corners = {(x, y) for x in (left, right) for y in (top, bottom)}
    return ((left + right) // 2, (top + bottom) // 2) in ink, corners <= ink


def test_bullets_tell_how_deep_they_are(theme: Theme, show: Show) -> None:
    turn = show("- one\n  - two\n    - three\n      - four\n\n1. number\n   - one again")
    dot, ring, square = (True, False), (False, False), (True, True)
    assert [bullet(turn, theme, number) for number in (1, 2, 3, 4, 6)] == [dot, ring, square, square, dot]


def test_what_is_in_a_list_that_runs_to_the_left_begins_at_its_text(theme: Theme, show: Show) -> None:
    turn = show(
        "1. \u062e\u0637\u0648\u0629\n\n   ```\n   x\n   ```\n\n   | a | b |\n   |---|---|\n   | 1 | 2 |\n"
    )
    end = round(turn.parts[1].rectangles(0, 0, 1)[0].right())
    assert turn.part_width - 30 < end < turn.part_width - 10, "its number stands at the right"
    assert [sides(turn, theme, number) for number in (2, 3)] == [(0, end), (0, end)]


def test_the_bar_of_a_quote_stays_on_its_side(theme: Theme, show: Show) -> None:
    turn = show("> \u0646\u0635\n>\n> ```\n> x\n> ```\n>\n> ---\n>\n> - \n")
    bar = theme.color("control").name()
    for number in (1, 2, 3, 4):
        image = row(turn, theme, number)
        at = [x - _ROOM_PX for x in range(image.width()) if image.pixelColor(x, 8).name() == bar]
        assert at == [turn.part_width - 3, turn.part_width - 2, turn.part_width - 1]
