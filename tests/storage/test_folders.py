"""Folders, tags and the archive come back as they were kept."""

from app.domain.conversation import Chat, Folder
from app.storage.conversations import ConversationStore
from tests.storage.builders import new_chat, new_message

WAIT_S = 20
WORK, HOME = Folder("1" * 32, "Work"), Folder("2" * 32, "Home")


def made(store: ConversationStore, **values: object) -> Chat:
    chat = new_chat(**values)  # type: ignore[arg-type]
    store.create_chat(chat, new_message(chat)).result(WAIT_S)
    return chat


def one(store: ConversationStore, chat: Chat) -> Chat:
    return store.open_chat(chat.id).result(WAIT_S).chat


def test_folders_keep_their_order_and_names(store: ConversationStore) -> None:
    store.folders.keep([HOME, WORK])
    assert store.folders.folders().result(WAIT_S) == (HOME, WORK)
    store.folders.keep([WORK, Folder(HOME.id, "House")])
    assert [folder.name for folder in store.folders.folders().result(WAIT_S)] == ["Work", "House"]
    store.folders.keep([Folder(WORK.id, "Office")])
    assert [folder.name for folder in store.folders.folders().result(WAIT_S)] == ["Office", "House"]


def test_chats_of_a_folder_that_goes_are_in_none(store: ConversationStore) -> None:
    store.folders.keep([WORK])
    chats = [made(store), made(store)]
    store.folders.move([chat.id for chat in chats], WORK.id)
    assert {one(store, chat).folder_id for chat in chats} == {WORK.id}
    store.folders.move([chats[0].id], "")
    assert one(store, chats[0]).folder_id == ""
    store.folders.remove(WORK.id)
    assert one(store, chats[1]).folder_id == ""


def test_tags_are_sorted_and_differ_in_more_than_case(store: ConversationStore) -> None:
    chat = made(store, tags=("Zoo",))
    assert one(store, chat).tags == ("Zoo",)
    store.folders.set_tags(chat.id, ("wool", "Andes", "WOOL"))
    assert one(store, chat).tags == ("Andes", "wool")
    store.folders.set_tags(chat.id, ())
    assert one(store, chat).tags == ()


def test_many_chats_are_archived_at_once(store: ConversationStore) -> None:
    chats = [made(store), made(store), made(store)]
    store.folders.set_archived([chat.id for chat in chats[:2]], True)
    assert [one(store, chat).archived for chat in chats] == [True, True, False]
    store.folders.set_archived([chats[0].id], False)
    assert not one(store, chats[0]).archived
