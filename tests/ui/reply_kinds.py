"""What the contact sheets of replies show: every kind of content, whole, half written, selected and found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.attachment import StoredFile
from app.domain.conversation import ChatView, Fork, Message, MessageState, ReplyGrowth, ReplyPhase
from app.domain.failure import Failure, FailureCode
from app.ui.main_window import MainWindow
from app.ui.transcript.code_part import CodePart
from app.ui.transcript.reply_turn import ReplyTurn
from tests.helpers.images import encoded
from tests.helpers.images import picture as image
from tests.ui import image_scenes, reply_scenes, reply_texts, samples, tool_scenes

REPLIES = sorted((Path(__file__).resolve().parents[1] / "data" / "replies").glob("*.md"))
_WRITING = (
    "Text with an open **bold", "Text with [a li", "Text\n\n```python\nfor x in range(3):\n    pri",
    "| a | b |\n|---|---|\n| 1 | `co", "- one\n- two\n  - th", "> a quote that\n> is be", "Sum: $\\frac{a}{",
    "Sum:\n\n$$\n\\frac{a}{b}", "## A head", "1. one\n\n   ```sh\n   make", "| a |", "Text\n\n---",
    "Text\n\n```", "Text\n\n```py", "Text\n\n```python\n", "| a | b |\n|--", "| a | b |\n|---|---|\n",
    "| a | b |\n|---|---|\n| 1 | 2 |\n", "- [", "- [ ] a\n- [x", "1", "1. one\n2", "> ", "Text `co", "***bo",
    "~~go", "A note[^1", "See https://example.or", "![A pict", "![A picture](https://example.org/a.p",
    "مرحبا **بالع", "> - one\n>   - tw", "#", "Sum \\(x^2", "Text  \nnext", "&am", "<kb", "\\",
)  # fmt: skip
_FAILURES = (
    Failure(FailureCode.SERVER_REFUSED, address=samples.ADDRESS),
    Failure(FailureCode.MODEL_NOT_FOUND, address=samples.ADDRESS, model=samples.MODEL),
    Failure(FailureCode.API_ERROR, address=samples.ADDRESS, detail="model requires more system memory " * 6),
    Failure(FailureCode.UNAUTHORISED, address=samples.ADDRESS),
)


@dataclass(frozen=True)
class Piece:
    """One picture: a chat, what comes to its last message, and what is done then."""

    name: str
    chat: ChatView
    growth: ReplyGrowth | None = None
    then: Callable[[MainWindow], None] | None = None


def pieces() -> Iterator[Piece]:
    """Everything, in the order of the sheets."""
    for name, text in reply_texts.WHOLE.items():
        yield Piece(f"kind {name}", _chat(_reply(text, stats=samples.STATS)))
    yield Piece("kind formulas", _chat(_reply(reply_scenes.FORMULAS, stats=samples.STATS)))
    yield Piece("kind wrapped", _chat(_reply(reply_texts.WHOLE["code"])), then=_wrap)
    yield from _states()
    for number, text in enumerate(_WRITING):
        yield Piece(f"writing {number}", _chat(_open()), _growth(ReplyPhase.WRITING, content=text))
    for text in ("Short.", "Word " * 60, "مرحبا بالعالم", "漢字" * 40, "a\nb\n\n- **c**", "w" * 200):
        yield Piece("asked " + text[:8].strip(), _chat(samples.message(701, "user", text)))
    for path in REPLIES:
        yield Piece(f"reply {path.stem}", _chat(_reply(path.read_text("utf-8"))))
    for path in REPLIES:
        text = path.read_text("utf-8")
        growth = _growth(ReplyPhase.WRITING, content=text[: len(text) * 5 // 8])
        yield Piece(f"cut {path.stem}", _chat(_open()), growth)


def _states() -> Iterator[Piece]:
    """Messages in every state, with everything around what they say."""
    asked = samples.message(701, "user", "A question.")
    yield Piece("kind tools", tool_scenes.asking_view())
    yield Piece("kind tools open", tool_scenes.asking_view(), then=_open_cards)
    yield Piece("kind results", tool_scenes.taken_over_view())
    yield Piece("kind failed", samples.failed_view())
    for failure in _FAILURES:
        failed = _reply("", state=MessageState.FAILED, failure=failure)
        yield Piece(f"kind {failure.code}", _chat(asked, failed))
    thinking = _growth(ReplyPhase.THINKING, thinking=f"{samples.THOUGHT}\n\n" * 2)
    yield Piece("kind thought", _chat(asked, _open()), thinking, _open_thought)
    for phase in (ReplyPhase.CONNECTING, ReplyPhase.LOADING, ReplyPhase.WAITING):
        yield Piece(f"kind {phase}", _chat(asked, _open()), _growth(phase))
    thought = _reply("So it is.", thinking=samples.THOUGHT, thought_ns=4_000_000_000, stats=samples.STATS)
    yield Piece("kind thought folded", _chat(asked, thought))
    yield Piece("kind thought opened", _chat(asked, thought), then=_open_thought)
    for state in (MessageState.STOPPED, MessageState.COMPLETE):
        cut = _reply("What came until then", state=state, done_reason="length", stats=samples.STATS)
        yield Piece(f"kind {state}", _chat(asked, cut))
    yield Piece("kind stopped at once", _chat(asked, _reply("", state=MessageState.STOPPED)))
    reply = _reply("The second of three.", stats=samples.STATS)
    ids = tuple(samples.hex_id(each) for each in (700, 702, 703))
    yield Piece("kind versions", replace(_chat(asked, reply), forks=(Fork(reply.id, ids),)))
    yield Piece("kind pictures", _chat(asked, _reply(reply_scenes.PICTURES)), then=_show_pictures)
    yield Piece("kind attached", image_scenes.view(), then=_give_files)
    marked = _chat(asked, _reply(reply_texts.WHOLE["marks"] + reply_texts.WHOLE["nested"]))
    yield Piece("kind selected", marked, then=_select)
    yield Piece("kind found", marked, then=_find)
    again = samples.message(703, "user", "And then?")
    yield Piece("kind no longer seen", _chat(asked, _reply("An answer."), again), then=_forget_above)


def _chat(*messages: Message) -> ChatView:
    return tool_scenes.chained(*messages)


def _reply(text: str, **more: object) -> Message:
    return samples.message(702, "assistant", text, **more)


def _open() -> Message:
    return _reply("", state=MessageState.WRITING)


def _growth(phase: ReplyPhase, **more: str) -> ReplyGrowth:
    return ReplyGrowth(
        samples.hex_id(1), samples.hex_id(702), phase, **more, pieces=40, elapsed_s=3.2, first_piece_s=0.4
    )


def _last(window: MainWindow) -> ReplyTurn:
    turn = window.chat_pane.transcript.last_reply
    assert turn is not None
    return turn


def _wrap(window: MainWindow) -> None:
    for part in _last(window).parts:
        if isinstance(part, CodePart):
            part.toggle_wrap()


def _open_cards(window: MainWindow) -> None:
    cards = _last(window).cards
    assert cards is not None
    for row in cards.rows:
        row.click()


def _open_thought(window: MainWindow) -> None:
    row = _last(window).thought_row
    assert row is not None
    row.click()


def _show_pictures(window: MainWindow) -> None:
    reply_scenes.fill_pictures(window.chat_pane.reply_images)


def _give_files(window: MainWindow) -> None:
    gate = window.chat_pane.images
    data = encoded(image(800, 510), b"png")
    for number in (1, 3, 4, 5, 9):
        gate.take_file(StoredFile(f"{number:064x}", data if number % 2 else None))


def _select(window: MainWindow) -> None:
    window.chat_pane.transcript.select_all()


def _find(window: MainWindow) -> None:
    window.chat_pane.transcript.finding.find("co", match_case=False)


def _forget_above(window: MainWindow) -> None:
    window.chat_pane.transcript.set_first_seen(samples.hex_id(703))


def clear(window: MainWindow) -> None:
    """Put away what a piece left in the view."""
    window.chat_pane.transcript.finding.stop()
    window.chat_pane.transcript.set_first_seen("")
