"""Files are stored once, whole, and go when nothing names them."""

import os
import sqlite3
import stat
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.conversation import Attachment
from app.storage.attachments import AttachmentFolder
from app.storage.database import DATABASE_NAME
from tests.storage.builders import new_chat, new_message

WAIT_S = 20
SHA256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, B.1


@pytest.fixture
def folder(tmp_path: Path) -> AttachmentFolder:
    return AttachmentFolder(tmp_path / "attachments")


def files(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "attachments").rglob("*") if path.is_file()]


def test_file_lies_under_its_hash(folder, tmp_path):
    assert folder.put(b"abc") == SHA256_OF_ABC
    assert files(tmp_path) == [tmp_path / "attachments" / "ba" / SHA256_OF_ABC]
    assert folder.get(SHA256_OF_ABC) == b"abc"


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_nobody_else_may_read_it(folder, tmp_path):
    folder.put(b"abc")
    modes = [stat.S_IMODE(path.stat().st_mode) for path in sorted((tmp_path / "attachments").rglob("*"))]
    assert modes == [0o700, 0o600]


def test_same_bytes_are_stored_once(folder, tmp_path):
    assert folder.put(b"abc") == folder.put(b"abc")
    assert len(files(tmp_path)) == 1


def test_damaged_file_counts_as_missing_and_is_replaced(folder, tmp_path):
    folder.put(b"abc")
    files(tmp_path)[0].write_bytes(b"ab")
    with pytest.raises(KeyError):
        folder.get(SHA256_OF_ABC)
    folder.put(b"abc")
    assert folder.get(SHA256_OF_ABC) == b"abc"


@pytest.mark.parametrize("name", ["0" * 64, "../../arriero.sqlite3", "", "ba" * 31 + "/x"])
def test_what_was_not_stored_is_a_key_error(folder, name):
    with pytest.raises(KeyError):
        folder.get(name)


def test_full_disk_leaves_no_half_file(folder, tmp_path):
    (tmp_path / "attachments").write_text("a file where the folder should be")
    with pytest.raises(OSError, match="attachments"):
        folder.put(b"abc")
    assert [path.name for path in tmp_path.rglob("*")] == ["attachments"]


def test_message_names_its_files_in_order(store):
    chat = new_chat()
    image = store.put_attachment(b"abc", "Llama.png", "image/png").result(WAIT_S)
    assert image == Attachment(SHA256_OF_ABC, "Llama.png", "image/png", 3)
    text = store.put_attachment(b"text", "a.txt", "text/plain").result(WAIT_S)
    again = Attachment(SHA256_OF_ABC, "copy.png", "image/png", 3)
    question = new_message(chat, attachments=(image, text, again))
    answer = new_message(chat, question, attachments=(text,))
    store.create_chat(chat, question)
    store.add_message(answer)
    assert store.open_chat(chat.id).result(WAIT_S).messages == (question, answer)
    assert store.get_attachment(text.sha256).result(WAIT_S) == b"text"


def test_file_goes_with_the_last_message_that_names_it(store, tmp_path):
    chats = [new_chat(), new_chat()]
    image = store.put_attachment(b"abc", "Llama.png", "image/png").result(WAIT_S)
    for chat in chats:
        store.create_chat(chat, new_message(chat, attachments=(image,))).result(WAIT_S)
    for chat, left in zip(chats, (1, 0), strict=True):
        with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as other, other:
            other.execute("PRAGMA foreign_keys = 1")
            other.execute("DELETE FROM chats WHERE id = ?", (chat.id,))
        store.remove_unused_attachments(older_than_s=0).result(WAIT_S)
        assert len(files(tmp_path)) == left


def test_file_just_put_waits_for_its_message(store, tmp_path):
    store.put_attachment(b"abc", "Llama.png", "image/png").result(WAIT_S)
    assert store.remove_unused_attachments().result(WAIT_S) == 0
    old = time.time() - 2 * 24 * 3600
    os.utime(files(tmp_path)[0], (old, old))
    store.put_attachment(b"abc", "Llama.png", "image/png").result(WAIT_S)  # chosen once more: young again
    assert store.remove_unused_attachments().result(WAIT_S) == 0
    os.utime(files(tmp_path)[0], (old, old))
    assert store.remove_unused_attachments().result(WAIT_S) == 1
    assert files(tmp_path) == []


def test_what_is_sent_of_an_image_is_kept_beside_it(store, tmp_path):
    chat = new_chat()
    image = store.put_attachment(b"abc", "Llama.png", "image/png").result(WAIT_S)
    sent = store.put_attachment(b"smaller", "Llama.png", "image/png").result(WAIT_S)
    attachment = replace(image, sent_sha256=sent.sha256)
    store.create_chat(chat, new_message(chat, attachments=(attachment,)))
    assert store.open_chat(chat.id).result(WAIT_S).messages[0].attachments == (attachment,)
    assert store.remove_unused_attachments(older_than_s=0).result(WAIT_S) == 0
    assert len(files(tmp_path)) == 2


@pytest.mark.parametrize("chat_id", ["", "0" * 32], ids=["new chat", "a chat"])
def test_images_of_a_draft_are_kept_in_order_until_they_are_replaced(store, tmp_path, chat_id):
    one, two = (store.put_attachment(data, "a.png", "image/png").result(WAIT_S) for data in (b"1", b"22"))
    images = (replace(two, sent_sha256=one.sha256), two)
    store.set_draft_attachments(chat_id, images)
    assert store.draft_attachments(chat_id).result(WAIT_S) == images
    assert store.draft_attachments("another").result(WAIT_S) == ()
    assert store.remove_unused_attachments(older_than_s=0).result(WAIT_S) == 0
    store.set_draft_attachments(chat_id, ())
    assert store.draft_attachments(chat_id).result(WAIT_S) == ()
    assert store.remove_unused_attachments(older_than_s=0).result(WAIT_S) == 2
