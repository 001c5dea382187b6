"""The first run where a server cannot be spoken to: each case in its own words, with a next step."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.program import Program
from app.services import server_choice
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import click, running_program, shown_texts, until
from tests.helpers.replies import Stall, Stream

TLS = Path(__file__).resolve().parents[1] / "data" / "tls"


@pytest.fixture(autouse=True)
def _short_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_choice, "LOOK_TIMEOUT_S", 0.5)  # instead of 5 s


@contextmanager
def nobody_accepts() -> Iterator[str]:
    """An address at which connections are never taken: its queue is full."""
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(full.getsockname())
        try:
            yield f"http://127.0.0.1:{full.getsockname()[1]}"
        finally:
            for each in waiting:
                each.close()


@contextmanager
def silence() -> Iterator[str]:
    """A server that takes connections and says nothing."""
    with ThreadedOllamaServer() as server:
        server.script("/api/version", *(Stream([], before=[Stall()]) for _ in range(3)))
        yield server.url


@contextmanager
def unknown_certificate() -> Iterator[str]:
    """A server whose certificate nobody vouches for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "certificate.pem", TLS / "key.pem")
    with ThreadedOllamaServer(tls=context) as server:
        yield server.url


CASES = [
    (nobody_accepts, "(connection took too long)", "Look again"),
    (silence, "sent nothing for a long time", "Look again"),
    (unknown_certificate, "was not accepted", "Sign-in and certificate…"),
]


def page_words(program: Program) -> str:
    return shown_texts(program.window.connect_page)


@pytest.mark.parametrize(("at", "words", "next_step"), CASES, ids=[case[0].__name__ for case in CASES])
async def test_it_is_said_in_words_and_the_window_stays_usable(
    loop: Any, tmp_path: Path, at: Any, words: str, next_step: str
) -> None:
    with at() as address:
        async with running_program(tmp_path, address) as program:
            page = program.window.connect_page
            await until(page.isVisible, "the connect page")
            await until(lambda: words in page_words(program), words)
            assert address in page_words(program)
            assert next_step in page_words(program)
            click(program.window.content.rail.settings_button)
            assert program.window.settings_page.isVisible()
            click(program.window.content.rail.chat_button)
            assert program.window.chat_pane.composer.edit.isVisible()
            assert program.window.content.server_banner.isVisible()
