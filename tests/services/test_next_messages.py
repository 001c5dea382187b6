"""Messages that wait or are just being sent, where something goes wrong or more comes meanwhile."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.domain.attachment import PreparedImage
from app.domain.next_message import NextMessage, Waiting
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.replies import Gate, Stream, delta, done, error_line
from tests.helpers.services import Services, anything, choice_of, heard, ready, services

pytestmark = pytest.mark.usefixtures("loop")
NO_ROOM = "CREATE TEMP TRIGGER full BEFORE INSERT ON messages BEGIN SELECT RAISE(FAIL, 'no room'); END"


@contextmanager
def slow_disk(it: Services) -> Iterator[None]:
    """Nothing is written meanwhile."""
    gate = threading.Event()
    it.store.access.submit(lambda _connection: gate.wait())
    try:
        yield
    finally:
        gate.set()


def image(name: str, chat_id: str) -> PreparedImage:
    return PreparedImage(f"id of {name}", chat_id, name, "image/png", b"original", name.encode())


async def begun(it: Services) -> str:
    """Send a first message, whose reply begins; the id of its chat."""
    grew = heard(it.chat.reply_grew)
    it.chat.send("First")
    return str((await grew.until(lambda growth: growth.content)).chat_id)


async def test_what_was_kept_back_waits_for_a_person_and_stays_in_the_draft(
    loop: Any, tmp_path: Path
) -> None:
    gate = Gate()
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        broken = Stream([delta("Half"), gate, error_line("boom")])
        server.script("/api/chat", broken, Stream([done("Three.")]), Stream([done("Two.")]))
        await ready(it)
        chat_id = await begun(it)
        finished, waiting = heard(it.chat.reply_finished), heard(it.chat.next.changed)
        it.chat.send("Second")
        gate.open()
        kept_back = NextMessage(chat_id, "Second", 0, Waiting.FAILED)
        await waiting.until(lambda message: message == kept_back)
        it.chat.send("Third")
        await finished.until(lambda reply: reply.content == "Three.")
        assert it.chat.work.next.of(chat_id) == kept_back, "nobody said that it is to be sent"
        assert (await asyncio.wrap_future(it.store.open_chat(chat_id))).chat.draft == "Second"
        it.chat.next.send_now()
        await finished.until(lambda reply: reply.content == "Two.")
        assert (await asyncio.wrap_future(it.store.open_chat(chat_id))).chat.draft == ""


async def test_what_is_written_while_another_cannot_be_sent_follows_it(loop: Any, tmp_path: Path) -> None:
    gate = Gate()
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([delta("Half"), gate, done()]))
        await ready(it)
        chat_id = await begun(it)
        waiting, due = heard(it.chat.work.next.changed), heard(it.chat.work.next.due)
        it.chat.send("Second")
        await asyncio.wrap_future(it.store.access.submit(lambda connection: connection.execute(NO_ROOM)))
        with slow_disk(it):
            gate.open()
            await due.until(anything)
            it.chat.send("Third")
        # The reply that ends finds no room either, and says so first.
        await waiting.until(lambda message: message.waiting is Waiting.FAILED)
        assert it.chat.work.next.of(chat_id) == NextMessage(chat_id, "Second\n\nThird", 0, Waiting.FAILED)
        await asyncio.sleep(0)
        assert (await asyncio.wrap_future(it.store.open_chat(chat_id))).chat.draft == "Second\n\nThird"


async def test_files_that_come_while_a_message_is_sent_stay(loop: Any, tmp_path: Path) -> None:
    gate = Gate()
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([delta("Half"), gate, done()]), Stream([done("Two.")]))
        await ready(it)
        it.chat.pick_model("gemma3:4b")
        chat_id = await begun(it)
        files, finished = it.chat.work.attachments, heard(it.chat.reply_finished)
        changed, due = heard(files.draft_changed), heard(it.chat.work.next.due)
        files.keep(image("a.png", chat_id))
        await changed.until(lambda draft: draft.images)
        it.chat.send("Second")
        with slow_disk(it):
            gate.open()
            await due.until(anything)
            files.keep(image("b.png", chat_id))
            await changed.until(lambda draft: [each.attachment.name for each in draft.images] == ["b.png"])
            it.chat.send("Third")
            assert [each.name for each in files.held_of(chat_id)] == ["a.png", "b.png"]
        await finished.until(lambda _reply: len(finished.values) == 3)
        messages = it.chat.work.opened.views[chat_id].messages
        sent = {m.content: [each.name for each in m.attachments] for m in messages if m.role == "user"}
        assert sent == {"First": [], "Second": ["a.png"], "Third": ["b.png"]}


async def draft_in(it: Services, chat_id: str) -> str:
    """What is kept as the draft of a chat."""
    return (await asyncio.wrap_future(it.store.open_chat(chat_id))).chat.draft


async def shown_again(it: Services, chat_id: str) -> str:
    """Look at an empty chat and come back; the draft that is there."""
    it.chat.new_chat()
    opened = heard(it.chat.chat_opened)
    it.chat.open_chat(chat_id)
    return str((await opened.until(anything)).chat.draft)


async def test_what_was_taken_back_into_the_field_is_there_after_a_look_elsewhere(
    loop: Any, tmp_path: Path
) -> None:
    gate = Gate()
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([delta("Half"), gate, done()]))
        await ready(it)
        chat_id = await begun(it)
        it.chat.send("Second")
        it.chat.keep_draft("typed")
        it.chat.next.edit()
        assert await shown_again(it, chat_id) == "Second\n\ntyped", "while the reply is written"
        assert await draft_in(it, chat_id) == "Second\n\ntyped"


async def test_what_was_kept_back_is_the_draft_after_a_look_elsewhere(loop: Any, tmp_path: Path) -> None:
    gates = [Gate(), Gate()]
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        broken = Stream([delta("Half"), gates[0], error_line("boom")])
        server.script("/api/chat", broken, Stream([delta("Third"), gates[1], done()]))
        await ready(it)
        chat_id = await begun(it)
        waiting, grew = heard(it.chat.next.changed), heard(it.chat.reply_grew)
        it.chat.send("Second")
        gates[0].open()
        await waiting.until(lambda message: message.waiting is Waiting.FAILED)
        it.chat.send("Third")
        await grew.until(lambda growth: growth.content == "Third")
        it.chat.keep_draft("typed")
        assert await shown_again(it, chat_id) == "Second\n\ntyped", "while the other reply is written"


async def test_what_was_removed_comes_back_by_undo_with_its_files(loop: Any, tmp_path: Path) -> None:
    gate = Gate()
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([delta("Half"), gate, done()]))
        await ready(it)
        chat_id = await begun(it)
        files, restored = it.chat.work.attachments, heard(it.chat.draft_restored)
        changed, finished = heard(files.draft_changed), heard(it.chat.reply_finished)
        files.keep(image("a.png", chat_id))
        await changed.until(lambda draft: draft.images)
        it.chat.send("Second")
        it.chat.keep_draft("typed")
        it.chat.next.remove()
        assert await draft_in(it, chat_id) == "typed"
        it.chat.next.undo_remove()
        assert await restored.until(lambda text: text.startswith("Second")) == "Second\n\ntyped"
        assert [each.name for each in files.draft_of(chat_id)] == ["a.png"]
        assert await draft_in(it, chat_id) == "Second\n\ntyped"
        it.chat.next.undo_remove()
        assert len(restored.values) == 1, "there is nothing more"
        gate.open()
        await finished.until(anything)


async def test_what_was_removed_comes_back_also_into_a_chat_that_was_left(loop: Any, tmp_path: Path) -> None:
    gate = Gate()
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([delta("Half"), gate, done()]))
        await ready(it)
        chat_id = await begun(it)
        finished = heard(it.chat.reply_finished)
        it.chat.send("Second")
        it.chat.keep_draft("typed")
        it.chat.next.remove()
        gate.open()
        await finished.until(anything)
        it.chat.new_chat()
        it.chat.next.undo_remove()
        async with asyncio.timeout(20):
            while await draft_in(it, chat_id) != "Second\n\ntyped":  # noqa: ASYNC110  # tells nothing
                await asyncio.sleep(0.01)
