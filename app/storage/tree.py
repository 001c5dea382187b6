"""Versions of messages: the forks of a chat, which branch is shown, and branches in the trash."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime

from app.domain.conversation import Chat, Fork, Message
from app.domain.ids import new_id
from app.storage.access import Access
from app.storage.rows import (
    MESSAGE_COLUMNS,
    copy_message,
    free_number,
    insert_chat,
    message_of,
    microseconds,
    show_leaf,
)
from app.storage.search_index import index_all_later

_UP = """
WITH RECURSIVE walk (id, parent_id) AS (
    SELECT id, parent_id FROM messages WHERE id = ?
    UNION ALL
    SELECT messages.id, messages.parent_id FROM walk JOIN messages ON messages.id = walk.parent_id
)
"""
_DOWN = """
WITH RECURSIVE walk (id) AS (
    VALUES (?)
    UNION ALL
    SELECT messages.id FROM walk JOIN messages ON messages.parent_id = walk.id
)
"""


class VersionStore:
    """What is done with the versions of one store's chats; each call returns at once with a future.

    Futures fail with `KeyError` where a message does not exist, else as those of `ConversationStore`.
    """

    def __init__(self, access: Access) -> None:
        self._access = access

    def show(self, message_id: str) -> Future[str]:
        """Show the version that this message is in, as it was last; the result is its newest message."""
        return self._access.write(lambda connection: show_version(connection, message_id))

    def delete(self, message_id: str) -> Future[str | None]:
        """Put a message and all that follows it into the trash; a neighbouring version is shown.

        The result is the newest message of what is shown now, None where nothing is left.
        """
        return self._access.write(lambda connection: delete_version(connection, message_id))

    def undelete(self, message_id: str) -> Future[str]:
        """Bring a deleted version back and show it; the result is its newest message."""
        return self._access.write(lambda connection: undelete_version(connection, message_id))

    def copy(self, chat_id: str, new: Chat, up_to: str | None = None) -> Future[Chat]:
        """Copy a chat with all its versions, or only the messages up to and with one.

        Args:
            new: id, title and times of the copy; the rest is as in the copied chat.
        """
        return self._access.write(lambda connection: copy_chat(connection, chat_id, new, up_to))


def forks_of(connection: sqlite3.Connection, chat_id: str, shown: Iterable[Message]) -> tuple[Fork, ...]:
    """The forks among the shown messages of a chat, in their order."""
    by_parent: dict[str | None, list[str]] = defaultdict(list)
    for parent_id, message_id in connection.execute(
        "SELECT parent_id, id FROM messages WHERE chat_id = ? AND deleted_at IS NULL"
        " AND coalesce(parent_id, '') IN (SELECT coalesce(parent_id, '') FROM messages"
        " WHERE chat_id = ? GROUP BY parent_id HAVING count(*) > 1) ORDER BY created_at, number",
        (chat_id, chat_id),
    ):
        by_parent[parent_id].append(message_id)
    return tuple(
        Fork(message.id, tuple(versions))
        for message in shown
        if len(versions := by_parent.get(message.parent_id, [])) > 1 and message.id in versions
    )


def is_shown(connection: sqlite3.Connection, chat_id: str, message_id: str) -> bool:
    """Whether a message is on the shown version of its chat."""
    (leaf_id,) = connection.execute("SELECT leaf_id FROM chats WHERE id = ?", (chat_id,)).fetchone()
    if leaf_id == message_id:
        return True
    forked = connection.execute(
        "SELECT 1 FROM messages WHERE chat_id = ? GROUP BY parent_id HAVING count(*) > 1 LIMIT 1", (chat_id,)
    ).fetchone()
    if forked is None:
        return True
    query = f"{_UP} SELECT 1 FROM walk WHERE id = ? LIMIT 1"
    return connection.execute(query, (leaf_id, message_id)).fetchone() is not None


def leaf_below(connection: sqlite3.Connection, message_id: str) -> str:
    """The newest message of the version that goes on from this one as it was shown last."""
    while True:
        child = connection.execute(
            "SELECT messages.id FROM messages LEFT JOIN shown_children ON shown_children.parent_id = ?1"
            " WHERE messages.parent_id = ?1 AND deleted_at IS NULL"
            " ORDER BY messages.id IS shown_children.child_id DESC, created_at DESC, number DESC LIMIT 1",
            (message_id,),
        ).fetchone()
        if child is None:
            return message_id
        message_id = child[0]


def show_version(connection: sqlite3.Connection, message_id: str) -> str:
    """What `VersionStore.show` does."""
    chat_id, _ = _place(connection, message_id)
    leaf_id = leaf_below(connection, message_id)
    show_leaf(connection, chat_id, leaf_id)
    note_shown(connection, leaf_id)
    return leaf_id


def note_shown(connection: sqlite3.Connection, leaf_id: str) -> None:
    """Remember at every fork above this message that its branch is the one shown."""
    connection.execute(
        f"INSERT OR REPLACE INTO shown_children {_UP} SELECT parent_id, id FROM walk"
        " WHERE parent_id IS NOT NULL AND EXISTS (SELECT 1 FROM messages AS other"
        " WHERE other.parent_id = walk.parent_id AND other.id <> walk.id)",
        (leaf_id,),
    )


def delete_version(connection: sqlite3.Connection, message_id: str) -> str | None:
    """What `VersionStore.delete` does."""
    chat_id, parent_id = _place(connection, message_id)
    now = microseconds(datetime.now(UTC))
    siblings = [
        row[0]
        for row in connection.execute(
            "SELECT id FROM messages WHERE chat_id = ? AND parent_id IS ?"
            " AND (deleted_at IS NULL OR id = ?) ORDER BY created_at, number",
            (chat_id, parent_id, message_id),
        )
    ]
    (leaf_id,) = connection.execute("SELECT leaf_id FROM chats WHERE id = ?", (chat_id,)).fetchone()
    is_gone = _has(connection, f"{_DOWN} SELECT 1 FROM walk WHERE id = ?", (message_id, leaf_id))
    connection.execute(
        f"UPDATE messages SET deleted_at = ? WHERE deleted_at IS NULL"
        f" AND id IN ({_DOWN} SELECT id FROM walk)",
        (now, message_id),
    )
    if is_gone:
        place = siblings.index(message_id)
        rest = siblings[:place][-1:] or siblings[place + 1 :][:1]
        leaf_id = leaf_below(connection, rest[0]) if rest else parent_id
        show_leaf(connection, chat_id, leaf_id)
        if leaf_id is not None:
            note_shown(connection, leaf_id)
    return leaf_id if leaf_id is None else str(leaf_id)


def undelete_version(connection: sqlite3.Connection, message_id: str) -> str:
    """What `VersionStore.undelete` does. What it follows is brought back with it."""
    chat_id, _ = _place(connection, message_id)
    connection.execute(
        f"UPDATE messages SET deleted_at = NULL WHERE chat_id = ? AND deleted_at IN ({_UP}"
        " SELECT messages.deleted_at FROM walk JOIN messages ON messages.id = walk.id)",
        (chat_id, message_id),
    )
    return show_version(connection, message_id)


def copy_chat(connection: sqlite3.Connection, chat_id: str, new: Chat, up_to: str | None) -> Chat:
    """What `VersionStore.copy` does. The index of the copy is filled later."""
    row = connection.execute("SELECT leaf_id FROM chats WHERE id = ?", (chat_id,)).fetchone()
    if row is None:
        raise KeyError(chat_id)
    leaf_id = up_to or row[0]
    where = f"id IN ({_UP} SELECT id FROM walk)" if up_to else "chat_id = ? AND deleted_at IS NULL"
    rows = connection.execute(
        f"SELECT {MESSAGE_COLUMNS} FROM messages WHERE {where} AND state <> 'writing'"
        " ORDER BY created_at, number",
        (up_to or chat_id,),
    ).fetchall()
    ids = {row[0]: new_id() for row in rows}
    new = replace(new, leaf_id=ids.get(leaf_id))
    insert_chat(connection, new)
    for row in rows:
        message = message_of(row)
        copied = replace(
            message, id=ids[message.id], chat_id=new.id, parent_id=ids.get(message.parent_id or "")
        )
        copy_message(connection, copied, message.id, free_number(connection, message.created_at))
    if new.leaf_id is not None:
        note_shown(connection, new.leaf_id)
    index_all_later(connection)
    return new


def _place(connection: sqlite3.Connection, message_id: str) -> tuple[str, str | None]:
    row = connection.execute("SELECT chat_id, parent_id FROM messages WHERE id = ?", (message_id,)).fetchone()
    if row is None:
        raise KeyError(message_id)
    return row[0], row[1]


def _has(connection: sqlite3.Connection, query: str, values: tuple[str | None, ...]) -> bool:
    return connection.execute(query, values).fetchone() is not None
