"""Formulas in the text: as source until they are ready, then on the baseline with room for them."""

import pytest
from PySide6.QtCore import QEvent, QObject, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.conversation import MessageState
from app.ui.transcript.positions import Position
from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.text_part import TextPart
from app.ui.transcript.view import Transcript
from tests.ui import samples
from tests.ui.transcript.conftest import Show


class Block:
    """Stands for a formula: a box of one colour."""

    ascent, descent = 40.0, 20.0

    def __init__(self, width: float = 60.0) -> None:
        self.width = width

    def paint(self, painter: QPainter, x: float, baseline: float) -> None:
        painter.fillRect(QRectF(x, baseline - self.ascent, self.width, 60), QColor("#FF0000"))


class Blocks:
    """Draws every formula as a box, once it is told to be ready."""

    def __init__(self) -> None:
        self.ready = False
        self.em = 0.0  # how wide they are in letters; 0: as wide as a block is
        self.asked: list[tuple[str, bool]] = []

    def formula(self, tex: str, display: bool, size_px: float, color: QColor) -> Block | None:
        self.asked.append((tex, display))
        assert size_px > 5
        assert color.isValid()
        if not self.ready:
            return None
        return Block(self.em * size_px) if self.em else Block()


def test_a_formula_is_its_source_until_it_is_ready(view: Transcript, show: Show) -> None:
    blocks = Blocks()
    view.set_formulas(blocks)
    turn = show("So $x^2$ grows.\n\n$$\\frac12$$\n\n| a |\n|---|\n| $y$ |\n\nNo formula.")
    assert turn.flow is not None
    inline, display, _, plain = turn.flow.parts
    assert inline.leaf_text(0) == "So x^2 grows."
    assert ("x^2", False) in blocks.asked
    assert ("\\frac12", True) in blocks.asked
    before, untouched = inline.height, plain.height
    view.selecting.start(Position(0, 0, 7))
    view.selecting.extend(Position(0, 0, 12))
    blocks.ready = True
    view.formulas_changed(frozenset(blocks.asked))
    assert inline.leaf_text(0) == "So x^2 grows."  # what is selected, found and copied stays the same
    assert view.selected_text == "grows"
    assert inline.height > before
    assert display.height >= 60
    assert plain.height == untouched
    box = inline.rectangles(0, 3, 4)[0]
    assert abs(box.width() - 60) < 1
    image = view.viewport().grab().toImage()
    reds = {
        (x, y)
        for x in range(0, image.width(), 5)
        for y in range(0, image.height(), 5)
        if image.pixelColor(x, y) == QColor("#FF0000")
    }
    assert len(reds) > 3 * 60 * 60 / 25 * 0.8


