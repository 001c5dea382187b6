"""What has just begun, and what has nothing in it."""

import pytest
from PySide6.QtCore import QRectF

from app.ui.transcript.code_part import CodePart
from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.simple_parts import EmptyPart
from app.ui.transcript.view import Transcript
from tests.ui import samples
from tests.ui.transcript.conftest import Show, said


def write(view: Transcript, text: str) -> None:
    """Let a text come to the reply, and be shown."""
    view.grow_reply(samples.writing_growth(text))
    view.viewport().grab()


def mark(turn: ReplyTurn) -> tuple[int, QRectF]:
    """The mark behind what is written: the part, and where in it."""
    found = turn.caret()
    assert found is not None
    return found


BEGUN = [("> ", "quote"), ("- one\n- [", "x] two"), ("1. \u0646\u0635\n   - [", "\u0646\u0635](x)")]


@pytest.mark.parametrize(("begun", "more"), BEGUN, ids=["quote", "task", "link"])
def test_the_mark_waits_where_the_text_will_begin(
    view: Transcript, writing: ReplyTurn, begun: str, more: str
) -> None:
    write(view, begun)
    part, waiting = mark(writing)
    assert isinstance(writing.parts[part], EmptyPart)
    write(view, more)
    found, written = mark(writing)
    assert found == part
    letter = writing.parts[part].rectangles(0, 0, 1)[0]
    is_left = written.left() < letter.left()
    assert waiting.left() == (pytest.approx(letter.right(), abs=6) if is_left else letter.left())
    assert (waiting.top(), waiting.height()) == (written.top(), written.height())


@pytest.mark.parametrize("letter", ["x", "\u0646"])
def test_the_mark_stands_behind_the_last_letter(view: Transcript, writing: ReplyTurn, letter: str) -> None:
    write(view, f"{letter} {letter}")
    part, box = mark(writing)
    last = writing.parts[part].rectangles(0, 2, 3)[0]
    x = box.left() + 1  # see `ReplyTurn.paint`
    assert x + 2 <= last.left() or x >= last.right()
    assert min(abs(x + 2 - last.left()), abs(x - last.right())) <= 2


def test_the_mark_is_there_while_a_fence_is_written(view: Transcript, writing: ReplyTurn) -> None:
    for piece in ("Text", "\n\n", "```", "py", "\n", "x"):
        write(view, piece)
        assert mark(writing)[1].height() > 10, piece


def test_under_a_rule_there_is_no_mark(view: Transcript, writing: ReplyTurn) -> None:
    write(view, "Text\n\n***\n\n")
    assert writing.caret() is None


def test_code_without_a_line_is_a_box_all_the_same(view: Transcript, show: Show) -> None:
    empty, one = (said(show(f"```json\n{line}```"))[0] for line in ("", "1\n"))
    assert isinstance(empty, CodePart)
    assert isinstance(one, CodePart)
    assert empty.text == ""
    assert empty.language == "json"


def test_it_becomes_a_box_when_its_fence_closes(view: Transcript, writing: ReplyTurn) -> None:
    write(view, "```\n")
    assert isinstance(said(writing)[0], EmptyPart)
    write(view, "```\n")
    (code,) = said(writing)
    assert isinstance(code, CodePart)
    assert code.dirty_top == 0, "there was no box"
    write(view, "\nText")
    assert said(writing)[0] is code


def test_the_mark_goes_no_further_than_the_code(view: Transcript, writing: ReplyTurn) -> None:
    write(view, "```\n")
    cut_at = []
    for number in range(150):
        write(view, "x")
        caret = writing.caret()
        code = said(writing)[0]
        assert isinstance(code, CodePart)
        assert caret is None or caret[1].left() <= code.view_px() + 14
        if not code.dirty_top:
            cut_at.append(number)
    assert writing.caret() is None
    assert len(cut_at) == 2, "all is painted with the first letter, and when the side begins to fade"


def test_a_thought_has_no_empty_lines_at_its_end(view: Transcript, writing: ReplyTurn) -> None:
    writing.set_thought_open(True)
    for piece in ("\n", "First.", "\n", "\n"):
        view.grow_reply(samples.thinking_growth(piece))
    assert writing.texts() == ["", "First."]
    view.grow_reply(samples.thinking_growth("Then.\n"))
    assert writing.texts() == ["", "First.", "", "Then."]
    assert writing.message.thinking == "\nFirst.\n\nThen.\n"
