"""The list of chats: order a person keeps, many chats at once, and pages of a long list."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.domain.conversation import Chat, Folder, TitleBy
from app.services.chats import FIRST_PAGE, ChatListService
from app.storage.conversations import ConversationStore
from tests.helpers.services import anything, heard
from tests.storage.builders import new_chat, new_message

pytestmark = pytest.mark.usefixtures("loop")


def filled(data_dir: Path, count: int) -> tuple[ConversationStore, list[Chat]]:
    store = ConversationStore.open(data_dir)
    chats = [new_chat(minute) for minute in range(count)]
    for chat in chats:
        store.create_chat(chat, new_message(chat))
    return store, chats


async def started(store: ConversationStore) -> ChatListService:
    service = ChatListService(store)
    listed = heard(service.chats_changed)
    service.start()
    await listed.until(anything)
    return service


async def kept(store: ConversationStore) -> dict[str, Chat]:
    return {chat.id: chat for chat in await asyncio.wrap_future(store.chats())}


async def test_many_chats_are_moved_archived_and_deleted_at_once(loop: Any, tmp_path: Path) -> None:
    store, chats = filled(tmp_path, 3)
    service = await started(store)
    changed, folders = heard(service.chat_changed), heard(service.folders_changed)
    ids = tuple(chat.id for chat in chats[:2])
    folder_id = service.make_folder("  Work  ")
    service.move(ids, folder_id)
    service.archive(ids[:1], True)
    service.set_tags(ids[0], ("wool", " Wool ", "andes", ""))
    assert (folders.values[-1][0].name, len(changed.values)) == ("Work", 4)
    await asyncio.sleep(0)
    now = await kept(store)
    assert [now[chat.id].folder_id for chat in chats] == [folder_id, folder_id, ""]
    assert (now[ids[0]].archived, now[ids[0]].tags) == (True, ("andes", "wool"))
    service.rename_folder(folder_id, "Office")
    service.move(ids, "no such folder")
    service.delete_folder(folder_id)
    service.delete_many(ids)
    await asyncio.sleep(0)
    assert list(await kept(store)) == [chats[2].id]
    service.undelete(ids[1])
    await asyncio.sleep(0)
    assert (await kept(store))[ids[1]].folder_id == ""
    await service.aclose()
    await asyncio.to_thread(store.close)


async def test_folders_are_there_after_a_restart(loop: Any, tmp_path: Path) -> None:
    store, _ = filled(tmp_path, 1)
    service = await started(store)
    service.make_folder("Work")
    await asyncio.sleep(0)
    again = ChatListService(store)
    folders = heard(again.folders_changed)
    again.start()
    assert [folder.name for folder in await folders.until(anything)] == ["Work"]
    await service.aclose()
    await again.aclose()
    await asyncio.to_thread(store.close)


@pytest.mark.parametrize("turns", [0, 1])
async def test_a_folder_made_while_the_others_are_read_is_one_more(
    loop: Any, tmp_path: Path, turns: int
) -> None:
    store, (chat,) = filled(tmp_path, 1)
    work = Folder("1" * 32, "Work")
    store.folders.keep([work])
    store.folders.move([chat.id], work.id)
    service = ChatListService(store)
    listed = heard(service.chats_changed)
    service.start()
    for _ in range(turns):
        await asyncio.sleep(0)
    service.make_folder("Home")
    await listed.until(anything)
    assert {folder.name for folder in service.folders} == {"Work", "Home"}
    assert {each.name for each in await asyncio.wrap_future(store.folders.folders())} == {"Work", "Home"}
    assert (await kept(store))[chat.id].folder_id == work.id
    await service.aclose()
    await asyncio.to_thread(store.close)


async def test_what_is_changed_right_before_the_end_is_kept(loop: Any, tmp_path: Path) -> None:
    store, (first, second) = filled(tmp_path, 2)
    service = await started(store)
    service.rename(first.id, "Named")
    service.duplicate(first.id)
    service.delete(second.id)
    await service.aclose()
    await asyncio.to_thread(store.close)
    store = ConversationStore.open(tmp_path)
    assert [chat.title for chat in (await kept(store)).values()] == ["Named", "Named"]
    await asyncio.to_thread(store.close)


async def test_a_title_of_the_model_gives_way_to_a_persons(loop: Any, tmp_path: Path) -> None:
    store, (chat,) = filled(tmp_path, 1)
    service = await started(store)
    service.take_title(chat.id, "By the model")
    assert service.chats[0].title_by is TitleBy.MODEL
    service.rename(chat.id, "Mine")
    service.take_title(chat.id, "Again")
    await asyncio.sleep(0)
    stored = (await kept(store))[chat.id]
    assert (stored.title, stored.title_by) == ("Mine", TitleBy.PERSON)
    await service.aclose()
    await asyncio.to_thread(store.close)


async def test_a_copy_is_told(loop: Any, tmp_path: Path) -> None:
    store, (chat,) = filled(tmp_path, 1)
    service = await started(store)
    copied = heard(service.chat_copied)
    service.duplicate(chat.id)
    copy_id = await copied.until(anything)
    assert {each.id: each.title for each in service.chats} == {chat.id: chat.title, copy_id: chat.title}
    await service.aclose()
    await asyncio.to_thread(store.close)


async def test_the_newest_are_told_before_all(loop: Any, tmp_path: Path) -> None:
    store, chats = filled(tmp_path, FIRST_PAGE + 5)
    service = ChatListService(store)
    listed = heard(service.chats_changed)
    service.start()
    everything = await listed.until(lambda told: len(told) == FIRST_PAGE + 5)
    assert len(listed.values[0]) == FIRST_PAGE
    assert [chat.id for chat in everything] == [chat.id for chat in reversed(chats)]
    await service.aclose()
    await asyncio.to_thread(store.close)


async def test_what_was_removed_for_good_does_not_come_back(loop: Any, tmp_path: Path) -> None:
    store, (chat,) = filled(tmp_path, 1)
    service = await started(store)
    removed, failed = heard(service.chat_removed), heard(service.failed)
    service.delete(chat.id)
    await asyncio.sleep(0)
    while await asyncio.wrap_future(store.trash.remove_some(datetime.now(UTC), (chat.id,))):
        pass
    removed.values.clear()
    service.undelete(chat.id)
    await removed.until(anything)
    assert (service.chats, failed.values) == ((), [])
    await service.aclose()
    store.close()
