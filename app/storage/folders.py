"""Folders, tags and marks of chats, for one or many chats at once."""

import sqlite3
from collections.abc import Sequence
from concurrent.futures import Future

from app.domain.conversation import Folder
from app.storage.access import Access
from app.storage.rows import replace_tags, storable


class FolderStore:
    """The order a person keeps; each call returns at once with a future."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def folders(self) -> Future[tuple[Folder, ...]]:
        """All folders in their order."""

        def read(connection: sqlite3.Connection) -> tuple[Folder, ...]:
            rows = connection.execute("SELECT id, name FROM folders ORDER BY position, name")
            return tuple(Folder(*row) for row in rows)

        return self._access.read(read)

    def keep(self, folders: Sequence[Folder]) -> Future[None]:
        """Keep these, in this order; one that is not among them stays as it is."""

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "INSERT INTO folders VALUES (?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET name = excluded.name, position = excluded.position",
                [(folder.id, storable(folder.name), place) for place, folder in enumerate(folders)],
            )

        return self._access.write(write)

    def remove(self, folder_id: str) -> Future[None]:
        """Remove a folder; its chats are in none."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM folders WHERE id = ?", (folder_id,))

        return self._access.write(write)

    def move(self, chat_ids: Sequence[str], folder_id: str) -> Future[None]:
        """Put chats into a folder; an empty id takes them out."""
        return self._set(chat_ids, "folder_id", folder_id or None)

    def set_archived(self, chat_ids: Sequence[str], archived: bool) -> Future[None]:
        """Put chats into the archive or back into the list."""
        return self._set(chat_ids, "archived", archived)

    def set_tags(self, chat_id: str, tags: tuple[str, ...]) -> Future[None]:
        """Give a chat these tags and no others."""
        return self._access.write(lambda connection: replace_tags(connection, chat_id, tags))

    def _set(self, chat_ids: Sequence[str], column: str, value: str | int | None) -> Future[None]:
        ids = list(chat_ids)

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany(
                f"UPDATE chats SET {column} = ? WHERE id = ?", [(value, chat_id) for chat_id in ids]
            )

        return self._access.write(write)
