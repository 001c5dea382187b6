"""The running models on the real window, with the mouse and by keys."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.bootstrap.program import Program
from app.domain.server import Connection
from app.ui.running.card import RunningCard
from app.ui.running.content import RunningContent
from tests.helpers.faults import Instead
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import click, in_front, press, running_program, shown_texts, until
from tests.helpers.recordings import load
from tests.helpers.replies import Gate, Replay, Stream, delta, done

CONTROL = Qt.KeyboardModifier.ControlModifier


async def connected(program: Program) -> None:
    await until(
        lambda: program.chat.model and program.server.state.connection is Connection.READY, "connected"
    )


def content(program: Program) -> RunningContent:
    return program.window.content.running_page.content


def kept(server: ThreadedOllamaServer) -> list[Any]:
    """How long every request wanted its model to stay."""
    return [request.json.get("keep_alive") for request in server.requests_to("/api/generate")]


async def card(program: Program, name: str = "smol:latest") -> RunningCard:
    def found() -> list[RunningCard]:
        return [each for each in content(program).cards if each.name.whole_text == name]

    await until(found, f"a card of {name}")
    return found()[0]


async def test_a_model_is_loaded_kept_and_unloaded_by_keys(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            window = program.window
            assert program.running is None, "nothing of it is made before the page is shown"
            await in_front(window)
            QTest.keyClick(window, Qt.Key.Key_4, CONTROL)
            page = content(program)
            await until(lambda: "The first message loads one." in shown_texts(page), "nothing is loaded")
            assert window.focusWidget() is page.load_button
            press(page.load_button, Qt.Key.Key_Space)
            sheet = page.sheet
            assert sheet.isVisible()
            field = sheet.rows["num_ctx"].field
            field.setFocus()
            QTest.keyClicks(field, "2048")
            press(field, Qt.Key.Key_Return)
            sheet.load_button.setFocus()
            press(sheet.load_button, Qt.Key.Key_Space)
            shown = await card(program)
            assert shown.facts["Context"] == "4096"
            assert "left" in shown.state.text() or shown.ring.accessibleName().startswith("Unloads in")
            shown.keep_button.setFocus()
            press(shown.keep_button, Qt.Key.Key_Space)
            await until(lambda: shown.ring.accessibleName() == "Stays until it is unloaded", "kept")
            assert not shown.keep_button.isVisible()
            click(shown.time_menu)
            press(shown.time_menu.option_list.view, Qt.Key.Key_Down)
            press(shown.time_menu.option_list.view, Qt.Key.Key_Return)
            await until(lambda: "9:5" in shown.ring.accessibleName(), "for ten minutes")
            press(shown.unload_button, Qt.Key.Key_Space)
            await until(lambda: "Recently unloaded" in shown_texts(page), "it has gone")
            click(page.gone_rows[0].button)
            await card(program)
            assert kept(server) == [None, -1, 600.0, 0, None]


async def test_unloading_asks_while_a_reply_is_written(loop: Any, tmp_path: Path) -> None:
    gate = Gate()
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            click(program.window.content.rail.running_button)
            click(content(program).load_button)
            click(content(program).sheet.load_button)
            shown = await card(program)
            server.script("/api/chat", Stream((delta("Hel"), gate, done("lo"))))
            program.chat.send("Hello")
            await until(lambda: shown.ring.accessibleName() == "Writing a reply", "busy")
            click(shown.unload_button)
            question = content(program).question
            assert question.isVisible()
            assert "smol:latest is writing a reply" in shown_texts(question)
            press(question, Qt.Key.Key_Escape)
            assert 0 not in kept(server)
            click(shown.unload_button)
            click(question.confirm_button)
            await until(
                lambda: any(r.json.get("keep_alive") == 0 for r in server.requests_to("/api/generate")),
                "asked",
            )
            gate.open()
            await until(lambda: not program.chat.replying_models, "the reply is whole")


async def test_a_card_opens_a_chat_and_a_lost_server_greys_it(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        server.misbehave("/api/ps", Instead(Replay(load("ps/two_loaded"))))
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            click(program.window.content.rail.running_button)
            shown = await card(program, "gemma3:270m")
            click(shown.chat_button)
            await until(lambda: program.window.content.chat_page_shown, "the chat")
            assert program.chat.model == "gemma3:270m"
            click(program.window.content.rail.running_button)
            last = await card(program)
        # The server of the block is still there; what follows is a program that loses it.
        assert last is not None
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            click(program.window.content.rail.running_button)
            shown = await card(program)
            server.misbehave("/api/ps", None)
            server.misbehave("/api/*", Instead(Replay(load("chat/queue_full"))))
            await until(lambda: not shown.unload_button.isEnabled(), "the last values")
            assert "Server lost" in content(program).age.text()
