"""Looks into files with chats and takes them over, in a thread, one at a time."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.api.threads import in_thread
from app.domain.exchange import Imported, ImportPreview, Progress
from app.domain.failure import Failure
from app.services.exports import Cancelled
from app.services.keeping import kept
from app.services.tasks import TaskOwner
from app.storage.conversations import ConversationStore
from app.storage.errors import StorageError
from app.storage.import_store import ImportStore
from app.storage.imports import preview, take_over

_INDEX_PAUSE_S = 0.1


class ImportService(QObject):
    """A file is first looked into, and taken over when a person has seen what is in it."""

    progressed = Signal(Progress)  # in bytes
    previewed = Signal(ImportPreview)
    finished = Signal(Imported)
    cancelled = Signal()
    failed = Signal(Failure)

    def __init__(self, store: ConversationStore) -> None:
        super().__init__()
        self._store = store
        self._tasks = TaskOwner(self.failed.emit)
        self._stop: threading.Event | None = None
        self._is_ending = False

    @Slot(str)
    def look(self, path: str) -> None:
        """Read a file to its end without keeping anything; `previewed` tells what is in it."""
        self._begin(path, takes=False)

    @Slot(str)
    def take(self, path: str) -> None:
        """Take over what is new in a file, all of it or nothing."""
        self._begin(path, takes=True)

    @Slot()
    def cancel(self) -> None:
        """End what runs; nothing of it stays."""
        if self._stop is not None:
            self._stop.set()

    async def aclose(self) -> None:
        """End what runs."""
        self._is_ending = True
        self.cancel()
        await self._tasks.settle()
        await self._tasks.aclose()

    def _begin(self, path: str, *, takes: bool) -> None:
        if self._stop is None:
            self._stop = threading.Event()
            self._tasks.spawn(self._run(Path(path), self._stop, takes), name="import chats")

    async def _run(self, path: Path, stop: threading.Event, takes: bool) -> None:
        def on_read(done: int, total: int) -> None:
            if stop.is_set():
                raise Cancelled
            self.progressed.emit(Progress(done, total))

        importing = ImportStore(self._store.access)
        try:
            if takes:
                self.finished.emit(await in_thread(lambda: self._take(path, importing, on_read), "import"))
            else:
                self.previewed.emit(
                    await in_thread(lambda: preview(path, importing, on_read), "look into a file")
                )
        except Cancelled:
            self.cancelled.emit()
        except StorageError as error:
            self.failed.emit(error.failure)
        finally:
            self._stop = None
        if takes:
            self._tasks.spawn(self._index(), name="index imported chats")

    def _take(self, path: Path, importing: ImportStore, on_read: Callable[[int, int], None]) -> Imported:
        is_done = False
        try:
            imported = take_over(path, importing, self._store.files, on_read)
            is_done = True
        finally:
            if not is_done:
                importing.discard()
        return imported

    async def _index(self) -> None:
        try:
            is_more = True
            while is_more and not self._is_ending:
                is_more = await kept(self._store.index_some())
                await asyncio.sleep(_INDEX_PAUSE_S)
        except StorageError as error:
            self.failed.emit(error.failure)
