"""Several windows of one running program."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from app.bootstrap.program import Program
from app.domain.server import Connection
from app.ui.further_window import FurtherWindow
from app.ui.main_window import MainWindow
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import in_front, press, running_program, shown_texts, type_text, until


@asynccontextmanager
async def answering(tmp_path: Path, *replies: Any) -> AsyncIterator[tuple[Program, ThreadedOllamaServer]]:
    """The program with a server that gives these replies, one after the other."""
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", *replies)
        async with running_program(tmp_path, server.url) as program:
            program.chat.titles.set_enabled(False)  # it would ask the server as well
            await until(
                lambda: program.chat.model and program.server.state.connection is Connection.READY,
                "connected",
            )
            yield program, server


async def new_window(program: Program, chat_id: str = "") -> FurtherWindow:
    """One more window, which shows a chat or a new one and can send."""
    program.open_in_window(chat_id)
    assert program.windows is not None
    window = program.windows.further[-1]
    await until(lambda: window.chat_pane.chat_id == chat_id and window.chat_pane.model, "it shows the chat")
    await in_front(window)
    return window


def said(window: MainWindow) -> str:
    return shown_texts(window.chat_pane.transcript) if window.chat_pane.transcript_shown else ""


def draft(window: MainWindow) -> str:
    return window.chat_pane.composer.text


def listed(window: MainWindow) -> list[str]:
    return [chat.title for chat in window.chat_list.model.all_chats()]


async def ask(window: MainWindow, text: str) -> None:
    edit = window.chat_pane.composer.edit
    type_text(edit, text)
    press(edit, Qt.Key.Key_Return)
    await until(lambda: text in said(window) or window.chat_pane.composer.has_next, "it is sent or waits")


async def chat_with(window: MainWindow, text: str, answer: str) -> str:
    """Ask, wait for the whole reply; id of the chat."""
    await ask(window, text)
    await until(lambda: answer in said(window) and not window.chat_pane.is_running, "answered")
    return window.chat_pane.chat_id


async def gone(program: Program, window: FurtherWindow) -> None:
    """Close a window as a person does."""
    shown = len(program.chat.work.opened.windows)
    window.close()
    await until(lambda: len(program.chat.work.opened.windows) == shown - 1, "closed")
    assert program.windows is not None
    assert window not in program.windows.further
