"""The trash gives back what it has, and says what stays when it is emptied."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.services.trash import TrashService
from app.storage.conversations import ConversationStore
from tests.helpers.services import anything, heard
from tests.storage.builders import new_chat, new_message

pytestmark = pytest.mark.usefixtures("loop")


async def test_items_come_back_or_go_and_copies_are_asked_for(loop: Any, tmp_path: Path) -> None:
    store = ConversationStore.open(tmp_path)
    chats = [new_chat(minute, title=f"Chat {minute}") for minute in range(3)]
    questions = [new_message(chat) for chat in chats]
    for chat, question in zip(chats, questions, strict=True):
        await asyncio.wrap_future(store.create_chat(chat, question))
    below = new_message(chats[2], questions[2])
    await asyncio.wrap_future(store.add_message(below))
    await asyncio.wrap_future(store.versions.delete(below.id))
    for chat in chats[:2]:
        await asyncio.wrap_future(store.delete_chat(chat.id))
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "arriero-v1-x.sqlite3").write_bytes(b"old")
    service = TrashService(store)
    items, restored, version = (
        heard(signal) for signal in (service.items_changed, service.chat_restored, service.version_restored)
    )
    emptied, busy, copies = (
        heard(signal) for signal in (service.emptied, service.busy_changed, service.copies_removed)
    )
    service.read()
    assert len(await items.until(anything)) == 3
    service.restore(chats[0].id)
    assert (await restored.until(anything)).title == "Chat 0"
    service.restore(below.id)
    assert await version.until(anything) == (chats[2].id, below.id)
    await items.until(lambda told: len(told) == 1)
    service.empty()
    service.empty()
    told = await emptied.until(anything)
    assert (told.items, told.files, told.copies.count, told.copies.size_bytes) == (1, 0, 1, 3)
    await items.until(lambda told: told == ())
    assert busy.values == [True, False]
    service.remove_copies()
    assert (await copies.until(anything)).count == 1
    assert [chat.title for chat in await asyncio.wrap_future(store.chats())] == ["Chat 2", "Chat 0"]
    await service.aclose()
    await asyncio.to_thread(store.close)


async def test_what_is_given_back_right_before_the_end_is_there(loop: Any, tmp_path: Path) -> None:
    store = ConversationStore.open(tmp_path)
    chat = new_chat()
    store.create_chat(chat, new_message(chat))
    store.delete_chat(chat.id)
    service = TrashService(store)
    items = heard(service.items_changed)
    service.read()
    await items.until(anything)
    service.restore(chat.id)
    await service.aclose()
    assert [each.id for each in await asyncio.wrap_future(store.chats())] == [chat.id]
    await asyncio.to_thread(store.close)


async def test_a_removal_that_the_end_cuts_short_goes_on_the_next_time(loop: Any, tmp_path: Path) -> None:
    store = ConversationStore.open(tmp_path)
    here, gone = new_chat(title="Here"), new_chat(title="Gone")
    question = new_message(here)
    for chat, message in ((here, question), (gone, new_message(gone))):
        store.create_chat(chat, message)
    for _ in range(2):
        version = new_message(here, question)
        store.add_message(version)
        store.add_message(new_message(here, version))
        store.versions.delete(version.id)
    store.delete_chat(gone.id)
    service = TrashService(store)
    items = heard(service.items_changed)
    service.read()
    assert len(await items.until(anything)) == 3
    service.empty()
    await service.aclose()
    again = TrashService(store)
    items = heard(again.items_changed)
    again.read()
    assert await items.until(anything) == (), "nobody is shown what was removed"
    assert await again.remove_old(datetime.now(UTC))
    assert await asyncio.wrap_future(store.trash.items()) == ()
    view = await asyncio.wrap_future(store.open_chat(here.id))
    assert [message.id for message in view.messages] == [question.id]
    await again.aclose()
    await asyncio.to_thread(store.close)


async def test_what_is_thirty_days_old_goes_by_itself(loop: Any, tmp_path: Path) -> None:
    store = ConversationStore.open(tmp_path)
    chat = new_chat()
    await asyncio.wrap_future(store.create_chat(chat, new_message(chat)))
    await asyncio.wrap_future(store.delete_chat(chat.id))
    service = TrashService(store)
    now = datetime.now(UTC)
    assert not await service.remove_old(now + timedelta(days=29))
    assert await service.remove_old(now + timedelta(days=31))
    assert await asyncio.wrap_future(store.trash.items()) == ()
    await service.aclose()
    await asyncio.to_thread(store.close)
