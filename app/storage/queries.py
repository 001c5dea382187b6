"""What is read from the database: the list of chats and the shown version of one."""

import sqlite3
from collections import defaultdict
from dataclasses import replace

from app.domain.conversation import Attachment, Chat, Message, MessageEdit, MessageState
from app.domain.parameters import Preset, from_json
from app.storage.rows import CHAT_COLUMNS, MESSAGE_COLUMNS, chat_of, message_of, stored_text

# From a message up to the first of its version, at most so many; `depth` 0 is the message itself.
_WALK = """
WITH RECURSIVE walk (number, id, parent_id, depth) AS (
    SELECT number, id, parent_id, 0 FROM messages WHERE id = ?
    UNION ALL
    SELECT messages.number, messages.id, messages.parent_id, depth + 1
    FROM walk JOIN messages ON messages.id = walk.parent_id
    LIMIT ?
)
"""
_ALL = -1  # SQLite: no limit


def listed_chats(connection: sqlite3.Connection, limit: int | None, offset: int) -> tuple[Chat, ...]:
    """Pinned chats first, then by the time of the last message, newest first; no deleted ones."""
    rows = connection.execute(
        f"SELECT {CHAT_COLUMNS} FROM chats WHERE deleted_at IS NULL"
        " ORDER BY pinned DESC, updated_at DESC, number DESC LIMIT ? OFFSET ?",
        (_ALL if limit is None else limit, offset),
    )
    return tuple(chat_of(row) for row in rows)


def count_chats(connection: sqlite3.Connection) -> int:
    """How many chats `listed_chats` has."""
    return int(connection.execute("SELECT count(*) FROM chats WHERE deleted_at IS NULL").fetchone()[0])


def one_chat(connection: sqlite3.Connection, chat_id: str) -> Chat:
    """A chat, also a deleted one.

    Raises:
        KeyError: there is no such chat.
    """
    row = connection.execute(f"SELECT {CHAT_COLUMNS} FROM chats WHERE id = ?", (chat_id,)).fetchone()
    if row is None:
        raise KeyError(chat_id)
    return chat_of(row)


def version_up_to(connection: sqlite3.Connection, message_id: str, count: int | None) -> tuple[Message, ...]:
    """The newest `count` messages of the version that ends with `message_id`, oldest first.

    A reply that is being written has what is journalled of it so far.
    """
    bounds = (message_id, _ALL if count is None else count)
    attachments = defaultdict(list)
    for row in connection.execute(
        f"{_WALK} SELECT walk.id, sha256, name, media_type, size_bytes, sent_sha256, sent_bytes FROM walk"
        " JOIN message_attachments ON message_attachments.message_id = walk.id"
        " JOIN attachments USING (sha256) ORDER BY walk.depth, position",
        bounds,
    ):
        attachments[row[0]].append(Attachment(*row[1:]))
    rows = connection.execute(
        f"{_WALK} SELECT {MESSAGE_COLUMNS} FROM walk JOIN messages USING (number) ORDER BY walk.depth DESC",
        bounds,
    )
    messages = [message_of(row, tuple(attachments.get(row[0], ()))) for row in rows]
    for index, message in enumerate(messages):
        if message.state is MessageState.WRITING:
            content, thinking = stored_text(connection, message.id)
            messages[index] = replace(message, content=content, thinking=thinking)
    return tuple(messages)


def used_attachments(connection: sqlite3.Connection) -> frozenset[str]:
    """The SHA-256 of every file that a message or a draft has, and of what is sent of it."""
    rows = connection.execute(
        "SELECT sha256, sent_sha256 FROM message_attachments"
        " UNION SELECT sha256, sent_sha256 FROM draft_attachments"
    )
    return frozenset(sha256 for row in rows for sha256 in row if sha256)


def draft_attachments(connection: sqlite3.Connection, chat_id: str) -> tuple[Attachment, ...]:
    """The files of a message that is not sent yet, in order."""
    rows = connection.execute(
        "SELECT sha256, name, media_type, size_bytes, sent_sha256, sent_bytes FROM draft_attachments"
        " WHERE chat_id = ? ORDER BY position",
        (chat_id,),
    )
    return tuple(Attachment(*row) for row in rows)


def edit_in(connection: sqlite3.Connection, chat_id: str) -> MessageEdit | None:
    """The other words for a message of a chat that are not sent yet."""
    row = connection.execute("SELECT message_id, text FROM edits WHERE chat_id = ?", (chat_id,)).fetchone()
    return None if row is None else MessageEdit(*row)


def listed_presets(connection: sqlite3.Connection) -> tuple[Preset, ...]:
    """Every preset, by name."""
    rows = connection.execute("SELECT name, parameters FROM presets ORDER BY name COLLATE NOCASE, name")
    return tuple(Preset(name, from_json(parameters)) for name, parameters in rows)


def state_value(connection: sqlite3.Connection, key: str) -> str | None:
    """A small value, or None where none was set."""
    row = connection.execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])
