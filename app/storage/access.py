"""The threads of one open database and the order of what they do."""

import logging
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from app.domain.failure import FailureCode
from app.storage.database import Database, close_database, open_for_reading, snapshot, transaction
from app.storage.errors import StorageError, translated
from app.storage.worker import Worker, closed_error

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Access:
    """One thread writes, one reads what a window waits for, and one, begun on demand, reads at length.

    No read ever waits for a long one, and no write for any read: see sqlite.org/wal.html.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._writer = Worker(database.writing, database.path, "storage-writer")
        self._has_one = database.reading is database.writing  # in memory: nothing takes long there
        self._reader = (
            self._writer if self._has_one else Worker(database.reading, database.path, "storage-reader")
        )
        self._slow_reader: Worker | None = None
        self._slow_connection: sqlite3.Connection | None = None
        self._lock = threading.Lock()
        self._last_write: Future[Any] | None = None
        self._closed = False
        self._damaged = False

    def read(self, call: Callable[[sqlite3.Connection], T]) -> Future[T]:
        """Have `call` read one state of the database, with every write called before."""
        return self._watched(self._reader.submit(_in_snapshot(call), after=self._last_write))

    def read_slowly(self, call: Callable[[sqlite3.Connection], T], *, in_snapshot: bool = True) -> Future[T]:
        """As `read`, for what may take a second or more; one after the other."""
        if self._has_one:
            return self.read(call) if in_snapshot else self.submit(call)
        with self._lock:
            if self._closed:
                raise closed_error()
            if self._slow_reader is None:
                with translated(self._database.path):
                    self._slow_connection = open_for_reading(self._database.path)
                self._slow_reader = Worker(self._slow_connection, self._database.path, "storage-slow-reader")
            reader = self._slow_reader
        return self._watched(
            reader.submit(_in_snapshot(call) if in_snapshot else call, after=self._last_write)
        )

    def interrupt_slow_read(self) -> None:
        """End the long read under way, which fails as `sqlite3.OperationalError`; without one nothing."""
        if self._slow_connection is not None:
            self._slow_connection.interrupt()

    def beside(self, call: Callable[[], T]) -> Future[T]:
        """Have `call`, which needs no database, run in the reading thread."""
        return self._reader.submit(lambda _connection: call())

    def write(self, call: Callable[[sqlite3.Connection], T]) -> Future[T]:
        """Have `call` write everything it writes, or nothing."""

        def write(connection: sqlite3.Connection) -> T:
            with transaction(connection):
                return call(connection)

        return self.submit(write)

    def submit(self, call: Callable[[sqlite3.Connection], T]) -> Future[T]:
        """Have `call` run in the writing thread, with transactions of its own."""
        with self._lock:
            if self._closed:
                raise closed_error()
            future = self._last_write = self._writer.submit(call)
        return self._watched(future)

    def close(self, finish: Callable[[sqlite3.Connection], None], before: Callable[[], None]) -> None:
        """Take no more calls, run `before`, then what was submitted, then `finish`, and end the threads."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        before()
        rest = self._writer.submit(finish)
        self.interrupt_slow_read()
        self._reader.close()
        if self._slow_reader is not None and self._slow_connection is not None:
            self._slow_reader.close()
            self._slow_connection.close()
        self._writer.close()
        try:
            with translated(self._database.path):
                close_database(self._database, clean=not self._damaged)
            rest.result()
        except StorageError:
            logger.exception("the end of the storage was not clean")

    def note_damage(self) -> None:
        """Leave no mark of a clean end, so that the next start looks for damage."""
        self._damaged = True

    def _watched(self, future: Future[T]) -> Future[T]:
        future.add_done_callback(self._look_for_damage)
        return future

    def _look_for_damage(self, future: Future[Any]) -> None:
        error = future.exception()
        if isinstance(error, StorageError) and error.failure.code is FailureCode.DATABASE_DAMAGED:
            self.note_damage()


def _in_snapshot(call: Callable[[sqlite3.Connection], T]) -> Callable[[sqlite3.Connection], T]:
    def read(connection: sqlite3.Connection) -> T:
        with snapshot(connection):
            return call(connection)

    return read
