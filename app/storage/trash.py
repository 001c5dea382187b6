"""The trash: what is in it, and removing it for good in steps that hold up no reply."""

import sqlite3
from collections.abc import Sequence
from concurrent.futures import Future
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.domain.trash import OldCopies, TrashItem, TrashKind
from app.storage.access import Access
from app.storage.backup_restore import SET_ASIDE, remove_tree
from app.storage.database import transaction
from app.storage.rows import microseconds, time_of
from app.storage.search_index import unindex_message, unindex_title

_EXCERPT_LENGTH = 120
_STEP = 50
_MERGED_PAGES = 64
_AGED_BY = timedelta(days=3650)


class TrashStore:
    """The trash of one store; each call returns at once with a future."""

    def __init__(self, access: Access, data_dir: Path | None) -> None:
        self._access = access
        self._data_dir = data_dir

    def items(self) -> Future[tuple[TrashItem, ...]]:
        """What is in the trash, what was deleted last first."""
        return self._access.read_slowly(listed)

    def age(self, ids: Sequence[str]) -> Future[None]:
        """Make items older than all that the trash keeps: their removal goes on whatever comes between."""
        return self._access.write(lambda connection: _age(connection, tuple(ids)))

    def remove_some(self, before: datetime, only: Sequence[str] = ()) -> Future[bool]:
        """Remove some of what was deleted until then for good; whether there is more.

        Args:
            only: ids of the items to be removed; empty: all.
        """
        limit, ids = microseconds(before), tuple(only)
        return self._access.submit(lambda connection: _remove_some(connection, limit, ids))

    def clean_some(self, *, is_first: bool) -> Future[bool]:
        """After removing, overwrite some of what it left in the index of search; whether there is more."""
        return self._access.submit(lambda connection: _clean_some(connection, is_first=is_first))

    def copies(self) -> Future[OldCopies]:
        """The older copies of the database that there are."""
        return self._access.beside(self._copies)

    def remove_copies(self) -> Future[OldCopies]:
        """Remove all older copies; the result is what was removed."""

        def remove() -> OldCopies:
            copies = self._copies()
            for file in self._copy_files():
                file.unlink()
            if self._data_dir is not None:
                for folder in self._data_dir.glob(f"{SET_ASIDE}*"):
                    remove_tree(folder)
            return copies

        return self._access.beside(remove)

    def _copies(self) -> OldCopies:
        sizes = [file.stat().st_size for file in self._copy_files()]
        return OldCopies(len(sizes), sum(sizes))

    def _copy_files(self) -> list[Path]:
        if self._data_dir is None:
            return []
        patterns = (
            *("backups/arriero-v*.sqlite3", "arriero-damaged-*.sqlite3*"),
            f"{SET_ASIDE}*/arriero.sqlite3",
        )
        return [file for pattern in patterns for file in self._data_dir.glob(pattern)]


def listed(connection: sqlite3.Connection) -> tuple[TrashItem, ...]:
    """What `TrashStore.items` gives."""
    chats = connection.execute(
        "SELECT id, id, title, '', deleted_at, (SELECT count(*) FROM messages WHERE chat_id = chats.id)"
        " FROM chats WHERE deleted_at IS NOT NULL"
    )
    versions = connection.execute(
        "SELECT top.id, top.chat_id, chats.title, substr(top.content, 1, ?), top.deleted_at,"
        " (SELECT count(*) FROM messages AS own"
        "  WHERE own.deleted_at = top.deleted_at AND own.chat_id = top.chat_id)"
        " FROM messages AS top JOIN chats ON chats.id = top.chat_id"
        " LEFT JOIN messages AS parent ON parent.id = top.parent_id"
        " WHERE top.deleted_at IS NOT NULL AND chats.deleted_at IS NULL"
        " AND parent.deleted_at IS NOT top.deleted_at",
        (_EXCERPT_LENGTH,),
    )
    items = [_item(TrashKind.CHAT, row) for row in chats] + [
        _item(TrashKind.VERSION, row) for row in versions
    ]
    return tuple(sorted(items, key=lambda item: item.deleted_at, reverse=True))


def _item(kind: TrashKind, row: tuple[Any, ...]) -> TrashItem:
    item_id, chat_id, title, excerpt, deleted_at, messages = row
    return TrashItem(kind, item_id, chat_id, title, excerpt, time_of(deleted_at), messages)


