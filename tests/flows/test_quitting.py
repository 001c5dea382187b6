"""The end of the program: asked once where something would be stopped, not at log-off; what came is kept."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.bootstrap.program import Program
from app.domain.server import Connection
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import click, in_front, press, running_program, shown_texts, type_text, until
from tests.helpers.replies import Gate, Stream, delta, done
from tests.helpers.session_end import ENDED

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 60


@asynccontextmanager
async def writing(tmp_path: Path) -> AsyncIterator[tuple[Program, Gate]]:
    """The program in the middle of a reply."""
    gate = Gate()
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([delta("Half of it"), gate, done()]))
        async with running_program(tmp_path, server.url) as program:
            await until(
                lambda: program.chat.model and program.server.state.connection is Connection.READY,
                "connected",
            )
            edit = program.window.chat_pane.composer.edit
            type_text(edit, "Go on")
            press(edit, Qt.Key.Key_Return)
            await until(lambda: "Half of it" in shown_texts(program.window.chat_pane.transcript), "words")
            await in_front(program.window)
            yield program, gate


def quit_by_key(program: Program) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(program.window.chat_pane.composer.edit, Qt.Key.Key_Q, control)


def quit_by_window(program: Program) -> None:
    program.window.close()


@pytest.mark.parametrize("quit_it", [quit_by_key, quit_by_window])
async def test_a_running_reply_is_stopped_after_one_question(loop: Any, tmp_path: Path, quit_it: Any) -> None:
    async with writing(tmp_path) as (program, _):
        question = program.window.content.quit_question
        quit_it(program)
        assert question.isVisible()
        assert "A reply is being written" in shown_texts(question)
        assert program.window.isVisible()
        click(question.keep_button)
        assert not question.isVisible()
        assert not program.closed.is_set()
        quit_it(program)
        press(question.keep_button, Qt.Key.Key_Escape)
        assert not question.isVisible()
        quit_it(program)
        click(question.confirm_button)
        assert program.closed.is_set()
        assert not program.window.isVisible()
    async with running_program(tmp_path, "http://127.0.0.1:9") as program:
        transcript = program.window.chat_pane.transcript
        await until(lambda: "Half of it" in shown_texts(transcript), "what had come is kept")
        assert "Incomplete" in shown_texts(transcript)


async def test_a_closed_window_comes_back_to_ask(loop: Any, tmp_path: Path) -> None:
    """On macOS the program stays in the dock when its window is closed, and is quit from there."""
    async with writing(tmp_path) as (program, _):
        program.window.stays_open = True
        program.window.close()
        assert not program.window.isVisible()
        program.window.ask_to_leave()
        assert program.window.isVisible()
        assert program.window.content.quit_question.isVisible()


async def test_the_reply_goes_on_while_the_question_stands(loop: Any, tmp_path: Path) -> None:
    async with writing(tmp_path) as (program, gate):
        program.window.close()
        gate.open()
        transcript = program.window.chat_pane.transcript
        await until(lambda: "tokens" in shown_texts(transcript), "the reply came to its end")
        assert program.window.content.quit_question.isVisible()


async def test_without_a_reply_nothing_is_asked(loop: Any, tmp_path: Path) -> None:
    async with running_program(tmp_path, "http://127.0.0.1:9") as program:
        program.window.close()
        assert program.closed.is_set()


async def test_log_off_asks_nothing_and_keeps_everything(loop: Any, tmp_path: Path) -> None:
    async with writing(tmp_path) as (program, _):
        type_text(program.window.chat_pane.composer.edit, "and then")
        program.end_session()
        assert program.closed.is_set()
        assert not program.window.isVisible()
    async with running_program(tmp_path, "http://127.0.0.1:9") as program:
        pane = program.window.chat_pane
        await until(lambda: "Half of it" in shown_texts(pane.transcript), "what had come is kept")
        assert pane.composer.edit.toPlainText() == "and then"


@pytest.mark.skipif(sys.platform != "linux", reason="the name of Qt's function is that of Linux")
async def test_the_system_tells_of_log_off_through_qt(loop: Any, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.helpers.session_end", str(tmp_path), "and then"]
    done = await asyncio.to_thread(
        subprocess.run, command, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_S, check=False
    )
    assert (done.returncode, done.stdout) == (ENDED, ""), done.stderr
    assert "Traceback" not in done.stderr
    async with running_program(tmp_path, "http://127.0.0.1:9") as program:
        edit = program.window.chat_pane.composer.edit
        await until(lambda: edit.toPlainText() == "and then", "the draft is there again")
