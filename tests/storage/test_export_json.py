"""Our own JSON: everything that goes into it comes out of it."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.chat import ReplyStats, ToolCall
from app.domain.conversation import Attachment, Chat, Folder, Message, MessageState, TitleBy
from app.domain.exchange import Imported, ImportKind, SkipReason, WholeChat
from app.domain.failure import Failure, FailureCode
from app.domain.parameters import Parameters
from app.storage.conversations import ConversationStore
from app.storage.errors import StorageError
from app.storage.export import ExportStore
from app.storage.export_json import document
from app.storage.import_store import ImportStore
from app.storage.imports import preview, take_over
from tests.storage.builders import NOON, new_chat, new_message
from tests.storage.importing import unwatched

WAIT_S = 20
PICTURE, SMALL = b"\x89PNG" + bytes(range(256)) * 2000, b"\xff\xd8\xffsmall"
WORK = Folder("1" * 32, "Work")


@contextmanager
def opened(folder: Path) -> Iterator[ConversationStore]:
    store = ConversationStore.open(folder)
    try:
        yield store
    finally:
        store.close()


def written(store: ConversationStore, path: Path) -> list[str]:
    """Export everything; the result names the files that were missing."""
    reader = ExportStore(store.access, store.files)
    ids = reader.chat_ids().result(WAIT_S)
    missing: list[str] = []
    chats = (reader.chat(chat_id).result(WAIT_S) for chat_id in ids)
    pieces = document(reader.folders(ids).result(WAIT_S), chats, reader.file, NOON, missing.append)
    path.write_text("".join(pieces), encoding="utf-8")
    return missing


def taken(store: ConversationStore, path: Path) -> Imported:
    return take_over(path, ImportStore(store.access), store.files, unwatched)


def everything(store: ConversationStore) -> list[WholeChat]:
    reader = ExportStore(store.access, store.files)
    return [reader.chat(chat_id).result(WAIT_S) for chat_id in reader.chat_ids().result(WAIT_S)]


def full_chat(store: ConversationStore) -> Chat:
    """A chat with versions, thoughts, counters, a failure, images, parameters, folder and tags."""
    store.folders.keep([WORK]).result(WAIT_S)
    chat = new_chat(
        title="“Llamas” \N{LLAMA}",
        title_by=TitleBy.MODEL,
        pinned=True,
        archived=True,
        unread=True,
        draft="half a",
        folder_id=WORK.id,
        tags=("Andes", "wool"),
        parameters=Parameters(
            "Be short.", {"temperature": 0.3, "stop": ("a", "b")}, "5m", "high", {"type": "object"}
        ),
    )
    picture, small = (
        store.put_attachment(data, "a.png", "image/png").result(WAIT_S) for data in (PICTURE, SMALL)
    )
    both = Attachment(picture.sha256, "lama\N{SNOWFLAKE}.png", "image/png", len(PICTURE), small.sha256, 7)
    first = new_message(chat, content="What?\r\n\ttabs \u2028", attachments=(both,))
    store.create_chat(chat, first).result(WAIT_S)
    for number in range(3):
        reply = new_message(
            chat,
            first,
            role="assistant",
            content=f"Grass {number}",
            thinking="Hm",
            state=MessageState.STOPPED if number else MessageState.FAILED,
            created_at=NOON + timedelta(seconds=number, microseconds=1),
            model="m:1b",
            model_digest="d" * 64,
            server="http://127.0.0.1:11434",
            done_reason="length",
            stats=ReplyStats(1, 2, 3, 4, 5, 2**62),
            thought_ns=7,
            failure=None if number else Failure(FailureCode.API_ERROR, "a", "m", "why", 500, 3),
            temperature=0.5,
            tool_calls=(ToolCall("look", {"at": [1, None]}, "call_1", 0), ToolCall("wait", {})),
            tool_name="f",
            tool_call_id="call_0",
        )
        store.add_message(reply).result(WAIT_S)
        store.add_message(new_message(chat, reply, content=f"And {number}?")).result(WAIT_S)
    store.versions.show(reply.id).result(WAIT_S)
    middle = everything(store)[0].messages
    store.versions.show(next(m.id for m in middle if m.content == "Grass 1")).result(WAIT_S)
    return chat


def test_everything_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "chats.json"
    with opened(tmp_path / "a") as store:
        full_chat(store)
        before = everything(store)
        assert written(store, file) == []
    assert before[0].shown
    with opened(tmp_path / "b") as store:
        seen = preview(file, ImportStore(store.access), unwatched)
        assert (seen.kind, seen.chats, seen.messages, seen.files) == (ImportKind.ARRIERO, 1, 7, 2)
        assert everything(store) == []
        assert taken(store, file) == Imported(str(file), 1, 7, 2)
        assert everything(store) == before
        assert store.folders.folders().result(WAIT_S) == (WORK,)
        attachment = before[0].messages[0].attachments[0]
        assert store.get_attachment(attachment.sha256).result(WAIT_S) == PICTURE
        assert store.get_attachment(attachment.sent).result(WAIT_S) == SMALL
        again = taken(store, file)
        assert again.chats == 0
        assert [(s.reason, s.count) for s in again.skipped] == [(SkipReason.DUPLICATE, 1)]
        assert everything(store) == before


texts = st.text(max_size=30)
messages = st.lists(
    st.tuples(
        st.integers(0, 20), texts, texts, st.sampled_from(["user", "assistant"]), st.integers(0, 10**9)
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda row: row[4],
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    title=texts, rows=messages, draft=texts, tags=st.lists(st.sampled_from("abcé"), unique=True, max_size=3)
)
def test_any_tree_comes_back(
    both: tuple[ConversationStore, ConversationStore, Path],
    title: str,
    rows: list[tuple[int, str, str, str, int]],
    draft: str,
    tags: list[str],
) -> None:
    one, other, file = both
    chat = new_chat(
        title=" ".join(title.split()) or "x",
        draft=draft.replace("\0", ""),
        tags=tuple(sorted(tags, key=str.casefold)),
    )
    made: list[Message] = []
    for parent, content, thinking, role, at in rows:
        above = made[parent % (len(made) + 1) - 1] if made and parent % (len(made) + 1) else None
        text, thought = content.replace("\0", ""), thinking.replace("\0", "")
        when = NOON + timedelta(microseconds=at)
        made.append(new_message(chat, above, content=text, thinking=thought, role=role, created_at=when))
    one.create_chat(replace(chat, title=chat.title.replace("\0", "")), made[0]).result(WAIT_S)
    for message in made[1:]:
        one.add_message(message).result(WAIT_S)
    reader = ExportStore(one.access, one.files)
    before = reader.chat(chat.id).result(WAIT_S)
    missing: list[str] = []
    pieces = document((), iter([before]), reader.file, NOON, missing.append)
    file.write_text("".join(pieces), encoding="utf-8")
    assert taken(other, file).chats == 1
    assert ExportStore(other.access, other.files).chat(chat.id).result(WAIT_S) == before


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[ConversationStore, ConversationStore, Path]]:
    with opened(tmp_path / "a") as one, opened(tmp_path / "b") as other:
        yield one, other, tmp_path / "x.json"


def test_a_file_that_is_gone_is_told_and_the_rest_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "chats.json"
    with opened(tmp_path / "a") as store:
        full_chat(store)
        sha256 = everything(store)[0].messages[0].attachments[0].sha256
        (tmp_path / "a" / "attachments" / sha256[:2] / sha256).unlink()
        assert written(store, file) == [sha256]
    with opened(tmp_path / "b") as store:
        done = taken(store, file)
        assert (done.chats, done.files) == (1, 1)
        assert [(s.reason, s.names) for s in done.skipped] == [
            (SkipReason.FILE_MISSING, ("lama\N{SNOWFLAKE}.png",))
        ]


def test_sizes_that_no_database_takes_cost_no_chat(tmp_path: Path) -> None:
    file = tmp_path / "chats.json"
    with opened(tmp_path / "a") as store:
        full_chat(store)
        written(store, file)
    text = file.read_text(encoding="utf-8")
    for key in ("size_bytes", "sent_bytes"):
        assert f'"{key}": ' in text
        text = re.sub(f'"{key}": [0-9]+', f'"{key}": 1{"0" * 30}', text)
    file.write_text(text, encoding="utf-8")
    with opened(tmp_path / "b") as store:
        assert taken(store, file).chats == 1
        (chat,) = everything(store)
        assert chat.messages[0].attachments[0].size_bytes == 2**63 - 1


def test_secrets_in_addresses_and_errors_stay_here(tmp_path: Path) -> None:
    file = tmp_path / "chats.json"
    with opened(tmp_path / "a") as store:
        chat = new_chat()
        failure = Failure(FailureCode.API_ERROR, detail="Authorization: Bearer abc123")
        store.create_chat(chat, new_message(chat, server="http://me:hush@host", failure=failure)).result(
            WAIT_S
        )
        written(store, file)
    assert "hush" not in file.read_text(encoding="utf-8")
    assert "abc123" not in file.read_text(encoding="utf-8")


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "chats.json"
    file.write_text(json.dumps({"format": "arriero-chats", "version": 2, "chats": []}))
    with opened(tmp_path / "a") as store, pytest.raises(StorageError) as caught:
        taken(store, file)
    assert caught.value.failure.code is FailureCode.IMPORT_NEWER


def test_a_folder_of_the_same_name_is_the_same(tmp_path: Path) -> None:
    file = tmp_path / "chats.json"
    with opened(tmp_path / "a") as store:
        full_chat(store)
        written(store, file)
    with opened(tmp_path / "b") as store:
        mine = Folder("2" * 32, "work")
        store.folders.keep([mine]).result(WAIT_S)
        taken(store, file)
        assert store.folders.folders().result(WAIT_S) == (mine,)
        assert everything(store)[0].chat.folder_id == mine.id
