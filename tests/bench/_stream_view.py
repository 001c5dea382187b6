"""Streams text into the transcript and into a plain text field, and takes the CPU of each frame."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle
from statistics import median

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from app.domain.conversation import Message, MessageState, ReplyGrowth, ReplyPhase
from app.ui.theme.theme import Theme, ThemeMode
from app.ui.transcript.view import Transcript

LETTERS_A_TOKEN = 3
Pace = int | tuple[int, ...]
"""Tokens in each frame; several numbers take turns."""
VIEW = (900, 700)
REPLY_ID = f"{7:032x}"
CHAT_ID = f"{1:032x}"


@dataclass(frozen=True)
class Stream:
    """CPU seconds of each frame, and how many tokens there were."""

    frames: tuple[float, ...]
    tokens: int

    @property
    def us_a_token(self) -> float:
        """All frames together."""
        return sum(self.frames) / self.tokens * 1e6

    @property
    def p99_ms(self) -> float:
        """The frame that one in a hundred is dearer than."""
        return sorted(self.frames)[int(len(self.frames) * 0.99)] * 1e3

    @property
    def p50_ms(self) -> float:
        """The frame in the middle."""
        return median(self.frames) * 1e3

    @property
    def last_to_first(self) -> float:
        """The last tenth of the frames against the first."""
        tenth = max(1, len(self.frames) // 10)
        return sum(self.frames[-tenth:]) / sum(self.frames[:tenth])


def application() -> QApplication:
    """The one application of this process."""
    app = QApplication.instance()
    return app if isinstance(app, QApplication) else QApplication(["bench"])


def make_theme() -> Theme:
    """The theme, light, fonts loaded."""
    theme = Theme(application(), ThemeMode.LIGHT)
    theme.set_reduced_motion(True)
    theme.look.font("body")
    return theme


def one_turn() -> None:
    """Let the event loop go round, so that everything due is painted."""
    loop = QEventLoop()
    QTimer.singleShot(0, loop.quit)
    loop.exec()


def shown(widget: QWidget, size: tuple[int, int] = VIEW) -> None:
    """Show a widget and wait for its first paint."""
    widget.resize(*size)
    widget.show()
    for _ in range(5):
        one_turn()


def stream(feed: Callable[[str, int], None], text: str, pace: Pace) -> Stream:
    """Feed a text; each frame is one feed and the turn of the event loop that paints it."""
    steps = cycle((pace,) if isinstance(pace, int) else pace)
    frames = []
    at = 0
    while at < len(text):
        end = at + LETTERS_A_TOKEN * next(steps)
        begin = time.process_time()
        feed(text[at:end], end // LETTERS_A_TOKEN)
        one_turn()
        frames.append(time.process_time() - begin)
        at = end
    return Stream(tuple(frames), max(1, len(text) // LETTERS_A_TOKEN))


def filled_chat() -> tuple[Message, ...]:
    """Messages that fill the view, so that it scrolls from the first token on."""
    text = "\n\n".join(f"Paragraph {number} of an earlier reply." for number in range(60))
    question = Message(f"{2:032x}", CHAT_ID, None, "user", "A question.")
    return question, Message(f"{3:032x}", CHAT_ID, question.id, "assistant", text, model="bench:1b")


def plain(theme: Theme, text: str, pace: Pace = 8, size: tuple[int, int] = VIEW) -> Stream:
    """The floor: the text appended to a `QPlainTextEdit` that follows its end."""
    edit = QPlainTextEdit()
    edit.setFont(theme.font("body"))
    edit.setUndoRedoEnabled(False)
    edit.setReadOnly(True)
    shown(edit, size)
    cursor = edit.textCursor()

    def feed(piece: str, _pieces: int) -> None:
        cursor.movePosition(cursor.MoveOperation.End)
        cursor.insertText(piece)
        bar = edit.verticalScrollBar()
        bar.setValue(bar.maximum())

    found = stream(feed, text, pace)
    edit.hide()
    edit.deleteLater()
    one_turn()
    return found


def transcript(
    theme: Theme,
    text: str,
    pace: Pace = 8,
    *,
    before: tuple[Message, ...] = (),
    as_thought: bool = False,
) -> Stream:
    """The text streamed into a reply at the end of a chat."""
    view = Transcript(theme)
    shown(view)
    view.set_thoughts_open(as_thought)
    reply = Message(REPLY_ID, CHAT_ID, None, "assistant", state=MessageState.WRITING, model="bench:1b")
    view.set_messages((*before, reply))
    one_turn()
    phase = ReplyPhase.THINKING if as_thought else ReplyPhase.WRITING

    def feed(piece: str, pieces: int) -> None:
        content, thinking = ("", piece) if as_thought else (piece, "")
        elapsed_s = pieces / 500
        view.grow_reply(
            ReplyGrowth(CHAT_ID, REPLY_ID, phase, content, thinking, pieces, elapsed_s + 0.2, 0.2)
        )

    found = stream(feed, text, pace)
    view.set_messages(())
    view.hide()
    view.deleteLater()
    one_turn()
    return found


def middle(streams: list[Stream], figure: Callable[[Stream], float]) -> float:
    """The median of a figure over runs."""
    return median(map(figure, streams))


def control_figures(floors: list[Stream]) -> dict[str, float]:
    """What a frame of the floor cost beside frames that were measured.

    The control that tells a machine whose memory is slow: burning CPU in a loop touches none.
    """
    return {
        "control_plain_frame_ms": middle(floors, lambda floor: floor.p50_ms),
        "control_plain_p99_frame_ms": middle(floors, lambda floor: floor.p99_ms),
    }
