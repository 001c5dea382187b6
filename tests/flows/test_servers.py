"""Servers on the real window: told apart, added, tested, switched, lost and back, without any model."""

import ssl
import stat
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.bootstrap.program import Program
from app.domain.server import Connection
from app.domain.server_profile import ProbeStep
from app.ui.servers.server_editor import ServerEditor
from app.ui.servers.server_row import ServerRow
from app.ui.servers.servers_content import ServersContent
from tests.helpers.ollama_server import OllamaServer, ThreadedOllamaServer
from tests.helpers.ollama_state import OllamaState
from tests.helpers.program import click, press, running_program, shown_texts, type_text, until
from tests.helpers.replies import Answer, Stream, delta, done, html, refuse

TLS = Path(__file__).resolve().parents[1] / "data" / "tls"
ROOT = Path(__file__).resolve().parents[2]
DEAD = "http://127.0.0.1:9"


def state_of(program: Program) -> Connection:
    return program.server.state.connection


async def connected(program: Program) -> None:
    await until(lambda: program.chat.model and state_of(program) is Connection.READY, "connected")


def servers(program: Program) -> ServersContent:
    return program.window.content.servers_page.content


def row(program: Program, name: str) -> ServerRow:
    """The row of a server."""
    return next(each for each in servers(program).list.rows if each.name.whole_text == name)


async def open_servers(program: Program) -> None:
    click(program.window.content.rail.servers_button)
    await until(lambda: servers(program).list.isVisible(), "the list of servers")


async def open_editor(program: Program, address: str = "") -> ServerEditor:
    """Click on Add server and type an address."""
    await open_servers(program)
    click(servers(program).list.add_button)
    editor = servers(program).editor
    await until(lambda: editor.isVisible(), "the editor")
    type_text(editor.address, address)
    return editor


def texts(widget: QWidget) -> str:
    return shown_texts(widget)


SELF_SIGNED = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
SELF_SIGNED.load_cert_chain(TLS / "certificate.pem", TLS / "key.pem")


@pytest.mark.parametrize(
    ("answer", "words", "next_step"),
    [
        (html(), "Something else answers at", "Change the address"),
        (html(502, "Bad Gateway"), "no Ollama behind it", "Start Ollama on the computer behind the proxy"),
        (refuse(401, "unauthorized"), "wants a sign-in (401)", "Sign-in and certificate…"),
        (Answer("", 403), "refused the request (403)", "Host header to localhost:11434"),
        (Answer({"version": "0.1.37"}), "Ollama 0.1.37", "0.1.38 or newer"),
    ],
    ids=["a page", "502", "401", "403", "too old"],
)
async def test_what_is_wrong_is_said_with_the_next_step(
    loop: Any, tmp_path: Path, answer: Any, words: str, next_step: str
) -> None:
    with ThreadedOllamaServer() as server:
        server.script("/api/version", answer)
        async with running_program(tmp_path, server.url) as program:
            page = program.window.connect_page
            await until(lambda: page.isVisible() and words in texts(page), words)
            await until(lambda: next_step in texts(page), next_step)  # a button comes with the next turn
            details = next(b for b in page.content.notice.buttons if b.property("action") == "details")
            assert (details.accessibleName(), details.icon_name) == ("Show the details", "chevron-right")
            click(details)
            assert (details.accessibleName(), details.icon_name) == ("Hide the details", "chevron-down")
            assert server.url in page.content.details.text
            click(next(b for b in page.content.notice.buttons if b.property("action") == "look_again"))
            await until(lambda: program.window.chat_pane.isVisible(), "it is good now, and the page leaves")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (DEAD, "(connection refused)"),
        ("http://nobody.invalid", "(host name not known)"),
        ("ftp://a", "is not a server address"),
    ],
)
async def test_an_address_that_is_wrong_is_said(loop: Any, tmp_path: Path, address: str, words: str) -> None:
    async with running_program(tmp_path, DEAD) as program:
        page = program.window.connect_page
        await until(lambda: page.isVisible(), "the connect page")
        type_text(page.content.address_field, address)
        press(page.content.address_field, Qt.Key.Key_Return)
        await until(lambda: words in texts(page), words)


