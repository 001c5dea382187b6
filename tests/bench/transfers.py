"""A thousand lines of progress a second into the window, beside a list of a thousand installed models."""

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from app.bootstrap.program import Program
from tests.bench._loop import program_loop
from tests.bench.measure import BenchResult, burn_cpu_s
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.ollama_state import OllamaState
from tests.helpers.ollama_store import StoredModel
from tests.helpers.program import running_program, until
from tests.helpers.pulls import layer
from tests.helpers.replies import Line, Pause, Stream

MODELS = 1000
TRANSFERS = 4
LINES_PER_S = 1000
SECONDS = 6
LAYERS = 8
TOTAL = 8_000_000_000


class Frames(QObject):
    """CPU of the main thread from one wait of the loop to the next: one turn, whatever it handles.

    Waiting costs none, so it does not matter that a turn begins inside the wait.
    """

    def __init__(self) -> None:
        super().__init__()
        self.frames_s: list[float] = []
        self._before_s = time.thread_time()

    @Slot()
    def end(self) -> None:
        """The loop is about to wait."""
        now_s = time.thread_time()
        self.frames_s.append(now_s - self._before_s)
        self._before_s = time.thread_time()


def run() -> BenchResult:
    """Four pulls of eight layers: those of one shown, then of all, then behind the page of the models."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    state = OllamaState(models=[StoredModel(f"model-{number}:latest") for number in range(MODELS)])
    with tempfile.TemporaryDirectory() as folder, ThreadedOllamaServer(state) as server:
        for _ in range(3 * TRANSFERS):
            server.script("/api/pull", Stream(list(_steps())))
        with program_loop(app) as loop:
            figures = loop.run_until_complete(_figures(Path(folder), server.url))
    figures["control_burn_cpu_s"] = burn_cpu_s()
    budgets = {name: 4.0 for name in figures if name.endswith("p99_frame_ms")}
    return BenchResult("transfers", figures, budgets)


def _steps() -> list[Line | Pause]:
    """One pull: bursts of ten lines, layer after layer."""
    each = LINES_PER_S * SECONDS // TRANSFERS
    burst = 10
    steps: list[Line | Pause] = [Line({"status": "pulling manifest"})]
    for number in range(each):
        at = number * LAYERS // each
        digest = "sha256:" + f"{at:02x}" * 32
        share = number * LAYERS / each - at
        steps.append(Line(layer(digest, TOTAL // LAYERS, int(TOTAL / LAYERS * share) + 1)))
        if number % burst == burst - 1:
            steps.append(Pause(burst * TRANSFERS / LINES_PER_S))
    return [*steps, Line({"status": "success"})]


async def _figures(folder: Path, url: str) -> dict[str, float]:
    async with running_program(folder, url) as program:
        await until(lambda: len(program.server.state.models) >= MODELS, "the models")
        program.transfers.set_limit(TRANSFERS)
        program.window.content.show_transfers_page()
        figures = await _measured(program, "shown", 1)
        figures |= await _measured(program, "all_open", TRANSFERS)
        program.window.content.show_models_page()
        figures |= await _measured(program, "behind_models", 0)
    return figures


async def _measured(program: Program, name: str, opened: int) -> dict[str, float]:
    """Frames while four pulls run, the layers of so many shown; the first half second makes the cards."""
    dispatcher = QApplication.instance().eventDispatcher()  # type: ignore[union-attr]
    for at in range(TRANSFERS):
        program.transfers.pull(f"{name}-{at}")
    cards = program.window.content.transfers_page
    if cards.isVisible():
        await until(lambda: len(cards.content.cards) == TRANSFERS, "the cards")
        for card in cards.content.cards[:opened]:
            card.toggle_parts()
    begin_s = time.monotonic()
    await until(lambda: time.monotonic() - begin_s > 0.5, "warm")
    ended: list[object] = []
    program.transfers.finished.connect(ended.append)
    frames = Frames()
    dispatcher.aboutToBlock.connect(frames.end)
    cpu_s, begin_s = time.thread_time(), time.monotonic()
    await until(lambda: len(ended) == TRANSFERS, "the end")
    cpu_s, wall_s = time.thread_time() - cpu_s, time.monotonic() - begin_s
    dispatcher.aboutToBlock.disconnect(frames.end)
    ordered = sorted(frames.frames_s)
    return {
        f"{name}_p99_frame_ms": ordered[int(len(ordered) * 0.99)] * 1000,
        f"{name}_median_frame_ms": median(ordered) * 1000,
        f"{name}_slowest_frame_ms": ordered[-1] * 1000,
        f"{name}_frames": float(len(ordered)),
        f"{name}_cpu_share": cpu_s / wall_s,
    }
