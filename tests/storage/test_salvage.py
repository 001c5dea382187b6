"""Of a damaged file everything outside the damage is in the new one, and it fits together."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from app.domain.conversation import Message, MessageState
from app.domain.failure import FailureCode
from app.domain.search import SearchWish
from app.storage.conversations import ConversationStore
from app.storage.database import DATABASE_NAME
from app.storage.errors import StorageError
from tests.storage.builders import new_chat, new_message, new_reply

WAIT_S = 30
PAGE = 4096
DATABASES = Path(__file__).resolve().parents[1] / "data" / "databases"


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with forty chats of ten messages, one of them with a file, folders and tags."""
    folder = tmp_path_factory.mktemp("healthy")
    store = ConversationStore.open(folder)
    for number in range(40):
        chat = new_chat(number, title=f"Chat {number}", tags=("wool",))
        message = new_message(chat, content=f"start {number} " + "word " * 100)
        store.create_chat(chat, message)
        for step in range(9):
            text = f"step {step} of {number} " + "word " * 100
            message = new_reply(chat, message, content=text, state=MessageState.COMPLETE, created_at=None)
            store.add_message(message)
    store.close()
    return folder


def spoilt(healthy: Path, folder: Path, pages: list[int]) -> None:
    shutil.copytree(healthy, folder)
    path = folder / DATABASE_NAME
    content = bytearray(path.read_bytes())
    for page in pages:
        content[page * PAGE : (page + 1) * PAGE] = b"\xa5" * PAGE
    path.write_bytes(content)
    with closing(sqlite3.connect(folder / "arriero.lock")):
        pass  # as after a kill: the mark of a clean end may be unreadable as well


def left_unclean(healthy: Path) -> None:
    with closing(sqlite3.connect(healthy / DATABASE_NAME)) as connection, connection:
        connection.execute("UPDATE state SET value = '0' WHERE key = 'storage.clean_exit'")


@pytest.mark.parametrize("seed", range(6))
def test_pages_lost_anywhere_cost_no_more_than_what_was_on_them(
    healthy: Path, tmp_path: Path, seed: int
) -> None:
    left_unclean(healthy)
    count = (healthy / DATABASE_NAME).stat().st_size // PAGE
    pages = Random(seed).sample(range(30, count), 4)
    spoilt(healthy, tmp_path / "data", pages)
    store = ConversationStore.open(tmp_path / "data")
    try:
        (notice,) = store.notices
        assert notice.messages >= 400 - 4 * 40, f"pages {pages}"
        for chat in store.chats().result(WAIT_S):
            shown = store.open_chat(chat.id).result(WAIT_S).messages
            assert shown, "a chat ends with its newest message"
            assert shown[0].parent_id is None
        while store.index_some().result(WAIT_S):
            pass
        assert store.search.find(SearchWish("step")).result(WAIT_S).hits
    finally:
        store.close()
    with closing(sqlite3.connect(tmp_path / "data" / DATABASE_NAME)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_file_of_an_earlier_version_is_read_as_well(tmp_path: Path) -> None:
    content = bytearray((DATABASES / "version-3.sqlite3").read_bytes())
    content[:100] = bytes(100)
    (tmp_path / DATABASE_NAME).write_bytes(content)
    store = ConversationStore.open(tmp_path)
    try:
        assert [notice.code for notice in store.notices] == [FailureCode.DATABASE_SET_ASIDE]
        (chat,) = store.chats().result(WAIT_S)
        assert chat.title == "Llamas"
        messages: tuple[Message, ...] = store.open_chat(chat.id).result(WAIT_S).messages
        assert [message.content for message in messages][2:] == ["駱馬吃什麼？", "草", "And this?"]
        assert messages[3].state is MessageState.STOPPED
    finally:
        store.close()


def test_the_weekly_look_finds_damage_and_leaves_it_to_the_next_start(healthy: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(healthy / DATABASE_NAME)) as connection, connection:
        connection.execute("UPDATE state SET value = '1' WHERE key = 'storage.clean_exit'")
    count = (healthy / DATABASE_NAME).stat().st_size // PAGE
    spoilt(healthy, tmp_path / "data", [count // 2])
    store = ConversationStore.open(tmp_path / "data")
    assert store.notices == ()
    with pytest.raises(StorageError) as caught:
        store.check_if_due(datetime.now(UTC)).result(WAIT_S)
    assert caught.value.failure.code is FailureCode.DATABASE_DAMAGED
    store.close()
    again = ConversationStore.open(tmp_path / "data")
    assert [notice.code for notice in again.notices] == [FailureCode.DATABASE_SET_ASIDE]
    again.close()


def test_a_healthy_file_is_looked_through_once_a_week(tmp_path: Path) -> None:
    store = ConversationStore.open(tmp_path)
    now = datetime.now(UTC)
    assert store.check_if_due(now).result(WAIT_S)
    assert not store.check_if_due(now + timedelta(days=6)).result(WAIT_S)
    assert store.check_if_due(now + timedelta(days=8)).result(WAIT_S)
    store.close()
