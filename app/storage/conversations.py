"""The chats of a data folder: everything services know about storage."""

import logging
import sqlite3
from concurrent.futures import Future
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.chat import ToolCall
from app.domain.conversation import Attachment, Chat, ChatView, Message, MessageEdit, TitleBy
from app.domain.failure import Failure
from app.domain.parameters import Parameters, Preset, to_json
from app.domain.storage_use import AttachmentUse
from app.storage.access import Access
from app.storage.attachments import AttachmentFolder
from app.storage.database import Database, check, close_database, open_database, transaction
from app.storage.errors import StorageError, translated
from app.storage.journal import Journal
from app.storage.queries import (
    count_chats,
    draft_attachments,
    edit_in,
    listed_chats,
    listed_presets,
    one_chat,
    state_value,
    used_attachments,
    version_up_to,
)
from app.storage.rows import (
    calls_text,
    insert_chat,
    insert_message,
    microseconds,
    rename_preset,
    replace_draft_attachments,
    replace_edit,
    stop_unfinished,
    storable,
)
from app.storage.search_index import check_preparation, index_some, index_title, unindex_title
from app.storage.tree import VersionStore, forks_of

if TYPE_CHECKING:
    from app.storage.folders import FolderStore
    from app.storage.search import SearchStore
    from app.storage.trash import TrashStore

logger = logging.getLogger(__name__)

UNUSED_ATTACHMENT_KEPT_S = 24 * 3600.0
INDEXING_S = 0.05
_CHECKED_AT = "storage.checked_at"  # key of the table `state`
_CHECKED_EVERY_US = 7 * 24 * 3600 * 1_000_000


