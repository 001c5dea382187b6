"""The chats of two windows on one store, without the windows: what one does, the other one hears."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from app.domain.conversation import MessageState
from app.domain.failure import Failure, FailureCode
from app.domain.next_message import Waiting
from app.domain.parameters import Parameters, Preset
from app.services.chat import ChatService
from app.services.parameters import ParametersService
from app.wiring.services import wire_shown_chat
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.replies import Gate, Stream, delta, done
from tests.helpers.services import Services, anything, choice_of, heard, ready, services


@asynccontextmanager
async def two_windows(
    tmp_path: Path, *replies: Any
) -> AsyncIterator[tuple[Services, ChatService, OllamaServer]]:
    """The services, what stands behind a second window, the server."""
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", *replies)
        await ready(it)
        it.chat.titles.set_enabled(False)
        second = await beside(it)
        try:
            yield it, second, server
        finally:
            await second.aclose()


async def beside(it: Services, chat_id: str = "") -> ChatService:
    """What stands behind one more window."""
    second = ChatService(it.store, it.server, it.chat)
    wire_shown_chat(it.chats, second)
    shown = heard(second.current_changed)
    second.start(with_new=True, chat_id=chat_id)
    await shown.until(anything)
    return second


async def begun(it: Services, text: str = "Count") -> str:
    """Ask in the first window; id of the chat once its reply has begun."""
    grown = heard(it.chat.reply_grew)
    it.chat.send(text)
    return str((await grown.until(lambda growth: growth.content)).chat_id)


async def opened(chat: ChatService, chat_id: str) -> None:
    shown = heard(chat.chat_opened)
    chat.open_chat(chat_id)
    await shown.until(lambda view: view.chat.id == chat_id)


async def test_a_second_message_waits_wherever_it_is_sent(loop: Any, tmp_path: Path) -> None:
    gate = Gate()
    replies = Stream([delta("one"), gate, done()]), Stream([done("two")])
    async with two_windows(tmp_path, *replies) as (it, second, server):
        chat_id = await begun(it)
        await opened(second, chat_id)
        waits = heard(it.chat.next.changed)
        finished = heard(second.reply_finished)
        second.send("And then?")
        assert (await waits.until(lambda message: message.is_there)).waiting is Waiting.REPLY
        assert len(server.requests_to("/api/chat")) == 1
        gate.open()
        await finished.until(lambda reply: reply.content == "two")
        assert len(server.requests_to("/api/chat")) == 2


async def test_a_window_that_closes_while_it_sends_has_sent(loop: Any, tmp_path: Path) -> None:
    async with two_windows(tmp_path, Stream([done("one")])) as (it, _, _server):
        third = await beside(it)
        finished, missed = heard(it.chat.reply_finished), heard(it.chat.work.replies.reply_missed)
        third.send("Count")
        await third.aclose()
        reply = await finished.until(anything)
        assert (reply.content, reply.state) == ("one", MessageState.COMPLETE)
        await missed.until(lambda chat_id: chat_id == reply.chat_id)
        assert not it.chat.work.opened.views, "nothing is kept for a window that is gone"


async def test_a_chat_that_is_seen_somewhere_is_not_unread(loop: Any, tmp_path: Path) -> None:
    gates = Gate(), Gate()
    replies = [Stream([delta("one"), gate, done()]) for gate in gates]
    async with two_windows(tmp_path, *replies) as (it, second, _):
        chat_id = await begun(it)
        await opened(second, chat_id)
        it.chat.new_chat()
        finished, missed = heard(second.reply_finished), heard(it.chat.work.replies.reply_missed)
        gates[0].open()
        await finished.until(anything)
        assert not missed.values
        chat_id = await begun(it, "Again")
        it.chat.set_away(True)
        gates[1].open()
        assert await missed.until() == chat_id, "a window that was closed shows it to nobody"


async def test_what_is_set_for_a_chat_holds_in_both(loop: Any, tmp_path: Path) -> None:
    async with two_windows(tmp_path, Stream([done("one")])) as (it, second, _):
        finished = heard(it.chat.reply_finished)
        it.chat.send("Count")
        await opened(second, (await finished.until(anything)).chat_id)
        set_here, picked_here = heard(it.chat.parameters_changed), heard(it.chat.model_changed)
        asked = Parameters(options={"temperature": 0.5})
        second.set_parameters(asked)
        second.pick_model("other:3b")
        assert set_here.values == [asked]
        assert picked_here.values == [it.chat.model] == ["other:3b"]
        it.chat.new_chat()
        it.chat.pick_model("smol:latest")
        assert second.model == "other:3b", "another chat has a model of its own"


async def test_presets_are_one_list(loop: Any, tmp_path: Path) -> None:
    async with two_windows(tmp_path, Stream([done("one")])) as (it, second, _):
        first_presets = ParametersService(it.store, it.server, it.chat)
        presets = ParametersService(it.store, it.server, second, first_presets)
        first_presets.start()
        told = heard(presets.presets_changed)
        presets.start()
        await told.until(anything)
        presets.keeper.keep_preset(Preset("Calm", Parameters(options={"temperature": 0.1})))
        assert [preset.name for preset in presets.presets] == ["Calm"]
        first_presets.set_usual("Calm")
        assert second.parameters.preset == "Calm"
        presets.keeper.rename_preset("Calm", "Quiet")
        assert second.parameters.preset == it.chat.parameters.preset == "Quiet"
        await presets.aclose()
        await first_presets.aclose()


async def test_trouble_is_told_where_the_person_is(loop: Any, tmp_path: Path) -> None:
    async with two_windows(tmp_path) as (it, second, _):
        here, there = heard(it.chat.failed), heard(second.failed)
        second.come_to_front()
        it.chat.work.failed.emit(Failure(FailureCode.DISK_FULL))
        it.chat.come_to_front()
        it.chat.work.failed.emit(Failure(FailureCode.IMAGE_MISSING))
        assert [failure.code for failure in there.values] == [FailureCode.DISK_FULL]
        assert [failure.code for failure in here.values] == [FailureCode.IMAGE_MISSING]


async def test_the_next_start_begins_with_what_was_used_last(loop: Any, tmp_path: Path) -> None:
    async with two_windows(tmp_path, Stream([done("one")])) as (it, second, _):
        finished = heard(it.chat.reply_finished)
        it.chat.come_to_front()
        it.chat.send("Count")
        chat_id = (await finished.until(anything)).chat_id
        second.come_to_front()
        assert await asyncio.wrap_future(it.store.get_state("open_chat")) == ""
        it.chat.come_to_front()
        assert await asyncio.wrap_future(it.store.get_state("open_chat")) == chat_id


async def test_a_temporary_chat_ends_with_its_window(loop: Any, tmp_path: Path) -> None:
    async with two_windows(tmp_path, Stream([delta("one"), Gate(), done()])) as (it, _, _server):
        third = await beside(it)
        shown, finished = heard(third.chat_opened), heard(it.chat.reply_finished)
        third.new_temporary_chat()
        await shown.until(anything)
        grown = heard(third.reply_grew)
        third.send("Count")
        await grown.until(lambda growth: growth.content == "one")
        await third.aclose()
        assert (await finished.until(anything)).state is MessageState.STOPPED


async def test_whoever_opens_a_running_chat_is_told_at_once_how_far_it_is(loop: Any, tmp_path: Path) -> None:
    async with two_windows(tmp_path, Stream([delta("one "), Gate(), done()])) as (it, second, _):
        chat_id = await begun(it)
        told: list[str] = []
        second.chat_opened.connect(lambda view: told.append(view.messages[-1].content))
        second.reply_grew.connect(lambda growth: told.append(growth.phase.value + growth.content))
        await opened(second, chat_id)
        assert told[-2:] == ["one ", "writing"], "the words once, then what is being done"


async def test_what_is_typed_in_a_new_chat_is_there_again(loop: Any, tmp_path: Path) -> None:
    async with two_windows(tmp_path, Stream([done("one")]), Stream([done("two")])) as (it, _, _server):
        finished, drafts = heard(it.chat.reply_finished), heard(it.chat.draft_restored)
        it.chat.send("Count")
        chat_id = (await finished.until(anything)).chat_id
        it.chat.new_chat()
        it.chat.keep_draft("half a thought")
        await opened(it.chat, chat_id)
        drafts.values.clear()
        it.chat.new_chat()
        assert drafts.values == ["half a thought"]
        it.chat.send("half a thought")
        await finished.until(lambda reply: reply.content == "two")
        drafts.values.clear()
        it.chat.new_chat()
        assert drafts.values == [], "sent"
