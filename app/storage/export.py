"""Whole chats read from the database, all versions and attachments, one at a time."""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace

from app.domain.conversation import Attachment, Folder, Message, MessageState
from app.domain.exchange import WholeChat
from app.storage.access import Access
from app.storage.attachments import AttachmentFolder
from app.storage.queries import one_chat
from app.storage.rows import MESSAGE_COLUMNS, message_of, stored_text


class ExportStore:
    """What an export reads; no text of more than one chat is in memory at a time.

    Futures fail as those of `ConversationStore`.
    """

    def __init__(self, access: Access, files: AttachmentFolder) -> None:
        self._access = access
        self._files = files

    def chat_ids(self) -> Future[tuple[str, ...]]:
        """Every chat that is not in the trash, oldest first."""

        def read(connection: sqlite3.Connection) -> tuple[str, ...]:
            rows = connection.execute(
                "SELECT id FROM chats WHERE deleted_at IS NULL ORDER BY created_at, number"
            )
            return tuple(row[0] for row in rows)

        return self._access.read_slowly(read)

    def folders(self, chat_ids: Sequence[str]) -> Future[tuple[Folder, ...]]:
        """The folders of these chats, in their order."""
        wanted = frozenset(chat_ids)

        def read(connection: sqlite3.Connection) -> tuple[Folder, ...]:
            used = {
                folder_id
                for chat_id, folder_id in connection.execute(
                    "SELECT id, folder_id FROM chats WHERE folder_id IS NOT NULL"
                )
                if chat_id in wanted
            }
            rows = connection.execute("SELECT id, name FROM folders ORDER BY position, name")
            return tuple(Folder(*row) for row in rows if row[0] in used)

        return self._access.read_slowly(read)

    def chat(self, chat_id: str) -> Future[WholeChat]:
        """One chat with all versions that are not in the trash."""
        return self._access.read_slowly(lambda connection: whole_chat(connection, chat_id))

    def file(self, sha256: str) -> bytes:
        """The bytes of an attachment. Blocks.

        Raises:
            KeyError: it is not there, or not whole.
            OSError: it cannot be read.
        """
        return self._files.get(sha256)


def whole_chat(connection: sqlite3.Connection, chat_id: str) -> WholeChat:
    """What `ExportStore.chat` gives.

    Raises:
        KeyError: there is no such chat.
    """
    chat = one_chat(connection, chat_id)
    attachments: dict[str, list[Attachment]] = defaultdict(list)
    for row in connection.execute(
        "SELECT message_id, sha256, message_attachments.name, media_type, size_bytes, sent_sha256,"
        " sent_bytes"
        " FROM message_attachments JOIN messages ON messages.id = message_id JOIN attachments USING (sha256)"
        " WHERE chat_id = ? ORDER BY message_id, position",
        (chat_id,),
    ):
        attachments[row[0]].append(Attachment(*row[1:]))
    messages: list[Message] = []
    for row in connection.execute(
        f"SELECT {MESSAGE_COLUMNS} FROM messages WHERE chat_id = ? AND deleted_at IS NULL"
        " ORDER BY created_at, number",
        (chat_id,),
    ).fetchall():
        message = message_of(row, tuple(attachments.get(row[0], ())))
        if message.state is MessageState.WRITING:
            content, thinking = stored_text(connection, message.id)
            message = replace(message, content=content, thinking=thinking, state=MessageState.STOPPED)
        messages.append(message)
    shown = dict(
        connection.execute(
            "SELECT shown_children.parent_id, child_id FROM shown_children"
            " JOIN messages ON messages.id = child_id WHERE chat_id = ? AND deleted_at IS NULL",
            (chat_id,),
        ).fetchall()
    )
    return WholeChat(chat, tuple(messages), shown)
