"""A stop: from the call in the chat service to the moment the server sees its stream closed."""

import tempfile
import time
from concurrent.futures import Future
from pathlib import Path
from statistics import median

from PySide6.QtCore import QCoreApplication

from app.bootstrap.loop import EventLoop
from tests.bench.measure import BenchResult, burn_cpu_s
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.replies import Pause, Stream, delta, done
from tests.helpers.services import Services, anything, choice_of, heard, ready, services

RUNS = 5
PIECES = 3000
PIECES_BEFORE_STOP = 20
PIECES_PER_S = 100
LIMIT_S = 30


def run() -> BenchResult:
    """Stop replies of 100 pieces a second while they arrive, on the program's own loop, client and store."""
    app = QCoreApplication.instance() or QCoreApplication([])
    with (
        tempfile.TemporaryDirectory() as folder,
        ThreadedOllamaServer() as server,
        EventLoop(app) as loop,
    ):
        stops_s = loop.run_until_complete(_stops_s(server, Path(folder)))
    figures = {"stop_to_closed_ms": median(stops_s) * 1000, "slowest_ms": max(stops_s) * 1000}
    figures["control_burn_cpu_s"] = burn_cpu_s()
    return BenchResult("stop", figures, {"stop_to_closed_ms": 5.0})


async def _stops_s(server: ThreadedOllamaServer, folder: Path) -> list[float]:
    steps = [step for number in range(PIECES) for step in (delta(f"w{number} "), Pause(1 / PIECES_PER_S))]
    stops_s = []
    async with services(folder, choice_of(server.url)) as it:
        await ready(it)
        for count in range(1, RUNS + 2):
            server.script("/api/chat", Stream([*steps, done()]))
            stops_s.append(await _stop_s(it, server.client_left(count)))
    return stops_s[1:]  # the first one loads what later ones have


async def _stop_s(it: Services, left: "Future[None]") -> float:
    closed_at: Future[float] = Future()
    left.add_done_callback(lambda _: closed_at.set_result(time.monotonic()))  # called by the server's thread
    grown, finished = heard(it.chat.reply_grew), heard(it.chat.reply_finished)
    it.chat.send("Tell me a long story")
    await grown.until(lambda _: len(grown.values) >= PIECES_BEFORE_STOP)
    begin = time.monotonic()
    it.chat.stop()
    await finished.until(anything)
    it.chat.reply_grew.disconnect(grown.hear)
    it.chat.reply_finished.disconnect(finished.hear)
    return closed_at.result(LIMIT_S) - begin
