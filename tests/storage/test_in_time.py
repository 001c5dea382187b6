"""What is written of a running reply waits for no long read: not for a search, a backup or an export."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.search import SearchOrder, SearchWish
from app.storage.conversations import ConversationStore
from tests.storage.builders import new_chat, new_message, new_reply

WAIT_S = 20


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ConversationStore]:
    store = ConversationStore.open(tmp_path)
    for minute in range(50):
        chat = new_chat(minute)
        store.create_chat(chat, new_message(chat, content="llama " * 500))
    yield store
    store.close()


def ranked_search(connection: sqlite3.Connection, pause: Callable[[], None]) -> None:
    cursor = connection.execute(
        "SELECT rowid FROM message_index WHERE message_index MATCH 'llama' ORDER BY bm25(message_index)"
    )
    cursor.fetchone()
    pause()
    assert len(cursor.fetchall()) == 49


def export(connection: sqlite3.Connection, pause: Callable[[], None]) -> None:
    cursor = connection.execute("SELECT content FROM messages")
    cursor.fetchone()
    pause()
    assert len(cursor.fetchall()) == 49, "one state of the database, from before the reply"


def backup(connection: sqlite3.Connection, pause: Callable[[], None]) -> None:
    paused = []

    def on_progress(_status: int, _remaining: int, _total: int) -> None:
        if not paused:
            paused.append(True)
            pause()

    with closing(sqlite3.connect(":memory:")) as copy:
        connection.backup(copy, pages=1, progress=on_progress)
        assert copy.execute("PRAGMA quick_check").fetchone() == ("ok",)


@pytest.mark.parametrize("long_read", [ranked_search, export, backup])
def test_pieces_are_kept_in_the_middle_of_it(
    store: ConversationStore, long_read: Callable[..., None]
) -> None:
    chat = store.chats(1).result(WAIT_S)[0]
    question = store.open_chat(chat.id).result(WAIT_S).messages[0]
    reached, go_on = threading.Event(), threading.Event()

    def pause() -> None:
        reached.set()
        assert go_on.wait(WAIT_S)

    reading = store.access.read_slowly(
        lambda connection: long_read(connection, pause), in_snapshot=long_read is not backup
    )
    assert reached.wait(WAIT_S)
    try:
        reply = new_reply(chat, question)
        store.begin_reply(reply)
        store.append_delta(reply.id, "Grass", "").result(WAIT_S)
        shown = store.open_chat(chat.id).result(WAIT_S).messages
        assert shown[-1].content == "Grass", "and what a window asks for is read as well"
        assert not reading.done()
    finally:
        go_on.set()
    reading.result(WAIT_S)


def test_a_search_for_the_best_ends_no_other_long_read(store: ConversationStore) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def pause() -> None:
        reached.set()
        assert go_on.wait(WAIT_S)

    reading = store.access.read_slowly(lambda connection: export(connection, pause))
    assert reached.wait(WAIT_S)
    search = store.search.find(SearchWish("llama", order=SearchOrder.BEST))
    go_on.set()
    reading.result(WAIT_S)
    assert len(search.result(WAIT_S).hits) >= 50
