"""Calls of tools in replies: kept, told, sent back to the server; nothing runs them."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from app.domain.chat import ToolCall
from app.domain.conversation import Chat, Message, MessageState, ReplyGrowth
from app.domain.failure import FailureCode
from app.domain.parameters import Parameters
from app.domain.versions import can_go_on
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.replies import Cut, Gate, Stream, delta, done
from tests.helpers.services import Services, anything, choice_of, heard, ready, services
from tests.storage.builders import new_chat, new_message

pytestmark = pytest.mark.usefixtures("loop")

PARIS = ToolCall("get_weather", {"city": "Paris"}, "call_bmln5ci1", 0)
OSLO = ToolCall("get_weather", {"city": "Oslo", "days": [1, 2]})
RECORDED = Path(__file__).parents[1] / "data" / "transcripts" / "chat" / "tools_call_stream.json"


def wire(call: ToolCall) -> dict[str, Any]:
    """A call as a server sends it."""
    function = {"name": call.name, "arguments": call.arguments}
    if call.index is not None:
        function["index"] = call.index
    return {"function": function, **({"id": call.id} if call.id else {})}


def asks(*calls: ToolCall, content: str = "") -> Any:
    return delta(content, tool_calls=[wire(call) for call in calls])


async def asked(it: Services, text: str) -> Message:
    finished = heard(it.chat.reply_finished)
    it.chat.send(text)
    reply: Message = await finished.until(anything)
    return reply


async def kept_of(it: Services, chat_id: str) -> tuple[Message, ...]:
    return (await asyncio.wrap_future(it.store.open_chat(chat_id))).messages


async def test_calls_are_told_once_and_kept(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        last = done()
        last.value["message"]["tool_calls"] = [wire(OSLO)]
        server.script("/api/chat", Stream([delta("Let me look."), asks(PARIS), last]))
        await ready(it)
        grown = heard(it.chat.reply_grew)
        reply = await asked(it, "What is the weather?")
        assert (reply.content, reply.tool_calls) == ("Let me look.", (PARIS, OSLO))
        told: list[ReplyGrowth] = grown.values
        assert [call for growth in told for call in growth.tool_calls] == [PARIS, OSLO]
        await it.chat.aclose()
        assert (await kept_of(it, reply.chat_id))[-1] == reply


async def test_the_recorded_call_of_a_real_server_is_kept(loop: Any, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in json.loads(RECORDED.read_text())["response"]["lines"]]
    pieces = [delta(**lines[0]["message"] | {"role": "assistant"}), done()]
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream(pieces))
        await ready(it)
        reply = await asked(it, "What is the weather in Paris?")
        assert (reply.content, reply.tool_calls, reply.state) == ("", (PARIS,), MessageState.COMPLETE)


async def test_a_reply_that_is_only_a_call_is_part_of_what_is_sent_next(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([asks(PARIS), done()]), Stream([done("11 degrees.")]))
        await ready(it)
        await asked(it, "What is the weather?")
        await asked(it, "It is 11 degrees.")
        sent = server.requests_to("/api/chat")[1].json["messages"]
        assert sent == [
            {"role": "user", "content": "What is the weather?"},
            {"role": "assistant", "content": "", "tool_calls": [wire(PARIS)]},
            {"role": "user", "content": "It is 11 degrees."},
        ]


async def test_asking_again_sends_nothing_of_the_reply_with_the_call(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([asks(PARIS), done()]), Stream([done("No idea.")]))
        await ready(it)
        first = await asked(it, "What is the weather?")
        finished = heard(it.chat.reply_finished)
        it.chat.retry(first.id)
        second = await finished.until(anything)
        assert [each["role"] for each in server.requests_to("/api/chat")[1].json["messages"]] == ["user"]
        assert (second.content, second.tool_calls) == ("No idea.", ())
        it.chat.versions.show(first.id)
        opened = heard(it.chat.chat_opened)
        assert (await opened.until(anything)).messages[-1].tool_calls == (PARIS,)


async def test_a_call_is_on_the_disk_while_the_reply_goes_on(loop: Any, tmp_path: Path) -> None:
    gate = Gate()
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([asks(PARIS), gate, done()]))
        await ready(it)
        grown, finished = heard(it.chat.reply_grew), heard(it.chat.reply_finished)
        it.chat.send("What is the weather?")
        growth = await grown.until(lambda growth: bool(growth.tool_calls))
        writing = (await kept_of(it, growth.chat_id))[-1]
        assert (writing.state, writing.tool_calls) == (MessageState.WRITING, (PARIS,))
        it.chat.stop()
        reply = await finished.until(anything)
        assert (reply.state, reply.tool_calls) == (MessageState.STOPPED, (PARIS,))
        gate.open()


async def test_a_lost_reply_with_a_call_cannot_go_on(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([asks(PARIS, content="Let me look."), Cut()]))
        await ready(it)
        reply = await asked(it, "What is the weather?")
        assert (reply.state, reply.tool_calls) == (MessageState.FAILED, (PARIS,))
        assert not can_go_on(reply)


async def test_only_a_call_is_no_fault_where_json_was_asked_for(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([asks(PARIS), done()]), Stream([asks(PARIS, content="x"), done()]))
        await ready(it)
        it.chat.set_parameters(Parameters(format="json"))
        assert (await asked(it, "What is the weather?")).failure is None
        failure = (await asked(it, "And now?")).failure
        assert failure is not None
        assert failure.code is FailureCode.REPLY_NOT_JSON


async def test_results_of_tools_are_sent_with_their_names(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([done("11 degrees.")]))
        await ready(it)
        chat = await taken_over(it)
        opened = heard(it.chat.chat_opened)
        it.chat.open_chat(chat.id)
        await opened.until(anything)
        await asked(it, "Sure?")
        sent = server.requests_to("/api/chat")[0].json["messages"]
        assert sent[1:3] == [
            {"role": "assistant", "content": "", "tool_calls": [wire(PARIS)]},
            {"role": "tool", "content": "11", "tool_name": "get_weather", "tool_call_id": "call_bmln5ci1"},
        ]


async def taken_over(it: Services) -> Chat:
    """A chat of another program in which a tool answered."""
    chat = new_chat()
    question = new_message(chat)
    call = new_message(chat, question, role="assistant", content="", tool_calls=(PARIS,))
    result = new_message(
        chat, call, role="tool", content="11", tool_name="get_weather", tool_call_id="call_bmln5ci1"
    )
    await asyncio.wrap_future(it.store.create_chat(chat, question))
    for message in (call, result):
        await asyncio.wrap_future(it.store.add_message(message))
    return chat
