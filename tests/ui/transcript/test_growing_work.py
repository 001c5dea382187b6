"""What a reply that grows costs, counted: what is laid out for each piece of it."""

import pytest

from app.domain.conversation import MessageState
from app.markup.lexers import lexer_of
from app.ui.transcript.code_part import CodePart
from app.ui.transcript.part import Part
from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.text_part import TextPart
from app.ui.transcript.view import Transcript
from tests.ui import samples
from tests.ui.transcript.conftest import Show


@pytest.fixture
def writing(view: Transcript) -> ReplyTurn:
    """A reply that is being written."""
    view.set_messages((samples.message(112, "assistant", "", state=MessageState.WRITING),))
    turn = view.turns[0]
    assert isinstance(turn, ReplyTurn)
    return turn


def said(turn: ReplyTurn) -> list[Part]:
    """The parts of what was said."""
    assert turn.flow is not None
    return list(turn.flow.parts)


def grow(view: Transcript, text: str, letters: int = 24) -> None:
    """Have a text come in growths of so many letters."""
    for at in range(0, len(text), letters):
        view.grow_reply(samples.writing_growth(text[at : at + letters]))


def test_a_line_of_a_long_text_is_laid_out_once(show: Show) -> None:
    text = "Words of a long paragraph, with `code` and more. " * 200
    part = said(show(text))[0]
    assert isinstance(part, TextPart)
    assert part.laid is not None
    assert len(part.laid.pieces) > 5
    assert part.laid.laid_characters < 1.15 * len(text)


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
