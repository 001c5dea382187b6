"""A table that grows is painted where it changed, and nowhere else."""

import pytest
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from app.domain.conversation import MessageState
from app.ui.transcript.reading_column import GUTTER_PX
from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.table_part import TablePart
from app.ui.transcript.view import Transcript
from tests.ui import samples

ROW = "| cell | **bold** text | `code` and words |\n"
TABLE = (
    "| a | b | c |\n|---|---|---|\n"
    + ROW * 3
    + "| 1 | a cell with so many words that it takes lines | $ |\n"
    + ROW * 30
)


def picture(view: Transcript) -> QImage:
    """What is on the screen, without the bar."""
    whole = view.screen().grabWindow(view.winId()).toImage()
    assert not whole.isNull()
    return whole.copy(0, 0, view.width() - GUTTER_PX, view.height())


def write(view: Transcript) -> ReplyTurn:
    """Begin a reply below others."""
    before = samples.message(101, "user", "Words.\n" * 30)
    view.set_messages((before, samples.message(112, "assistant", "", state=MessageState.WRITING)))
    turn = view.turns[1]
    assert isinstance(turn, ReplyTurn)
    return turn


@pytest.mark.usefixtures("writing")
def test_the_mark_leaves_the_row_that_is_done(view: Transcript) -> None:
    for piece in (TABLE[:150].rpartition("\n")[0], "\n|", " cell", " | more |", "\n", "\nText"):
        view.grow_reply(samples.writing_growth(piece))
        QTest.qWait(0)
        shown = picture(view)
        view.viewport().update()
        QTest.qWait(0)
        assert shown == picture(view), repr(piece)


@pytest.mark.parametrize("letters", [7, 24, len(ROW)])
def test_nothing_of_a_growing_table_is_left_as_it_was(view: Transcript, letters: int) -> None:
    turn = write(view)
    for at in range(0, len(TABLE), letters):
        view.grow_reply(samples.writing_growth(TABLE[at : at + letters]))
        QTest.qWait(0)
        shown = picture(view)
        if turn.running:
            view.viewport().update()
            QTest.qWait(0)
            assert shown == picture(view), f"after {at + letters} letters"


def test_a_cell_that_grows_leaves_the_rows_above_alone(view: Transcript) -> None:
    turn = write(view)
    view.grow_reply(samples.writing_growth(TABLE[:-20]))
    part = next(part for part in turn.parts if isinstance(part, TablePart))
    view.grow_reply(samples.writing_growth(TABLE[-20:-10]))
    last = len(part.rows) - 1
    assert part.dirty_top == part.line_top(last, 0)
    view.grow_reply(samples.writing_growth(TABLE[-10:]))
    view.grow_reply(samples.writing_growth("| ce"))
    assert part.dirty_top == part.line_top(last, 0), "it ends otherwise, and the mark is gone from it"
