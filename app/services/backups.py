"""Saves everything in one file and brings it back, in a thread, one at a time."""

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.api.threads import in_thread
from app.domain.exchange import BackupFacts, Progress
from app.domain.failure import Failure
from app.services.exports import Cancelled
from app.services.tasks import TaskOwner
from app.storage.backup import check_backup, unpack_backup, write_backup
from app.storage.conversations import ConversationStore
from app.storage.errors import StorageError


class BackupService(QObject):
    """What is restored takes the place of the data at the next start: `restart_wanted` asks for that.

    Args:
        program: the version of the program, told in the backup.
    """

    progressed = Signal(Progress)
    saved = Signal(BackupFacts)
    previewed = Signal(BackupFacts)
    restart_wanted = Signal()
    cancelled = Signal()
    failed = Signal(Failure)

    def __init__(self, store: ConversationStore, program: str) -> None:
        super().__init__()
        self._store = store
        self._program = program
        self._tasks = TaskOwner(self.failed.emit)
        self._stop: threading.Event | None = None

    @Slot(str)
    def save(self, path: str) -> None:
        """Write everything into a file and read it back."""
        folder, access = self._store.data_dir, self._store.access
        if folder is not None:
            self._begin(
                lambda: write_backup(access, folder, Path(path), self._program, self._step), self.saved.emit
            )

    @Slot(str)
    def look(self, path: str) -> None:
        """Check a backup and tell what is in it."""
        self._begin(lambda: check_backup(Path(path), self._step), self.previewed.emit)

    @Slot(str)
    def restore(self, path: str) -> None:
        """Have a backup take the place of the data, which is kept; ask before."""
        folder = self._store.data_dir
        if folder is not None:
            self._begin(lambda: unpack_backup(Path(path), folder, self._step), self._on_unpacked)

    @Slot()
    def cancel(self) -> None:
        """End what runs; nothing of it stays."""
        if self._stop is not None:
            self._stop.set()

    async def aclose(self) -> None:
        """End what runs."""
        self.cancel()
        await self._tasks.settle()
        await self._tasks.aclose()

    def _begin(self, work: Callable[[], BackupFacts], done: Callable[[BackupFacts], None]) -> None:
        if self._stop is None:
            self._stop = threading.Event()
            self._tasks.spawn(self._run(work, done), name="backup")

    async def _run(self, work: Callable[[], BackupFacts], done: Callable[[BackupFacts], None]) -> None:
        try:
            facts = await in_thread(work, "backup")
        except Cancelled:
            self.cancelled.emit()
        except StorageError as error:
            self.failed.emit(error.failure)
        else:
            done(facts)
        finally:
            self._stop = None

    def _step(self, done: int, total: int) -> None:
        if self._stop is None or self._stop.is_set():
            raise Cancelled
        if total:
            self.progressed.emit(Progress(done, total))

    def _on_unpacked(self, _facts: BackupFacts) -> None:
        self.restart_wanted.emit()
