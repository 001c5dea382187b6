"""Rows of the database as values of the domain, and back."""

import json
import sqlite3
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime, timedelta
from random import randrange
from typing import Any

from app.domain.chat import ReplyStats, ToolCall
from app.domain.conversation import Attachment, Chat, Message, MessageEdit, MessageState, TitleBy
from app.domain.failure import Failure, FailureCode
from app.domain.parameters import NOTHING_SET, Parameters, from_json, to_json
from app.domain.texts import whole_characters
from app.storage.search_index import index_message, index_title, unindex_message

_CHAT = (
    *("id", "title", "model", "created_at", "updated_at", "pinned", "unread", "draft", "leaf_id"),
    *("parameters", "folder_id", "archived", "title_by"),
)
_TAG_END = "\x1f"
CHAT_COLUMNS = (
    ", ".join(_CHAT)
    + ", (SELECT group_concat(tag, char(31)) FROM chat_tags WHERE chat_tags.chat_id = chats.id)"
)

_STATS = tuple(field.name for field in fields(ReplyStats))
# What is known before a reply ends never changes afterwards; the rest is written again at its end.
_FIXED = ("id", "chat_id", "parent_id", "role", "created_at", "temperature", "tool_name", "tool_call_id")
_GROWING = (
    *("content", "thinking", "state", "model", "model_digest", "server", "done_reason"),
    *_STATS,
    *("thought_ns", "failure", "tool_calls"),
)
_COLUMNS = (*_FIXED, *_GROWING)
_STATES = {state.value: state for state in MessageState}
MESSAGE_COLUMNS = ", ".join(f"messages.{name}" for name in _COLUMNS)
_INSERT = f"INSERT INTO messages (number, {', '.join(_COLUMNS)}) VALUES (?, {', '.join('?' * len(_COLUMNS))})"
_UPSERT = f"{_INSERT} ON CONFLICT (id) DO UPDATE SET " + ", ".join(f"{n} = excluded.{n}" for n in _GROWING)

_FILE = "position, sha256, name, media_type, sent_sha256, sent_bytes"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_INT_MAX = 2**63 - 1
_NUMBER_US = 100_000  # see migration 005
_TRIES_IN_ORDER = 50


def microseconds(time: datetime) -> int:
    """An aware time as microseconds since 1970 in UTC."""
    return (time - _EPOCH) // _MICROSECOND


def time_of(value: int) -> datetime:
    """The reverse of `microseconds`, exact to the last digit."""
    return _EPOCH + value * _MICROSECOND


def number_of(time: datetime) -> int:
    """The smallest number of a message of that time: numbers grow with time."""
    return microseconds(time) // _NUMBER_US


def free_number(connection: sqlite3.Connection, time: datetime | None) -> int:
    """A number for a new message of that time (None: now) that no other has."""
    number = number_of(time or datetime.now(UTC))
    tries = 0
    while connection.execute("SELECT 1 FROM messages WHERE number = ?", (number,)).fetchone():
        # In order at first; thousands of one moment would try one number after the other.
        number += 1 if tries < _TRIES_IN_ORDER else randrange(1, 1 << min(tries - _TRIES_IN_ORDER + 1, 20))
        tries += 1
    return number


def storable(text: str) -> str:
    """`text` as SQLite takes it."""
    return whole_characters(text)


def chat_of(row: tuple[Any, ...]) -> Chat:
    """A chat from a row of `CHAT_COLUMNS`."""
    chat_id, title, model, created_at, updated_at, pinned, unread, draft, leaf_id = row[:9]
    parameters, folder_id, archived, title_by, tags = row[9:]
    times = time_of(created_at), time_of(updated_at)
    return Chat(
        *(chat_id, title, model, *times, bool(pinned), bool(unread), draft, leaf_id),
        parameters=from_json(parameters) if parameters != NOTHING_SET else Parameters(),
        folder_id=folder_id or "",
        archived=bool(archived),
        tags=tuple(sorted(tags.split(_TAG_END), key=str.casefold)) if tags else (),
        title_by=TitleBy(title_by),
    )


def message_of(row: tuple[Any, ...], attachments: tuple[Attachment, ...] = ()) -> Message:
    """A message from a row of `MESSAGE_COLUMNS`."""
    # Name by name and not by a loop: a chat of 10,000 messages is read in three quarters of the time.
    message_id, chat_id, parent_id, role, created_at, temperature, tool_name, tool_call_id, *grown = row
    content, thinking, state, model, model_digest, server, done_reason, *stats = grown[:-3]
    thought_ns, failure, tool_calls = grown[-3:]
    return Message(
        message_id,
        chat_id,
        parent_id,
        role,
        content,
        thinking,
        _STATES[state],
        time_of(created_at),
        model,
        model_digest,
        server,
        done_reason,
        stats=None if stats[0] is None else ReplyStats(*stats),
        thought_ns=thought_ns,
        failure=_failure_of(failure) if failure else None,
        attachments=attachments,
        temperature=temperature,
        tool_calls=_calls_of(tool_calls) if tool_calls else (),
        tool_name=tool_name,
        tool_call_id=tool_call_id,
    )


