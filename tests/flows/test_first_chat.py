"""From an empty data folder to an answer, and back after the end: the real window, keys and clicks."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.bootstrap.program import Program
from app.domain.server import Connection
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import click, press, running_program, shown_texts, type_text, until
from tests.helpers.replies import Cut, Gate, Stream, delta, done, refuse


async def connected(program: Program) -> None:
    await until(
        lambda: program.chat.model and program.server.state.connection is Connection.READY, "connected"
    )


def transcript(program: Program) -> str:
    return shown_texts(program.window.chat_pane.transcript)


async def ask(program: Program, text: str) -> None:
    edit = program.window.chat_pane.composer.edit
    type_text(edit, text)
    press(edit, Qt.Key.Key_Return)


async def test_a_question_is_typed_answered_and_there_after_a_restart(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([delta("Because "), delta("of **scattering**."), done(pieces=2)]))
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            await ask(program, "Why is\nthe sky blue?")
            await until(lambda: "scattering" in transcript(program), "the reply is shown")
            await until(lambda: "2 tokens" in transcript(program), "statistics are shown")
            sent = server.requests_to("/api/chat")[0].json
            assert sent["messages"] == [{"role": "user", "content": "Why is\nthe sky blue?"}]
            assert "**" not in transcript(program)
            assert program.window.chat_pane.composer.edit.toPlainText() == ""
        async with running_program(tmp_path, server.url) as program:
            await until(lambda: "scattering" in transcript(program), "the chat is open again")
            assert "Why is" in transcript(program)


async def test_esc_stops_and_keeps(loop: Any, tmp_path: Path) -> None:
    gate = Gate()
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([delta("Once upon "), gate, done()]))
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            await ask(program, "A story")
            await until(lambda: "Once upon" in transcript(program), "the first words")
            press(program.window.chat_pane.composer.edit, Qt.Key.Key_Escape)
            await until(lambda: "Incomplete" in transcript(program), "the mark of a stopped reply")
            await asyncio.to_thread(server.client_left().result, 20)
            assert "Once upon" in transcript(program)


async def test_loading_is_told_apart_from_thinking_and_the_thought_folds(loop: Any, tmp_path: Path) -> None:
    loading, thinking = Gate(), Gate()
    with ThreadedOllamaServer() as server:
        server.script(
            "/api/chat",
            Stream([delta(thinking="Let me see."), thinking, delta("42"), done()], before=[loading]),
        )
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            await ask(program, "Well?")
            await until(lambda: "Loading smol" in transcript(program), "loading is said")
            loading.open()
            await until(lambda: "Thinking" in transcript(program), "thinking is said")
            assert "Loading" not in transcript(program)
            thinking.open()
            await until(lambda: "Thought for" in transcript(program), "the thought is folded")
            assert "Let me see." not in transcript(program)


async def test_trouble_is_told_beside_the_message_and_retry_works(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([delta("Half a "), Cut()]), Stream([done("Whole.")]))
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            await ask(program, "Go")
            await until(lambda: "connection was lost" in transcript(program), "the trouble is told")
            assert "Half a" in transcript(program)
            notice = program.window.chat_pane.transcript.turns[-1].notice
            click(next(button for button in notice.buttons if button.accessibleName() == "Start over"))
            await until(lambda: "Whole." in transcript(program), "the second answer")


@pytest.mark.parametrize("status", [404, 500, 503])
async def test_a_refusal_keeps_the_question(loop: Any, tmp_path: Path, status: int) -> None:
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", refuse(status, "no"))
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            await ask(program, "Keep this question")
            await until(lambda: "Retry" in transcript(program), "the refusal is told")
            assert "Keep this question" in transcript(program)


async def test_a_dead_server_never_blocks_and_leads_to_the_page(loop: Any, tmp_path: Path) -> None:
    async with running_program(tmp_path, "http://127.0.0.1:9") as program:
        page = program.window.connect_page
        await until(lambda: page.isVisible(), "the connect page is shown")
        await until(lambda: "No answer from http://127.0.0.1:9" in shown_texts(page), "the cause is told")
        with ThreadedOllamaServer() as server:
            type_text(page.content.address_field, server.url)
            press(page.content.address_field, Qt.Key.Key_Return)
            await until(lambda: program.window.chat_pane.isVisible(), "the page leaves by itself")
            await connected(program)


async def test_a_draft_and_its_chat_come_back(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            type_text(program.window.chat_pane.composer.edit, "unfinished thou")
        async with running_program(tmp_path, server.url) as program:
            edit = program.window.chat_pane.composer.edit
            await until(lambda: edit.toPlainText() == "unfinished thou", "the draft is back")


async def test_a_chat_is_deleted_and_brought_back(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            await ask(program, "Delete me")
            pane = program.window.chat_list
            await until(lambda: pane.view.model().rowCount() > 0, "the chat is listed")
            await until(lambda: "tokens" in transcript(program), "the reply is there")
            pane.view.setFocus()
            press(pane.view, Qt.Key.Key_Delete)
            await until(lambda: program.window.content.toast.button.isVisible(), "Undo is offered")
            await until(lambda: "Delete me" not in transcript(program), "the chat is gone")
            click(program.window.content.toast.button)
            await until(lambda: "Delete me" in transcript(program), "the chat is back")


@pytest.mark.engine
async def test_the_built_in_engine_answers_by_one_click(
    loop: Any, tmp_path: Path, starter_model: Path
) -> None:
    async with running_program(tmp_path, "http://127.0.0.1:9") as program:
        page = program.window.connect_page
        await until(page.isVisible, "the connect page is shown")
        button = page.content.engine_card.button
        await until(button.isEnabled, "the engine is offered")
        click(button)
        await connected(program)
        await until(lambda: program.window.chat_pane.isVisible(), "the chat is shown")
        await ask(program, "Say hi.")
        await until(lambda: "tok/s" in transcript(program), "a real model has answered")
        await until(lambda: not program.window.chat_pane.is_running, "its reply is at an end")
        click(program.window.content.rail.running_button)
        running = program.window.content.running_page.content

        def loaded() -> list[str]:
            return [card.name.whole_text for card in running.cards]

        await until(lambda: loaded() == [program.chat.model], "the engine tells what is in memory")
        click(running.cards[0].unload_button)
        await until(lambda: not loaded(), "and puts it out of memory")


async def test_another_model_is_chosen_by_keyboard(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([done("ok")]))
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            click(program.window.chat_pane.composer.model_button)
            picker = program.window.chat_pane.picker
            rows = picker.view.model()
            offered = [rows.index(row, 0).data() for row in range(rows.rowCount())]
            assert offered == ["smol:latest", "thinker:latest", "gemma3:4b"], "no model that cannot chat"
            type_text(picker.filter_field, "think")
            press(picker.filter_field, Qt.Key.Key_Return)
            await until(lambda: not picker.isVisible(), "the picker closes")
            await ask(program, "Who are you?")
            await until(lambda: "ok" in transcript(program), "the reply")
            assert server.requests_to("/api/chat")[0].json["model"] == "thinker:latest"
