"""How patient to be with a server: chosen in the editor, kept, obeyed."""

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from app.bootstrap.program import Program
from app.domain.server_profile import ServerTimeouts
from app.ui.servers.server_editor import ServerEditor
from app.ui.servers.timeout_fields import TimeoutDropdown
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import click, press, running_program, shown_texts, type_text, until
from tests.helpers.replies import Stall, Stream, delta

DEAD = "http://127.0.0.1:9"


async def editor_of_the_first(program: Program) -> ServerEditor:
    """Open the editor of the first server of the list."""
    content = program.window.content.servers_page.content
    click(program.window.content.rail.servers_button)
    await until(content.list.isVisible, "the list of servers")
    content.edit_current()
    await until(content.editor.isVisible, "the editor")
    return content.editor


def step(field: TimeoutDropdown, steps: int) -> None:
    """Take another time, by keyboard."""
    press(field, Qt.Key.Key_Return)
    for _ in range(steps):
        press(field.option_list.view, Qt.Key.Key_Down)
    press(field.option_list.view, Qt.Key.Key_Return)


def written_servers(data_dir: Path, address: str, **more: int) -> Path:
    entries = [{"id": "local", "address": address, **more}]
    file = data_dir / "servers.json"
    file.write_text(json.dumps({"default": "local", "servers": entries}), encoding="utf-8")
    return file


async def test_timeouts_are_chosen_kept_and_used(loop: Any, tmp_path: Path) -> None:
    file = written_servers(tmp_path, DEAD)
    async with running_program(tmp_path) as program:
        editor = await editor_of_the_first(program)
        assert editor.timeouts.timeouts == ServerTimeouts()
        step(editor.timeouts.connect_field, 2)
        step(editor.timeouts.answer_field, 1)
        step(editor.timeouts.silence_field, 2)
        click(editor.save_button)
        await until(program.window.content.servers_page.content.list.isVisible, "saved")
        assert program.server.choice.timeouts == ServerTimeouts(30, 30, 300)
        assert program.server.client._read_timeout_s == 300
    row = json.loads(file.read_text(encoding="utf-8"))["servers"][0]
    assert (row["connect_timeout_s"], row["answer_timeout_s"], row["silence_timeout_s"]) == (30, 30, 300)
    async with running_program(tmp_path) as program:
        assert program.server.choice.timeouts == ServerTimeouts(30, 30, 300)
        editor = await editor_of_the_first(program)
        assert "5 min" in shown_texts(editor.timeouts)


async def test_a_model_that_is_silent_for_too_long_is_told_and_what_came_is_kept(
    loop: Any, tmp_path: Path
) -> None:
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([delta("The beginning"), Stall()]))
        written_servers(tmp_path, server.url, silence_timeout_s=1)
        async with running_program(tmp_path) as program:
            await until(lambda: program.chat.model, "connected")
            pane = program.window.chat_pane
            type_text(pane.composer.edit, "Are you there?")
            press(pane.composer.edit, Qt.Key.Key_Return)
            await until(lambda: "The beginning" in shown_texts(pane.transcript), "the first words")
            await until(lambda: not pane.is_running, "the wait has an end")
            words = shown_texts(pane.transcript)
            assert "The beginning" in words
            assert "stopped answering" in words or "has not answered" in words, words
            editor = await editor_of_the_first(program)
            assert editor.timeouts.silence_field.label == "1\N{NO-BREAK SPACE}s"
