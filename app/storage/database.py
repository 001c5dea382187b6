"""Opens the database file of a data folder: its lock, its age, its health and the copies made of it."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.domain.failure import Failure, FailureCode
from app.storage.errors import StorageError, failure_of, translated

logger = logging.getLogger(__name__)

DATABASE_NAME = "arriero.sqlite3"
MIGRATIONS = Path(__file__).parent / "migrations"
BACKUPS_KEPT = 5
BUSY_TIMEOUT_S = 5.0
_LOCK_NAME = "arriero.lock"
_CLEAN_EXIT = "storage.clean_exit"  # key of the table `state`


@dataclass(frozen=True, slots=True)
class Database:
    """An open database. Both connections may be used from any thread, by one at a time.

    `notices` holds what a person should know although the database is open now: a damaged file that
    was set aside, and how much of it is in the new one.
    """

    path: Path
    writing: sqlite3.Connection
    reading: sqlite3.Connection
    lock: sqlite3.Connection
    notices: tuple[Failure, ...]


def open_database(
    data_dir: Path, migrations: Path = MIGRATIONS, busy_timeout_s: float = BUSY_TIMEOUT_S
) -> Database:
    """Open the database in `data_dir`, making both where they do not exist.

    Args:
        data_dir: made with mode 0700 if missing; the rights of an existing folder are left alone.
        migrations: folder of the files `NNN_name.sql`, one for each step of the schema.
        busy_timeout_s: how long a call waits for another program that holds the file.
    Raises:
        StorageError: DATABASE_NEWER, DATABASE_LOCKED (also while another Arriero uses the folder),
            DATABASE_UNWRITABLE, DISK_FULL.
    """
    path = data_dir / DATABASE_NAME
    with translated(path):
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with translated(data_dir / _LOCK_NAME):
        lock = taken_lock(data_dir)
    writing = None
    notices: tuple[Failure, ...] = ()
    try:
        with translated(path):
            try:
                writing = _healthy(path, migrations, busy_timeout_s)
            except sqlite3.DatabaseError as error:
                if failure_of(error, path).code is not FailureCode.DATABASE_DAMAGED:
                    raise
                aside = _set_aside(path)
                writing = _healthy(path, migrations, busy_timeout_s)
                chats, messages = _recovered(aside, writing)
                code = FailureCode.DATABASE_SET_ASIDE
                notices = (Failure(code, detail=str(aside), chats=chats, messages=messages),)
            reading = open_for_reading(path, busy_timeout_s)
    except StorageError:
        if writing is not None:
            writing.close()
        lock.close()
        raise
    return Database(path, writing, reading, lock, notices)


def apply_all(connection: sqlite3.Connection) -> None:
    """Give a new, empty database everything that the steps of the schema make."""
    for file in sorted(MIGRATIONS.glob("[0-9][0-9][0-9]_*.sql")):
        _apply(connection, file, int(file.name[:3]))


def close_database(database: Database, *, clean: bool) -> None:
    """Close everything; `clean` False makes the next start look for damage.

    Raises:
        sqlite3.Error: the mark of the clean exit could not be written; everything is closed all the same.
    """
    try:
        if database.reading is not database.writing:
            database.reading.close()
        if clean:
            _mark_exit(database.writing, clean=True)
    finally:
        database.writing.close()
        database.lock.close()


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Everything inside is written together, or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """Everything inside is read from one state of the database."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def check(connection: sqlite3.Connection) -> None:
    """Look through the whole file for damage.

    Raises:
        sqlite3.DatabaseError: SQLITE_CORRUPT, there is some.
    """
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        error = sqlite3.DatabaseError(found)
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error


def open_for_reading(path: Path, busy_timeout_s: float = BUSY_TIMEOUT_S) -> sqlite3.Connection:
    """One more connection to an open database, which cannot write."""
    connection = _connect(path, busy_timeout_s)
    connection.execute("PRAGMA query_only = 1")
    return connection


