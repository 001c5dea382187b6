"""Chats from exports of other programs, whole, odd and hostile."""

import json
import random
import zipfile
from pathlib import Path
from typing import Any

import pytest

from app.domain.conversation import MessageState
from app.domain.exchange import ImportKind, SkipReason
from app.domain.failure import FailureCode
from app.storage.conversations import ConversationStore
from app.storage.errors import StorageError
from app.storage.import_items import MOST_DEPTH, NotJson, items
from app.storage.import_store import ImportStore
from app.storage.imports import preview, take_over
from tests.storage.importing import CHATGPT, CLAUDE, OPEN_WEBUI, WAIT_S, chats, saved, taken, unwatched

PNG = b"\x89PNG\r\n\x1a\nllama"


def shown(store: ConversationStore, title: str) -> list[tuple[str, str]]:
    view = store.open_chat(chats(store)[title].chat.id).result(WAIT_S)
    return [(message.role, message.content) for message in view.messages]


def test_chatgpt_branches_become_versions(store: ConversationStore, tmp_path: Path) -> None:
    archive = tmp_path / "export.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(CHATGPT, "conversations.json")
        packed.writestr("../../file-LLAMApicture0001-llama.png", PNG)
        packed.writestr("chat.html", "<html>")
    seen = preview(archive, ImportStore(store.access), unwatched)
    assert (seen.kind, seen.chats, seen.messages, seen.files) == (ImportKind.CHATGPT, 2, 14, 1)
    assert seen.first is not None
    assert seen.first.year == 2024
    assert taken(store, archive) == {}
    assert shown(store, "Heights of llamas") == [
        ("user", "How high do llamas live?"),
        ("assistant", "Up to about 5,000 m."),
        ("user", "And this one?"),
        ("tool", "lookup"),
        ("assistant", "That is an *alpaca*."),
    ]
    whole = chats(store)["Heights of llamas"]
    by_text = {message.content: message for message in whole.messages}
    assert whole.chat.pinned
    assert by_text["Up to 3,000 m."].parent_id == by_text["Up to about 5,000 m."].parent_id
    assert by_text["Up to about 5,000 m."].thinking == "Recalling\nThe Andes reach far higher."
    assert by_text["Up to about 5,000 m."].model == "o3"
    picture = by_text["And this one?"].attachments[0]
    assert store.get_attachment(picture.sha256).result(WAIT_S) == PNG
    assert picture.name == "file-LLAMApicture0001-llama.png"
    assert shown(store, "Hello")[1] == ("assistant", "```python\nprint('hello')\n```")
    assert chats(store)["Hello"].chat.archived
    assert taken(store, archive) == {SkipReason.DUPLICATE: 2}
    assert len(chats(store)) == 2


def test_without_the_archive_images_are_told_as_missing(store: ConversationStore) -> None:
    assert taken(store, CHATGPT) == {SkipReason.FILE_MISSING: 1}


def test_claude_messages_keep_thoughts_and_texts_of_files(store: ConversationStore) -> None:
    skipped = taken(store, CLAUDE)
    assert skipped == {SkipReason.CONTENT: 2, SkipReason.FILE_MISSING: 1, SkipReason.EMPTY: 1}
    first, second, *_ = chats(store)["Packing for the Andes"].messages
    assert first.content == "What do I pack?\n\nlist.txt\n\n```\nrope\nhat\n```"
    assert (second.content, second.thinking) == ("I look.", "Cold at night.")


def test_open_webui_trees_come_with_tags_and_system_prompt(store: ConversationStore) -> None:
    assert taken(store, OPEN_WEBUI) == {SkipReason.FILE_MISSING: 1}
    whole = chats(store)["Wool"]
    assert whole.chat.tags == ("animals", "wool")
    assert whole.chat.parameters.system == "Be brief."
    assert shown(store, "Wool")[1:3] == [("assistant", "Vicuña."), ("user", "Why?")]
    reply = next(message for message in whole.messages if message.content == "Vicuña.")
    assert reply.thinking == "Vicuña is finer & rarer."
    assert len(whole.messages[0].attachments) == 1


