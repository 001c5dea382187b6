"""The real window fed through a real socket: 500 tokens/s, with formulas, into short and long chats.

The server is a process of its own. A frame is one paint of the messages with what led to it: growth of the
reply, deeds of a reader; what led to no paint, and slices between frames, have figures of their own. A gap
is the time between two looks of a task of the same event loop that asks for one every 4 ms. At last 20,000
tokens stream into the long chat while a reader scrolls, selects, finds and jumps without a pause, and stops
the reply; gaps have no budget there and stand beside the frames. Beside the runs the floor takes its turn:
plain text in the same process, whose frames tell whether it is the machine that is slow.
"""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from tests.bench import _stream_view
from tests.bench._frames import Frames
from tests.bench._loop import program_loop
from tests.bench._stream_view import Stream
from tests.bench.history import write_chat
from tests.bench.measure import ROOT, BenchResult, burn_cpu_s, surroundings
from tests.bench.streaming import text_of
from tests.helpers.program import running_program, until
from tests.helpers.replies import delta, done

RUNS = 3
TOKENS = 3_000
TOKENS_READ = 20_000
TOKENS_PER_S = 500
FORMULAS = 50
SHORT, LONG = 10, 10_000
LOOK_S = 0.004
READ_S = 0.03
WARM_UP_S = 5.0
SERVER = """
import sys
from tests.bench.live import RUNS, TOKENS, TOKENS_READ, reply_steps
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.replies import Stream
with ThreadedOllamaServer() as server:
    short, long = Stream(reply_steps(TOKENS)), Stream(reply_steps(TOKENS_READ))
    server.script("/api/chat", *[short] * 2 * (RUNS + 1), long, long)
    print(server.url, flush=True)
    sys.stdin.read()
"""


@dataclass
class Live:
    """What one reply cost."""

    cpu_s: float = 0.0
    frames: list[float] = field(default_factory=list)
    unseen: list[float] = field(default_factory=list)
    between: list[float] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    size: tuple[int, int] = _stream_view.VIEW


class Until:
    """A step of the server: wait until so long after the first one."""

    first = 0.0

    def __init__(self, after_s: float) -> None:
        self._after_s = after_s

    async def send(self, exchange: Any) -> None:
        if not self._after_s:
            Until.first = time.monotonic()
        await asyncio.sleep(max(0.0, Until.first + self._after_s - time.monotonic()))


def reply_steps(tokens: int) -> list[Any]:
    """Tokens at their times; a formula stands in the text now and then."""
    text = text_of(tokens)
    pieces = [text[at : at + _stream_view.LETTERS_A_TOKEN] for at in range(0, len(text), 3)]
    every = len(pieces) // FORMULAS
    steps: list[Any] = []
    for number, piece in enumerate(pieces):
        formula = f" $x_{{{number}}}^2$ " if number % every == every - 1 else ""
        steps += [Until(number / TOKENS_PER_S), delta(piece + formula)]
    return [*steps, done(pieces=len(pieces))]


