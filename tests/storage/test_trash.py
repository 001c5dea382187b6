"""What is deleted stays for a while, comes back whole, and leaves nothing when it is removed for good."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.conversation import MessageState
from app.domain.search import SearchWish
from app.domain.trash import KEPT_FOR, TrashKind
from app.storage.conversations import ConversationStore
from app.storage.database import DATABASE_NAME
from tests.storage.builders import new_chat, new_message, new_reply

WAIT_S = 20
SECRET = "zyxwvsecretword"


def emptied(store: ConversationStore, *only: str, before: datetime | None = None) -> None:
    limit = before or datetime.now(UTC) + timedelta(minutes=1)  # deletions may still be under way
    while store.trash.remove_some(limit, only).result(WAIT_S):
        pass
    first = True
    while store.trash.clean_some(is_first=first).result(WAIT_S):
        first = False


def test_chats_and_versions_are_listed_the_last_deleted_first(store: ConversationStore) -> None:
    gone, here = new_chat(title="Gone"), new_chat(title="Here")
    question = new_message(here)
    for chat, message in ((gone, new_message(gone)), (here, question)):
        store.create_chat(chat, message)
    reply = new_reply(here, question, content="bad " * 100, state=MessageState.COMPLETE)
    store.add_message(reply)
    store.add_message(new_message(here, reply))
    store.delete_chat(gone.id)
    store.versions.delete(reply.id)
    version, chat = store.trash.items().result(WAIT_S)
    assert (version.kind, version.id, version.chat_id, version.title) == (
        TrashKind.VERSION, reply.id, here.id, "Here",
    )  # fmt: skip
    assert version.excerpt.startswith("bad bad")
    assert version.messages == 2
    assert (chat.kind, chat.id, chat.messages) == (TrashKind.CHAT, gone.id, 1)
    assert chat.removed_at - chat.deleted_at == KEPT_FOR


def test_only_what_is_old_enough_is_removed(store: ConversationStore) -> None:
    chat = new_chat()
    store.create_chat(chat, new_message(chat))
    store.delete_chat(chat.id)
    emptied(store, before=datetime.now(UTC) - timedelta(days=30))
    assert len(store.trash.items().result(WAIT_S)) == 1
    emptied(store)
    assert store.trash.items().result(WAIT_S) == ()
    with pytest.raises(KeyError):
        store.open_chat(chat.id).result(WAIT_S)


def test_one_item_can_be_removed_alone(store: ConversationStore) -> None:
    chats = [new_chat(), new_chat()]
    for chat in chats:
        store.create_chat(chat, new_message(chat))
        store.delete_chat(chat.id)
    emptied(store, chats[0].id)
    assert [item.id for item in store.trash.items().result(WAIT_S)] == [chats[1].id]


def test_a_version_with_one_deleted_below_it_is_removed_whole(store: ConversationStore) -> None:
    chat = new_chat()
    question = new_message(chat)
    store.create_chat(chat, question)
    first = new_message(chat, question, content="first")
    below = new_message(chat, first, content="below")
    for message in (first, below):
        store.add_message(message)
    store.versions.delete(below.id)
    store.versions.delete(first.id)
    emptied(store, first.id)
    assert store.trash.items().result(WAIT_S) == ()
    assert [message.id for message in store.open_chat(chat.id).result(WAIT_S).messages] == [question.id]


def test_nothing_of_it_is_left_in_any_file(store: ConversationStore, tmp_path: Path) -> None:
    kept = new_chat()
    store.create_chat(kept, new_message(kept, content="stays here"))
    chat = new_chat(title=f"about {SECRET}")
    message = new_message(chat, content=f"my {SECRET} " * 200)
    store.create_chat(chat, message)
    for number in range(60):
        store.add_message(new_message(chat, message, content=f"{SECRET} {number}"))
    file = store.put_attachment(SECRET.encode(), "a.png", "image/png").result(WAIT_S)
    store.add_message(new_message(chat, message, attachments=(file,)))
    store.delete_chat(chat.id)
    emptied(store)
    assert store.remove_unused_attachments(older_than_s=0).result(WAIT_S) == 1
    found = store.search.find(SearchWish(SECRET)).result(WAIT_S)
    assert found.hits == ()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert DATABASE_NAME in {path.name for path in files}
    assert [path.name for path in files if SECRET.encode() in path.read_bytes()] == []
    assert len(store.search.find(SearchWish("stays")).result(WAIT_S).hits) == 1


def test_older_copies_are_told_and_removed_when_asked(store: ConversationStore, tmp_path: Path) -> None:
    assert store.trash.copies().result(WAIT_S).count == 0
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "arriero-v3-20260101.sqlite3").write_bytes(b"x" * 10)
    (tmp_path / "arriero-damaged-20260101.sqlite3").write_bytes(b"x")
    copies = store.trash.remove_copies().result(WAIT_S)
    assert (copies.count, copies.size_bytes) == (2, 11)
    assert store.trash.copies().result(WAIT_S).count == 0