def test_what_came_in_is_found(store: ConversationStore) -> None:
    taken(store, CLAUDE)
    while store.index_some().result(WAIT_S):
        pass
    count = store.access.read(
        lambda connection: connection.execute(
            "SELECT count(*) FROM message_index WHERE message_index MATCH 'rope'"
        ).fetchone()[0]
    )
    assert count.result(WAIT_S) == 1


def test_circles_orphans_and_equal_ids_end_in_a_tree(store: ConversationStore, tmp_path: Path) -> None:
    def node(parent: str | None, text: str) -> dict[str, Any]:
        content = {"content_type": "text", "parts": [text]}
        return {"parent": parent, "message": {"author": {"role": "user"}, "content": content}}

    mapping = {
        "a": node("c", "one"), "b": node("a", "two"), "c": node("b", "three"),
        "self": node("self", "four"), "orphan": node("nobody", "five"),
        "x": {"parent": "y"}, "y": {"parent": "x"}, "under": node("x", "six"),
    }  # fmt: skip
    taken(store, saved(tmp_path, [{"title": "Odd", "mapping": mapping, "current_node": "x"}]))
    whole = chats(store)["Odd"]
    assert sorted(message.content for message in whole.messages) == [
        "five",
        "four",
        "one",
        "six",
        "three",
        "two",
    ]
    assert sum(message.parent_id is None for message in whole.messages) == 4


ODD: list[Any] = [
    None, True, -1, 10**400, 1e308, "", "\x00", "\ud800", [], {}, [[]], {"a": {}}, [None],
    "9999-99-99T99", 2**70,
]  # fmt: skip


@pytest.mark.parametrize("file", [CHATGPT, CLAUDE, OPEN_WEBUI], ids=["chatgpt", "claude", "open_webui"])
def test_any_value_may_stand_anywhere(store: ConversationStore, tmp_path: Path, file: Path) -> None:
    randomness = random.Random(20261121)
    came_in = 0
    codes: set[FailureCode] = set()
    for _ in range(80):
        value = json.loads(file.read_text(encoding="utf-8"))
        for _ in range(randomness.randrange(1, 4)):
            _spoil(value, randomness)
        importing = ImportStore(store.access)
        try:
            done = take_over(saved(tmp_path, value), importing, store.files, unwatched)
        except StorageError as error:
            codes.add(error.failure.code)
            continue
        came_in += done.chats
        for whole in chats(store).values():
            store.open_chat(whole.chat.id).result(WAIT_S)
            ids = {message.id for message in whole.messages}
            assert all(message.parent_id is None or message.parent_id in ids for message in whole.messages)
            assert not any("\x00" in message.content for message in whole.messages)
        importing.discard()
    assert came_in > 50
    assert codes <= {FailureCode.IMPORT_UNKNOWN}
    assert chats(store) == {}


def _spoil(value: Any, randomness: random.Random) -> None:
    """Put something odd at a random place."""
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        key = randomness.choice(keys)
        inner = value[key]
        if not isinstance(inner, dict | list) or not inner or randomness.random() < 0.15:
            value[key] = randomness.choice(ODD)
            return
        value = inner


