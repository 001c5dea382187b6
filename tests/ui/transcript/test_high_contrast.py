"""In high contrast nothing is told by a tint alone, and no outline stands on a letter."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from app.ui.theme.theme import ContrastMode, Theme, ThemeMode
from app.ui.transcript.positions import Position
from app.ui.transcript.thought_flow import ThoughtLine
from app.ui.transcript.turn import Turn
from app.ui.transcript.view import Transcript
from tests.ui import samples
from tests.ui.transcript.conftest import Show


@pytest.fixture(params=[ThemeMode.LIGHT, ThemeMode.DARK])
def high(theme: Theme, request: pytest.FixtureRequest) -> Iterator[Theme]:
    """The theme in high contrast, light and dark."""
    theme.set_mode(request.param)
    theme.set_contrast(ContrastMode.HIGH)
    yield theme
    theme.set_contrast(ContrastMode.NORMAL)
    theme.set_mode(ThemeMode.LIGHT)


def painted(turn: Turn, theme: Theme, box: QRectF) -> QImage:
    """What a turn draws into a rectangle of it."""
    image = QImage(box.size().toSize(), QImage.Format.Format_RGB32)
    image.fill(theme.color("canvas"))
    with QPainter(image) as painter:
        painter.translate(-box.topLeft())
        turn.paint(painter, 0, 0, box)
    return image


def strongest_column(image: QImage, ground: QColor) -> int:
    """How many pixels of one column are far from the ground at most."""
    light = ground.lightness()
    return max(
        sum(abs(image.pixelColor(x, y).lightness() - light) > 60 for y in range(image.height()))
        for x in range(image.width())
    )


def has(image: QImage, color: QColor) -> bool:
    """Whether anything has just this colour."""
    pixels = ((x, y) for y in range(image.height()) for x in range(image.width()))
    return any(image.pixel(x, y) == color.rgb() for x, y in pixels)


@pytest.mark.parametrize(
    "text",
    ["Some words.", "```\nsome code\n```", "| some |\n|---|\n| cells |"],
    ids=["text", "code", "table"],
)
def test_what_is_selected_has_an_outline(high: Theme, view: Transcript, show: Show, text: str) -> None:
    turn = show(text)
    part = turn.parts[turn.part_of_leaf(0)[0]]
    box = QRectF(0, turn.top_of(turn.part_of_leaf(0)[0]), 200, part.height)
    assert not has(painted(turn, high, box), high.color("accent"))
    view.selecting.start(Position(0, 0, 0))
    view.selecting.extend(Position(0, 0, 4))
    view.viewport().grab()  # marks what is selected
    assert has(painted(turn, high, box), high.color("accent"))


def test_the_outline_of_code_in_a_line_stands_on_no_letter(high: Theme, show: Show) -> None:
    turn = show("....`code`....")
    number = turn.part_of_leaf(0)[0]
    for start, end in ((0, 4), (8, 12)):
        dots = turn.parts[number].rectangles(0, start, end)[0].translated(0, turn.top_of(number))
        image = painted(turn, high, dots)
        assert 0 < strongest_column(image, high.color("canvas")) < 5


def test_an_open_thought_has_its_bar(high: Theme, view: Transcript) -> None:
    view.set_thoughts_open(True)
    view.set_messages((samples.message(102, "assistant", "Yes.", thinking="One.\nTwo.\nThree."),))
    turn = view.turns[0]
    lines = [at for at, part in enumerate(turn.parts) if isinstance(part, ThoughtLine)]
    top, bottom = turn.top_of(lines[0]), turn.top_of(lines[-1]) + turn.parts[lines[-1]].height
    image = painted(turn, high, QRectF(0, top, 15, bottom - top))
    assert strongest_column(image, high.color("canvas")) > image.height() * 0.9
