"""How leaves stand in lists and quotes."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from app.ui.theme.theme import Theme
from tests.ui.transcript.conftest import Show


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
