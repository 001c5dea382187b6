"""Which chat is shown when a person does something while a slow disk is still reading another one."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.domain.attachment import PreparedImage
from app.domain.parameters import Parameters
from app.services.chat import ChatService
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.replies import Stream, done
from tests.helpers.services import Services, anything, choice_of, heard, ready, services


async def asked(it: Services, text: str) -> str:
    """Send a message and wait for the end of the reply; id of its chat."""
    finished = heard(it.chat.reply_finished)
    it.chat.send(text)
    return str((await finished.until(anything)).chat_id)


def send(chat: ChatService) -> None:
    chat.send("Go")


def type_text(chat: ChatService) -> None:
    chat.keep_draft("typed")


def change_parameters(chat: ChatService) -> None:
    chat.set_parameters(Parameters("Be kind."))


def pick_a_model(chat: ChatService) -> None:
    chat.pick_model("thinker:latest")


def attach_a_picture(chat: ChatService) -> None:
    chat.attachments.keep(PreparedImage("1", "", "a.png", "image/png", b"original", b"sent"))


async def turns() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def started(it: Services, reads: int) -> threading.Event:
    """Start, let so many of its reads be done, and hold the next one until the event is set."""
    held = threading.Event()
    it.store.access.beside(held.wait)
    it.chat.start()
    for _ in range(reads):
        await turns()
        done, following = it.store.access.beside(bool), threading.Event()
        it.store.access.beside(following.wait)
        held.set()
        await asyncio.wrap_future(done)
        held = following
    await turns()
    return held


@pytest.mark.parametrize("reads", [0, 4], ids=["the first read", "the last read"])
@pytest.mark.parametrize(
    "act",
    [send, type_text, change_parameters, attach_a_picture, ChatService.new_chat],
)
async def test_who_is_faster_than_a_slow_disk_is_not_led_away(
    loop: Any, tmp_path: Path, act: Callable[[ChatService], None], reads: int
) -> None:
    async with OllamaServer() as server:
        server.script("/api/chat", Stream([done("ok")]), Stream([done("ok")]))
        async with services(tmp_path, choice_of(server.url)) as it:
            await ready(it)
            it.chat.pick_model("smol:latest")
            await asked(it, "Long ago")
        async with services(tmp_path, choice_of(server.url)) as it:
            models, opened = heard(it.chat.model_changed), heard(it.chat.chat_opened)
            restored, finished = heard(it.chat.draft_restored), heard(it.chat.reply_finished)
            it.server.start()
            await models.until()
            held = await started(it, reads)
            act(it.chat)
            held.set()
            if act is send:
                await finished.until(anything)
            for _ in range(10):  # of the four reads of the start one lies between each two of these
                await asyncio.wrap_future(it.store.get_state("open_chat"))
            assert [view.messages[0].content for view in opened.values] == (["Go"] if act is send else [])
            assert restored.values in ([], ["typed" if act is type_text else ""])


async def test_what_was_typed_and_sent_at_once_is_no_draft_of_the_last_time(
    loop: Any, tmp_path: Path
) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([done("ok")]))
        models, restored = heard(it.chat.model_changed), heard(it.chat.draft_restored)
        finished = heard(it.chat.reply_finished)
        it.server.start()
        await models.until()
        held = await started(it, 1)
        it.chat.keep_draft("Go")
        await asyncio.wrap_future(it.store.access.submit(bool))
        read, following = it.store.access.beside(bool), threading.Event()
        it.store.access.beside(following.wait)
        held.set()
        await asyncio.wrap_future(read)
        it.chat.keep_draft("")
        it.chat.send("Go")
        following.set()
        await finished.until(anything)
        it.chat.new_chat()
        assert set(restored.values) <= {""}


@pytest.mark.parametrize("reads", [0, 3], ids=["the first read", "the last read"])
@pytest.mark.parametrize("act", [change_parameters, pick_a_model, attach_a_picture, ChatService.new_chat])
async def test_who_is_faster_finds_what_was_left_in_the_new_chat(
    loop: Any, tmp_path: Path, act: Callable[[ChatService], None], reads: int
) -> None:
    async with OllamaServer() as server:
        server.script("/api/chat", Stream([done("ok")]))
        async with services(tmp_path, choice_of(server.url)) as it:
            await ready(it)
            it.chat.pick_model("smol:latest")
            it.chat.keep_draft("half a thought")
            changed = heard(it.chat.attachments.draft_changed)
            attach_a_picture(it.chat)
            await changed.until(lambda draft: draft.images)
        async with services(tmp_path, choice_of(server.url)) as it:
            models, files = heard(it.chat.model_changed), heard(it.chat.attachments.draft_changed)
            restored = heard(it.chat.draft_restored)
            it.server.start()
            await models.until()
            held = await started(it, reads)
            act(it.chat)
            held.set()
            assert await restored.until() == "half a thought"
            await files.until(lambda draft: draft.images)
            assert await asyncio.wrap_future(it.store.get_state("new_chat_draft")) == "half a thought"


async def test_the_last_chat_is_opened_beside_what_was_typed_in_a_new_one(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server:
        server.script("/api/chat", Stream([done("ok")]))
        async with services(tmp_path, choice_of(server.url)) as it:
            await ready(it)
            chat_id = await asked(it, "Long ago")
            it.chat.new_chat()
            it.chat.keep_draft("half a thought")
            opened = heard(it.chat.chat_opened)
            it.chat.open_chat(chat_id)
            await opened.until()
        async with services(tmp_path, choice_of(server.url)) as it:
            opened, restored = heard(it.chat.chat_opened), heard(it.chat.draft_restored)
            (await started(it, 4)).set()
            assert (await opened.until()).chat.id == chat_id
            it.chat.new_chat()
            assert restored.values == ["half a thought"]


async def test_who_clicks_back_while_a_chat_is_read_stays(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([done("ok")]), Stream([done("ok")]))
        await ready(it)
        first = await asked(it, "One")
        it.chat.new_chat()
        second = await asked(it, "Two")
        shown, held = heard(it.chat.current_changed), threading.Event()
        it.store.access.beside(held.wait)
        it.chat.open_chat(first)
        await turns()
        it.chat.open_chat(second)
        held.set()
        await asyncio.wrap_future(it.store.get_state("open_chat"))
        await turns()
        assert shown.values == []


async def test_who_sends_and_goes_to_another_chat_gets_there(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([done("ok")]), Stream([done("ok")]))
        await ready(it)
        first = await asked(it, "One")
        it.chat.new_chat()
        shown, held = heard(it.chat.current_changed), threading.Event()
        finished = heard(it.chat.reply_finished)
        it.store.access.beside(held.wait)
        it.chat.send("Two")
        it.chat.open_chat(first)
        await shown.until(lambda chat_id: chat_id not in ("", first))
        held.set()
        await shown.until(lambda chat_id: chat_id == first)
        reply = await finished.until(anything)
        assert shown.values == [reply.chat_id, first]


async def test_a_chat_that_is_deleted_while_it_is_read_is_not_shown(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([done("ok")]), Stream([done("ok")]))
        await ready(it)
        first = await asked(it, "One")
        it.chat.new_chat()
        await asked(it, "Two")
        shown, held = heard(it.chat.current_changed), threading.Event()
        it.store.access.beside(held.wait)
        it.chat.open_chat(first)
        await turns()
        it.chats.delete(first)
        held.set()
        await asyncio.wrap_future(it.store.get_state("open_chat"))
        await turns()
        assert shown.values == []


def writing_is_slow(it: Services, *, and_fails: bool = False) -> threading.Event:
    """From now on nothing is written until the event is set, and perhaps nothing after it either."""
    held = threading.Event()

    def hold(connection: sqlite3.Connection) -> None:
        held.wait()
        connection.execute(f"PRAGMA query_only = {int(and_fails)}")

    it.store.access.submit(hold)
    return held


async def test_what_is_typed_while_the_first_message_is_written_goes_along(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([done("ok")]))
        await ready(it)
        opened, finished = heard(it.chat.chat_opened), heard(it.chat.reply_finished)
        held = writing_is_slow(it)
        it.chat.send("One")
        await turns()
        it.chat.keep_draft("And th")
        held.set()
        assert (await opened.until()).chat.draft == "And th"
        chat_id = (await finished.until(anything)).chat_id
        assert (await asyncio.wrap_future(it.store.open_chat(chat_id))).chat.draft == "And th"
        restored = heard(it.chat.draft_restored)
        it.chat.new_chat()
        assert restored.values == []
        assert await asyncio.wrap_future(it.store.get_state("new_chat_draft")) == ""


async def test_what_is_typed_while_a_message_is_written_is_its_chats_draft(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([done("ok")]), Stream([done("ok")]))
        await ready(it)
        chat_id = await asked(it, "One")
        finished = heard(it.chat.reply_finished)
        held = writing_is_slow(it)
        it.chat.keep_draft("Two")
        it.chat.send("Two")
        await turns()
        it.chat.keep_draft("And th")
        it.chat.set_parameters(Parameters("Be kind."))
        held.set()
        await finished.until(anything)
        for view in (
            it.chat.work.opened.views[chat_id],
            await asyncio.wrap_future(it.store.open_chat(chat_id)),
        ):
            assert (view.chat.draft, view.chat.parameters.system) == ("And th", "Be kind.")


async def test_what_was_typed_since_follows_a_message_that_comes_back(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([done("ok")]))
        await ready(it)
        await asked(it, "One")
        back = heard(it.chat.draft_restored)
        held = writing_is_slow(it, and_fails=True)
        it.chat.send("Two")
        await turns()
        it.chat.keep_draft("And th")
        held.set()
        assert await back.until() == "Two\n\nAnd th"
        writing_is_slow(it).set()
