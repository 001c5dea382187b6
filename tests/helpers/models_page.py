"""The page of the models, opened in the real window."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.bootstrap.program import Program
from app.domain.library import LibraryState
from app.ui.library.library_content import LibraryContent
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.ollama_state import OllamaState
from tests.helpers.program import click, running_program, until


@asynccontextmanager
async def models_page(
    data_dir: Path, state: OllamaState | None = None
) -> AsyncIterator[tuple[Program, LibraryContent, ThreadedOllamaServer]]:
    """The real window with the page open, in front of a server."""
    with ThreadedOllamaServer(state) as server:
        async with running_program(data_dir, server.url) as program:
            program.window.resize(1280, 800)
            await open_models(program)
            yield program, program.window.content.library_page.content, server


async def open_models(program: Program) -> None:
    """By the rail, once the server has told its models."""
    await until(lambda: program.chat.model or program.server.state.version, "a server")
    click(program.window.content.rail.models_button)
    content = program.window.content.library_page.content
    await until(lambda: content.installed.isVisible(), "the page")
    await until(lambda: shown_state(program) is not LibraryState.LOADING, "the list")


def shown_state(program: Program) -> LibraryState:
    assert program.library is not None
    return program.library.library.view.state


def names(content: LibraryContent) -> list[str]:
    """The models that the filter lets through, in their order."""
    return [row.name for row in content.installed.rows.rows()]


def pick(content: LibraryContent, name: str) -> None:
    """Click on a row."""
    table = content.installed.table
    rect = table.visualRect(content.installed.rows.index_of(name))
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