def insert_chat(connection: sqlite3.Connection, chat: Chat) -> int:
    """Write a new chat and index its title; return its number."""
    values = (
        *(chat.id, storable(chat.title), storable(chat.model)),
        *(microseconds(chat.created_at), microseconds(chat.updated_at)),
        *(chat.pinned, chat.unread, storable(chat.draft), chat.leaf_id, storable(to_json(chat.parameters))),
        *(chat.folder_id or None, chat.archived, chat.title_by.value),
    )
    marks = ", ".join("?" * len(_CHAT))
    number = connection.execute(f"INSERT INTO chats ({', '.join(_CHAT)}) VALUES ({marks})", values).lastrowid
    assert number is not None
    index_title(connection, number)
    replace_tags(connection, chat.id, chat.tags)
    return number


def replace_tags(connection: sqlite3.Connection, chat_id: str, tags: tuple[str, ...]) -> None:
    """Write the tags of a chat; of two that differ in case only the first one stays."""
    connection.execute("DELETE FROM chat_tags WHERE chat_id = ?", (chat_id,))
    connection.executemany(
        "INSERT OR IGNORE INTO chat_tags VALUES (?, ?)",
        [(chat_id, storable(tag).replace(_TAG_END, " ")) for tag in tags],
    )


def insert_message(connection: sqlite3.Connection, message: Message) -> None:
    """Write a new message with its attachments and make it the newest of its chat's shown version."""
    number = free_number(connection, message.created_at)
    connection.execute(_INSERT, (number, *_values(message)))
    _insert_attachments(connection, message)
    index_message(connection, number)
    _show(connection, message)


def copy_message(connection: sqlite3.Connection, message: Message, copied_id: str, number: int) -> None:
    """Write a message with the attachments of another one; it is indexed later."""
    connection.execute(_INSERT, (number, *_values(message)))
    connection.execute(
        f"INSERT INTO message_attachments (message_id, {_FILE}) SELECT ?, {_FILE} FROM message_attachments"
        " WHERE message_id = ?",
        (message.id, copied_id),
    )


def open_reply(connection: sqlite3.Connection, message: Message) -> None:
    """Write the row of a reply that begins or, where it exists, goes on."""
    save_reply(connection, message)
    _show(connection, message)


def save_reply(
    connection: sqlite3.Connection, message: Message, content: str = "", thinking: str = ""
) -> Message:
    """Write the row of a reply with all its text and remove its deltas.

    The text is what is stored already, with `content` and `thinking` at its end; that of `message` where
    it is longer. So nothing that arrived is lost whichever of both a caller holds.

    Returns:
        The message as it is stored.
    """
    stored_content, stored_thinking = stored_text(connection, message.id)
    message = replace(
        message,
        content=max(stored_content + storable(content), storable(message.content), key=len),
        thinking=max(stored_thinking + storable(thinking), storable(message.thinking), key=len),
        created_at=message.created_at or datetime.now(UTC),
    )
    number = _number_in(connection, message.id)
    if number is None:
        number = free_number(connection, message.created_at)
    else:
        unindex_message(connection, number)
    connection.execute(_UPSERT, (number, *_values(message)))
    connection.execute("DELETE FROM deltas WHERE message_id = ?", (message.id,))
    if message.state is not MessageState.WRITING:
        index_message(connection, number)
    return message


def stored_text(connection: sqlite3.Connection, message_id: str) -> tuple[str, str]:
    """Content and thinking of a message with its deltas; both empty where there is no such message."""
    rows = (
        connection.execute("SELECT content, thinking FROM messages WHERE id = ?", (message_id,)).fetchall()
        + connection.execute(
            "SELECT content, thinking FROM deltas WHERE message_id = ? ORDER BY number", (message_id,)
        ).fetchall()
    )
    return "".join(content for content, _ in rows), "".join(thinking for _, thinking in rows)


def replace_draft_attachments(
    connection: sqlite3.Connection, chat_id: str, attachments: tuple[Attachment, ...]
) -> None:
    """Write the files of a message that is not sent yet."""
    connection.execute("DELETE FROM draft_attachments WHERE chat_id = ?", (chat_id,))
    connection.executemany(
        f"INSERT INTO draft_attachments (chat_id, size_bytes, {_FILE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(chat_id, a.size_bytes, *_file_values(position, a)) for position, a in enumerate(attachments)],
    )


