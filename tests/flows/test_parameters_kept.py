"""What is being written in the parameters, and the names of presets, across chats and restarts."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.bootstrap.program import Program
from app.domain.parameters import Parameters
from app.domain.server import Connection
from app.domain.setting import NEW_CHAT_PRESET
from app.ui.widgets.dropdown import Dropdown
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.parameters import answer, choose, number, opened, opened_again, pick, sent, write
from tests.helpers.program import click, in_front, running_program, type_text, until

CTRL = Qt.KeyboardModifier.ControlModifier
BROKEN = '{"type": "object", "properties": }'


async def new_chat(program: Program) -> None:
    await in_front(program.window)
    QTest.keyClick(program.window, Qt.Key.Key_N, CTRL)
    await until(lambda: program.chat.is_new, "a new chat")


async def go_to(program: Program, chat_id: str) -> None:
    program.chat.open_chat(chat_id)
    await until(lambda: program.window.chat_pane.chat_id == chat_id, "the chat is open")


async def test_a_schema_with_a_mistake_waits_in_its_chat(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        answer(server, 1)
        async with running_program(tmp_path, server.url) as program:
            panel = await opened(program)
            await sent(program, server)
            first, format_row = program.window.chat_pane.chat_id, panel.format
            pick(format_row.dropdown, "JSON schema")
            format_row.box.edit.insertPlainText(BROKEN)
            assert format_row.fault.isVisible()
            await new_chat(program)
            assert not format_row.box.isVisible()
            assert program.chat.parameters.format is None
            await go_to(program, first)
            assert format_row.box.isVisible()
            assert format_row.box.edit.toPlainText() == BROKEN
            assert "Line 1" in format_row.fault.text()
            format_row.box.edit.setPlainText('{"type": "object"}')
            assert program.chat.parameters.format == {"type": "object"}
            await new_chat(program)
            await go_to(program, first)
            assert not format_row.fault.isVisible()


async def test_a_schema_with_a_mistake_outlives_the_first_message_and_a_restart(
    loop: Any, tmp_path: Path
) -> None:
    with ThreadedOllamaServer() as server:
        answer(server, 1)
        async with running_program(tmp_path, server.url) as program:
            panel = await opened(program)
            pick(panel.format.dropdown, "JSON schema")
            panel.format.box.edit.insertPlainText(BROKEN)
            assert "format" not in await sent(program, server)
            assert panel.format.box.edit.toPlainText() == BROKEN
            assert panel.format.fault.isVisible()
        async with running_program(tmp_path, server.url) as program:
            panel = await opened_again(program)
            await until(panel.format.box.isVisible, "the schema is there again")
            assert panel.format.box.edit.toPlainText() == BROKEN
            assert "Line 1" in panel.format.fault.text()
            pick(panel.format.dropdown, "Text")
            assert program.chat.parameters == Parameters()


async def test_what_is_asked_in_a_new_chat_outlives_the_program(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        answer(server, 1)
        async with running_program(tmp_path, server.url) as program:
            panel = await opened(program)
            write(number(panel, "temperature").field, "0.2")
            type_text(panel.prompt.box.edit, "Be kind.")
        async with running_program(tmp_path, server.url) as program:
            panel = await opened_again(program)
            await until(lambda: panel.prompt.box.edit.toPlainText() == "Be kind.", "it is there again")
            await until(lambda: program.server.state.connection is Connection.READY, "connected")
            request = await sent(program, server)
            assert (request["system"], request["options"]) == ("Be kind.", {"temperature": 0.2})
            await new_chat(program)
            assert program.chat.parameters == Parameters(), "it belongs to the chat that has begun"
            type_text(program.window.chat_pane.composer.edit, "a draft")
        async with running_program(tmp_path, server.url) as program:
            edit = program.window.chat_pane.composer.edit
            await until(lambda: edit.toPlainText() == "a draft", "what was kept is there")
            assert program.chat.parameters == Parameters()


async def test_new_chats_begin_with_the_preset_that_the_settings_name(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        answer(server, 2)
        async with running_program(tmp_path, server.url) as program:
            panel = await opened(program)
            write(number(panel, "temperature").field, "0.2")
            choose(panel, "Save as a new preset…")
            write(panel.presets.name_field, "Precise")
            await sent(program, server)
            await new_chat(program)
            assert program.chat.parameters == Parameters()
            click(program.window.content.rail.settings_button)
            row = program.window.settings_page.content.rows[NEW_CHAT_PRESET.key]
            program.window.settings_page.content.show_page(NEW_CHAT_PRESET.page)
            assert isinstance(row.control, Dropdown)
            pick(row.control, "Precise")
            assert program.chat.parameters.options == {"temperature": 0.2}
            click(program.window.content.rail.chat_button)
            assert panel.presets.dropdown.label == "Precise"
            choose(panel, "Rename “Precise”…")
            write(panel.presets.name_field, "Exact")
            assert row.control.label == "Exact"
        async with running_program(tmp_path, server.url) as program:
            await until(lambda: program.chat.parameters.preset == "Exact", "after a restart")
            await until(lambda: program.server.state.connection is Connection.READY, "connected")
            assert (await sent(program, server))["options"] == {"temperature": 0.2}
            await new_chat(program)
            assert program.chat.parameters.options == {"temperature": 0.2}
            panel = await opened_again(program)
            choose(panel, "Delete “Exact”")
            await new_chat(program)
            assert program.chat.parameters == Parameters()


async def test_a_renamed_preset_has_its_new_name_in_every_chat(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        answer(server, 2)
        async with running_program(tmp_path, server.url) as program:
            panel = await opened(program)
            presets = panel.presets
            write(number(panel, "temperature").field, "0.2")
            choose(panel, "Save as a new preset…")
            write(presets.name_field, "Precise")
            write(number(panel, "top_k").field, "5")
            await sent(program, server)
            first = program.window.chat_pane.chat_id
            assert presets.dropdown.label == "Precise (edited)"
            await new_chat(program)
            pick(presets.dropdown, "Precise")
            choose(panel, "Rename “Precise”…")
            write(presets.name_field, "Exact")
            await go_to(program, first)
            await until(lambda: presets.dropdown.label == "Exact (edited)", "renamed here too")
        async with running_program(tmp_path, server.url) as program:
            panel = await opened_again(program)
            await until(lambda: panel.presets.dropdown.label == "Exact (edited)", "after a restart")
