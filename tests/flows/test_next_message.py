"""The next message, written while a reply runs: sent after it, kept back, taken back, never lost."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from app.bootstrap.program import Program
from app.ui.chat.next_strip import NextStrip
from tests.flows.test_images import chips, choose, connected
from tests.helpers.images import written
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import click, press, running_program, shown_texts, type_text, until
from tests.helpers.replies import Gate, Stream, delta, done, error_line


def said(program: Program) -> str:
    return shown_texts(program.window.chat_pane.transcript)


def strip(program: Program) -> NextStrip:
    found = program.window.chat_pane.composer.next_strip
    assert found is not None
    return found


def texts(server: ThreadedOllamaServer) -> list[str]:
    return [message["content"] for message in server.requests_to("/api/chat")[-1].json["messages"]]


async def write(program: Program, text: str) -> None:
    edit = program.window.chat_pane.composer.edit
    type_text(edit, text)
    press(edit, Qt.Key.Key_Return)


async def waiting(program: Program, *messages: str) -> None:
    """Ask, and write more while the reply is written."""
    await write(program, "First")
    await until(lambda: "Half" in said(program), "the reply has begun")
    for message in messages:
        await write(program, message)
    assert strip(program).isVisible()
    assert program.window.chat_pane.composer.text == ""


async def test_it_is_sent_when_the_reply_has_ended_well_with_its_files(loop: Any, tmp_path: Path) -> None:
    gate = Gate()
    notes = written(tmp_path / "notes.txt", b"Hay.")
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([delta("Half"), gate, done()]), Stream([done("Two.")]))
        async with running_program(tmp_path / "data", server.url) as program:
            desk = await connected(program)
            await waiting(program, "Second")
            await choose(program, notes)
            await until(lambda: chips(desk) == ["notes.txt"], "the file is read")
            await write(program, "and third")
            assert not chips(desk)
            assert strip(program).state.text() == "Will send next"
            assert strip(program).accessibleName() == "Will send next: Second and third · 1 file"
            type_text(program.window.chat_pane.composer.edit, "Fourth")
            gate.open()
            await until(lambda: "Two." in said(program), "the next message is answered")
            assert texts(server)[0] == "First"
            assert texts(server)[-1] == 'File "notes.txt":\n```\nHay.\n```\n\nSecond\n\nand third'
            assert not strip(program).isVisible()
            assert program.window.chat_pane.composer.text == "Fourth"


async def test_it_is_kept_back_after_a_stop_and_sent_or_edited_by_hand(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([delta("Half"), Gate(), done()]), Stream([done("Two.")]))
        async with running_program(tmp_path / "data", server.url) as program:
            await connected(program)
            await waiting(program, "Second")
            press(program.window.chat_pane.composer.edit, Qt.Key.Key_Escape)
            await until(lambda: not program.window.chat_pane.is_running, "stopped")
            assert strip(program).state.text() == "Not sent: the reply was stopped"
            press(program.window.chat_pane.composer.edit, Qt.Key.Key_Escape)
            assert program.window.chat_pane.composer.text == "Second"
            assert not strip(program).isVisible()
            press(program.window.chat_pane.composer.edit, Qt.Key.Key_Return)
            await until(lambda: "Two." in said(program), "it is sent by hand")


async def test_it_is_kept_back_when_the_reply_failed_and_can_be_removed(loop: Any, tmp_path: Path) -> None:
    gate = Gate()
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([delta("Half"), gate, error_line("boom")]), Stream([done("Two.")]))
        async with running_program(tmp_path / "data", server.url) as program:
            await connected(program)
            await waiting(program, "Second")
            gate.open()
            await until(lambda: not program.window.chat_pane.is_running, "failed")
            assert strip(program).state.text() == "Not sent: the reply failed"
            assert len(server.requests_to("/api/chat")) == 1
            click(strip(program).send_button)
            await until(lambda: "Two." in said(program), "it is sent")
            assert not strip(program).isVisible()


async def test_what_was_removed_is_had_back_by_undo(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([delta("Half"), Gate(), done()]))
        async with running_program(tmp_path / "data", server.url) as program:
            await connected(program)
            await waiting(program, "Second")
            click(strip(program).remove_button)
            assert not strip(program).isVisible()
            toast = program.window.content.toast
            await until(toast.isVisible, "Undo is offered")
            click(toast.button)
            assert program.window.chat_pane.composer.text == "Second"


async def test_another_chat_meanwhile_does_not_keep_it_from_being_sent(loop: Any, tmp_path: Path) -> None:
    gate = Gate()
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([delta("Half"), gate, done()]), Stream([done("Two.")]))
        async with running_program(tmp_path / "data", server.url) as program:
            await connected(program)
            await waiting(program, "Second")
            chat_id = program.window.chat_pane.chat_id
            type_text(program.window.chat_pane.composer.edit, "draft")
            program.chat.new_chat()
            assert not strip(program).isVisible()
            program.chat.open_chat(chat_id)
            await until(lambda: strip(program).isVisible(), "it still waits there")
            assert program.window.chat_pane.composer.text == "draft"
            program.chat.new_chat()
            gate.open()
            await until(lambda: len(server.requests_to("/api/chat")) == 2, "it is sent")
            assert texts(server)[-1] == "Second"
            program.chat.open_chat(chat_id)
            await until(lambda: "Two." in said(program), "it is answered")
            assert program.window.chat_pane.composer.text == "draft"


async def test_a_quit_makes_it_the_draft(loop: Any, tmp_path: Path) -> None:
    notes = written(tmp_path / "notes.txt", b"Hay.")
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([delta("Half"), Gate(), done()]))
        async with running_program(tmp_path / "data", server.url) as program:
            desk = await connected(program)
            await write(program, "First")
            await until(lambda: "Half" in said(program), "the reply has begun")
            await choose(program, notes)
            await until(lambda: chips(desk) == ["notes.txt"], "the file is read")
            await write(program, "Second")
            type_text(program.window.chat_pane.composer.edit, "Third")
        async with running_program(tmp_path / "data", server.url) as program:
            pane = program.window.chat_pane
            await until(lambda: pane.composer.text == "Second\n\nThird", "both are there")
            await until(lambda: chips(pane.images.desk) == ["notes.txt"], "and the file")