def _connect(path: Path, timeout_s: float = BUSY_TIMEOUT_S) -> sqlite3.Connection:
    # check_same_thread: opened by the thread that starts the program, then handed to its worker.
    return sqlite3.connect(path, timeout=timeout_s, isolation_level=None, check_same_thread=False)


def taken_lock(data_dir: Path) -> sqlite3.Connection:
    """The exclusive lock of a data folder; it ends with the process, also by kill -9.

    SQLite's own file lock is used because it is the same call on every system.
    """
    path = data_dir / _LOCK_NAME
    path.touch(mode=0o600)
    lock = _connect(path, timeout_s=0.2)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error:
        lock.close()
        raise
    return lock


def _healthy(path: Path, migrations: Path, busy_timeout_s: float) -> sqlite3.Connection:
    """The write connection of a checked and up-to-date database."""
    path.touch(mode=0o600)  # SQLite gives -wal and -shm the mode of this file
    connection = _connect(path, busy_timeout_s)
    try:
        steps = {int(file.name[:3]): file for file in migrations.glob("[0-9][0-9][0-9]_*.sql")}
        version = _version(connection, path, newest=max(steps))
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        if version and not _exited_cleanly(connection):
            check(connection)
        if 0 < version < max(steps):
            _back_up(connection, path, version)
        for step in range(version + 1, max(steps) + 1):
            _apply(connection, steps[step], step)
        connection.execute("PRAGMA foreign_keys = 1")
        _mark_exit(connection, clean=False)
    except (sqlite3.Error, OSError, StorageError):
        connection.close()
        raise
    return connection


def _version(connection: sqlite3.Connection, path: Path, newest: int) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > newest:
        raise StorageError(Failure(FailureCode.DATABASE_NEWER, detail=str(path)))
    return version


def _exited_cleanly(connection: sqlite3.Connection) -> bool:
    row = connection.execute("SELECT value FROM state WHERE key = ?", (_CLEAN_EXIT,)).fetchone()
    return row is not None and row[0] == "1"


def _mark_exit(connection: sqlite3.Connection, *, clean: bool) -> None:
    connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (_CLEAN_EXIT, "1" if clean else "0"))


def _apply(connection: sqlite3.Connection, file: Path, step: int) -> None:
    try:
        connection.executescript("BEGIN IMMEDIATE;\n" + file.read_text(encoding="utf-8"))
        if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise sqlite3.IntegrityError(f"{file.name} leaves references to missing rows")
        connection.execute(f"PRAGMA user_version = {step}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _back_up(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Make a checked copy beside the database and keep the newest few."""
    folder = path.parent / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    copy = folder / f"arriero-v{version}-{_timestamp()}.sqlite3"
    copy.touch(mode=0o600)
    try:
        with closing(_connect(copy)) as target:
            connection.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")  # one file, whole by itself
            check(target)
    except sqlite3.Error:
        copy.unlink()
        raise
    copies = sorted(folder.glob("arriero-v*.sqlite3"), key=lambda file: file.name.split("-", 2)[2])
    for old in copies[:-BACKUPS_KEPT]:
        old.unlink()


def _set_aside(path: Path) -> Path:
    """Rename the database with its WAL, so that nothing of it is lost; return its new path."""
    aside = path.with_name(f"arriero-damaged-{_timestamp()}.sqlite3")
    for suffix in ("-wal", "-shm", ""):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    return aside


def _recovered(aside: Path, writing: sqlite3.Connection) -> tuple[int, int]:
    """How many chats and messages of the damaged file are in the new one."""
    # Damage is rare.
    from app.storage.salvage import recovered

    try:
        return recovered(aside, writing)
    except (sqlite3.Error, OSError):
        logger.exception("nothing of %s could be recovered", aside)
        return 0, 0


def _timestamp() -> str:
    return datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
