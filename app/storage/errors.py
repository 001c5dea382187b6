"""Trouble with the database or the files beside it, as a failure that can be told to a person."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.domain.failure import Failure, FailureCode
from app.storage.settings_file import is_disk_full

_FULL_BELOW_BYTES = 256 * 1024

# Primary result codes, the low byte of the extended ones. Source: sqlite.org/rescode.html.
_CODES = {
    sqlite3.SQLITE_BUSY: FailureCode.DATABASE_LOCKED,
    sqlite3.SQLITE_LOCKED: FailureCode.DATABASE_LOCKED,
    sqlite3.SQLITE_CORRUPT: FailureCode.DATABASE_DAMAGED,
    sqlite3.SQLITE_NOTADB: FailureCode.DATABASE_DAMAGED,
    sqlite3.SQLITE_FULL: FailureCode.DISK_FULL,
    sqlite3.SQLITE_READONLY: FailureCode.DATABASE_UNWRITABLE,
    sqlite3.SQLITE_CANTOPEN: FailureCode.DATABASE_UNWRITABLE,
    sqlite3.SQLITE_PERM: FailureCode.DATABASE_UNWRITABLE,
    sqlite3.SQLITE_IOERR: FailureCode.DATABASE_UNREACHABLE,
}


class StorageError(Exception):
    """Something could not be kept or read; `failure` says what."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.code}: {failure.detail}")
        self.failure = failure


def failure_of(error: sqlite3.Error | OSError, path: Path) -> Failure:
    """The failure that `error`, raised while working on `path`, stands for."""
    if isinstance(error, OSError):
        code = FailureCode.DISK_FULL if is_disk_full(error) else FailureCode.DATABASE_UNWRITABLE
        return Failure(code, detail=str(error))
    primary = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    code = _CODES.get(primary, FailureCode.INTERNAL)
    if primary == sqlite3.SQLITE_IOERR and _is_full(path.parent):
        code = (
            FailureCode.DISK_FULL
        )  # the memory file of the WAL could not grow: SQLite only says "I/O error"
    return Failure(code, detail=f"{path}: {error}")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn every error of SQLite and the file system raised inside into a `StorageError`."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StorageError(failure_of(error, path)) from error


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _FULL_BELOW_BYTES
    except OSError:
        return False
