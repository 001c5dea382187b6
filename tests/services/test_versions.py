"""Asking anew, editing, going on: on a real store and server, and nothing that was written is lost."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from app.domain.conversation import ChatView, Message, MessageEdit, MessageState
from app.domain.failure import FailureCode
from app.domain.versions import RetryWish
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.replies import Cut, Gate, Stream, delta, done
from tests.helpers.services import Services, anything, choice_of, heard, ready, services

pytestmark = pytest.mark.usefixtures("loop")


async def asked(it: Services, text: str) -> Message:
    finished = heard(it.chat.reply_finished)
    it.chat.send(text)
    reply: Message = await finished.until(anything)
    return reply


async def view_after(it: Services, wish: Any, *values: Any) -> ChatView:
    """The next view that the chat service tells of, after a wish."""
    opened = heard(it.chat.chat_opened)
    wish(*values)
    view: ChatView = await opened.until(anything)
    return view


async def stored(it: Services, chat_id: str) -> ChatView:
    return await asyncio.wrap_future(it.store.open_chat(chat_id))


async def test_another_reply_is_told_as_the_second_of_two(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([done("one")]), Stream([done("two")]), Stream([done("three")]))
        await ready(it)
        first = await asked(it, "Count")
        finished = heard(it.chat.reply_finished)
        view = await view_after(it, it.chat.versions.retry, RetryWish(first.id, temperature=1.5))
        (fork,) = view.forks
        assert (fork.index, fork.count, view.anchor_id) == (2, 2, view.messages[-1].id)
        assert view.messages[-1].state is MessageState.WRITING
        second = await finished.until(anything)
        assert second.temperature == 1.5
        sent = server.requests_to("/api/chat")[1].json
        assert sent["options"]["temperature"] == 1.5
        assert [m["content"] for m in sent["messages"]] == ["Count"]

        view = await view_after(it, it.chat.versions.retry, RetryWish(second.id))
        assert (view.forks[0].index, view.forks[0].count) == (3, 3)
        await finished.until(lambda message: message.content == "three")
        view = await view_after(it, it.chat.versions.step, view.messages[-1].id, -2)
        assert [m.content for m in view.messages] == ["Count", "one"]
        assert (view.forks[0].index, view.anchor_id) == (1, first.id)


async def test_another_model_writes_the_other_version(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([done("one")]), Stream([done("two")]))
        await ready(it)
        first = await asked(it, "Count")
        finished = heard(it.chat.reply_finished)
        it.chat.versions.retry(RetryWish(first.id, model="other:3b"))
        second = await finished.until(anything)
        assert (first.model, second.model) == (it.chat.model, "other:3b")
        assert server.requests_to("/api/chat")[1].json["model"] == "other:3b"


async def test_an_edited_message_keeps_the_one_before_with_its_reply(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", *(Stream([done(text)]) for text in ("a", "b", "c")))
        await ready(it)
        await asked(it, "first")
        await asked(it, "secnd")
        before = await stored(it, (await asyncio.wrap_future(it.store.chats()))[0].id)
        finished = heard(it.chat.reply_finished)
        view = await view_after(it, it.chat.versions.edit, before.messages[2].id, "second")
        assert [m.content for m in view.messages] == ["first", "a", "second"]
        assert (view.forks[0].index, view.forks[0].count) == (2, 2)
        await finished.until(anything)
        sent = server.requests_to("/api/chat")[2].json["messages"]
        assert [m["content"] for m in sent] == ["first", "a", "second"], "only what is shown is sent"
        view = await view_after(it, it.chat.versions.step, view.messages[2].id, -1)
        assert [m.content for m in view.messages] == ["first", "a", "secnd", "b"]


async def test_other_words_that_cannot_be_sent_come_back(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([done("a")]))
        await ready(it)
        reply = await asked(it, "first")
        question = (await stored(it, reply.chat_id)).messages[0]
        restored, failed = heard(it.chat.versions.edit_restored), heard(it.chat.failed)
        it.chat.versions.keep_edit(question.id, "secnd")
        refuse = "CREATE TEMP TRIGGER full BEFORE INSERT ON messages BEGIN SELECT RAISE(FAIL, 'no room'); END"
        await asyncio.wrap_future(it.store.access.submit(lambda connection: connection.execute(refuse)))
        it.chat.versions.edit(question.id, "second")
        assert await restored.until(anything) == MessageEdit(question.id, "second")
        await failed.until(anything)
        it.chat.versions.edit("a message that is not there", "third")
        assert restored.values[-1].text == "third"
        assert (await stored(it, reply.chat_id)).edit == MessageEdit(question.id, "secnd")


async def test_other_words_are_there_after_a_restart_until_they_are_sent(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server:
        server.script("/api/chat", Stream([done("a")]), Stream([done("b")]))
        async with services(tmp_path, choice_of(server.url)) as it:
            await ready(it)
            reply = await asked(it, "first")
            question = (await stored(it, reply.chat_id)).messages[0]
            it.chat.versions.keep_edit(question.id, "second")  # and the program ends at once
        async with services(tmp_path, choice_of(server.url)) as it:
            opened, finished = heard(it.chat.chat_opened), heard(it.chat.reply_finished)
            await ready(it)
            view = await opened.until(lambda view: view.chat.id == reply.chat_id)
            assert view.edit == MessageEdit(question.id, "second")
            it.chat.versions.edit(question.id, "second")
            await finished.until(lambda reply: reply.content == "b")
            assert (await stored(it, reply.chat_id)).edit is None
            assert it.chat.work.opened.views[reply.chat_id].edit is None


async def test_a_cut_reply_goes_on_without_what_it_repeats(loop: Any, tmp_path: Path) -> None:
    half, rest = "The llama eats the gra", "llama eats the grass."
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script(
            "/api/chat",
            Stream([delta(half), Cut()]),
            Stream([*(delta(c) for c in rest[:-1]), done(rest[-1])]),
        )
        await ready(it)
        cut = await asked(it, "What does it eat?")
        assert cut.state is MessageState.FAILED
        finished, grown = heard(it.chat.reply_finished), heard(it.chat.reply_grew)
        view = await view_after(it, it.chat.versions.go_on, cut.id)
        assert (view.messages[-1].id, view.messages[-1].content) == (cut.id, half)
        whole = await finished.until(anything)
        assert (whole.id, whole.content, whole.state) == (cut.id, "The llama eats the grass.", "complete")
        assert whole.failure is None
        assert "".join(growth.content for growth in grown.values) == "ss."
        sent = server.requests_to("/api/chat")[1].json["messages"]
        assert (sent[-1]["role"], sent[-1]["content"]) == ("assistant", half)
        await it.chat.aclose()
        assert (await stored(it, cut.chat_id)).messages[-1] == whole


async def test_a_model_that_will_not_go_on_is_told(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([delta("The llama"), Cut()]), Stream([done("The llama")]))
        await ready(it)
        cut = await asked(it, "Go")
        finished = heard(it.chat.reply_finished)
        it.chat.versions.go_on(cut.id)
        same = await finished.until(anything)
        assert (same.content, same.state) == ("The llama", MessageState.FAILED)
        assert same.failure is not None
        assert same.failure.code is FailureCode.REPLY_NOT_CONTINUED


async def test_a_deleted_version_comes_back(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([done("one")]), Stream([done("two")]))
        await ready(it)
        first = await asked(it, "Count")
        finished = heard(it.chat.reply_finished)
        it.chat.versions.retry(RetryWish(first.id))
        second = await finished.until(anything)
        deleted = heard(it.chat.versions.version_deleted)
        view = await view_after(it, it.chat.versions.delete, second.id)
        assert ([m.content for m in view.messages], view.forks) == (["Count", "one"], ())
        assert await deleted.until() == second.id
        view = await view_after(it, it.chat.versions.undelete, second.id)
        assert ([m.content for m in view.messages], view.forks[0].count) == (["Count", "two"], 2)


async def test_a_version_comes_back_whatever_is_shown_by_then(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", *(Stream([done(text)]) for text in ("one", "two")))
        await ready(it)
        reply = await asked(it, "Count")
        await view_after(it, it.chat.versions.delete, reply.id)
        failed = heard(it.chat.failed)
        temporary = await view_after(it, it.chat.new_temporary_chat)
        it.chat.versions.undelete(reply.id)
        opened = heard(it.chat.chat_opened)
        it.chat.open_chat(reply.chat_id)
        await opened.until(lambda view: [message.content for message in view.messages] == ["Count", "one"])
        it.chat.versions.undelete("0" * 32)  # removed for good meanwhile
        it.chat.versions.delete(reply.id)
        await heard(it.chat.versions.version_deleted).until()
        assert (temporary.chat.is_temporary, failed.values) == (True, [])


async def test_a_branch_is_a_chat_of_its_own(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", *(Stream([done(text)]) for text in ("a", "b", "c")))
        await ready(it)
        first = await asked(it, "one")
        await asked(it, "two")
        view = await view_after(it, it.chat.versions.branch, first.id)
        assert [m.content for m in view.messages] == ["one", "a"]
        assert view.chat.id != first.chat_id
        reply = await asked(it, "three")
        assert reply.chat_id == view.chat.id
        assert len((await stored(it, first.chat_id)).messages) == 4


async def test_a_message_on_another_version_is_jumped_to(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([done("one")]), Stream([done("two")]))
        await ready(it)
        first = await asked(it, "Count")
        finished = heard(it.chat.reply_finished)
        it.chat.versions.retry(RetryWish(first.id))
        await finished.until(anything)
        view = await view_after(it, it.chat.open_message, first.chat_id, first.id)
        assert (view.messages[-1].content, view.anchor_id) == ("one", first.id)


async def test_versions_stay_as_they_are_while_a_reply_is_written(loop: Any, tmp_path: Path) -> None:
    gate = Gate()
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([done("one")]), Stream([delta("tw"), gate, done("o")]))
        await ready(it)
        first = await asked(it, "Count")
        opened, finished = heard(it.chat.chat_opened), heard(it.chat.reply_finished)
        it.chat.send("More")
        await asyncio.to_thread(gate.reached.wait, 20)
        for wish in (it.chat.versions.show, it.chat.versions.delete, it.chat.versions.go_on, it.chat.retry):
            wish(first.id)
        gate.open()
        assert (await finished.until(anything)).content == "two"
        assert opened.values == []
