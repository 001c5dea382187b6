"""What a reply that grows costs, counted: what is laid out for each piece of it."""

import sys
from collections.abc import Callable
from types import FrameType

from app.markup.lexers import lexer_of
from app.ui.transcript.code_part import CodePart
from app.ui.transcript.laid_text import LaidText
from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.table_part import TablePart
from app.ui.transcript.text_part import TextPart
from app.ui.transcript.view import Transcript
from tests.ui import samples
from tests.ui.transcript.conftest import Show, said


def grow(view: Transcript, text: str, letters: int = 24) -> None:
    """Have a text come in growths of so many letters."""
    for at in range(0, len(text), letters):
        view.grow_reply(samples.writing_growth(text[at : at + letters]))


class Pieces:
    """Counts what is laid out."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, frame: FrameType, event: str, argument: object) -> None:
        self.count += event == "call" and frame.f_code is LaidText._piece.__code__

    def of(self, work: Callable[[], object]) -> int:
        """How many pieces of text some work lays out."""
        self.count, before = 0, sys.getprofile()
        sys.setprofile(self)
        try:
            work()
        finally:
            sys.setprofile(before)
        return self.count


def test_a_line_of_a_long_text_is_laid_out_once(show: Show) -> None:
    text = "Words of a long paragraph, with `code` and more. " * 200
    part = said(show(text))[0]
    assert isinstance(part, TextPart)
    assert part.laid is not None
    assert len(part.laid.pieces) > 5
    assert part.laid.laid_characters < 1.15 * len(text)


def test_a_growth_lays_out_the_last_lines_only(view: Transcript, writing: ReplyTurn) -> None:
    text = "Words of a paragraph that grows by a word or two, with `code` in it. " * 30
    pieces, growths = Pieces(), 0
    laid = 0
    for at in range(0, len(text), 12):
        laid += pieces.of(lambda piece=text[at : at + 12]: view.grow_reply(samples.writing_growth(piece)))
        growths += 1
    part = said(writing)[0]
    assert isinstance(part, TextPart)
    assert part.laid is not None
    assert laid <= growths + len(part.laid.pieces)


def test_hard_breaks_at_the_end_of_a_piece_leave_no_room(
    view: Transcript, writing: ReplyTurn, show: Show
) -> None:
    text = "A line that is as long as others are, more or less.  \n" * 60 + "End."
    grow(view, text)
    for part in (said(writing)[0], said(show(text))[0]):
        assert isinstance(part, TextPart)
        assert part.laid is not None
        assert len(part.laid.pieces) > 2
        assert part.height == 61 * part.laid.style.pitch_px


def test_of_a_long_open_paragraph_only_the_end_is_laid_out(view: Transcript, writing: ReplyTurn) -> None:
    for number in range(400):
        view.grow_reply(samples.writing_growth(f"Sentence number {number} with **bold** words. "))
    part = said(writing)[-1]
    assert isinstance(part, TextPart)
    assert part.laid is not None
    before = part.laid.laid_characters
    view.grow_reply(samples.writing_growth("And one more."))
    assert part.laid.laid_characters - before < 1500
    assert len(part.laid.text) > 12_000


def test_only_the_open_line_of_code_is_painted_anew(view: Transcript, writing: ReplyTurn) -> None:
    lexer_of("python")  # else it is made in a thread
    for piece in ("```python\nx = 1\ny = 2\nz", " =", " "):  # a slow machine colours one line with each
        view.grow_reply(samples.writing_growth(piece))
    code = next(part for part in said(writing) if isinstance(part, CodePart))
    view.grow_reply(samples.writing_growth("3"))
    assert code.dirty_top == code.line_top(2, 0)
    view.grow_reply(samples.writing_growth("\nu"))
    assert code.dirty_top == code.line_top(2, 0)  # it has its final colours now
    view.grow_reply(samples.writing_growth(" = 4"))
    assert code.dirty_top == code.line_top(3, 0)


def test_cells_move_when_columns_become_wider(view: Transcript, writing: ReplyTurn, show: Show) -> None:
    rows = "".join(f"| {'name ' * (at % 3 + 1)}| {at} | {at}.5 | word |\n" for at in range(12))
    text = f"| one | two | three | four |\n|:--|:-:|--:|---|\n{rows}"
    grow(view, text)
    table = next(part for part in said(writing) if isinstance(part, TablePart))
    before = table.rectangles(0, 4, 7)
    laid = Pieces().of(lambda: view.grow_reply(samples.writing_growth("| a wide cell: " + "wide " * 4)))
    assert table.rectangles(0, 4, 7) != before
    assert laid == 4  # the cells of the new row
    whole = next(
        part for part in said(show(text + "| a wide cell: " + "wide " * 4)) if isinstance(part, TablePart)
    )
    for row in range(14):
        length = len(whole.leaf_text(row))
        assert table.rectangles(row, 0, length) == whole.rectangles(row, 0, length)


def test_a_cell_that_grows_is_laid_out_alone(view: Transcript, writing: ReplyTurn) -> None:
    rows = "".join(f"| name {at} | {at} | {at}.5 |\n" for at in range(12))
    grow(view, f"| one | two | three |\n|---|---|---|\n{rows}| a | 5 | wo")
    assert Pieces().of(lambda: view.grow_reply(samples.writing_growth("rds"))) == 1