def run() -> BenchResult:
    """Take turns between a short and a long chat, then read in the long one."""
    app, theme = _stream_view.application(), _stream_view.make_theme()
    floors: list[Stream] = []
    runs: dict[int, list[Live]] = {SHORT: [], LONG: []}
    command = [sys.executable, "-c", SERVER]
    with (
        subprocess.Popen(
            command, cwd=ROOT, env=surroundings(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as server,
        program_loop(app) as loop,
    ):
        assert server.stdout is not None
        assert server.stdin is not None
        url = server.stdout.readline().strip()
        for turn in range(RUNS + 1):
            for count, found in runs.items():
                live = loop.run_until_complete(_live(url, count))
                if turn:
                    found.append(live)
                if turn and count == LONG:
                    floors.append(_stream_view.plain(theme, text_of(TOKENS), size=live.size))
        loop.run_until_complete(_live(url, LONG, read_s=WARM_UP_S))
        read = loop.run_until_complete(_live(url, LONG, read_s=TOKENS_READ / TOKENS_PER_S - 1))
        floors.append(_stream_view.plain(theme, text_of(TOKENS), size=read.size))
        server.stdin.close()
    figures = {
        "us_a_token_10": median(live.cpu_s for live in runs[SHORT]) / TOKENS * 1e6,
        "us_a_token_10000": median(live.cpu_s for live in runs[LONG]) / TOKENS * 1e6,
        "long_to_short": median(live.cpu_s for live in runs[LONG])
        / median(live.cpu_s for live in runs[SHORT]),
        "p99_frame_ms": median(_p99(live.frames) for live in runs[LONG]) * 1e3,
        "p99_gap_ms": median(_p99(live.gaps) for live in runs[LONG]) * 1e3,
        "p99_frame_ms_reading": _p99(read.frames) * 1e3,
        "p99_unseen_ms_reading": _p99(read.unseen) * 1e3,
        "p99_between_ms_reading": _p99(read.between) * 1e3,
        "p99_gap_ms_reading": _p99(read.gaps) * 1e3,
        "max_gap_ms_reading": max(read.gaps) * 1e3,
        "frames_reading": len(read.frames),
        "frames_per_reply": median(len(live.frames) for live in runs[LONG]),
        "control_burn_cpu_s": burn_cpu_s(),
        **_stream_view.control_figures(floors),
    }
    budgets = {
        "p99_frame_ms": 4.0,
        "p99_gap_ms": 16.0,
        "p99_frame_ms_reading": 4.0,
        "p99_unseen_ms_reading": 4.0,
        "p99_between_ms_reading": 4.0,
        "long_to_short": 1.3,
    }
    return BenchResult("live", figures, budgets)


async def _live(url: str, count: int, *, read_s: float = 0.0) -> Live:
    frames = Frames()
    with tempfile.TemporaryDirectory() as folder, frames.slices():
        await asyncio.to_thread(write_chat, Path(folder), count)
        async with running_program(Path(folder), url) as program:
            pane = program.window.chat_pane
            program.window.resize(1280, 800)
            await until(lambda: len(pane.transcript.turns) == count, "the chat is open")
            await until(lambda: program.chat.model, "a model is chosen")
            view = pane.transcript
            live = Live(frames=frames.painted, unseen=frames.unseen, between=frames.between)
            live.size = view.width(), view.height()
            frames.watch(view)
            looking = asyncio.create_task(_look(live))
            begin = time.process_time()
            program.chat.send("Go on, please.")
            if read_s:
                await _read(view, frames, read_s)
                program.chat.stop()
            await until(
                lambda: len(view.turns) == count + 2 and view.running_turn is None, "the reply is over"
            )
            live.cpu_s = time.process_time() - begin
            looking.cancel()
            return live


async def _read(view: Any, frames: Frames, read_s: float) -> None:
    """Scroll, select and find for so long while the reply is written."""
    canvas = view.viewport()

    def turn_wheel(by: int) -> None:
        at = QPointF(canvas.rect().center())
        event = QWheelEvent(
            at,
            canvas.mapToGlobal(at),
            QPoint(),
            QPoint(0, by),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(canvas, event)

    def point(kind: QEvent.Type, at: QPointF, buttons: Qt.MouseButton) -> None:
        none = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, at, canvas.mapToGlobal(at), Qt.MouseButton.LeftButton, buttons, none)
        QApplication.sendEvent(canvas, event)

    def drag() -> None:
        start = QPointF(canvas.rect().center())
        end = start + QPointF(90, 120)
        point(QEvent.Type.MouseButtonPress, start, Qt.MouseButton.LeftButton)
        point(QEvent.Type.MouseMove, end, Qt.MouseButton.LeftButton)
        point(QEvent.Type.MouseButtonRelease, end, Qt.MouseButton.NoButton)

    def find() -> None:
        view.finding.find("redo" if view.finding.is_on else "capacity")

    deeds: tuple[Callable[[], object], ...] = (
        *[partial(turn_wheel, 240)] * 20,
        drag,
        *[partial(turn_wheel, -240)] * 15,
        find,
        partial(view.finding.go, 1),
        view.jump_to_latest,
        drag,
    )
    await until(lambda: view.running_turn is not None, "the reply has begun")
    end = time.monotonic() + read_s
    for deed in cycle(deeds):
        if time.monotonic() > end or view.running_turn is None:
            return
        frames.timed(deed)()
        await asyncio.sleep(READ_S)


async def _look(live: Live) -> None:
    last = time.monotonic()
    while True:
        await asyncio.sleep(LOOK_S)
        now = time.monotonic()
        live.gaps.append(now - last)
        last = now


def _p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)] if values else 0.0