def replace_edit(connection: sqlite3.Connection, chat_id: str, edit: MessageEdit | None) -> None:
    """Write the other words for a message that are not sent yet, of a chat that is there."""
    connection.execute("DELETE FROM edits WHERE chat_id = ?", (chat_id,))
    if edit is not None:
        connection.execute(
            "INSERT INTO edits SELECT id, ?, ? FROM chats WHERE id = ?",
            (edit.message_id, storable(edit.text), chat_id),
        )


def insert_delta(connection: sqlite3.Connection, message_id: str, content: str, thinking: str) -> None:
    """Journal a piece of a reply."""
    connection.execute(
        "INSERT INTO deltas (message_id, content, thinking) VALUES (?, ?, ?)",
        (message_id, storable(content), storable(thinking)),
    )


def stop_unfinished(connection: sqlite3.Connection) -> int:
    """Fold and mark as stopped every reply that the end of the program cut; return how many."""
    query = f"SELECT {MESSAGE_COLUMNS} FROM messages WHERE state = 'writing'"
    rows = connection.execute(query).fetchall()
    for row in rows:
        save_reply(connection, replace(message_of(row), state=MessageState.STOPPED))
    return len(rows)


def show_leaf(connection: sqlite3.Connection, chat_id: str, leaf_id: str | None) -> None:
    """Have the version that ends with this message be the one that is shown."""
    connection.execute("UPDATE chats SET leaf_id = ? WHERE id = ?", (leaf_id, chat_id))


def _show(connection: sqlite3.Connection, message: Message) -> None:
    now = microseconds(message.created_at or datetime.now(UTC))
    connection.execute(
        "UPDATE chats SET leaf_id = ?, updated_at = max(updated_at, ?) WHERE id = ?",
        (message.id, now, message.chat_id),
    )
    connection.execute(
        "INSERT OR REPLACE INTO shown_children SELECT parent_id, id FROM messages AS own WHERE id = ?"
        " AND EXISTS (SELECT 1 FROM messages WHERE parent_id = own.parent_id AND id <> own.id)",
        (message.id,),
    )


def _number_in(connection: sqlite3.Connection, message_id: str) -> int | None:
    row = connection.execute("SELECT number FROM messages WHERE id = ?", (message_id,)).fetchone()
    return None if row is None else int(row[0])


def _insert_attachments(connection: sqlite3.Connection, message: Message) -> None:
    for position, attachment in enumerate(message.attachments):
        connection.execute(
            "INSERT OR IGNORE INTO attachments VALUES (?, ?)", (attachment.sha256, attachment.size_bytes)
        )
        connection.execute(
            f"INSERT INTO message_attachments (message_id, {_FILE}) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (message.id, *_file_values(position, attachment)),
        )


def _file_values(position: int, file: Attachment) -> tuple[int | str, ...]:
    """The values of `_FILE`."""
    return (
        *(position, file.sha256, storable(file.name)),
        *(file.media_type, file.sent_sha256, file.sent_bytes),
    )


def _values(message: Message) -> list[str | int | float | None]:
    values: list[str | int | float | None] = []
    for name in _COLUMNS:
        if name in _STATS:
            value = None if message.stats is None else getattr(message.stats, name)
        elif name == "created_at":
            value = microseconds(message.created_at or datetime.now(UTC))
        elif name == "failure":
            value = None if message.failure is None else json.dumps(asdict(message.failure))
        elif name == "tool_calls":
            value = calls_text(message.tool_calls)
        else:
            value = getattr(message, name)
        if isinstance(value, str):
            value = storable(value)
        elif isinstance(value, int):
            value = max(-_INT_MAX, min(value, _INT_MAX))  # counters come from a server: no number is too odd
        values.append(value)
    return values


def _failure_of(text: str) -> Failure:
    values = json.loads(text)
    return Failure(**{**values, "code": FailureCode(values["code"])})


def calls_text(calls: tuple[ToolCall, ...]) -> str:
    """The calls of tools as the column `tool_calls` has them."""
    if not calls:
        return ""
    # Few replies have calls.
    from app.domain.tool_calls import calls_to_json

    return storable(calls_to_json(calls))


def _calls_of(text: str) -> tuple[ToolCall, ...]:
    # As above.
    from app.domain.tool_calls import calls_from_json

    return calls_from_json(text)


def rename_preset(connection: sqlite3.Connection, name: str, new_name: str) -> None:
    """Give a preset another name, in the chats that use it too."""
    connection.execute("UPDATE presets SET name = ? WHERE name = ?", (new_name, name))
    connection.execute(
        "UPDATE chats SET parameters = json_set(parameters, '$.preset', ?)"
        " WHERE json_valid(parameters) AND json_extract(parameters, '$.preset') = ?",
        (new_name, name),
    )
