"""A temporary chat works like any other and leaves nothing in the data folder."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from app.domain.attachment import PreparedImage
from app.domain.conversation import ChatView, Message
from app.domain.versions import RetryWish
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.replies import Gate, Stream, delta, done
from tests.helpers.services import Services, anything, choice_of, heard, ready, services

pytestmark = pytest.mark.usefixtures("loop")
SECRET = "zyxwvsecretword"


async def begun(it: Services) -> ChatView:
    opened = heard(it.chat.chat_opened)
    it.chat.new_temporary_chat()
    view: ChatView = await opened.until(anything)
    return view


async def asked(it: Services, text: str) -> Message:
    finished = heard(it.chat.reply_finished)
    it.chat.send(text)
    reply: Message = await finished.until(anything)
    return reply


def holding(folder: Path, text: str) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


async def test_nothing_of_it_is_on_the_disk(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server:
        async with services(tmp_path, choice_of(server.url)) as it:
            server.script("/api/chat", *(Stream([done(f"{SECRET} {n}")]) for n in range(3)))
            await ready(it)
            used, missed = heard(it.chat.work.replies.chat_used), heard(it.chat.work.replies.reply_missed)
            view = await begun(it)
            assert (view.chat.is_temporary, view.messages) == (True, ())
            drafts = heard(it.chat.attachments.draft_changed)
            it.chat.attachments.keep(
                PreparedImage("i", view.chat.id, "a.png", "image/png", SECRET.encode(), SECRET.encode())
            )
            await drafts.until(lambda draft: draft.images)
            it.chat.keep_draft(f"{SECRET} draft")
            first = await asked(it, f"{SECRET} question")
            second = await asked(it, "more")
            sent = server.requests_to("/api/chat")[1].json["messages"]
            assert [message["role"] for message in sent] == ["user", "assistant", "user"]
            finished = heard(it.chat.reply_finished)
            it.chat.versions.retry(RetryWish(second.id))
            await finished.until(anything)
            it.chat.versions.edit(first.parent_id, "again")
            it.chat.new_chat()
            await asyncio.sleep(0)
            assert (used.values, missed.values, it.chats.chats) == ([], [], ())
            assert holding(tmp_path, SECRET) == []
            assert await asyncio.wrap_future(it.store.get_state("open_chat")) == ""
        assert holding(tmp_path, SECRET) == []


async def test_it_is_gone_when_another_chat_is_shown(loop: Any, tmp_path: Path) -> None:
    gate = Gate()
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([delta("one"), gate, done()]))
        await ready(it)
        view = await begun(it)
        it.chat.send("Go")
        await asyncio.to_thread(gate.reached.wait, 20)
        finished, opened = heard(it.chat.reply_finished), heard(it.chat.chat_opened)
        it.chat.new_chat()
        await finished.until(anything)
        gate.open()
        it.chat.open_chat(view.chat.id)
        view = await begun(it)
        assert [told.chat.id for told in opened.values] == [view.chat.id]
