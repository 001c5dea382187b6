"""A store that is gone with the program: nothing of it is ever on the disk."""

import hashlib
import sqlite3
from pathlib import Path

from app.domain.storage_use import AttachmentUse
from app.storage.attachments import AttachmentFolder
from app.storage.conversations import ConversationStore
from app.storage.database import Database, apply_all
from app.storage.search_index import check_preparation

_NOWHERE = Path(":memory:")


def open_in_memory() -> ConversationStore:
    """An empty store. Blocks for a few milliseconds."""
    # One connection for everything: each one to ":memory:" would be a database of its own.
    connection = sqlite3.connect(str(_NOWHERE), isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA temp_store = MEMORY")
    apply_all(connection)
    connection.execute("PRAGMA foreign_keys = 1")
    check_preparation(connection)
    database = Database(_NOWHERE, connection, connection, sqlite3.connect(str(_NOWHERE)), ())
    return ConversationStore(database, AttachmentsInMemory(), None)


class AttachmentsInMemory(AttachmentFolder):
    """Files by their SHA-256."""

    def __init__(self) -> None:
        super().__init__(_NOWHERE)
        self._by_sha256: dict[str, bytes] = {}

    def put(self, data: bytes) -> str:
        """As in a folder."""
        sha256 = hashlib.sha256(data).hexdigest()
        self._by_sha256[sha256] = data
        return sha256

    def get(self, sha256: str) -> bytes:
        """As in a folder."""
        return self._by_sha256[sha256]

    def remove_unused(self, used: frozenset[str], older_than_s: float) -> int:
        """As in a folder, of whatever age: who puts a file names it at once."""
        unused = self._by_sha256.keys() - used
        for sha256 in unused:
            del self._by_sha256[sha256]
        return len(unused)

    def count(self, used: frozenset[str], older_than_s: float) -> AttachmentUse:
        """As in a folder."""
        unused = [len(data) for sha256, data in self._by_sha256.items() if sha256 not in used]
        return AttachmentUse(
            len(self._by_sha256), sum(map(len, self._by_sha256.values())), len(unused), sum(unused)
        )
