"""The start against a bare Qt window: processor time to the first paint, memory and idle cost after it."""

import compileall
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.bench.measure import (
    BenchResult,
    burn_cpu_s,
    cpu_of_s,
    median_output,
    python,
    resident_bytes,
    run_in_turns,
    running,
)
from tests.helpers.ollama_server import ThreadedOllamaServer

ROOT = Path(__file__).resolve().parents[2]
RUNS = 7
IDLE_PROGRAMS = 3
SETTLE_S = 4
IDLE_S = 15
CONNECT_LIMIT_S = 60

BARE_WINDOW = """
import sys, time
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QWidget
class Window(QWidget):
    def paintEvent(self, event):
        painted.quit()
app = QApplication(sys.argv)
painted = QEventLoop()
window = Window()
window.resize(1100, 720)
window.show()
painted.exec()
"""
OUR_WINDOW = """
import sys, time
from app.bootstrap.options import parse
options = parse([])
from app.bootstrap.places import data_dir
from app.bootstrap.start import open_window
from app.storage.settings_file import SettingsFile
app, window = open_window(SettingsFile(data_dir(options)).read())
"""
PRINT_CPU = """
print(time.process_time(), flush=True)
import os
os._exit(0)
"""
STAY = """
sys.exit(app.exec())
"""


def run() -> BenchResult:
    """Measure both; the budgets are those of the architecture."""
    # As for a person from the second start on; compiling takes memory that stays.
    compileall.compile_dir(ROOT / "app", quiet=1)
    figures = first_paint()
    if sys.platform == "linux":
        figures |= idle()
    figures["control_burn_cpu_s"] = burn_cpu_s()
    budgets = {"first_paint_cpu_ratio": 1.3, "idle_memory_ratio": 1.7, "idle_cpu_percent": 0.1}
    return BenchResult("startup", figures, {name: budgets[name] for name in budgets if name in figures})


def first_paint() -> dict[str, float]:
    """Processor time of the whole process from its beginning to the first paint."""
    usages = run_in_turns(
        {"bare": python("-c", BARE_WINDOW + PRINT_CPU), "ours": python("-c", OUR_WINDOW + PRINT_CPU)}, RUNS
    )
    bare_s, ours_s = median_output(usages["bare"]), median_output(usages["ours"])
    return {
        "first_paint_bare_cpu_s": bare_s,
        "first_paint_cpu_s": ours_s,
        "first_paint_cpu_ratio": ours_s / bare_s,
    }


def idle() -> dict[str, float]:
    """The program connected to a server and left alone, beside bare windows left alone."""
    with tempfile.TemporaryDirectory() as folder, ThreadedOllamaServer() as server:
        ours = [
            python("-m", "app", "--server", server.url, "--data-dir", str(Path(folder) / str(number)))
            for number in range(IDLE_PROGRAMS)
        ]
        bare = [python("-c", BARE_WINDOW + STAY)] * IDLE_PROGRAMS
        with running(*ours, *bare) as processes:
            pids = [process.pid for process in processes]
            _wait_until_connected(server, processes)
            time.sleep(SETTLE_S)
            before = [cpu_of_s(pid) for pid in pids]
            time.sleep(IDLE_S)
            used = [cpu_of_s(pid) - begin for pid, begin in zip(pids, before, strict=True)]
            resident = [resident_bytes(pid) for pid in pids]
    return {
        "idle_bare_memory_bytes": median(resident[IDLE_PROGRAMS:]),
        "idle_memory_bytes": median(resident[:IDLE_PROGRAMS]),
        "idle_memory_ratio": median(resident[:IDLE_PROGRAMS]) / median(resident[IDLE_PROGRAMS:]),
        "idle_cpu_percent": median(used[:IDLE_PROGRAMS]) / IDLE_S * 100,
    }


def _wait_until_connected(server: ThreadedOllamaServer, processes: list["subprocess.Popen[bytes]"]) -> None:
    deadline = time.monotonic() + CONNECT_LIMIT_S
    while len(server.requests_to("/api/tags")) < IDLE_PROGRAMS:
        if any(process.poll() is not None for process in processes):
            raise ChildProcessError("a measured program ended by itself (its words are above)")
        if time.monotonic() > deadline:
            raise TimeoutError("the programs did not ask the server for its models")
        time.sleep(0.1)
