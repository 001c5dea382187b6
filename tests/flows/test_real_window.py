"""The whole program in a real X window: its own process, a server beside it, one question and a picture."""

import subprocess
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from app.bootstrap.options import DEMO_QUESTION
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.replies import Stream, delta, done
from tests.helpers.x_program import run_there

pytestmark = pytest.mark.xvfb


def demo(display: str, data_dir: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the demonstration on that X display."""
    return run_there(display, "-m", "app", "--demo", "--data-dir", str(data_dir), *arguments)


def test_a_question_is_answered_in_an_x_window(x_display: str, tmp_path: Path) -> None:
    picture = tmp_path / "window.png"
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([delta("Light "), delta("scatters."), done()]))
        result = demo(x_display, tmp_path / "data", "--server", server.url, "--screenshot", str(picture))
        asked = server.requests_to("/api/chat")[0].json["messages"]
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stderr == ""
    assert "Light scatters." in result.stdout
    assert [message["content"] for message in asked] == [DEMO_QUESTION]
    image = QImage(str(picture))
    assert image.width() >= 800
    assert (
        len({image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}) > 20
    )


def test_a_server_that_is_not_there_is_told_and_ends_with_1(x_display: str, tmp_path: Path) -> None:
    result = demo(x_display, tmp_path / "data", "--server", "http://127.0.0.1:9")
    assert result.returncode == 1
    assert result.stdout.startswith("The demo did not work: ")
    assert "Traceback" not in result.stderr
