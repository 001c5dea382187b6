"""Commands that need a kept chat, in a temporary one: each says why not, none does nothing in silence."""

from pathlib import Path
from typing import Any

import pytest

from tests.flows.test_first_chat import ask, connected, transcript
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import running_program, until
from tests.helpers.replies import Stream, delta, done

NEED_A_KEPT_CHAT = ("pin_chat", "rename_chat", "delete_chat", "archive_chat", "move_chat", "tag_chat")


@pytest.mark.parametrize("command", [*NEED_A_KEPT_CHAT, "duplicate_chat"])
async def test_it_says_that_nothing_is_kept(loop: Any, tmp_path: Path, command: str) -> None:
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([delta("Between us."), done(pieces=1)]))
        async with running_program(tmp_path, server.url) as program:
            content = program.window.content
            await connected(program)
            content.commands.actions.run("new_temporary_chat")
            await until(lambda: content.chat_pane.versions.is_temporary, "the temporary chat")
            await ask(program, "A secret")
            await until(lambda: "Between us." in transcript(program), "the reply")
            content.commands.actions.run(command)
            assert content.toast.isVisible()
            assert content.toast.text == "Nothing of a temporary chat is kept; it is gone when you leave it"
            assert "Between us." in transcript(program)
