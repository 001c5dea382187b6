"""The database file through its life: rights, age, migration, damage, locks and full disks."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.conversation import MessageState
from app.domain.failure import FailureCode
from app.storage.conversations import ConversationStore
from app.storage.database import (
    BACKUPS_KEPT,
    DATABASE_NAME,
    MIGRATIONS,
    close_database,
    open_database,
)
from app.storage.errors import StorageError
from tests.storage.builders import fill, new_chat, new_message, new_reply, volume

WAIT_S = 30
NEWEST = max(int(file.name[:3]) for file in MIGRATIONS.glob("*.sql"))
posix_only = pytest.mark.skipif(os.name != "posix", reason="modes and limits are POSIX's")


def filled(data_dir: Path, chats: int = 200) -> list[str]:
    """A closed database with so many chats; their ids, newest first."""
    store = ConversationStore.open(data_dir)
    made = [new_chat(minute) for minute in range(chats)]
    for chat in made:
        store.create_chat(chat, new_message(chat, content="word " * 200))
    store.close()
    return [chat.id for chat in reversed(made)]


def failure_code(data_dir: Path) -> FailureCode:
    with pytest.raises(StorageError) as caught:
        ConversationStore.open(data_dir)
    return caught.value.failure.code


def with_steps(tmp_path: Path, *steps: str) -> Path:
    """The migrations of today and these steps after them."""
    migrations = shutil.copytree(MIGRATIONS, tmp_path / "migrations", dirs_exist_ok=True)
    for number, sql in enumerate(steps, NEWEST + 1):
        (migrations / f"{number:03}_step.sql").write_text(sql)
    return migrations


def left_unclean(data_dir: Path) -> None:
    with closing(sqlite3.connect(data_dir / DATABASE_NAME)) as connection, connection:
        connection.execute("UPDATE state SET value = '0' WHERE key = 'storage.clean_exit'")


def spoilt(data_dir: Path, offset: int, size: int) -> bytes:
    path = data_dir / DATABASE_NAME
    content = bytearray(path.read_bytes())
    content[offset : offset + size] = b"\xa5" * size
    path.write_bytes(content)
    return bytes(content)


@posix_only
def test_nobody_else_may_read_the_data(tmp_path):
    store = ConversationStore.open(tmp_path / "new" / "data")
    store.set_state("a", "b").result(WAIT_S)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new" / "data").iterdir()}
    store.close()
    assert set(modes) >= {DATABASE_NAME, f"{DATABASE_NAME}-wal", f"{DATABASE_NAME}-shm"}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "new" / "data").stat().st_mode) == 0o700


def test_settings_of_the_connections(tmp_path):
    database = open_database(tmp_path)

    def pragma(name: str) -> object:
        return database.writing.execute(f"PRAGMA {name}").fetchone()[0]

    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "user_version")
    assert [pragma(name) for name in names] == ["wal", 1, 1, 5000, NEWEST]
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        database.reading.execute("INSERT INTO state VALUES ('a', 'b')")
    close_database(database, clean=True)


def test_clean_end_leaves_one_whole_file(tmp_path):
    filled(tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert DATABASE_NAME in names
    assert not any(name.endswith(("-wal", "-shm", "-journal")) for name in names)


def test_queries_use_their_indexes(tmp_path):
    database = open_database(tmp_path)
    for query in (
        "SELECT id FROM chats WHERE deleted_at IS NULL ORDER BY pinned DESC, updated_at DESC, number DESC",
        "SELECT count(*) FROM chats WHERE deleted_at IS NULL",
        "SELECT id FROM messages WHERE state = 'writing'",
        "SELECT content FROM deltas WHERE message_id = '' ORDER BY number",
        "SELECT id FROM messages WHERE parent_id = ''",
        "DELETE FROM chats WHERE id = ''",
    ):
        plan = " / ".join(row[3] for row in database.reading.execute(f"EXPLAIN QUERY PLAN {query}"))
        assert "INDEX" in plan, query
        assert "TEMP B-TREE" not in plan, query
    close_database(database, clean=True)


def test_chat_deeper_than_any_cascade_is_deleted_at_once(tmp_path):
    store = ConversationStore.open(tmp_path)
    chat = new_chat()
    message = new_message(chat)
    store.create_chat(chat, message)
    for _ in range(2500):
        message = new_message(chat, message)
        store.add_message(message)
    store.close()
    database = open_database(tmp_path)
    database.writing.execute("DELETE FROM chats")
    assert database.writing.execute("SELECT count(*) FROM messages").fetchone() == (0,)
    close_database(database, clean=True)


def test_newer_database_is_refused_and_left_as_it_is(tmp_path):
    filled(tmp_path)
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as connection:
        connection.execute("PRAGMA user_version = 900")
    before = (tmp_path / DATABASE_NAME).read_bytes()
    assert failure_code(tmp_path) is FailureCode.DATABASE_NEWER
    assert (tmp_path / DATABASE_NAME).read_bytes() == before


def test_next_step_is_applied_after_a_checked_copy(tmp_path):
    ids = filled(tmp_path / "data")
    sql = "ALTER TABLE chats ADD COLUMN colour TEXT;\nUPDATE chats SET colour = 'red; green';"
    database = open_database(tmp_path / "data", with_steps(tmp_path, "SELECT 1;", sql))
    assert database.writing.execute("PRAGMA user_version").fetchone() == (NEWEST + 2,)
    assert database.writing.execute("SELECT DISTINCT colour FROM chats").fetchall() == [("red; green",)]
    close_database(database, clean=True)
    (copy,) = (tmp_path / "data" / "backups").iterdir()
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (NEWEST,)
        assert [row[0] for row in connection.execute("SELECT id FROM chats ORDER BY number DESC")] == ids


def test_step_that_fails_changes_nothing(tmp_path):
    ids = filled(tmp_path / "data")
    migrations = with_steps(tmp_path, "DELETE FROM messages; DELETE FROM chats; SELECT * FROM nothing;")
    with pytest.raises(StorageError):
        open_database(tmp_path / "data", migrations)
    store = ConversationStore.open(tmp_path / "data")
    assert [chat.id for chat in store.chats().result(WAIT_S)] == ids
    store.close()


def test_step_that_breaks_references_is_refused(tmp_path):
    filled(tmp_path / "data")
    with pytest.raises(StorageError, match="missing rows"):
        open_database(tmp_path / "data", with_steps(tmp_path, "DELETE FROM chats;"))


def test_no_step_without_a_copy(tmp_path):
    filled(tmp_path / "data")
    (tmp_path / "data" / "backups").write_text("a file where the folder should be")
    with pytest.raises(StorageError) as caught:
        open_database(tmp_path / "data", with_steps(tmp_path, "DELETE FROM messages;"))
    assert caught.value.failure.code is FailureCode.DATABASE_UNWRITABLE
    ConversationStore.open(tmp_path / "data").close()  # still of the version before


def test_only_the_newest_copies_are_kept(tmp_path):
    filled(tmp_path / "data", chats=1)
    for count in range(1, BACKUPS_KEPT + 3):
        close_database(
            open_database(tmp_path / "data", with_steps(tmp_path, *["SELECT 1;"] * count)), clean=True
        )
    versions = {int(file.name.split("-")[1][1:]) for file in (tmp_path / "data" / "backups").iterdir()}
    assert versions == set(range(NEWEST + 2, NEWEST + 2 + BACKUPS_KEPT))


@pytest.mark.parametrize(
    ("offset", "size", "clean", "recovered"),
    [
        pytest.param(0, 100, True, range(200, 201), id="header"),
        pytest.param(0, 1_000_000, True, range(1), id="whole"),
        pytest.param(40 * 4096, 4096, False, range(190, 201), id="page in the middle"),
    ],
)
def test_damaged_file_is_set_aside_and_a_new_one_begun(tmp_path, offset, size, clean, recovered):
    ids = filled(tmp_path)
    if not clean:
        left_unclean(tmp_path)
    damaged = spoilt(tmp_path, offset, size)
    store = ConversationStore.open(tmp_path)
    (notice,) = store.notices
    assert notice.code is FailureCode.DATABASE_SET_ASIDE
    aside = Path(notice.detail)
    assert aside.parent == tmp_path
    assert aside.name.startswith("arriero-damaged-")
    assert aside.read_bytes() == damaged
    chat = new_chat()
    store.create_chat(chat, new_message(chat))
    listed = {listed.id for listed in store.chats().result(WAIT_S)}
    assert notice.chats == len(listed) - 1
    assert notice.chats in recovered
    assert notice.messages in recovered
    assert listed - {chat.id} <= set(ids)
    store.close()
    again = ConversationStore.open(tmp_path)
    assert again.notices == ()
    assert again.chat_count().result(WAIT_S) == len(listed)
    again.close()


def test_damage_met_while_reading_is_dealt_with_at_the_next_start(tmp_path):
    filled(tmp_path)
    pages = (tmp_path / DATABASE_NAME).stat().st_size // 4096
    spoilt(tmp_path, 30 * 4096, (pages - 30) * 4096)
    store = ConversationStore.open(tmp_path)
    assert store.notices == ()
    with pytest.raises(StorageError) as caught:
        [store.open_chat(chat.id).result(WAIT_S) for chat in store.chats().result(WAIT_S)]
    assert caught.value.failure.code is FailureCode.DATABASE_DAMAGED
    store.close()
    again = ConversationStore.open(tmp_path)
    assert [notice.code for notice in again.notices] == [FailureCode.DATABASE_SET_ASIDE]
    again.close()


def test_second_program_on_the_same_folder_is_told(tmp_path):
    store = ConversationStore.open(tmp_path)
    assert failure_code(tmp_path) is FailureCode.DATABASE_LOCKED
    store.close()
    ConversationStore.open(tmp_path).close()


def test_file_held_by_another_program_is_told(tmp_path):
    filled(tmp_path)
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StorageError) as caught:
            open_database(tmp_path, busy_timeout_s=0.1)
    assert caught.value.failure.code is FailureCode.DATABASE_LOCKED


def test_file_where_the_folder_should_be_is_told(tmp_path):
    (tmp_path / "data").write_text("")
    assert failure_code(tmp_path / "data") is FailureCode.DATABASE_UNWRITABLE


@posix_only
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write everywhere")
def test_folder_without_write_permission_is_told(tmp_path):
    tmp_path.chmod(0o500)
    code = failure_code(tmp_path)
    tmp_path.chmod(0o700)
    assert code is FailureCode.DATABASE_UNWRITABLE


def test_read_only_volume_is_told(tmp_path):
    with volume(tmp_path / "volume", "4m") as mounted:
        filled(mounted, chats=1)
        subprocess.run(["mount", "-o", "remount,ro", str(mounted)], check=True, timeout=20)
        assert failure_code(mounted) is FailureCode.DATABASE_UNWRITABLE


def test_full_disk_fails_the_write_and_loses_no_piece(tmp_path):
    with volume(tmp_path / "volume", "1m") as mounted:
        store = ConversationStore.open(mounted)
        chat = new_chat()
        question = new_message(chat)
        store.create_chat(chat, question).result(WAIT_S)
        reply = new_reply(chat, question)
        store.begin_reply(reply).result(WAIT_S)
        store.append_delta(reply.id, "before ", "").result(WAIT_S)
        filler = fill(mounted)
        for call in (
            lambda: store.add_message(new_message(chat, question, content="x" * 100_000)),
            lambda: store.append_delta(reply.id, "full " + "x" * 100_000, ""),
            lambda: store.finish_reply(replace(reply, state=MessageState.COMPLETE)),
        ):
            with pytest.raises(StorageError) as caught:
                call().result(WAIT_S)
            assert caught.value.failure.code is FailureCode.DISK_FULL
        filler.unlink()
        stored = store.finish_reply(replace(reply, state=MessageState.COMPLETE)).result(WAIT_S)
        assert stored.content == "before full " + "x" * 100_000
        assert store.open_chat(chat.id).result(WAIT_S).messages == (question, stored)
        store.close()


def test_pieces_are_written_by_themselves_when_there_is_space_again(tmp_path):
    with volume(tmp_path / "volume", "1m") as mounted:
        store = ConversationStore.open(mounted)
        chat = new_chat()
        question = new_message(chat)
        store.create_chat(chat, question).result(WAIT_S)
        reply = new_reply(chat, question)
        store.begin_reply(reply).result(WAIT_S)
        filler = fill(mounted)
        text = "x" * 200_000
        with pytest.raises(StorageError):
            store.append_delta(reply.id, text, "").result(WAIT_S)
        filler.unlink()
        give_up_at = time.monotonic() + WAIT_S
        while (messages := store.open_chat(chat.id).result(WAIT_S).messages)[1:] != (
            replace(reply, content=text),
        ):
            assert time.monotonic() < give_up_at, messages
        store.close()


def test_reply_that_cannot_begin_leaves_nothing_behind(tmp_path):
    with volume(tmp_path / "volume", "1m") as mounted:
        store = ConversationStore.open(mounted)
        chat = new_chat()
        question = new_message(chat)
        store.create_chat(chat, question).result(WAIT_S)
        filler = fill(mounted)
        reply = new_reply(chat, question, content="x" * 200_000)
        with pytest.raises(StorageError):
            store.begin_reply(reply).result(WAIT_S)
        with pytest.raises(KeyError):
            store.append_delta(reply.id, "Grass", "").result(WAIT_S)
        filler.unlink()
        other = new_reply(chat, question)
        store.begin_reply(other)
        store.append_delta(other.id, "Hay", "").result(WAIT_S)
        store.close()
        again = ConversationStore.open(mounted)
        assert [message.id for message in again.open_chat(chat.id).result(WAIT_S).messages] == [
            question.id,
            other.id,
        ]
        assert again.version_up_to(reply.id).result(WAIT_S) == ()
        again.close()


def test_disk_full_before_the_first_file_is_told(tmp_path):
    with volume(tmp_path / "volume", "64k") as mounted:
        fill(mounted)
        assert failure_code(mounted) is FailureCode.DISK_FULL


_FILE_LIMIT = """
import resource, sys
from pathlib import Path
from app.storage.conversations import ConversationStore
from app.storage.errors import StorageError
from tests.storage.builders import new_chat, new_message, new_reply

store = ConversationStore.open(Path(sys.argv[1]))
chat = new_chat(); question = new_message(chat)
store.create_chat(chat, question).result(30)
reply = new_reply(chat, question)
store.begin_reply(reply).result(30)
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
try:
    store.append_delta(reply.id, "x" * 400_000, "").result(30)
except StorageError as error:
    print(error.failure.code)
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
store.append_delta(reply.id, "y", "").result(30)
print(len(store.open_chat(chat.id).result(30).messages[1].content))
store.close()
"""


@posix_only
def test_file_that_may_not_grow_is_told_and_survived(tmp_path):
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", _FILE_LIMIT, str(tmp_path)]
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=False)
    assert ended.stderr == ""
    assert ended.stdout.split() == ["database_unreachable", "400001"]
