"""Which chats have to do with which models."""

import sqlite3
from concurrent.futures import Future

from app.storage.access import Access


class ModelUse:
    """Reads it from every message; each call returns at once with a future."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def by_chat(self) -> Future[tuple[tuple[str, str], ...]]:
        """Pairs of a chat's id and the name of a model that wrote in it or is chosen in it, each once.

        Chats that were deleted are left out.
        """

        def read(connection: sqlite3.Connection) -> tuple[tuple[str, str], ...]:
            rows = connection.execute(
                "SELECT messages.chat_id, messages.model FROM messages JOIN chats ON chats.id = chat_id"
                " WHERE messages.model <> '' AND chats.deleted_at IS NULL"
                " UNION SELECT id, model FROM chats WHERE model <> '' AND deleted_at IS NULL"
            )
            return tuple((chat_id, model) for chat_id, model in rows)

        return self._access.read_slowly(read)
