"""The program started twice on one data folder, as processes of their own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.places import INSTANCE_FILE
from app.bootstrap.single_instance import Request
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import running_program, until
from tests.helpers.waiting import LIMIT_S, wait_until

ROOT = Path(__file__).resolve().parents[2]
# The platform without a screen says so.
RAISES = pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)


def command(folder: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "app", "--data-dir", str(folder), *arguments]


def environment() -> dict[str, str]:
    return os.environ | {"QT_QPA_PLATFORM": "offscreen"}


@contextmanager
def first_start(folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """The program, ready for other starts."""
    process = subprocess.Popen(command(folder, "--server", "http://127.0.0.1:9"), cwd=ROOT, env=environment())
    try:
        wait_until((folder / INSTANCE_FILE).exists, "the program listens", process)
        yield process
    finally:
        process.kill()
        process.wait(LIMIT_S)


def second_start(folder: Path, *arguments: str) -> int:
    """The exit code of another start; it ends at once."""
    done = subprocess.run(
        command(folder, *arguments), cwd=ROOT, env=environment(), timeout=LIMIT_S, check=False
    )
    return done.returncode


def test_a_second_start_ends_at_once_and_the_first_takes_its_server(tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server, first_start(tmp_path) as process:
        assert second_start(tmp_path, "--server", server.url) == 0
        wait_until(lambda: server.requests_to("/api/tags"), "the first start asks the other server", process)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_after_kill_9_the_next_start_is_the_first(tmp_path: Path) -> None:
    with first_start(tmp_path):
        pass
    assert (tmp_path / INSTANCE_FILE).exists(), "left behind"
    left = (tmp_path / INSTANCE_FILE).read_text()
    process = subprocess.Popen(
        command(tmp_path, "--server", "http://127.0.0.1:9"), cwd=ROOT, env=environment()
    )
    try:
        wait_until(lambda: (tmp_path / INSTANCE_FILE).read_text() != left, "the program listens", process)
    finally:
        process.terminate()
        assert process.wait(LIMIT_S) == 0
    assert not (tmp_path / INSTANCE_FILE).exists()


@RAISES
async def test_the_first_comes_to_the_front_with_the_token(
    loop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_ACTIVATION_TOKEN", raising=False)
    async with running_program(tmp_path, "http://127.0.0.1:9") as program:
        window = program.window
        window.showMinimized()
        program.answer(Request(token="from the desktop"))
        await until(window.isActiveWindow, "the window has the keyboard")
        assert not window.isMinimized()
        assert os.environ["XDG_ACTIVATION_TOKEN"] == "from the desktop"


@RAISES
async def test_a_start_in_the_same_moment_hands_over_too(loop: Any, tmp_path: Path) -> None:
    async with running_program(tmp_path, "http://127.0.0.1:9"), running_program(tmp_path) as late:
        assert late.closed.is_set()
