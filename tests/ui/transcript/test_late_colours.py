"""Colours that come when there is time for them: no frame waits for the lexer of a language."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from pytestqt.qtbot import QtBot

from app.domain.conversation import MessageState
from app.markup.lexers import is_lexer_ready, lexer_of
from app.ui.transcript.code_part import CodePart
from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.view import Transcript
from tests.ui import samples

_LIMIT_MS = 20_000  # the thread may have little of a busy machine
_MAKING = {"_load_lexers", "process_tokendef"}
"""What Pygments does for the first lexer of a kind: load its source, compile its rules."""


class Made:
    """Notes what is done for new lexers in one thread."""

    def __init__(self) -> None:
        self.steps: list[str] = []

    def __call__(self, frame: FrameType, event: str, argument: object) -> None:
        if event == "call" and frame.f_code.co_name in _MAKING:
            self.steps.append(frame.f_code.co_name)


@contextmanager
def watched() -> Iterator[Made]:
    """Look at what this thread, that of the window, does."""
    made, before = Made(), sys.getprofile()
    sys.setprofile(made)
    try:
        yield made
    finally:
        sys.setprofile(before)


def code_of(view: Transcript) -> CodePart:
    turn = view.turns[0]
    assert isinstance(turn, ReplyTurn)
    assert turn.flow is not None
    return next(part for part in turn.flow.parts if isinstance(part, CodePart))


def has_colours(code: CodePart, line: int) -> bool:
    return code.lines.colours is not None and bool(code.lines.colours.tokens(line))


def test_a_lexer_is_made_in_no_frame_of_a_reply_that_grows(view: Transcript, qtbot: QtBot) -> None:
    assert not is_lexer_ready("ada")
    view.set_messages((samples.message(112, "assistant", "", state=MessageState.WRITING),))
    with watched() as made:
        for piece in ("So:\n\n```ada\nprocedure Main is\n", "begin\n   null; -- noth"):
            view.grow_reply(samples.writing_growth(piece))
            view.viewport().repaint()
        code = code_of(view)
        height, turn_height = code.height, view.turns[0].height
        # Nothing more comes: the lines that are written get their colours all the same.
        qtbot.waitUntil(lambda: has_colours(code, 0) and has_colours(code, 1), timeout=_LIMIT_MS)
    assert not made.steps
    assert code.lines.is_open
    assert not code.waits
    assert (code.height, view.turns[0].height) == (height, turn_height)


def test_a_lexer_is_made_in_no_frame_of_what_comes_into_view(view: Transcript, qtbot: QtBot) -> None:
    assert not is_lexer_ready("modula2")
    paragraphs = "\n\n".join(f"Paragraph {number}." for number in range(60))
    text = f"```modula2\nMODULE Main; (* one *)\nBEGIN\nEND Main.\n```\n\n{paragraphs}"
    view.set_messages((samples.message(102, "assistant", text),))
    with watched() as made:
        view.verticalScrollBar().setValue(0)
        view.viewport().repaint()
        code = code_of(view)
        height = code.height
        assert code.header is not None
        qtbot.waitUntil(lambda: code.lines.is_coloured, timeout=_LIMIT_MS)
    assert not made.steps
    assert has_colours(code, 0)
    assert code.height == height


def test_what_makes_a_lexer_would_be_seen() -> None:
    assert not is_lexer_ready("limbo")
    with watched() as made:
        lexer_of("limbo")
    assert set(made.steps) == _MAKING


def test_the_interpreter_is_as_before_when_the_lexer_is_there(view: Transcript, qtbot: QtBot) -> None:
    def is_at_work() -> bool:
        return any(thread.name == "lexer" for thread in threading.enumerate())

    qtbot.waitUntil(lambda: not is_at_work(), timeout=_LIMIT_MS)
    before = sys.getswitchinterval()
    view.set_messages((samples.message(102, "assistant", "```eiffel\nclass A\nend\n```"),))
    qtbot.waitUntil(lambda: code_of(view).lines.is_coloured and not is_at_work(), timeout=_LIMIT_MS)
    assert is_lexer_ready("eiffel")
    assert abs(sys.getswitchinterval() - before) < 1e-6