@pytest.mark.parametrize("file", [CHATGPT, CLAUDE, OPEN_WEBUI], ids=["chatgpt", "claude", "open_webui"])
def test_a_file_that_is_cut_brings_nothing(store: ConversationStore, tmp_path: Path, file: Path) -> None:
    data = file.read_bytes().rstrip()
    for length in range(1, len(data), max(1, len(data) // 40)):
        path = tmp_path / "cut.json"
        path.write_bytes(data[:length])
        with pytest.raises(StorageError) as caught:
            taken(store, path)
        assert caught.value.failure.code is FailureCode.IMPORT_BROKEN
    assert chats(store) == {}
    hidden = store.access.read(lambda c: c.execute("SELECT count(*) FROM chats").fetchone()[0])
    assert hidden.result(WAIT_S) == 0


def test_other_files_are_told_apart(store: ConversationStore, tmp_path: Path) -> None:
    for text in ("[]", "{}", "[1, 2]", '{"a": [1]}', '[{"title": "x"}]'):
        with pytest.raises(StorageError) as caught:
            preview(saved(tmp_path, text), ImportStore(store.access), unwatched)
        assert caught.value.failure.code is FailureCode.IMPORT_UNKNOWN, text
    for text in ("", "x", "[1 2]", '{"a" 1}', "[]x", '["\\'):
        with pytest.raises(StorageError) as caught:
            preview(saved(tmp_path, text), ImportStore(store.access), unwatched)
        assert caught.value.failure.code is FailureCode.IMPORT_BROKEN, text


def test_bombs_are_not_unpacked(store: ConversationStore, tmp_path: Path) -> None:
    archive = tmp_path / "bomb.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("conversations.json", b" " * 20_000_000)
    with pytest.raises(StorageError) as caught:
        preview(archive, ImportStore(store.access), unwatched)
    assert caught.value.failure.code is FailureCode.IMPORT_TOO_LARGE


def test_a_damaged_archive_is_told(store: ConversationStore, tmp_path: Path) -> None:
    archive = tmp_path / "x.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(CHATGPT, "conversations.json")
    data = bytearray(archive.read_bytes())
    data[200:400] = bytes(200)
    archive.write_bytes(data)
    with pytest.raises(StorageError) as caught:
        taken(store, archive)
    assert caught.value.failure.code is FailureCode.IMPORT_BROKEN
    assert chats(store) == {}


def read_all(data: bytes, step: int, longest: int = 10_000) -> list[Any]:
    pieces = [data[at : at + step] for at in range(0, len(data), step)]
    return list(items(lambda _size: pieces.pop(0) if pieces else b"", longest))


@pytest.mark.parametrize("step", [1, 2, 3, 7, 1000])
def test_items_are_the_same_in_any_pieces(step: int) -> None:
    value = {"a": [1, 'x\\" }]é\U0001f999', {"b": [[]]}, None], "c": {"d": "]"}, 'e"': -1.5e3, "f": []}
    text = json.dumps(value, ensure_ascii=False, indent=1)
    read = [(item.name, item.value) for item in read_all(b"\xef\xbb\xbf" + text.encode(), step)]
    assert read == [
        *(("a", 1), ("a", 'x\\" }]é\U0001f999'), ("a", {"b": [[]]}), ("a", None)),
        *(("c", {"d": "]"}), ('e"', -1500.0)),
    ]


@pytest.mark.parametrize("step", [1, 2, 3, 1000])
def test_strings_end_where_json_ends_them(step: int) -> None:
    randomness = random.Random(20261121)
    value = ["".join(randomness.choices('\\"]a,\n\u00e9', k=randomness.randrange(9))) for _ in range(500)]
    read = read_all(json.dumps(value).encode(), step)
    assert [item.value for item in read] == value
    for broken in ('["a', '["a\\', '["a\\"', '["\\\\\\"]'):
        with pytest.raises(NotJson):
            read_all(broken.encode(), step)


def test_a_large_item_is_read_as_a_small_one() -> None:
    item = {"a": ["x" * 1000, 'y"\\', -1.5e3, True, None, {"\u00e9": [[]]}] * 400}
    data = json.dumps([item, "end"]).encode()
    assert [each.value for each in read_all(data, 65536, longest=10**7)] == [item, "end"]
    broken = data.replace(b"null", b"nul", 1)
    reasons = [each.reason for each in read_all(broken, 65536, longest=10**7)]
    assert reasons == [SkipReason.BROKEN, None]


def test_items_that_are_too_long_or_too_deep_are_passed() -> None:
    deep = "[" * (MOST_DEPTH + 1) + "]" * (MOST_DEPTH + 1)
    data = f'[1, "{"x" * 500}", {deep}, 2]'.encode()
    read = read_all(data, 64, longest=400)
    assert [(item.value, item.reason) for item in read] == [
        (1, None), (None, SkipReason.TOO_LARGE), (None, SkipReason.BROKEN), (2, None),
    ]  # fmt: skip
    with pytest.raises(NotJson):
        read_all(b'["\xff"]', 64)


def test_a_reply_that_was_cut_stays_marked(store: ConversationStore, tmp_path: Path) -> None:
    value = json.loads(OPEN_WEBUI.read_text(encoding="utf-8"))
    value[0]["chat"]["history"]["messages"]["a"]["done"] = False
    taken(store, saved(tmp_path, value))
    states = {message.content: message.state for message in chats(store)["Wool"].messages}
    assert states["Llama."] is MessageState.STOPPED
