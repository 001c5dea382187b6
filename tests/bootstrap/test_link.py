"""A link fills in a field of the real window and does nothing else, whoever hands it over."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from app.bootstrap.link import LinkEvents
from app.bootstrap.options import Options, parse
from app.bootstrap.program import Program
from app.bootstrap.single_instance import Request, request_of
from app.domain.server import Connection
from app.ui.main_window import MainWindow
from app.ui.theme.theme import Theme
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import running_program, type_text, until

RAISES = pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)
CHAT = "arriero://chat?text=From%20a%20page"
SAYING = {"/api/chat", "/api/generate", "/api/pull", "/api/push", "/api/create", "/api/delete", "/api/copy"}


def told(server: ThreadedOllamaServer) -> list[str]:
    """The requests that do something; looking is allowed, as at every start."""
    return [request.path for request in server.requests if request.path in SAYING]


async def connected(program: Program) -> None:
    await until(lambda: program.server.state.connection is Connection.READY, "connected")


def draft(program: Program) -> str:
    return program.window.chat_pane.composer.text


@RAISES
async def test_the_text_is_filled_in_and_not_sent(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            program.answer(Request(link=CHAT))
            assert draft(program) == "From a page"
            assert not program.window.chat_pane.composer.edit.hasFocus(), "a stray Enter would send it"
            program.answer(Request(link="arriero://chat?text=again"))
            assert draft(program) == "From a page\n\nagain", "what is typed stays"
        assert not told(server)


@RAISES
async def test_a_name_is_filled_in_and_not_pulled(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            program.answer(Request(link="arriero://pull?model=llama3.2:3b"))
            box = program.window.content.library_page.content.get.box
            await until(box.isVisible, "the page with the field is shown")
            assert box.field.text() == "llama3.2:3b"
            assert not box.field.hasFocus()
        assert not told(server)


@RAISES
@pytest.mark.parametrize(
    "link",
    ["arriero://chat?text=a&send=1", "arriero://connect?server=http://127.0.0.1:9", "x" * 9000, "--server"],
)
async def test_a_hostile_link_changes_nothing(loop: Any, tmp_path: Path, link: str) -> None:
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            type_text(program.window.chat_pane.composer.edit, "mine")
            program.answer(Request(link=link))
            assert draft(program) == "mine"
            assert program.server.state.address == server.url
        assert not told(server)


async def test_the_first_start_opens_its_link_below_what_is_typed_at_once(
    loop: Any, qapp: QApplication, tmp_path: Path
) -> None:
    window, held = MainWindow(Theme(qapp)), threading.Event()
    window.show()
    program = Program(window, tmp_path, Options(server="http://127.0.0.1:9", link=CHAT))
    starting = asyncio.create_task(program.start())
    while program._store is None:  # noqa: ASYNC110
        await asyncio.sleep(0)
    program._store.access.beside(held.wait)
    await starting
    type_text(window.chat_pane.composer.edit, "mine")
    held.set()
    await until(lambda: draft(program) == "mine\n\nFrom a page", "both are there")
    await program.aclose()
    window.deleteLater()


async def test_the_first_start_opens_its_link_once_the_chat_is_there(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            type_text(program.window.chat_pane.composer.edit, "kept")
        async with running_program(tmp_path, server.url, link=CHAT) as program:
            await until(lambda: draft(program) == "kept\n\nFrom a page", "both are there")
        assert not told(server)


def test_what_a_page_appends_to_the_command_line_is_not_read() -> None:
    given = parse(["--link", CHAT, "--server", "http://evil", "--use-engine"])
    assert given == Options(link=CHAT)
    assert parse(["--data-dir", "d", "--link", "--help"]) == Options(data_dir=Path("d"), link="--help")
    assert parse(["--link"]) == Options()
    assert request_of(Options(link="x" * 100_000)).link == "x" * 9000


def test_links_that_come_as_events_wait_for_the_program(qapp: QCoreApplication) -> None:
    target, opened = QObject(), []
    events = LinkEvents(target)
    QCoreApplication.sendEvent(target, QFileOpenEvent(QUrl("arriero://chat?text=a%20b")))
    assert opened == []
    events.deliver_to(opened.append)
    QCoreApplication.sendEvent(target, QFileOpenEvent(QUrl("arriero://pull?model=smol")))
    QCoreApplication.sendEvent(target, QEvent(QEvent.Type.User))
    assert opened == ["arriero://chat?text=a%20b", "arriero://pull?model=smol"]
