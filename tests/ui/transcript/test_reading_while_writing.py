"""While a long reply is written its reader goes about in the chat: what each deed costs, counted."""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, replace
from functools import partial
from operator import le
from types import FrameType

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.conversation import Message, MessageState
from app.ui.main_window import MainWindow
from app.ui.transcript.view import Transcript
from tests.bench.streaming import REPLY
from tests.ui import samples

SHORT, LONG = 10, 2_000
WORD = "lantern"
TURN = 240  # of the wheel: two notches
SOON_MS = 20
TEXT = re.sub(r"```.*?```\n\n", "", REPLY, flags=re.DOTALL)
"""Without code: when it has its colours depends on the time that they take."""
COUNTED = {
    "ReplyTurn.build": "built",
    "SpeechTurn.build": "built",
    "LaidText._piece": "laid",
    "SheetView._paint": "painted",
}


@dataclass(frozen=True)
class Cost:
    """What a deed costs.

    Attributes:
        painted: rectangles of the canvas that are painted until it is seen, so many `rows` of pixels.
        laid: pieces of text that are laid out until then.
        laid_in_all: the same with what is done after it, between two frames.
        built: messages that are read for it, in all.
    """

    painted: int
    rows: int
    laid: int
    laid_in_all: int
    built: int


MOST = {
    "begin": Cost(1, 800, 12, 12, 0),
    "grow": Cost(1, 260, 12, 12, 0),
    "grow out of view": Cost(1, 60, 0, 0, 0),
    "wheel": Cost(2, TURN + 60, 0, 40, 3),
    "find": Cost(24, 4_000, 80, 80, 6),
    "go": Cost(1, 800, 40, 80, 6),
    "next": Cost(1, 800, 40, 80, 6),
    "drag": Cost(1, 300, 0, 0, 0),
    "jump": Cost(1, 800, 12, 80, 6),
    "stop": Cost(1, 260, 12, 12, 0),
}


class Counted:
    """Counts the calls of what is dear."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.rows = 0

    def __call__(self, frame: FrameType, event: str, argument: object) -> None:
        if event == "call" and (kind := COUNTED.get(frame.f_code.co_qualname)) is not None:
            self.calls[kind] += 1
            if kind == "painted":
                self.rows += frame.f_locals["rectangle"].height()


@contextmanager
def counted() -> Iterator[Counted]:
    counter, before = Counted(), sys.getprofile()
    sys.setprofile(counter)
    try:
        yield counter
    finally:
        sys.setprofile(before)


class Reader:
    """Does one thing after the other, as a person does, and notes what it cost."""

    def __init__(self, view: Transcript, qtbot: QtBot) -> None:
        self._view = view
        self._qtbot = qtbot
        self.costs: list[tuple[str, Cost]] = []

    def do(self, name: str, deed: Callable[[], object]) -> None:
        """Do it, have it painted, then rest."""
        with counted() as counter:
            deed()
            QApplication.sendPostedEvents()
            painted, laid, rows = counter.calls["painted"], counter.calls["laid"], counter.rows
            self.rest()
        calls = counter.calls
        self.costs.append((name, Cost(painted, rows, laid, calls["laid"], calls["built"])))

    def rest(self) -> None:
        """Wait until everything is painted and nothing is left for later."""
        self._qtbot.waitUntil(lambda: not self._is_busy())
        QApplication.sendPostedEvents()

    def turn_wheel(self, by: int) -> None:
        canvas = self._view.viewport()
        at = QPointF(canvas.rect().center())
        none, keys, phase = (
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
        )
        event = QWheelEvent(at, canvas.mapToGlobal(at), QPoint(), QPoint(0, by), none, keys, phase, False)
        QApplication.sendEvent(canvas, event)

    def drag(self) -> None:
        canvas, left = self._view.viewport(), Qt.MouseButton.LeftButton
        start = QPointF(canvas.rect().center())
        end = start + QPointF(90, 120)
        for kind, at, buttons in (
            (QEvent.Type.MouseButtonPress, start, left),
            (QEvent.Type.MouseMove, end, left),
            (QEvent.Type.MouseButtonRelease, end, Qt.MouseButton.NoButton),
        ):
            keys = Qt.KeyboardModifier.NoModifier
            QApplication.sendEvent(canvas, QMouseEvent(kind, at, canvas.mapToGlobal(at), left, buttons, keys))

    def _is_busy(self) -> bool:
        """Whether a timer is about to go off, save that of a search in all messages."""
        view = self._view
        timers = [timer for timer in view.findChildren(QTimer) if timer.parent() is not view.finding]
        return any(timer.isActive() and timer.interval() < SOON_MS for timer in timers)


def messages(count: int) -> list[Message]:
    """A chat whose last messages are the same, however many there are above."""
    found = []
    for number in range(LONG - count, LONG):
        text = f"Reply {number}.\n\n{TEXT}" if number % 2 else f"What of {number}?"
        found.append(samples.message(10_000 + number, "assistant" if number % 2 else "user", text))
    for at in (-7, -5):
        found[at] = replace(found[at], content=f"{found[at].content}A {WORD} at the end.")
    return found


def read(view: Transcript, qtbot: QtBot, count: int) -> list[tuple[str, Cost]]:
    """What a reader's deeds cost in a chat of so many messages, while a reply is written at its end."""
    view.set_messages(messages(count))
    view.jump_to_latest()
    view.add_message(samples.message(112, "assistant", "", state=MessageState.WRITING))
    grown = iter(range(10_000))
    reader = Reader(view, qtbot)
    reader.rest()

    def grow() -> None:
        at = 24 * next(grown) % (len(TEXT) - 24)
        view.grow_reply(samples.writing_growth(TEXT[at : at + 24]))

    def find() -> None:
        view.finding.find(WORD)
        qtbot.waitUntil(lambda: view.finding.count == 2)

    def stop() -> None:
        reply = view.running_turn
        assert reply is not None
        view.finish_reply(replace(reply.message, state=MessageState.STOPPED))

    reader.do("begin", grow)
    for _ in range(40):
        reader.do("grow", grow)
    for _ in range(6):
        reader.do("wheel", partial(reader.turn_wheel, TURN))
        reader.do("grow out of view", grow)
    reader.do("go", partial(view.show_message, view.turns.messages[-10].id, marked=False))
    reader.do("find", find)
    reader.do("next", partial(view.finding.go, 1))
    view.finding.stop()
    reader.rest()
    reader.do("drag", reader.drag)
    for _ in range(4):
        reader.do("wheel", partial(reader.turn_wheel, -TURN))
    reader.do("jump", view.jump_to_latest)
    for _ in range(5):
        reader.do("grow", grow)
    reader.do("stop", stop)
    return reader.costs


@pytest.fixture
def view(window: MainWindow) -> Iterator[Transcript]:
    """The messages of the whole window."""
    pane = window.chat_pane
    pane.set_server(samples.ready())
    pane.show_chat(samples.finished_view())
    window.resize(1280, 800)
    yield pane.transcript
    pane.transcript.set_messages(())


def test_each_deed_costs_little_and_the_same_in_any_chat(view: Transcript, qtbot: QtBot) -> None:
    short, long = (read(view, qtbot, count) for count in (SHORT, LONG))
    for name, cost in short + long:
        most = MOST[name]
        assert all(map(le, astuple(cost), astuple(most))), f"{name}: {cost} instead of {most}"
    assert sum(cost.built for _, cost in short) > 2
    told = [[(name, cost.laid_in_all, cost.built) for name, cost in costs] for costs in (short, long)]
    assert told[0] == told[1]
