"""Larger and smaller messages by keys: shown, told, bounded, kept."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.bootstrap.program import Program
from tests.flows.test_images import connected
from tests.flows.test_next_message import said, write
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import running_program, until
from tests.helpers.replies import Stream, done


def press_control(program: Program, key: Qt.Key) -> None:
    QTest.keyClick(program.window.chat_pane.composer.edit, key, Qt.KeyboardModifier.ControlModifier)


async def test_keys_change_the_size_of_messages_and_it_is_kept(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([done("words " * 200)]))
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            pane = program.window.chat_pane
            await write(program, "Hello")
            await until(lambda: "words" in said(program) and not pane.is_running, "a reply")
            height = pane.transcript.sheet.height
            composer = pane.composer.edit.font().pointSizeF()
            for _ in range(3):
                press_control(program, Qt.Key.Key_Plus)
            assert pane.zoom == 130
            assert pane.transcript.sheet.height > height
            assert pane.composer.edit.font().pointSizeF() == composer
            assert "130" in program.window.content.toast.text
            press_control(program, Qt.Key.Key_0)
            assert pane.zoom == 100
            assert pane.transcript.sheet.height == height
            for _ in range(5):
                press_control(program, Qt.Key.Key_Minus)
            assert pane.zoom == 70
            assert "as small as they can be" in program.window.content.toast.text
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            assert program.window.chat_pane.zoom == 70
