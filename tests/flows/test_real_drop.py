"""Files dragged from another program and dropped on the window, by pointer, under X."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.waiting import LIMIT_S, wait_until
from tests.helpers.x_input import XInput
from tests.helpers.x_program import ROOT, variables

pytestmark = pytest.mark.xvfb


@contextmanager
def running(display: str, *arguments: str) -> "Iterator[subprocess.Popen[str]]":
    """A program of ours on that display."""
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env=variables(display),
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(LIMIT_S)
        finally:
            process.kill()


def words(log: Path) -> list[str]:
    return log.read_text(encoding="utf-8").split() if log.exists() else []


def test_files_of_another_program_are_dropped_anywhere(
    x_display: str, x_input: XInput, tmp_path: Path
) -> None:
    files = [tmp_path / "red.png", tmp_path / "blue.png"]
    for file in files:
        image = QImage(40, 30, QImage.Format.Format_RGB32)
        image.fill(QColor(file.stem))
        assert image.save(str(file))
    log, data = tmp_path / "log", tmp_path / "data"
    with (
        ThreadedOllamaServer() as server,
        running(x_display, "app", "--server", server.url, "--data-dir", str(data)),
    ):
        wait_until((data / "instance.json").exists, "the program has started")
        with running(x_display, "tests.helpers.drag_source", str(log), *map(str, files)):
            wait_until(lambda: "shown" in words(log), "there is something to drag")
            x_input.hold(20, 20)
            wait_until(lambda: "dragged" in words(log), "it is dragged")
            places = count()

            def moved_and_welcome() -> bool:
                x_input.move(600 + next(places) % 40, 300)
                return "welcome" in words(log)

            wait_until(moved_and_welcome, "the window would take it")
            x_input.let_go()
            wait_until(lambda: {"dropped", "refused"} & set(words(log)), "the drag has ended")
            assert words(log)[-1] == "dropped"
            sums = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
            kept = [data / "attachments" / each[:2] / each for each in sums]
            # The source must live on: under X the files are fetched from it after the drag has ended.
            wait_until(lambda: all(each.exists() for each in kept), "both are kept")
