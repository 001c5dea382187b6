"""The chat service on a real store and a server that does what the test says."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from app.domain.chat import ReplyStats
from app.domain.conversation import ChatView, Message, MessageState, ReplyPhase
from app.domain.failure import FailureCode
from app.domain.parameters import Parameters
from app.domain.versions import RetryWish
from app.storage.conversations import ConversationStore
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.replies import Cut, Gate, Stream, delta, done, error_line, refuse
from tests.helpers.services import Services, anything, choice_of, heard, ready, services

pytestmark = pytest.mark.usefixtures("loop")


async def stored(store: ConversationStore, chat_id: str) -> ChatView:
    return await asyncio.wrap_future(store.open_chat(chat_id))


def is_reply(message: Message) -> bool:
    return message.role == "assistant"


async def asked(it: Services, text: str) -> Message:
    """Send a message and wait for the end of the reply."""
    finished = heard(it.chat.reply_finished)
    it.chat.send(text)
    reply: Message = await finished.until(anything)
    return reply


async def test_a_reply_is_streamed_told_and_kept(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([delta("Hel"), delta("lo"), done(pieces=2)]))
        await ready(it)
        grown = heard(it.chat.reply_grew)
        opened = heard(it.chat.chat_opened)
        reply = await asked(it, "Say hello")
        view = await opened.until()

        assert "".join(growth.content for growth in grown.values) == "Hello"
        assert (reply.content, reply.state, reply.done_reason) == ("Hello", MessageState.COMPLETE, "stop")
        assert isinstance(reply.stats, ReplyStats)
        assert reply.stats.reply_tokens == 2
        assert reply.model_digest == server.state.models[0].digest
        assert reply.server == server.url
        await it.chat.aclose()
        kept = await stored(it.store, view.chat.id)
        assert [(m.role, m.content) for m in kept.messages] == [("user", "Say hello"), ("assistant", "Hello")]
        assert kept.messages[1] == reply


async def test_the_question_is_kept_before_the_request_leaves(loop: Any, tmp_path: Path) -> None:
    gate = Gate()
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([done("ok")], before=[gate]))
        await ready(it)
        finished = heard(it.chat.reply_finished)
        it.chat.send("Are you there?")
        await asyncio.to_thread(gate.reached.wait, 20)
        listed = await asyncio.wrap_future(it.store.chats())
        kept = await stored(it.store, listed[0].id)
        assert kept.messages[0].content == "Are you there?"
        assert kept.messages[1].state is MessageState.WRITING
        gate.open()
        await finished.until(anything)


async def test_the_whole_history_is_sent(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([done("one")]), Stream([done("two")]))
        await ready(it)
        await asked(it, "first")
        await asked(it, "second")
        sent = server.requests_to("/api/chat")[1].json["messages"]
        assert [(m["role"], m["content"]) for m in sent] == [
            ("user", "first"),
            ("assistant", "one"),
            ("user", "second"),
        ]


async def test_stop_keeps_what_came_and_the_server_sees_it(loop: Any, tmp_path: Path) -> None:
    gate = Gate()
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([delta("A part"), gate, done()]))
        await ready(it)
        grown, finished = heard(it.chat.reply_grew), heard(it.chat.reply_finished)
        it.chat.send("Tell me a story")
        await grown.until(lambda growth: growth.content == "A part")
        it.chat.stop()
        reply = await finished.until(anything)
        await server.client_left()
        assert (reply.content, reply.state) == ("A part", MessageState.STOPPED)
        await it.chat.aclose()
        kept = await stored(it.store, reply.chat_id)
        assert kept.messages[-1].content == "A part"
        assert kept.messages[-1].state is MessageState.STOPPED


async def test_a_reply_can_be_stopped_as_soon_as_it_is_shown(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([done("Too late.")], before=[Gate()]))
        await ready(it)
        written: list[bool] = []

        def stop() -> None:
            written.append(bool(it.chat.work.replies.running_ids))
            it.chat.stop()

        def in_the_next_turn(message: Message) -> None:
            if is_reply(message):
                loop.call_soon(stop)

        it.chat.message_added.connect(in_the_next_turn)
        reply = await asked(it, "Tell me a story")
        assert (written, reply.content, reply.state) == ([True], "", MessageState.STOPPED)
        assert not it.chat.work.replies.running_ids


@pytest.mark.parametrize(
    ("answer", "code", "content"),
    [
        (Stream([delta("half"), Cut()]), FailureCode.CONNECTION_LOST, "half"),
        (Stream([delta("half"), error_line("unexpected EOF")]), FailureCode.API_ERROR, "half"),
        (refuse(404, "model 'smol:latest' not found"), FailureCode.MODEL_NOT_FOUND, ""),
        (
            refuse(503, "server busy, please try again.  maximum pending requests exceeded"),
            FailureCode.SERVER_BUSY,
            "",
        ),
    ],
    ids=["cut", "error line", "404", "503"],
)
async def test_trouble_is_kept_beside_the_message(
    loop: Any, tmp_path: Path, answer: Any, code: FailureCode, content: str
) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", answer)
        await ready(it)
        reply = await asked(it, "Go")
        assert reply.state is MessageState.FAILED
        assert reply.failure is not None
        assert reply.failure.code is code
        assert reply.failure.tokens == (1 if content else 0)
        assert reply.content == content
        await it.chat.aclose()
        kept = await stored(it.store, reply.chat_id)
        assert kept.messages[-1].failure == reply.failure


async def test_retry_asks_again_and_keeps_the_first_answer(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([delta("bad"), Cut()]), Stream([done("good")]))
        await ready(it)
        first = await asked(it, "Go")
        finished = heard(it.chat.reply_finished)
        it.chat.retry(first.id)
        second = await finished.until(lambda message: message.id != first.id)
        assert second.content == "good"
        assert second.parent_id == first.parent_id
        sent = server.requests_to("/api/chat")[1].json["messages"]
        assert [m["content"] for m in sent] == ["Go"]
        await it.chat.aclose()
        kept = await stored(it.store, first.chat_id)
        assert [m.content for m in kept.messages] == ["Go", "good"]
        both = await asyncio.wrap_future(it.store.version_up_to(first.id))
        assert both[-1].content == "bad"


async def test_loading_and_thinking_are_told_apart(loop: Any, tmp_path: Path) -> None:
    gate = Gate()
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script(
            "/api/chat",
            Stream([delta(thinking="Hmm. "), delta("Yes."), done()], before=[gate]),
        )
        await ready(it)
        grown, finished = heard(it.chat.reply_grew), heard(it.chat.reply_finished)
        it.chat.send("Well?")
        await grown.until(lambda growth: growth.phase is ReplyPhase.LOADING)
        gate.open()
        reply = await finished.until(anything)
        phases = list(dict.fromkeys(growth.phase for growth in grown.values))
        assert phases[0] is ReplyPhase.LOADING
        assert phases[-1] is ReplyPhase.WRITING
        assert (reply.thinking, reply.content) == ("Hmm. ", "Yes.")
        assert reply.thought_ns > 0


async def test_a_reply_goes_on_in_a_chat_that_is_not_shown(loop: Any, tmp_path: Path) -> None:
    gate = Gate()
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([delta("one "), gate, done("two")]))
        await ready(it)
        grown, missed = heard(it.chat.reply_grew), heard(it.chat.work.replies.reply_missed)
        it.chat.send("Count")
        first = await grown.until(lambda growth: growth.content == "one ")
        it.chat.new_chat()
        opened = heard(it.chat.chat_opened)
        it.chat.open_chat(first.chat_id)
        view = await opened.until()
        assert view.messages[-1].content == "one "
        assert view.messages[-1].state is MessageState.WRITING
        it.chat.new_chat()
        gate.open()
        assert await missed.until() == first.chat_id
        await it.chat.aclose()
        kept = await stored(it.store, first.chat_id)
        assert kept.messages[-1].content == "one two"


async def test_a_chat_that_is_left_while_its_reply_begins_gets_its_reply(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([delta("one "), done("two")]))
        await ready(it)

        def leave(message: Message) -> None:
            if is_reply(message):
                it.chat.new_chat()

        it.chat.message_added.connect(leave)
        finished, missed = heard(it.chat.reply_finished), heard(it.chat.work.replies.reply_missed)
        it.chat.send("Count")
        reply = await finished.until(anything)
        assert (reply.content, reply.state) == ("one two", MessageState.COMPLETE)
        assert await missed.until() == reply.chat_id


async def test_another_model_is_told_to_load_although_the_chosen_one_is_there(
    loop: Any, tmp_path: Path
) -> None:
    gate = Gate()
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        await ready(it)
        states = heard(it.server.state_changed)
        first = await asked(it, "Count")
        await states.until(lambda state: [model.name for model in state.running] == [it.chat.model])
        server.script("/api/chat", Stream([done("two")], before=[gate]))
        other = next(model.name for model in server.state.models if model.name != it.chat.model)
        grown = heard(it.chat.reply_grew)
        it.chat.versions.retry(RetryWish(first.id, model=other))
        growth = await grown.until(anything)
        assert growth.phase is ReplyPhase.LOADING
        gate.open()


async def test_a_second_message_waits_for_the_reply(loop: Any, tmp_path: Path) -> None:
    gate = Gate()
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([gate, done("ok")]))
        await ready(it)
        back, finished = heard(it.chat.draft_restored), heard(it.chat.reply_finished)
        it.chat.send("one")
        it.chat.send("two")
        assert back.values[-1] == "two"
        gate.open()
        await finished.until(anything)
        assert len(server.requests_to("/api/chat")) == 1


async def test_what_was_open_is_open_again_after_a_restart(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server:
        server.script("/api/chat", Stream([done("ok")]))
        async with services(tmp_path, choice_of(server.url)) as it:
            await ready(it)
            it.chat.pick_model("thinker:latest")
            reply = await asked(it, "Remember me")
            it.chat.keep_draft("and th")
        async with services(tmp_path, choice_of(server.url)) as it:
            opened, models = heard(it.chat.chat_opened), heard(it.chat.model_changed)
            it.server.start()
            it.chat.start()
            view = await opened.until()
            assert view.chat.id == reply.chat_id
            assert view.chat.draft == "and th"
            assert await models.until() == "thinker:latest"


async def test_a_lost_server_gives_the_text_back(loop: Any, tmp_path: Path) -> None:
    async with services(tmp_path, choice_of("http://127.0.0.1:9")) as it:
        back = heard(it.chat.draft_restored)
        it.chat.send("Hello?")
        assert back.values == ["Hello?"]


async def test_only_what_was_changed_is_sent_and_kept_with_the_chat(loop: Any, tmp_path: Path) -> None:
    asked_for = Parameters("Be brief.", {"temperature": 0.1}, "10m", False, "json")
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", *(Stream([done("ok")]) for _ in range(3)))
        await ready(it)
        it.chat.set_parameters(asked_for)
        first = await asked(it, "One")
        it.chat.new_chat()
        assert it.chat.parameters == Parameters()
        second = await asked(it, "Two")
        opened = heard(it.chat.chat_opened)
        it.chat.open_chat(first.chat_id)
        await opened.until()
        assert it.chat.parameters == asked_for
        it.chat.set_parameters(Parameters(options={"num_ctx": 2048}))
        await asked(it, "Three")
        sent = [request.json for request in server.requests_to("/api/chat")]
        assert sent[0] == {
            "model": "smol:latest",
            "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "One"}],
            "format": "json",
            "options": {"temperature": 0.1},
            "keep_alive": "10m",
            "think": False,
        }
        assert sent[1] == {"model": "smol:latest", "messages": [{"role": "user", "content": "Two"}]}
        assert sent[2]["options"] == {"num_ctx": 2048}
        await it.chat.aclose()
        assert (await stored(it.store, first.chat_id)).chat.parameters.options == {"num_ctx": 2048}
        assert (await stored(it.store, second.chat_id)).chat.parameters == Parameters()
