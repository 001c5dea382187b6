"""A server that cannot say what its models can do: told once, with what that means."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import click, press, running_program, shown_texts, type_text, until
from tests.helpers.replies import Answer, Stream, done

HINT = "This server is older (0.5.1) and cannot list capabilities. Some buttons are hidden."


def without_capabilities(server: ThreadedOllamaServer, times: int = 6) -> None:
    """Let the server answer as one before v0.6.4, which knew no capabilities."""
    model = {"name": "llama3.2:3b", "model": "llama3.2:3b", "size": 2_000_000_000, "digest": "a" * 64}
    shown = {"details": {"family": "llama"}, "model_info": {}, "modelfile": "", "template": ""}
    server.script("/api/version", *(Answer({"version": "0.5.1"}) for _ in range(times)))
    server.script("/api/tags", *(Answer({"models": [model]}) for _ in range(4 * times)))
    server.script("/api/show", *(Answer(shown) for _ in range(times)))
    server.script("/api/chat", Stream([done("Hay.")]))


async def test_an_older_server_is_told_until_dismissed_and_chats(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as old, ThreadedOllamaServer() as other:
        without_capabilities(old)
        async with running_program(tmp_path, old.url) as program:
            hint = program.window.content.old_server
            await until(lambda: hint.notice is not None and hint.notice.isVisible(), "the hint")
            assert hint.notice is not None
            assert HINT in shown_texts(hint.notice)
            assert not program.window.chat_pane.composer.thinking_button.isVisible()
            edit = program.window.chat_pane.composer.edit
            type_text(edit, "What do llamas eat?")
            press(edit, Qt.Key.Key_Return)
            await until(lambda: "Hay." in shown_texts(program.window.chat_pane.transcript), "the reply")
            click(hint.notice.buttons[0])
            assert not hint.notice.isVisible()
            program.server.connect_to(other.url)
            await until(lambda: program.server.state.version == "0.33.0", "another server")
            assert not hint.notice.isVisible()


async def test_a_newer_server_gives_no_hint(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            await until(lambda: program.chat.model, "connected")
            program.window.chat_page.parameters.open_panel()
            await until(lambda: program.parameters.facts.is_known, "the facts of the model")
            assert program.window.content.old_server.notice is None