async def test_a_server_is_added_tested_used_and_there_after_a_restart(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as first, ThreadedOllamaServer() as other:
        async with running_program(tmp_path, first.url) as program:
            await connected(program)
            editor = await open_editor(program, f"0.0.0.0:{other.port}")
            assert f"Connects to {other.url}" in texts(editor)
            type_text(editor.name, "Studio")
            type_text(editor.secrets.token, "tok-3141592653")
            assert editor.plain_notice.isHidden(), "on this computer nobody is between"
            click(editor.test_button)
            await until(lambda: "answers in" in texts(editor.result), "the test goes through")
            click(editor.save_button)
            await until(lambda: servers(program).list.isVisible(), "back on the list")
            click(row(program, "Studio").use_button)
            await until(lambda: program.server.state.name == "Studio", "Studio is in use")
            await connected(program)
            await until(lambda: row(program, "Studio").current_chip.isVisible(), "the row says so")
            await until(lambda: "Ollama 0.33.0" in texts(row(program, "Studio")), "version of the row")
            assert "secrets.json" in servers(program).list.place_text
            click(row(program, "Studio").default_button)
        async with running_program(tmp_path) as program:
            await connected(program)
            assert program.server.state.name == "Studio"
        assert other.requests[-1].header("Authorization") == "Bearer tok-3141592653"
        assert all(request.header("Authorization") is None for request in first.requests)


async def test_a_token_over_plain_http_is_warned_of_before_it_is_saved(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            editor = await open_editor(program, "192.168.1.20")
            assert editor.plain_notice.isHidden()
            type_text(editor.secrets.token, "tok")
            assert editor.plain_notice.isVisible()
            click(editor.save_button)
            await until(lambda: not editor.save_button.is_busy, "it is refused")
            assert len(program.server_part.servers.servers.profiles) == 1
            click(editor.plain_notice.buttons[0])
            click(editor.save_button)
            await until(lambda: servers(program).list.isVisible(), "saved after the answer")


async def test_a_self_signed_certificate_is_shown_compared_and_accepted(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as first, ThreadedOllamaServer(tls=SELF_SIGNED) as secure:
        async with running_program(tmp_path, first.url) as program:
            await connected(program)
            editor = await open_editor(program, secure.url)
            click(editor.test_button)
            await until(lambda: editor.result.failed is ProbeStep.TLS, "the certificate is not accepted")
            assert "Compare it" in texts(editor.trust)
            shown = editor.trust.fingerprint.text().replace(" ", "")
            assert len(shown) == 64
            click(editor.trust.choice.buttons["pinned"])
            click(editor.test_button)
            await until(lambda: "answers in" in texts(editor.result), "the test goes through")
            assert secure.requests
            click(editor.save_button)
            await until(lambda: servers(program).list.isVisible(), "back on the list")
            profile = program.server_part.servers.servers.profiles[-1]
            assert profile.trust.pinned_sha256 == shown
            names = [each.name.whole_text for each in servers(program).list.rows]
            assert len(set(names)) == len(names), "both are on this computer and told apart"
            click(row(program, f"Local (port {urlsplit(secure.url).port})").use_button)
            await until(lambda: program.server.state.address == secure.url, "in use")
            await connected(program)


async def test_a_removed_server_comes_back_by_undo(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            editor = await open_editor(program, DEAD)
            type_text(editor.name, "Studio")
            click(editor.save_button)
            await until(lambda: servers(program).list.isVisible(), "back on the list")
            await until(lambda: "connection refused" in texts(row(program, "Studio")), "tried by itself")
            click(row(program, "Studio").remove_button)
            names = [each.name.whole_text for each in servers(program).list.rows]
            assert "Studio" not in names
            toast = program.window.content.toast
            await until(lambda: toast.button.isVisible(), "Undo is offered")
            click(toast.button)
            assert row(program, "Studio").isVisible()


async def test_a_chat_of_another_server_offers_it_and_never_switches_by_itself(
    loop: Any, tmp_path: Path
) -> None:
    with ThreadedOllamaServer() as first, ThreadedOllamaServer() as other:
        other.script("/api/chat", Stream([delta("From the other."), done()]))
        async with running_program(tmp_path, other.url) as program:
            await connected(program)
            edit = program.window.chat_pane.composer.edit
            type_text(edit, "Who are you?")
            press(edit, Qt.Key.Key_Return)
            await until(lambda: "From the other" in texts(program.window.chat_pane.transcript), "a reply")
            editor = await open_editor(program, other.url)
            type_text(editor.name, "Other")
            click(editor.save_button)
            await until(lambda: servers(program).list.isVisible(), "back on the list")
        async with running_program(tmp_path, first.url) as program:
            await connected(program)
            banner = program.window.content.offer_banner
            await until(lambda: banner.isVisible(), "the server of the chat is offered")
            assert "written with Other" in banner.title
            assert program.server.state.address == first.url
            click(next(each for each in banner.buttons if each.property("action") == "switch"))
            await until(lambda: program.server.state.address == other.url, "switched")
            await connected(program)
            await until(lambda: not banner.isVisible(), "nothing is offered any more")


async def test_a_server_without_a_model_leads_to_three_and_the_chat_opens_with_the_first(
    loop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.server.WATCH_INTERVAL_S", 0.05)
    state = OllamaState()
    models = state.models[:]
    state.models.clear()
    with ThreadedOllamaServer(state) as server:
        async with running_program(tmp_path, server.url) as program:
            page = program.window.connect_page
            await until(lambda: "Get a first model" in texts(page) and page.isVisible(), "the suggestions")
            cards = page.content.first_models.cards
            assert len(cards) == 3
            assert "to download" in texts(cards[0])
            assert cards[0].button.label == "Pull"
            (best,) = (card for card in cards if not card.chip.isHidden())
            assert program.window.focusWidget() is best.button
            server.state.models.extend(models)
            await until(lambda: program.window.chat_pane.isVisible(), "the chat opens by itself")
            await connected(program)


async def test_a_lost_server_is_told_above_the_chat_and_taken_back(
    loop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.server.WATCH_INTERVAL_S", 0.05)
    monkeypatch.setattr("app.services.server.RETRY_INTERVALS_S", (0.05, 0.05, 0.1))
    async with OllamaServer() as server:
        port = server.port
        program_context = running_program(tmp_path, server.url)
        program = await program_context.__aenter__()
        await connected(program)
    try:
        banner = program.window.content.server_banner
        await until(lambda: banner.isVisible(), "the banner")
        assert "Your drafts are safe" in banner.text
        edit = program.window.chat_pane.composer.edit
        type_text(edit, "typed meanwhile")
        async with OllamaServer(port=port):
            await until(lambda: not banner.isVisible(), "the server is back by itself")
            await connected(program)
            assert edit.toPlainText() == "typed meanwhile"
    finally:
        await program_context.__aexit__(None, None, None)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for the program is a script with #!")
async def test_the_log_of_a_started_ollama_is_shown(
    loop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program_file = tmp_path / "bin" / "ollama"
    program_file.parent.mkdir()
    program_file.write_text(
        f"#!{sys.executable}\n"
        "import os, sys\n"
        "print('listening now', file=sys.stderr, flush=True)\n"
        f"os.chdir({str(ROOT)!r})\n"
        "port = os.environ['OLLAMA_HOST'].rpartition(':')[2]\n"
        "os.execv(sys.executable, [sys.executable, '-m', 'tests.helpers.ollama_server', '--port', port])\n",
        encoding="utf-8",
    )
    program_file.chmod(program_file.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(program_file.parent), prepend=":")
    async with OllamaServer() as free:
        port = free.port
    async with running_program(tmp_path / "data", f"http://127.0.0.1:{port}") as program:
        page = program.window.connect_page
        await until(
            lambda: page.isVisible() and page.content.ollama_card.chip.isVisible(), "the start is offered"
        )
        click(page.content.ollama_card.button)
        await connected(program)
        await until(lambda: program.window.chat_pane.isVisible(), "the chat")
        await open_servers(program)
        click(servers(program).list.log_button)
        log = servers(program).log
        await until(lambda: "listening now" in log.text.toPlainText(), "its log")
        assert log.text.isReadOnly()


async def test_everything_is_reached_by_keyboard(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            await open_servers(program)
            button = servers(program).list.add_button
            button.setFocus(Qt.FocusReason.TabFocusReason)
            press(button, Qt.Key.Key_Space)
            editor = servers(program).editor
            await until(lambda: program.window.focusWidget() is editor.address, "the first field")
            type_text(editor.address, DEAD)
            press(editor.address, Qt.Key.Key_Return)
            await until(lambda: servers(program).list.isVisible(), "Enter saves")
            press(servers(program).list.rows[-1].edit_button, Qt.Key.Key_Space)
            await until(lambda: editor.isVisible(), "the editor")
            press(editor.name, Qt.Key.Key_Escape)
            await until(lambda: servers(program).list.isVisible(), "Esc leads back")
