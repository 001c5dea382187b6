"""One reading of a file with chats: counted for the preview, or taken over."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.domain.conversation import Attachment, Folder
from app.domain.exchange import Imported, ImportKind, ImportPreview, Skipped, SkipReason
from app.domain.failure import Failure, FailureCode
from app.storage import import_arriero, import_chatgpt, import_claude, import_open_webui
from app.storage.attachments import AttachmentFolder
from app.storage.errors import StorageError, translated
from app.storage.export_json import FORMAT, VERSION
from app.storage.import_items import Item
from app.storage.import_source import ImportSource
from app.storage.import_store import ImportStore
from app.storage.import_values import ReadChat, Unreadable, object_of, title_of

_MOST_NAMES = 20


def preview(path: Path, store: ImportStore, on_read: Callable[[int, int], None]) -> ImportPreview:
    """What would be taken over from a file, read to its end. Blocks.

    Args:
        on_read: called with bytes read and bytes there are; may raise to end the reading.
    Raises:
        StorageError: IMPORT_UNKNOWN, IMPORT_BROKEN, IMPORT_TOO_LARGE, IMPORT_NEWER, FILE_UNREADABLE.
    """
    reading = _Reading(path, store, None, on_read)
    first: datetime | None = None
    last: datetime | None = None
    for read in reading.chats():
        when = read.whole.chat
        first = min(first or when.created_at, when.created_at)
        last = max(last or when.updated_at, when.updated_at)
    assert reading.kind is not None
    return ImportPreview(
        *(str(path), reading.kind, reading.chat_count, reading.message_count, len(reading.files)),
        *(first, last, reading.skipped()),
    )


def take_over(
    path: Path, store: ImportStore, files: AttachmentFolder, on_read: Callable[[int, int], None]
) -> Imported:
    """Write the chats of a file, and show them once all are there. Blocks; see `preview`.

    Whoever calls it has `store.discard` called where this raises.
    """
    reading = _Reading(path, store, files, on_read)
    for read in reading.chats():
        store.add(read.whole)
    store.show(reading.folders).result()
    return Imported(
        str(path), reading.chat_count, reading.message_count, len(reading.files), reading.skipped()
    )


class _Reading:
    """Goes through a file once.

    Args:
        files: where attachments go; None: they are only counted.
    """

    def __init__(
        self,
        path: Path,
        store: ImportStore,
        files: AttachmentFolder | None,
        on_read: Callable[[int, int], None],
    ) -> None:
        self.kind: ImportKind | None = None
        self.chat_count = 0
        self.message_count = 0
        self.files: set[str] = set()
        self.folders: list[Folder] = []
        self._path = path
        self._store = store
        self._folder = files
        self._on_read = on_read
        self._read_bytes = 0
        self._wanted: dict[str, str] = {}  # attachments of chats by SHA-256, with their names
        self._skipped: dict[SkipReason, int] = defaultdict(int)
        self._names: dict[SkipReason, list[str]] = defaultdict(list)
        self._known = set(store.known_chats().result())

    def chats(self) -> Iterator[ReadChat]:
        """The chats that are new here.

        Raises:
            StorageError: see `preview`.
        """
        self._source = source = ImportSource(self._path, self._count)
        try:
            for item in source.items():
                read = self._read(item)
                if read is not None and self._is_new(read):
                    self._note(read)
                    yield read
        finally:
            source.close()
        if self.kind is None:
            raise self._failure(FailureCode.IMPORT_UNKNOWN)
        for name in [name for key, name in self._wanted.items() if key not in self.files]:
            self._skip(SkipReason.FILE_MISSING, name)

    def skipped(self) -> tuple[Skipped, ...]:
        """What is left out, by reason."""
        return tuple(Skipped(reason, n, tuple(self._names[reason])) for reason, n in self._skipped.items())

    def _read(self, item: Item) -> ReadChat | None:
        if item.name and self._is_ours(item):
            return self._read_ours(item)
        if item.name:
            return None
        if item.reason is not None:
            self._skip(item.reason)
            return None
        if self.kind is None:
            self.kind = _kind_of(item.value)
        try:
            return self._parse(item.value)
        except Unreadable:
            self._skip(SkipReason.BROKEN, _title(item.value))
            return None

    def _is_ours(self, item: Item) -> bool:
        if item.name == "format" and item.value == FORMAT:
            self.kind = ImportKind.ARRIERO
        return self.kind is ImportKind.ARRIERO

    def _read_ours(self, item: Item) -> ReadChat | None:
        if item.name == "version" and item.value != VERSION:
            raise self._failure(FailureCode.IMPORT_NEWER)
        if item.name not in ("folders", "chats", "files"):
            return None
        try:
            if item.reason is not None:
                self._skip(item.reason)
            elif item.name == "folders":
                self.folders.append(import_arriero.read_folder(item.value))
            elif item.name == "files":
                self._keep_named(*import_arriero.read_file(item.value))
            else:
                return import_arriero.read(item.value)
        except Unreadable:
            self._skip(SkipReason.BROKEN, _title(item.value))
        return None

    def _parse(self, value: Any) -> ReadChat:
        if self.kind is ImportKind.CHATGPT:
            return import_chatgpt.read(value, self._source.file, self._keep)
        if self.kind is ImportKind.CLAUDE:
            return import_claude.read(value)
        if self.kind is ImportKind.OPEN_WEBUI:
            return import_open_webui.read(value, self._keep)
        raise Unreadable

    def _is_new(self, read: ReadChat) -> bool:
        chat, messages = read.whole.chat, read.whole.messages
        is_there = chat.id in self._known or self._store.has_messages(messages).result()
        if is_there:
            self._skip(SkipReason.DUPLICATE, chat.title)
        elif not messages:
            self._skip(SkipReason.EMPTY, chat.title)
        self._known.add(chat.id)
        return not is_there and bool(messages)

    def _note(self, read: ReadChat) -> None:
        self.chat_count += 1
        self.message_count += len(read.whole.messages)
        if read.lost:
            self._skip(SkipReason.CONTENT, read.whole.chat.title, read.lost)
        for name in read.missing:
            self._skip(SkipReason.FILE_MISSING, name)
        for message in read.whole.messages:
            for attachment in message.attachments:
                self._wanted.update(dict.fromkeys((attachment.sha256, attachment.sent), attachment.name))

    def _keep(self, name: str, media_type: str, data: bytes) -> Attachment:
        return Attachment(self._put(data), name, media_type, len(data))

    def _keep_named(self, name: str, data: bytes) -> None:
        if name not in self._wanted:
            return  # of a chat that is here already
        if sha256(data).hexdigest() != name:
            raise Unreadable
        self._put(data)

    def _put(self, data: bytes) -> str:
        if self._folder is None:
            name = sha256(data).hexdigest()
        else:
            with translated(self._path):
                name = self._folder.put(data)
        self.files.add(name)
        return name

    def _skip(self, reason: SkipReason, name: str = "", count: int = 1) -> None:
        self._skipped[reason] += count
        if name and len(self._names[reason]) < _MOST_NAMES:
            self._names[reason].append(name)

    def _count(self, read_bytes: int) -> None:
        self._read_bytes += read_bytes
        self._on_read(self._read_bytes, self._source.total_bytes)

    def _failure(self, code: FailureCode) -> StorageError:
        return StorageError(Failure(code, detail=str(self._path)))


def _kind_of(value: Any) -> ImportKind | None:
    for kind, reader in (
        (ImportKind.CHATGPT, import_chatgpt),
        (ImportKind.CLAUDE, import_claude),
        (ImportKind.OPEN_WEBUI, import_open_webui),
    ):
        if reader.is_chat(value):
            return kind
    return None


def _title(value: Any) -> str:
    row = object_of(value)
    return title_of(row.get("title")) or title_of(row.get("name"))
