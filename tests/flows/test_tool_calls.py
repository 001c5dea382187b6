"""The recorded call of a real server in the real window: shown, opened, kept, answered by the person."""

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.bootstrap.program import Program
from app.ui.transcript.tool_cards import ToolRow
from tests.flows.test_first_chat import ask, connected, transcript
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import click, running_program, until
from tests.helpers.recordings import load
from tests.helpers.replies import Line, Stream, delta, done

ARGUMENT = '"city": "Paris"'


def rows(program: Program) -> list[ToolRow]:
    view = program.window.chat_pane.transcript
    return [row for row in view.findChildren(ToolRow) if row.isVisible()]


async def test_a_call_is_shown_kept_and_part_of_what_follows(loop: Any, tmp_path: Path) -> None:
    recorded = load("chat/tools_call_stream")
    call = json.loads(recorded.lines[0])["message"]["tool_calls"][0]
    with ThreadedOllamaServer() as server:
        server.script(
            "/api/chat",
            Stream([Line(json.loads(line)) for line in recorded.lines]),
            Stream([delta("Mild in Paris."), done(pieces=1)]),
        )
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            await ask(program, "What is the weather in Paris?")
            await until(lambda: rows(program), "the card")
            reply = program.window.chat_pane.last_reply
            assert reply is not None
            await until(lambda: reply.footer is not None, "the end of the reply")
            (row,) = rows(program)
            assert row.accessibleName() == 'Tool call get_weather, not run here: city="Paris"'
            assert ARGUMENT not in transcript(program)
            click(row)
            await until(lambda: ARGUMENT in transcript(program), "the whole call")
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            await until(lambda: rows(program), "the card after a restart")
            (row,) = rows(program)
            QTest.keyClick(row, Qt.Key.Key_Return)
            await until(lambda: ARGUMENT in transcript(program), "the whole call after a restart")
            await ask(program, "11 degrees")
            await until(lambda: "Mild in Paris." in transcript(program), "the answer")
            sent = server.requests_to("/api/chat")[1].json["messages"]
            assert sent[1] == {"role": "assistant", "content": "", "tool_calls": [call]}
            assert sent[2] == {"role": "user", "content": "11 degrees"}
