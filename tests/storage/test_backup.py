"""Everything in one file and back, also while a reply is written."""

import json
import sqlite3
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from app.domain.conversation import MessageState
from app.domain.failure import FailureCode
from app.storage.backup import FACTS, check_backup, unpack_backup, write_backup
from app.storage.backup_restore import PUT_IN_PLACE, WAITING, put_in_place
from app.storage.conversations import ConversationStore
from app.storage.database import DATABASE_NAME
from app.storage.errors import StorageError
from tests.storage.builders import fill, new_chat, new_message, new_reply, volume
from tests.storage.importing import unwatched

WAIT_S = 20


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ConversationStore]:
    store = ConversationStore.open(tmp_path / "data")
    chat = new_chat(title="Llamas")
    picture = store.put_attachment(b"picture", "a.png", "image/png").result(WAIT_S)
    store.create_chat(chat, new_message(chat, attachments=(picture,))).result(WAIT_S)
    (tmp_path / "data" / "settings.json").write_text('{"appearance.theme": "dark"}')
    (tmp_path / "data" / "servers.json").write_text('{"servers": []}')
    (tmp_path / "data" / "secrets.json").write_text('{"x": "hush"}')
    yield store
    store.close()


def saved(store: ConversationStore, path: Path) -> Path:
    assert store.data_dir is not None
    write_backup(store.access, store.data_dir, path, "1.0", unwatched)
    return path


