"""Chats taken over from files: written bit by bit where nobody sees them, then shown all at once."""

import sqlite3
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.domain.conversation import Chat, Folder, Message
from app.domain.exchange import WholeChat
from app.domain.trash import KEPT_FOR
from app.storage.access import Access
from app.storage.rows import calls_text, copy_message, free_number, insert_chat, microseconds, storable
from app.storage.search_index import index_all_later, unindex_title
from app.storage.tree import note_shown

_MOST_MESSAGES = 40
_MOST_CHARACTERS = 200_000
_MOST_VALUES = 500
LEFT_FOR = timedelta(days=1)
"""How long the trash has what a program that was killed left half imported."""


class ImportStore:
    """One import. Until `show` its chats are as if they were deleted; `discard` takes them away.

    A program that is killed between leaves them in the trash, which removes them after a day. Each step is a
    short write of its own, so that pieces of a running reply are kept in time. Futures fail as those of
    `ConversationStore`.
    """

    def __init__(self, access: Access) -> None:
        self._access = access
        self._hidden_at = microseconds(datetime.now(UTC) - KEPT_FOR + LEFT_FOR)
        self._begun: list[str] = []
        self._chats: list[Chat] = []

    def known_chats(self) -> Future[frozenset[str]]:
        """The ids of all chats, also of those in the trash."""

        def read(connection: sqlite3.Connection) -> frozenset[str]:
            return frozenset(row[0] for row in connection.execute("SELECT id FROM chats"))

        return self._access.read_slowly(read)

    def has_messages(self, messages: Sequence[Message]) -> Future[bool]:
        """Whether one of these messages is there already, in whatever chat."""
        ids = [message.id for message in messages]

        def read(connection: sqlite3.Connection) -> bool:
            for start in range(0, len(ids), _MOST_VALUES):
                some = ids[start : start + _MOST_VALUES]
                marks = ", ".join("?" * len(some))
                query = f"SELECT 1 FROM messages WHERE id IN ({marks}) LIMIT 1"
                if connection.execute(query, some).fetchone() is not None:
                    return True
            return False

        return self._access.read_slowly(read)

    def add(self, whole: WholeChat) -> None:
        """Write a chat, whose messages come parents first. Blocks.

        Raises:
            StorageError: as `ConversationStore`.
        """
        self._begun.append(whole.chat.id)
        self._access.write(lambda connection: self._begin(connection, whole.chat)).result()
        for some in _batches(whole.messages):
            self._access.write(lambda connection, some=some: _add(connection, some)).result()  # type: ignore[misc]
        self._access.write(lambda connection: _end(connection, whole)).result()
        self._chats.append(whole.chat)

    def show(self, folders: Sequence[Folder]) -> Future[None]:
        """Let all chats be seen, in folders that are made where they are missing."""

        def write(connection: sqlite3.Connection) -> None:
            made = _folders(connection, folders)
            connection.executemany(
                "UPDATE chats SET deleted_at = NULL, updated_at = ?, folder_id = ? WHERE id = ?",
                [(microseconds(chat.updated_at), made.get(chat.folder_id), chat.id) for chat in self._chats],
            )
            index_all_later(connection)

        return self._access.write(write)

    def discard(self) -> None:
        """Take everything away again. Blocks.

        Raises:
            StorageError: as `ConversationStore`.
        """
        for chat_id in self._begun:
            self._access.write(lambda connection, chat_id=chat_id: _remove(connection, chat_id)).result()  # type: ignore[misc]

    def _begin(self, connection: sqlite3.Connection, chat: Chat) -> None:
        insert_chat(connection, replace(chat, leaf_id=None, folder_id=""))
        connection.execute("UPDATE chats SET deleted_at = ? WHERE id = ?", (self._hidden_at, chat.id))


def _batches(messages: Sequence[Message]) -> list[list[Message]]:
    batches: list[list[Message]] = [[]]
    length = 0
    for message in messages:
        own = len(message.content) + len(message.thinking) + len(calls_text(message.tool_calls))
        length += own
        if batches[-1] and (len(batches[-1]) >= _MOST_MESSAGES or length > _MOST_CHARACTERS):
            batches.append([])
            length = own
        batches[-1].append(message)
    return batches


def _add(connection: sqlite3.Connection, messages: Sequence[Message]) -> None:
    for message in messages:
        copy_message(connection, message, message.id, free_number(connection, message.created_at))
        for position, attachment in enumerate(message.attachments):
            connection.execute(
                "INSERT OR IGNORE INTO attachments VALUES (?, ?)", (attachment.sha256, attachment.size_bytes)
            )
            connection.execute(
                "INSERT INTO message_attachments"
                " (message_id, position, sha256, name, media_type, sent_sha256, sent_bytes)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    *(message.id, position, attachment.sha256, storable(attachment.name)),
                    *(storable(attachment.media_type), attachment.sent_sha256, attachment.sent_bytes),
                ),
            )


def _end(connection: sqlite3.Connection, whole: WholeChat) -> None:
    leaf_id = whole.chat.leaf_id
    connection.execute("UPDATE chats SET leaf_id = ? WHERE id = ?", (leaf_id, whole.chat.id))
    connection.executemany("INSERT OR REPLACE INTO shown_children VALUES (?, ?)", list(whole.shown.items()))
    if leaf_id is not None and not whole.shown:
        note_shown(connection, leaf_id)


def _folders(connection: sqlite3.Connection, folders: Sequence[Folder]) -> Mapping[str, str]:
    """The id that each folder has here, by the one in the file; one of the same name is the same."""
    there = connection.execute("SELECT id, name FROM folders ORDER BY position").fetchall()
    by_name = {name.casefold(): folder_id for folder_id, name in reversed(there)}
    ids = {folder_id for folder_id, _ in there}
    found: dict[str, str] = {}
    for folder in folders:
        same = folder.id if folder.id in ids else by_name.get(folder.name.casefold())
        if same is None:
            connection.execute(
                "INSERT INTO folders VALUES (?, ?, ?)", (folder.id, storable(folder.name), len(ids))
            )
            ids.add(folder.id)
            same = by_name[folder.name.casefold()] = folder.id
        found[folder.id] = same
    return found


def _remove(connection: sqlite3.Connection, chat_id: str) -> None:
    row = connection.execute("SELECT number FROM chats WHERE id = ?", (chat_id,)).fetchone()
    if row is not None:
        unindex_title(connection, row[0])
        connection.execute("DELETE FROM chats WHERE id = ?", (chat_id,))
