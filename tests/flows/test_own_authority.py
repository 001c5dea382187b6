"""A server behind TLS of an own authority, and one that wants headers: set up by hand on the real window."""

import ssl
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.bootstrap.program import Program
from app.domain.server import Connection
from app.domain.server_profile import ProbeStep
from app.ui.servers.server_editor import ServerEditor
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import click, in_front, press, running_program, shown_texts, type_text, until

TLS = Path(__file__).resolve().parents[1] / "data" / "tls"
OWN_AUTHORITY = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
OWN_AUTHORITY.load_cert_chain(TLS / "certificate.pem", TLS / "key.pem")
SECRET = "kept-out-of-sight-2718"


async def opened_editor(program: Program, address: str) -> ServerEditor:
    await until(lambda: program.server.state.connection is Connection.READY, "connected")
    click(program.window.content.rail.servers_button)
    content = program.window.content.servers_page.content
    await until(lambda: content.list.isVisible(), "the list of servers")
    click(content.list.add_button)
    await until(lambda: content.editor.isVisible(), "the editor")
    type_text(content.editor.address, address)
    return content.editor


def add_header(editor: ServerEditor, name: str, value: str) -> None:
    click(editor.secrets.add_button)
    row = editor.secrets.rows[-1]
    assert row.name.hasFocus()
    QTest.keyClicks(row.name, name)
    QTest.keyClicks(row.value, value)


def places_of(folder: Path, text: str) -> set[str]:
    """The files that hold a text."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.name for path in files if text.encode() in path.read_bytes()}


async def test_an_own_authority_and_headers_reach_the_server_and_outlive_a_restart(
    loop: Any, tmp_path: Path
) -> None:
    with ThreadedOllamaServer() as first, ThreadedOllamaServer(tls=OWN_AUTHORITY) as secure:
        async with running_program(tmp_path, first.url) as program:
            await in_front(program.window)
            editor = await opened_editor(program, f"https://localhost:{secure.port}")
            type_text(editor.name, "Office")
            add_header(editor, "X-Api-Key", SECRET)
            add_header(editor, "X-Tenant", "herders")
            click(editor.test_button)
            await until(lambda: editor.result.failed is ProbeStep.TLS, "this computer does not trust it")
            assert not secure.requests
            click(editor.trust.choice.buttons["authority"])
            click(editor.trust.choose_button)
            dialog = editor.trust.dialog
            assert dialog is not None
            assert dialog.isVisible()
            dialog.fileSelected.emit(str(TLS / "certificate.pem"))
            dialog.reject()
            click(editor.test_button)
            await until(lambda: "answers in" in shown_texts(editor.result), "the test goes through")
            assert secure.requests[-1].header("X-Api-Key") == SECRET
            click(editor.save_button)
            content = program.window.content.servers_page.content
            await until(lambda: content.list.isVisible(), "back on the list")
            office = next(row for row in content.list.rows if row.name.whole_text == "Office")
            click(office.use_button)
            await until(
                lambda: (
                    program.server.state.name == "Office"
                    and program.server.state.connection is Connection.READY
                ),
                "Office is in use",
            )
            click(office.default_button)
            assert SECRET not in shown_texts(program.window)
            # A look again: what is stored is kept, its value is not shown.
            click(office.edit_button)
            await until(lambda: editor.isVisible(), "the editor again")
            names = [row.name.text() for row in editor.secrets.rows]
            assert names == ["X-Api-Key", "X-Tenant"]
            assert [row.value.text() for row in editor.secrets.rows] == ["", ""]
            assert editor.trust.file.text() == str(TLS / "certificate.pem")
            removed = editor.secrets.rows[1].remove_button
            await until(removed.isVisible, "the stored headers")
            click(removed)
            click(editor.save_button)
            await until(lambda: content.list.isVisible(), "saved with one header less")
        seen = len(secure.requests)
        async with running_program(tmp_path) as program:
            await until(lambda: program.server.state.connection is Connection.READY, "connected by itself")
            assert program.server.state.name == "Office"
        later = secure.requests[seen:]
        assert later
        assert {request.header("X-Api-Key") for request in later} == {SECRET}
        assert {request.header("X-Tenant") for request in later} == {None}
        assert all(request.header("X-Api-Key") is None for request in first.requests)
        assert not places_of(tmp_path, SECRET) - {"secrets.json"}


async def test_a_file_that_is_no_certificate_is_said(loop: Any, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("not a certificate", encoding="utf-8")
    with ThreadedOllamaServer() as first, ThreadedOllamaServer(tls=OWN_AUTHORITY) as secure:
        async with running_program(tmp_path / "data", first.url) as program:
            editor = await opened_editor(program, f"https://localhost:{secure.port}")
            click(editor.trust.choice.buttons["authority"])
            type_text(editor.trust.file, str(wrong))
            click(editor.test_button)
            await until(lambda: editor.result.failed is ProbeStep.TLS, "it is told at the certificate")
            assert not secure.requests
            press(editor.address, Qt.Key.Key_Escape)
