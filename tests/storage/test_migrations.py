"""Files that earlier versions of the program wrote open whole."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.conversation import MessageState
from app.domain.search import SearchWish
from app.storage.conversations import ConversationStore
from app.storage.database import DATABASE_NAME, MIGRATIONS

WAIT_S = 20
DATABASES = Path(__file__).resolve().parents[1] / "data" / "databases"
NEWEST = max(int(file.name[:3]) for file in MIGRATIONS.glob("*.sql"))


def version(number: int) -> Path:
    return DATABASES / f"version-{number}.sqlite3"


def test_there_is_a_file_of_every_earlier_version() -> None:
    assert sorted(DATABASES.iterdir()) == sorted(version(number) for number in range(1, NEWEST))


@pytest.mark.parametrize("number", range(2, NEWEST))
def test_a_file_that_was_killed_while_replying_opens_whole(tmp_path: Path, number: int) -> None:
    shutil.copy(version(number), tmp_path / DATABASE_NAME)
    store = ConversationStore.open(tmp_path)
    try:
        assert store.notices == ()
        (chat,) = store.chats().result(WAIT_S)
        assert (chat.title, chat.pinned, chat.draft) == ("Llamas", True, "and alpacas?")
        assert chat.parameters.system == "Be brief."
        assert [preset.name for preset in store.presets().result(WAIT_S)] == ["precise"]
        assert store.get_state("last_model").result(WAIT_S) == "smollm2:135m"
        view = store.open_chat(chat.id).result(WAIT_S)
        contents = ["What eats a llama?", "Hay, and getUserName.", "駱馬吃什麼？", "草", "And this?"]
        assert [message.content for message in view.messages] == contents[: len(view.messages)]
        assert view.messages[3].state is MessageState.STOPPED
        assert [(fork.index, fork.count) for fork in view.forks] == [(2, 2)]
        if number >= 3:
            assert view.messages[4].attachments[0].name == "llama.png"
            assert [file.name for file in store.draft_attachments(chat.id).result(WAIT_S)] == ["llama.png"]
    finally:
        store.close()


@pytest.mark.parametrize("number", range(2, NEWEST))
def test_what_was_written_before_there_was_an_index_is_found(tmp_path: Path, number: int) -> None:
    shutil.copy(version(number), tmp_path / DATABASE_NAME)
    store = ConversationStore.open(tmp_path)
    try:
        while store.index_some().result(WAIT_S):
            pass
        for typed in ("username", "什麼", "thought think", "grass"):
            hits = store.search.find(SearchWish(typed)).result(WAIT_S)
            assert hits.unindexed == 0
            assert bool(hits.hits) == (typed in ("什麼", "grass")), typed
        (hit,) = store.search.find(SearchWish("grass")).result(WAIT_S).hits
        assert not hit.is_shown
        assert store.search.find(SearchWish("forget")).result(WAIT_S).hits == (), "its chat is in the trash"
    finally:
        store.close()


@pytest.mark.parametrize("number", range(2, NEWEST))
def test_numbers_of_messages_follow_their_times(tmp_path: Path, number: int) -> None:
    shutil.copy(version(number), tmp_path / DATABASE_NAME)
    ConversationStore.open(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as connection:
        rows = connection.execute("SELECT number, created_at FROM messages ORDER BY number").fetchall()
    assert [at for _, at in rows] == sorted(at for _, at in rows)
    assert all(abs(number - at // 100_000) < len(rows) for number, at in rows)