class Painted(QObject):
    """Notes what is painted of a widget."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.tops: list[int] = []
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.tops.append(event.rect().top())
        return False


def test_only_what_waited_for_a_formula_is_laid_out_and_painted_anew(
    view: Transcript, show: Show, qtbot: QtBot
) -> None:
    blocks = Blocks()
    view.set_formulas(blocks)
    turn = show(
        "First $a^2$ here.\n\nWords $c^2$, words.\n\n| t |\n|---|\n| $t^2$ |\n\nAt the end $b^2$ too."
    )
    assert turn.flow is not None
    first, middle, table, last = turn.flow.parts
    assert isinstance(first, TextPart)
    assert isinstance(last, TextPart)
    view.viewport().repaint()
    laid, heights = first.laid, [part.height for part in (middle, table)]
    painted = Painted(view.viewport())
    blocks.ready = True
    blocks.asked.clear()
    view.formulas_changed({("b^2", False)})
    qtbot.waitUntil(lambda: bool(painted.tops))
    assert set(blocks.asked) == {("b^2", False)}
    assert first.laid is laid
    assert [part.height for part in (middle, table)] == heights
    assert min(painted.tops) > turn.top_of(turn.parts.index(table)) + table.height
    assert last.leaf_text(0) == "At the end b^2 too."
    assert abs(last.rectangles(0, 11, 12)[0].width() - Block().width) < 1
    painted.tops.clear()
    view.formulas_changed({("b^2", False), ("none", True)})  # nothing waits for these
    view.formulas_changed({("t^2", False)})
    qtbot.waitUntil(lambda: bool(painted.tops))
    assert table.height > heights[1]
    assert ("a^2", False) not in blocks.asked


def shown_part(view: Transcript, show: Show, text: str, blocks: Blocks) -> TextPart:
    """The first block of a reply whose formulas are there."""
    blocks.ready = True
    view.set_formulas(blocks)
    turn = show(text)
    assert turn.flow is not None
    part = turn.flow.parts[0]
    assert isinstance(part, TextPart)
    return part


def test_a_displayed_formula_in_a_sentence_stands_where_its_lines_begin(view: Transcript, show: Show) -> None:
    part = shown_part(view, show, "So we have $$x = 1$$ as one sees.", Blocks())
    assert part.laid is not None
    words = part.leaf_text(0)
    at = words.index("x = 1")
    assert words == "So we have\u2028x = 1\u2028as one sees."
    box = part.rectangles(0, at, at + 5)[0]
    assert box.left() == 0
    below = part.rectangles(0, at + 6, at + 8)[0]
    assert below.left() == 0
    assert below.top() > box.bottom()
    assert part.offset_at(0, box.center()) in (at, at + 5)


def test_a_displayed_formula_in_a_sentence_keeps_its_distance(view: Transcript, show: Show) -> None:
    part = shown_part(view, show, "So we have $$x = 1$$ as one sees.", Blocks())
    image = view.viewport().grab().toImage()
    turn = view.turns[0]
    assert isinstance(turn, ReplyTurn)
    top = view.sheet.top_of(0) + turn.top_of(turn.flow_at)
    red = [y - top for y in range(top, top + part.height) if has_red(image, y)]
    at = part.leaf_text(0).index("x = 1")
    assert red[0] - part.rectangles(0, 0, 2)[0].bottom() >= 6
    assert part.rectangles(0, at + 6, at + 8)[0].top() - red[-1] >= 6


def has_red(image: QImage, y: int) -> bool:
    """Whether a formula is in a line of pixels."""
    return any(image.pixelColor(x, y) == QColor("#FF0000") for x in range(0, image.width(), 10))


def test_a_formula_wider_than_the_column_is_drawn_smaller(view: Transcript, show: Show) -> None:
    blocks = Blocks()
    blocks.em = 60.0
    part = shown_part(view, show, "So $x$.", blocks)
    assert part.laid is not None
    width = part.rectangles(0, 3, 4)[0].width()
    assert part.laid.width * 0.9 < width <= part.laid.width
    view.resize(700, 700)
    narrow = part.rectangles(0, 3, 4)[0].width()
    assert part.laid is not None
    assert part.laid.width * 0.9 < narrow <= part.laid.width < width


def test_the_number_of_an_item_stands_on_the_line_of_a_high_formula(view: Transcript, show: Show) -> None:
    part = shown_part(view, show, "1. So $x$", Blocks())
    assert part.laid is not None
    style = part.laid.style
    assert part.laid.first_baseline > style.baseline_px + 15
    image = view.viewport().grab().toImage()
    turn = view.turns[0]
    assert isinstance(turn, ReplyTurn)
    top = view.sheet.top_of(0) + turn.top_of(turn.flow_at)
    left = view.column_left
    dark = [
        y - top
        for y in range(top, top + part.height)
        if any(image.pixelColor(x, y).lightness() < 120 for x in range(left, left + 16))
    ]
    assert dark[-1] == pytest.approx(part.laid.first_baseline, abs=2)


def test_what_is_read_of_a_block_out_of_view_is_what_it_holds_now(view: Transcript) -> None:
    reply = samples.message(112, "assistant", "First words", state=MessageState.WRITING)
    view.set_messages((samples.message(111, "user", "words\n" * 100), reply))
    turn = view.turns[1]
    view.scroll_by(-view.sheet.value)
    view.grow_reply(samples.writing_growth(", and more."))
    assert turn.texts() == ["First words, and more."]


def test_what_draws_a_formula_is_wanted_as_soon_as_one_begins(view: Transcript, writing: ReplyTurn) -> None:
    blocks = Blocks()
    blocks.ready = True
    view.set_formulas(blocks)
    view.grow_reply(samples.writing_growth("It is $5.\n\n"))
    assert blocks.asked == []
    view.grow_reply(samples.writing_growth("$$\n\\frac{a}"))
    assert blocks.asked
    assert ("\\frac{a}", True) not in blocks.asked
    assert writing.parts[writing.flow_at + 1].height < 60, "its source stands there"
    view.grow_reply(samples.writing_growth("{b}\n$$\n"))
    assert blocks.asked[-1] == ("\\frac{a}{b}", True)
    assert writing.parts[writing.flow_at + 1].height >= 60
