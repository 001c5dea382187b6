"""On screens of 125 and 150 % lines are sharp, equally thick, and bars have no seams."""

from math import ceil

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from app.ui.theme.theme import Theme
from app.ui.transcript.turn import Turn
from tests.ui.transcript.conftest import Show

RATIOS = pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 1.75, 2.0])
ROWS = "| a |\n|---|\n" + "| cell |\n" * 12


def painted(turn: Turn, theme: Theme, ratio: float) -> QImage:
    """What was said in a turn on a screen of a scale, not at its upper left corner."""
    image = QImage(round(900 * ratio), round(700 * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(theme.color("canvas"))
    with QPainter(image) as painter:
        turn.paint(painter, 3, 5, QRectF(0, 0, 900, 700))
        said = 5 + turn.top_of(turn.part_of_leaf(0)[0])
        painter.fillRect(QRectF(0, 0, 900, said - 1), theme.color("canvas"))
    return image


def runs(image: QImage, x: int) -> list[tuple[str, int]]:
    """The colours of a column from top to bottom, each with how many pixels of it follow one another."""
    found: list[tuple[str, int]] = []
    for y in range(image.height()):
        name = image.pixelColor(x, y).name()
        if found and found[-1][0] == name:
            found[-1] = (name, found[-1][1] + 1)
        else:
            found.append((name, 1))
    return found


@RATIOS
def test_lines_of_a_table_are_equally_thick(theme: Theme, show: Show, ratio: float) -> None:
    turn = show(ROWS)
    image = painted(turn, theme, ratio)
    found = runs(image, round(300 * ratio))
    line, ground = theme.color("border").name(), theme.color("canvas").name()
    assert {name for name, _ in found} == {line, ground}
    thick = [count for name, count in found if name == line]
    assert thick == [int(ratio)] * (13 + 1)


@RATIOS
def test_the_bar_of_a_quote_has_no_seam(theme: Theme, show: Show, ratio: float) -> None:
    turn = show("> one `code`\n>\n> - two\n>\n> ```\n> three\n> ```\n>\n> four\n>\n> - [ ] five\n>\n> six")
    image = painted(turn, theme, ratio)
    bar = theme.color("control").name()
    columns = [runs(image, x) for x in range(round(12 * ratio))]
    in_bar = [found for found in columns if len(found) > 1]
    assert int(3 * ratio) <= len(in_bar) <= ceil(3 * ratio)
    assert {name for found in in_bar for name, _ in found} == {bar, theme.color("canvas").name()}
    assert all(len(found) == 3 for found in in_bar), "ground, bar, ground"


@RATIOS
def test_code_has_sharp_edges_and_a_line_under_its_header(theme: Theme, show: Show, ratio: float) -> None:
    turn = show("```\nx\n```")
    found = runs(painted(turn, theme, ratio), round(300 * ratio))
    line, code = theme.color("border").name(), theme.color("code").name()
    inside = [each for each in found if each[0] != theme.color("canvas").name()]
    assert [name for name, _ in inside] == [line, code, line, code, line]
    assert [count for name, count in inside if name == line] == [int(ratio)] * 3


@RATIOS
def test_what_is_selected_over_lines_has_no_seam(theme: Theme, show: Show, ratio: float) -> None:
    turn = show("- " + "word " * 300)
    turn.selected = (0, 0), (0, 1_400)
    found = runs(painted(turn, theme, ratio), round(26.5 * ratio))
    names = [name for name, _ in found]
    selected = theme.color("sel")
    last = len(names) - 1 - names[::-1].index(selected.name())
    inside = [QColor(name).lightness() for name in names[names.index(selected.name()) : last]]
    assert len(inside) > 20, "letters and what is behind them"
    assert max(inside) == selected.lightness()


@RATIOS
@pytest.mark.parametrize("left", range(8))
def test_a_box_has_sharp_edges_within_its_rectangle(theme: Theme, ratio: float, left: int) -> None:
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    ground, edge, inside = (theme.color(role) for role in ("canvas", "text", "chip"))
    image.fill(ground)
    with QPainter(image) as painter:
        theme.paint_box(painter, QRectF(left, left, 21, 21), 6, "chip", "text")
    found = runs(image, round((left + 10) * ratio))
    assert [name for name, _ in found[-4:]] == [edge.name(), inside.name(), edge.name(), ground.name()]
    box = sum(count for _, count in found[-4:-1])
    above = sum(count for _, count in found[:-4])
    assert above >= left * ratio
    assert above + box <= (left + 21) * ratio
    assert box > 21 * ratio - 2


@RATIOS
def test_lines_of_links_are_equally_thick_and_stand_apart_from_code(
    theme: Theme, show: Show, ratio: float
) -> None:
    turn = show("\n\n".join(["[link](https://example.org) [`code`](https://example.org) ~~gone~~"] * 8))
    image = painted(turn, theme, ratio)
    first = turn.parts[turn.part_of_leaf(0)[0]]
    words = first.leaf_text(0)
    under, color = [], theme.color("accent_text").name()
    for word in ("link", "code"):
        box = first.rectangles(0, words.index(word), words.index(word) + 1)[0]
        x = round((3 + box.left()) * ratio) + 1  # where no letter reaches down
        thick = [count for name, count in runs(image, x) if name == color]
        under.append({count for count in thick if count < 4 * ratio})
    assert under == [{max(1, int(ratio))}] * 2