def test_it_holds_everything_but_secrets(store: ConversationStore, tmp_path: Path) -> None:
    file = saved(store, tmp_path / "b.zip")
    facts = check_backup(file, unwatched)
    assert (facts.chats, facts.messages, facts.files, facts.program) == (1, 1, 1, "1.0")
    assert facts.size_bytes == file.stat().st_size
    with zipfile.ZipFile(file) as archive:
        names = sorted(name.split("/")[0] for name in archive.namelist())
    assert names == ["arriero.sqlite3", "attachments", FACTS, "servers.json", "settings.json"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.zip", "data"]


def test_it_comes_back_and_what_was_there_is_kept(store: ConversationStore, tmp_path: Path) -> None:
    file = saved(store, tmp_path / "b.zip")
    other = tmp_path / "other"
    later = ConversationStore.open(other)
    chat = new_chat(title="Alpacas")
    later.create_chat(chat, new_message(chat)).result(WAIT_S)
    (other / "secrets.json").write_text("{}")
    unpack_backup(file, other, unwatched)
    later.close()
    told = put_in_place(other)
    assert told is not None
    assert told.code is FailureCode.DATA_SET_ASIDE
    assert not (other / WAITING).exists()
    restored = ConversationStore.open(other)
    assert restored.notices == ()
    assert [chat.title for chat in restored.chats().result(WAIT_S)] == ["Llamas"]
    view = restored.open_chat(restored.chats().result(WAIT_S)[0].id).result(WAIT_S)
    sha256 = view.messages[0].attachments[0].sha256
    assert restored.get_attachment(sha256).result(WAIT_S) == b"picture"
    restored.close()
    assert json.loads((other / "settings.json").read_text()) == {"appearance.theme": "dark"}
    assert (other / "secrets.json").read_text() == "{}"
    with closing(sqlite3.connect(Path(told.detail) / "arriero.sqlite3")) as aside:
        assert aside.execute("SELECT title FROM chats").fetchall() == [("Alpacas",)]
    assert put_in_place(other) is None
    again = ConversationStore.open(other)
    assert again.trash.remove_copies().result(WAIT_S).count == 1
    again.close()
    assert list(other.glob("before-restore-*")) == []


@pytest.mark.parametrize("steps", range(9))
def test_a_restore_cut_between_two_steps_goes_on(
    store: ConversationStore, tmp_path: Path, steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    ConversationStore.open(other).close()
    (other / "settings.json").write_text("{}")
    unpack_backup(saved(store, tmp_path / "b.zip"), other, unwatched)
    left = [steps]
    rename = Path.rename

    def cut(path: Path, target: Path) -> Path:
        if not left[0]:
            raise OSError("the power is gone")
        left[0] -= 1
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", cut)
        try:
            put_in_place(other)
        except StorageError:
            assert left == [0]
    put_in_place(other)
    restored = ConversationStore.open(other)
    assert [chat.title for chat in restored.chats().result(WAIT_S)] == ["Llamas"]
    restored.close()
    asides = list(other.glob("before-restore-*"))
    assert len(asides) == 1
    assert (asides[0] / "arriero.sqlite3").exists()
    assert set(PUT_IN_PLACE) >= {path.name for path in asides[0].iterdir()}


def test_nothing_is_restored_under_another_program(store: ConversationStore, tmp_path: Path) -> None:
    assert store.data_dir is not None
    unpack_backup(saved(store, tmp_path / "b.zip"), store.data_dir, unwatched)
    with pytest.raises(StorageError) as caught:
        put_in_place(store.data_dir)
    assert caught.value.failure.code is FailureCode.DATABASE_LOCKED


def test_pieces_of_a_reply_are_kept_in_time_meanwhile(store: ConversationStore, tmp_path: Path) -> None:
    chat = new_chat(title="Long")
    first = new_message(chat, content="x" * 1000)
    store.create_chat(chat, first).result(WAIT_S)
    above = first
    for _ in range(45):
        above = new_message(chat, above, content="llama " * 20_000)
        store.add_message(above)
    reply = new_reply(chat, above)
    store.begin_reply(reply).result(WAIT_S)
    late: list[float] = []

    def step(_done: int, _total: int) -> None:
        # In the thread of the backup, which no write waits for.
        began = time.monotonic()
        store.append_delta(reply.id, "a", "").result(WAIT_S)
        late.append(time.monotonic() - began)

    assert store.data_dir is not None
    file = tmp_path / "b.zip"
    write_backup(store.access, store.data_dir, file, "1.0", step)
    assert len(late) > 5
    kept = store.finish_reply(replace(reply, state=MessageState.COMPLETE)).result(WAIT_S)
    assert kept.content == "a" * len(late)
    unpack_backup(file, tmp_path / "other", unwatched)
    put_in_place(tmp_path / "other")
    restored = ConversationStore.open(tmp_path / "other")
    states = {
        message.state
        for each in restored.chats().result(WAIT_S)
        for message in restored.open_chat(each.id).result(WAIT_S).messages
    }
    assert states == {MessageState.COMPLETE, MessageState.STOPPED}
    restored.close()


def test_a_full_disk_leaves_nothing(store: ConversationStore, tmp_path: Path) -> None:
    with volume(tmp_path / "small", "256k") as small:
        filler = fill(small)
        assert store.data_dir is not None
        with pytest.raises(StorageError) as caught:
            write_backup(store.access, store.data_dir, small / "b.zip", "1.0", unwatched)
        assert caught.value.failure.code is FailureCode.EXPORT_NO_SPACE
        assert list(small.iterdir()) == [filler]


def changed(file: Path, target: Path, change: dict[str, bytes], head: dict[str, object]) -> Path:
    """A copy of a backup with other contents."""
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if name != FACTS:
                new.writestr(name, change.get(name, old.read(name)))
        for name in change.keys() - set(old.namelist()):
            new.writestr(name, change[name])
        new.writestr(FACTS, json.dumps({**json.loads(old.read(FACTS)), **head}))
    return target


def test_another_content_another_name_and_no_backup_are_refused(
    store: ConversationStore, tmp_path: Path
) -> None:
    file = saved(store, tmp_path / "b.zip")
    other = tmp_path / "other"
    other.mkdir()
    files = json.loads(zipfile.ZipFile(file).read(FACTS))["files"]
    escape = {**files, "../../evil": {"sha256": "0" * 64, "size_bytes": 1}}
    (tmp_path / "text.zip").write_text("no archive")
    for damaged in (
        changed(file, tmp_path / "1.zip", {"settings.json": b'{"appearance.theme": "tame"}'}, {}),
        changed(file, tmp_path / "2.zip", {"../../evil": b"x"}, {"files": escape}),
        changed(file, tmp_path / "3.zip", {}, {"format": "x"}),
        changed(file, tmp_path / "4.zip", {}, {"files": []}),
        changed(file, tmp_path / "5.zip", {}, {"files": {}}),
        tmp_path / "text.zip",
    ):
        with pytest.raises(StorageError) as caught:
            unpack_backup(damaged, other, unwatched)
        assert caught.value.failure.code is FailureCode.BACKUP_DAMAGED, damaged
        assert list(other.iterdir()) == []
    assert not (tmp_path / "evil").exists()
    newer_heads: list[dict[str, object]] = [{"version": 2}, {"schema": 10_000}]
    for newer in newer_heads:
        with pytest.raises(StorageError) as caught:
            check_backup(changed(file, tmp_path / "6.zip", {}, newer), unwatched)
        assert caught.value.failure.code is FailureCode.BACKUP_NEWER


def listed_as(content: bytes) -> dict[str, object]:
    """The list of files of a backup that holds this database and nothing else."""
    return {DATABASE_NAME: {"sha256": sha256(content).hexdigest(), "size_bytes": len(content)}}


@pytest.mark.parametrize("damage", ["no database", "cut", "another program's", "another version"])
def test_what_no_start_could_open_is_not_restored(
    store: ConversationStore, tmp_path: Path, damage: str
) -> None:
    file = saved(store, tmp_path / "b.zip")
    content, head = zipfile.ZipFile(file).read(DATABASE_NAME), {}
    schema = json.loads(zipfile.ZipFile(file).read(FACTS))["schema"]
    if damage == "no database":
        content = b"SQLite format 2"
    elif damage == "cut":
        content = content[: len(content) // 2]
    elif damage == "another program's":
        with closing(sqlite3.connect(tmp_path / "theirs")) as theirs:
            theirs.execute("CREATE TABLE notes (text)")
            theirs.execute(f"PRAGMA user_version = {schema}")
        content = (tmp_path / "theirs").read_bytes()
    else:
        head = {"schema": schema - 1}
    other = tmp_path / "other"
    other.mkdir()
    made = {DATABASE_NAME: content}
    with pytest.raises(StorageError) as caught:
        unpack_backup(
            changed(file, tmp_path / "1.zip", made, {"files": listed_as(content), **head}), other, unwatched
        )
    assert caught.value.failure.code is FailureCode.BACKUP_DAMAGED
    assert list(other.iterdir()) == []
