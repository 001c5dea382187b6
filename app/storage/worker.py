"""One thread that owns one connection."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, TypeVar

from app.domain.failure import Failure, FailureCode
from app.storage.errors import StorageError, translated

T = TypeVar("T")


class Worker:
    """Runs calls one after the other, in the order they were given.

    Args:
        connection: used by this worker's thread only, and not closed by it.
        path: the database file, named in failures.
        name: of the thread.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, name: str) -> None:
        self._connection = connection
        self._path = path
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    def submit(self, call: Callable[[sqlite3.Connection], T], after: Future[Any] | None = None) -> Future[T]:
        """Have `call` run, once `after` is done.

        Returns:
            A future that cannot be cancelled, so that a task that ends while it waits for a write does
            not take the write back. It fails with `StorageError` for errors of SQLite and the file
            system, else with what `call` raised.
        Raises:
            StorageError: after `close()`.
        """
        outer: Future[T] = Future()
        outer.set_running_or_notify_cancel()
        try:
            inner = self._executor.submit(self._run, call, after)
        except RuntimeError as error:
            raise closed_error() from error
        inner.add_done_callback(lambda done: _pass_on(done, outer))
        return outer

    def close(self) -> None:
        """Run what was submitted, then end the thread."""
        self._executor.shutdown(wait=True)

    def _run(self, call: Callable[[sqlite3.Connection], T], after: Future[Any] | None) -> T:
        if after is not None:
            wait((after,))
        with translated(self._path):
            return call(self._connection)


def closed_error() -> StorageError:
    """What a call after the end gets."""
    return StorageError(Failure(FailureCode.INTERNAL, detail="the storage is closed"))


def _pass_on(done: Future[T], outer: Future[T]) -> None:
    error = done.exception()
    if error is not None:
        outer.set_exception(error)
    else:
        outer.set_result(done.result())
