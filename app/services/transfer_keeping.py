"""What of the transfers outlives the program: written in a thread, changes that come together as one."""

import asyncio
import time
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from app.domain.blob import HashCache
from app.domain.failure import Failure
from app.domain.transfer_row import TransferRecord
from app.services.tasks import TaskOwner
from app.services.transfer_job import TransferJob
from app.storage.settings_file import SettingsFileError
from app.storage.transfers import MOST_RECORDS, KeptTransfer, KeptTransfers, TransfersFile


class TransferKeeping(QObject):
    """Holds the history and the digests of files; takes the queue as it changes."""

    failed = Signal(Failure)

    def __init__(self, file: TransfersFile) -> None:
        super().__init__()
        self._file = file
        self._tasks = TaskOwner(self.failed.emit)
        self._task: asyncio.Task[None] | None = None
        self._queue: tuple[KeptTransfer, ...] = ()
        self._records: tuple[TransferRecord, ...] = ()
        self.hashes = HashCache()
        self._is_read = False  # before, what is written would replace what nobody knows yet
        self._is_unwritten = False
        self._is_told = False  # one broken disk is one message

    @property
    def records(self) -> tuple[TransferRecord, ...]:
        """What is over, newest first."""
        return self._records

    async def read(self) -> tuple[KeptTransfer, ...]:
        """Take history and digests from the file; the queue it holds."""
        kept = await asyncio.to_thread(self._file.read)
        self._records = (*self._records, *kept.records)[:MOST_RECORDS]
        self.hashes = HashCache.from_dict(kept.hashes or {})
        self._is_read = True
        if kept.failure is not None:
            self.failed.emit(kept.failure)
        return kept.queue

    def set_queue(self, jobs: Sequence[TransferJob]) -> None:
        """Keep the queue as it is now; before `read`, only note it."""
        now_s = time.monotonic()
        self._queue = tuple(job.kept(now_s) for job in jobs)
        self._write_soon()

    def set_records(self, records: Sequence[TransferRecord]) -> None:
        """Take another history; written with the next `set_queue`."""
        self._records = tuple(records)[:MOST_RECORDS]

    async def aclose(self) -> None:
        """Write what is not written yet."""
        if self._task is not None and not self._task.done():
            await asyncio.wait({self._task})  # cancelling it would leave its thread at work
        if self._is_unwritten and self._is_read:
            await self._write()
        await self._tasks.aclose()

    def _write_soon(self) -> None:
        self._is_unwritten = True
        if self._is_read and (self._task is None or self._task.done()):
            self._task = self._tasks.spawn(self._write(), name="keep the transfers")

    async def _write(self) -> None:
        while self._is_unwritten:
            self._is_unwritten = False
            kept = KeptTransfers(self._queue, self._records, self.hashes.as_dict())
            try:
                await asyncio.to_thread(self._file.write, kept)
            except SettingsFileError as error:
                self._is_unwritten = True  # tried again with the next change, and at the end
                if not self._is_told:
                    self._is_told = True
                    self.failed.emit(error.failure)
                return