def _age(connection: sqlite3.Connection, ids: tuple[str, ...]) -> None:
    by = _AGED_BY // timedelta(microseconds=1)
    for item_id in ids:
        connection.execute(
            "UPDATE chats SET deleted_at = deleted_at - ? WHERE id = ? AND deleted_at IS NOT NULL",
            (by, item_id),
        )
        connection.execute(
            "UPDATE messages SET deleted_at = messages.deleted_at - ? FROM messages AS top"
            " WHERE top.id = ? AND messages.chat_id = top.chat_id AND messages.deleted_at = top.deleted_at",
            (by, item_id),
        )


def _remove_some(connection: sqlite3.Connection, limit: int, only: tuple[str, ...]) -> bool:
    # What was removed is overwritten in the file, not only marked as free.
    connection.execute("PRAGMA secure_delete = 1")
    try:
        with transaction(connection):
            return _remove_of_chat(connection, limit, only) or _remove_of_version(connection, limit, only)
    finally:
        connection.execute("PRAGMA secure_delete = 0")


def _among(column: str, only: tuple[str, ...]) -> str:
    return f" AND {column} IN ({', '.join('?' * len(only))})" if only else ""


def _remove_of_chat(connection: sqlite3.Connection, limit: int, only: tuple[str, ...]) -> bool:
    row = connection.execute(
        f"SELECT id, number FROM chats WHERE deleted_at <= ?{_among('id', only)} LIMIT 1", (limit, *only)
    ).fetchone()
    if row is None:
        return False
    chat_id, number = row
    if not _unindex_some(connection, "chat_id = ?", (chat_id,)):
        unindex_title(connection, number)
        connection.execute("DELETE FROM draft_attachments WHERE chat_id = ?", (chat_id,))
        connection.execute("DELETE FROM chats WHERE id = ?", (chat_id,))
        _forget_files(connection)
    return True


def _remove_of_version(connection: sqlite3.Connection, limit: int, only: tuple[str, ...]) -> bool:
    # The oldest deletion first: what it took is never above what a later one took.
    row = connection.execute(
        f"SELECT chat_id, deleted_at FROM messages WHERE deleted_at <= ?{_among('id', only)}"
        " ORDER BY deleted_at LIMIT 1",
        (limit, *only),
    ).fetchone()
    if row is None:
        return False
    # What was deleted earlier below it goes with it: it could not stand without it.
    if not _unindex_some(connection, _BELOW, row):
        connection.execute(f"DELETE FROM messages WHERE {_BELOW}", row)
        _forget_files(connection)
    return True


_BELOW = """id IN (
    WITH RECURSIVE walk (id) AS (
        SELECT id FROM messages WHERE chat_id = ? AND deleted_at = ?
        UNION SELECT messages.id FROM walk JOIN messages ON messages.parent_id = walk.id
    ) SELECT id FROM walk
)"""


def _unindex_some(connection: sqlite3.Connection, where: str, values: tuple[Any, ...]) -> bool:
    numbers = connection.execute(
        f"SELECT number FROM messages WHERE {where}"
        " AND EXISTS (SELECT 1 FROM message_index_docsize WHERE message_index_docsize.id = number) LIMIT ?",
        (*values, _STEP),
    ).fetchall()
    for (number,) in numbers:
        unindex_message(connection, number)
    return bool(numbers)


def _forget_files(connection: sqlite3.Connection) -> None:
    connection.execute(
        "DELETE FROM attachments WHERE NOT EXISTS"
        " (SELECT 1 FROM message_attachments WHERE message_attachments.sha256 = attachments.sha256)"
    )


def _clean_some(connection: sqlite3.Connection, *, is_first: bool) -> bool:
    """One step of merging the index into one piece, which leaves out what was deleted.

    Source: sqlite.org/fts5.html, "The 'merge' Command": nothing is left when fewer than two rows change.
    """
    connection.execute("PRAGMA secure_delete = 1")
    more = False
    try:
        for table in ("message_index", "title_index"):
            before = connection.total_changes
            connection.execute(
                f"INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)",
                (-_MERGED_PAGES if is_first else _MERGED_PAGES,),
            )
            more = more or connection.total_changes - before >= 2
    finally:
        connection.execute("PRAGMA secure_delete = 0")
    if not more:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return more