class ConversationStore:
    """Chats, messages, attachments and small values, in one data folder.

    Every method but `open` and `close` returns at once with a future. A write is in the database when
    its future is done; futures of one store cannot be cancelled, and writes happen in the order of their
    calls. A read sees every write called before it, except pieces given to `append_delta` that are
    not written yet. Futures fail with `StorageError` (locked, full, read-only, damaged) or with `KeyError`
    where a chat, message or file does not exist. After `close` every call raises `StorageError`.

    Attributes:
        notices: what a person should know although the store is open, such as DATABASE_SET_ASIDE with the
            path of the copy that was set aside.
        versions: what is done with versions of messages.
        access, files, data_dir: for what reads at length, such as an export; no folder: all is in memory.
        search, trash, folders: further parts, made when first used.
    """

    def __init__(self, database: Database, attachments: AttachmentFolder, data_dir: Path | None) -> None:
        self.notices: tuple[Failure, ...] = database.notices
        self._attachments = self.files = attachments
        self._data_dir = self.data_dir = data_dir
        self.access = Access(database)
        self._journal = Journal(database.path, self._request_flush)
        self.versions = VersionStore(self.access)

    @cached_property
    def search(self) -> "SearchStore":
        """Finds messages by their words."""
        # Most runs search nothing.
        from app.storage.search import SearchStore

        return SearchStore(self.access)

    @cached_property
    def trash(self) -> "TrashStore":
        """What was deleted and is still there."""
        # As above.
        from app.storage.trash import TrashStore

        return TrashStore(self.access, self._data_dir)

    @cached_property
    def folders(self) -> "FolderStore":
        """Folders, tags and the archive."""
        # As above.
        from app.storage.folders import FolderStore

        return FolderStore(self.access)

    @classmethod
    def open(cls, data_dir: Path) -> "ConversationStore":
        """Open the store in `data_dir`, made where it does not exist. Blocks; short after a clean exit.

        Replies that a crash cut are marked as stopped, with everything that was journalled.

        Raises:
            StorageError: DATABASE_NEWER, DATABASE_LOCKED, DATABASE_UNWRITABLE, DISK_FULL.
        """
        database = open_database(data_dir)
        try:
            with translated(database.path), transaction(database.writing):
                check_preparation(database.writing)
                stop_unfinished(database.writing)
        except StorageError:
            close_database(database, clean=False)
            raise
        return cls(database, AttachmentFolder(data_dir / "attachments"), data_dir)

    # Reading

    def chats(self, limit: int | None = None, offset: int = 0) -> Future[tuple[Chat, ...]]:
        """The list: pinned ones first, then by the time of the last message, newest first."""
        return self.access.read(lambda connection: listed_chats(connection, limit, offset))

    def all_chats(self) -> Future[tuple[Chat, ...]]:
        """The whole list, read beside what a window waits for."""
        return self.access.read_slowly(lambda connection: listed_chats(connection, None, 0))

    def chat_count(self) -> Future[int]:
        """How many chats the list has."""
        return self.access.read(count_chats)

    def open_chat(self, chat_id: str, newest: int | None = None) -> Future[ChatView]:
        """A chat, also a deleted one, with the `newest` messages of its shown version, or all of them.

        There are earlier ones where the first has a `parent_id`.
        """

        def read(connection: sqlite3.Connection) -> ChatView:
            chat = one_chat(connection, chat_id)
            messages = version_up_to(connection, chat.leaf_id, newest) if chat.leaf_id else ()
            forks = forks_of(connection, chat_id, messages)
            return ChatView(chat, messages, forks, edit=edit_in(connection, chat_id))

        return self.access.read(read)

    def version_up_to(self, message_id: str, count: int | None = None) -> Future[tuple[Message, ...]]:
        """The `count` messages up to and with this one, oldest first: earlier parts of a long chat."""
        return self.access.read(lambda connection: version_up_to(connection, message_id, count))

    def get_state(self, key: str) -> Future[str | None]:
        """A small value, or None where none was set."""
        return self.access.read(lambda connection: state_value(connection, key))

    # Messages

    def create_chat(self, chat: Chat, message: Message) -> Future[None]:
        """Keep a new chat with its first message."""

        def write(connection: sqlite3.Connection) -> None:
            insert_chat(connection, chat)
            insert_message(connection, message)

        return self.access.write(write)

    def add_message(self, message: Message) -> Future[None]:
        """Keep a whole message and make it the newest of its chat."""
        return self.access.write(lambda connection: insert_message(connection, message))

    def begin_reply(self, message: Message) -> Future[None]:
        """Keep a reply that is about to be written (state WRITING) and make it the newest of its chat.

        A reply that exists goes on: its text is kept. Where this fails the reply is not there, and pieces
        given in the meantime are not kept.
        """
        self._journal.open(message)
        return self.access.submit(lambda connection: self._journal.begin(connection, message))

    @property
    def has_unwritten(self) -> bool:
        """Whether pieces of a reply could not be written and wait in memory."""
        return self._journal.has_failed

    def append_delta(self, message_id: str, content: str, thinking: str) -> Future[None]:
        """Add a piece to a reply that was begun; it is in the database at most 250 ms later.

        Pieces of one batch share one future. Where it fails with `StorageError`, the text is kept in memory
        and written as soon as that works again.
        """
        return self._journal.append(message_id, content, thinking)

    def keep_tool_calls(self, message_id: str, calls: tuple[ToolCall, ...]) -> Future[None]:
        """Keep all calls of tools that have come of a reply under way."""
        return self._execute(
            "UPDATE messages SET tool_calls = ? WHERE id = ?", (calls_text(calls), message_id)
        )

    def finish_reply(self, message: Message) -> Future[Message]:
        """End a reply: its pieces become its text, with state, statistics and failure of `message`.

        The text of `message` is used where it is longer than what was appended. When this fails for lack
        of space it is tried again by itself.

        Returns:
            The message as it is stored.
        """
        return self.access.submit(lambda connection: self._journal.finish(connection, message))

    def index_some(self, for_s: float = INDEXING_S) -> Future[bool]:
        """Add messages to the index of search that are in none yet, for so long; whether there may be more.

        Only copies, restored files and files of earlier versions have such messages.
        """
        return self.access.write(lambda connection: index_some(connection, for_s))

    # The list

    def rename_chat(self, chat_id: str, title: str, by: TitleBy = TitleBy.PERSON) -> Future[None]:
        """Give a chat another title."""
        return self.access.write(lambda connection: _rename(connection, chat_id, title, by))

    def set_draft(self, chat_id: str, draft: str) -> Future[None]:
        """Keep what is typed but not sent."""
        return self._change(chat_id, "draft", storable(draft))

    def set_edit(self, chat_id: str, edit: MessageEdit | None) -> Future[None]:
        """Keep the other words for a message that are not sent yet, or that there are none."""
        return self.access.write(lambda connection: replace_edit(connection, chat_id, edit))

    def set_pinned(self, chat_id: str, pinned: bool) -> Future[None]:
        """Keep a chat at the top of the list, or no longer."""
        return self._change(chat_id, "pinned", pinned)

    def set_unread(self, chat_id: str, unread: bool) -> Future[None]:
        """Mark a chat that has a reply nobody has seen."""
        return self._change(chat_id, "unread", unread)

    def set_chat_model(self, chat_id: str, model: str) -> Future[None]:
        """Remember the model last chosen in a chat."""
        return self._change(chat_id, "model", storable(model))

    def set_parameters(self, chat_id: str, parameters: Parameters) -> Future[None]:
        """Keep what a chat asks of its model beside the messages."""
        return self._change(chat_id, "parameters", storable(to_json(parameters)))

    def presets(self) -> Future[tuple[Preset, ...]]:
        """The named sets of parameters, by name."""
        return self.access.read(listed_presets)

    def keep_preset(self, preset: Preset) -> Future[None]:
        """Keep a set of parameters under its name; one of that name is replaced."""
        values = storable(preset.name), storable(to_json(preset.parameters))
        return self._execute("INSERT OR REPLACE INTO presets VALUES (?, ?)", values)

    def rename_preset(self, name: str, new_name: str) -> Future[None]:
        """Give a preset another name, in every chat that uses it too."""
        old, new = storable(name), storable(new_name)
        return self.access.write(lambda connection: rename_preset(connection, old, new))

    def delete_preset(self, name: str) -> Future[None]:
        """Remove a preset."""
        return self._execute("DELETE FROM presets WHERE name = ?", (name,))

    def delete_chat(self, chat_id: str) -> Future[None]:
        """Take a chat out of the list; nothing of it is removed yet."""
        return self._change(chat_id, "deleted_at", microseconds(datetime.now(UTC)))

    def remove_chat(self, chat_id: str) -> Future[None]:
        """Remove a chat at once and for good, not by way of the trash."""
        return self._execute("DELETE FROM chats WHERE id = ?", (chat_id,))

    def create_empty_chat(self, chat: Chat) -> Future[None]:
        """Keep a new chat that has no message yet."""
        return self.access.write(lambda connection: _create(connection, chat))

    def undelete_chat(self, chat_id: str) -> Future[None]:
        """Put a deleted chat back into the list."""
        return self._change(chat_id, "deleted_at", None)

    def set_state(self, key: str, value: str) -> Future[None]:
        """Keep a small value, such as the chat that is open."""
        return self._execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (key, storable(value)))

    # Attachments

    def put_attachment(self, data: bytes, name: str, media_type: str) -> Future[Attachment]:
        """Store a file, to be named in a message or draft; one that none names is removed after a day."""

        def put() -> Attachment:
            return Attachment(self._attachments.put(data), name, media_type, len(data))

        return self.access.beside(put)

    def get_attachment(self, sha256: str) -> Future[bytes]:
        """The bytes of a stored file."""
        return self.access.beside(lambda: self._attachments.get(sha256))

    def draft_attachments(self, chat_id: str) -> Future[tuple[Attachment, ...]]:
        """The files of a message that is not sent yet; an empty id means the new chat."""
        return self.access.read(lambda connection: draft_attachments(connection, chat_id))

    def set_draft_attachments(self, chat_id: str, attachments: tuple[Attachment, ...]) -> Future[None]:
        """Keep the files of a message that is not sent yet."""
        return self.access.write(
            lambda connection: replace_draft_attachments(connection, chat_id, attachments)
        )

    def attachment_use(self, older_than_s: float) -> Future[AttachmentUse]:
        """How much room attachments take, and how much of it nothing has used for so long."""
        return self.access.read_slowly(
            lambda connection: self._attachments.count(used_attachments(connection), older_than_s)
        )

    def remove_unused_attachments(self, older_than_s: float = UNUSED_ATTACHMENT_KEPT_S) -> Future[int]:
        """Delete files that no message has and that were put so long ago; the result is how many."""
        return self.access.read(
            lambda connection: self._attachments.remove_unused(used_attachments(connection), older_than_s)
        )

    # The end

    def check_if_due(self, now: datetime) -> Future[bool]:
        """Look through the whole file for damage where that was not done for a week; whether it was done now.

        Fails with `StorageError` (DATABASE_DAMAGED) where there is some; the next start deals with it.
        """
        done = self.access.read_slowly(lambda connection: _checked_if_due(connection, now))
        done.add_done_callback(lambda done: self._note_check(done, now))
        return done

    def _note_check(self, done: Future[bool], now: datetime) -> None:
        if done.exception() is None and done.result():
            self.set_state(_CHECKED_AT, str(microseconds(now)))

    def close(self) -> None:
        """Write what waits and end the threads. Blocks; a second call does nothing."""
        self.access.close(self._journal.flush, before=self._journal.stop)

    def _execute(self, query: str, values: tuple[str, ...]) -> Future[None]:
        return self.access.write(lambda connection: _written(connection, query, values))

    def _change(self, chat_id: str, column: str, value: str | int | None) -> Future[None]:
        return self.access.write(lambda connection: _set(connection, chat_id, column, value))

    def _request_flush(self) -> None:
        try:
            self.access.submit(self._journal.flush)
        except StorageError:
            logger.debug("closed before the last pieces were due: they are written by the closing thread")


def _set(connection: sqlite3.Connection, chat_id: str, column: str, value: str | int | None) -> None:
    changed = connection.execute(f"UPDATE chats SET {column} = ? WHERE id = ?", (value, chat_id))
    if not changed.rowcount:
        raise KeyError(chat_id)


def _rename(connection: sqlite3.Connection, chat_id: str, title: str, title_by: TitleBy) -> None:
    row = connection.execute("SELECT number FROM chats WHERE id = ?", (chat_id,)).fetchone()
    if row is None:
        raise KeyError(chat_id)
    unindex_title(connection, row[0])
    connection.execute(
        "UPDATE chats SET title = ?, title_by = ? WHERE id = ?", (storable(title), title_by.value, chat_id)
    )
    index_title(connection, row[0])


def _checked_if_due(connection: sqlite3.Connection, now: datetime) -> bool:
    last = state_value(connection, _CHECKED_AT)
    if last is not None and 0 <= microseconds(now) - int(last) < _CHECKED_EVERY_US:
        return False
    check(connection)
    return True


def _create(connection: sqlite3.Connection, chat: Chat) -> None:
    insert_chat(connection, chat)


def _written(connection: sqlite3.Connection, query: str, values: tuple[str, ...]) -> None:
    connection.execute(query, values)
