"""Everything in one file: a zip with the database, attachments, settings and the list of servers.

The secrets of servers are never in it. The zip holds `backup.json`:

    {"format": "arriero-backup", "version": 1, "made_at": time, "program": version, "schema": number,
     "chats": count, "messages": count, "files": {name in the zip: {"sha256", "size_bytes"}, ...}}

Beside it are `arriero.sqlite3`, `settings.json`, `servers.json` and `attachments/<two digits>/<SHA-256>`;
what is not there was not there. Whoever restores it reads these names and no others.
"""

import json
import os
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from app.domain.exchange import BackupFacts
from app.domain.failure import Failure, FailureCode
from app.domain.ids import new_id
from app.storage.access import Access
from app.storage.backup_restore import WAITING, remove_tree
from app.storage.database import DATABASE_NAME, MIGRATIONS, check
from app.storage.errors import StorageError
from app.storage.export_file import told_of, whole_file
from app.storage.settings_file import FILE_NAME as SETTINGS

FORMAT = "arriero-backup"
VERSION = 1
FACTS = "backup.json"
SERVERS = "servers.json"
_PAGES_A_STEP = 256
_PIECE_BYTES = 1024 * 1024
_MOST_ENTRIES = 1_000_000
_MOST_FACTS_BYTES = 256 * 1024**2
_MOST_RATIO = 250
_ATTACHMENT = re.compile(r"attachments/([0-9a-f]{2})/(\1[0-9a-f]{62})")
_TABLES = {"state", "chats", "messages"}
_FAULTS = (
    *(zipfile.BadZipFile, zlib.error, EOFError, RuntimeError),
    *(ValueError, KeyError, TypeError, AttributeError),
)
_OF_THE_COPY = {
    sqlite3.SQLITE_FULL: FailureCode.EXPORT_NO_SPACE,
    sqlite3.SQLITE_IOERR: FailureCode.EXPORT_UNWRITABLE,
    sqlite3.SQLITE_CANTOPEN: FailureCode.EXPORT_UNWRITABLE,
    sqlite3.SQLITE_READONLY: FailureCode.EXPORT_UNWRITABLE,
}
OnStep = Callable[[int, int], None]
"""Called with how much of how much is done; may raise to end it."""


def write_backup(access: Access, data_dir: Path, path: Path, program: str, on_step: OnStep) -> BackupFacts:
    """Write a backup and read it back to the end. Blocks, while everything else goes on.

    Raises:
        StorageError: EXPORT_NO_SPACE, EXPORT_UNWRITABLE, BACKUP_DAMAGED where it cannot be read back.
    """
    with whole_file(path) as part:
        copy = part.with_name(f"{part.name}.sqlite3")
        try:
            _copy_database(access, copy, on_step)
            with _told_of_copy(copy), closing(sqlite3.connect(copy)) as copied:
                counts = _made_ready(copied)
                schema = int(copied.execute("PRAGMA user_version").fetchone()[0])
            made_at = datetime.now(UTC)
            head = {
                "format": FORMAT,
                "version": VERSION,
                "made_at": made_at.isoformat(),
                "program": program,
                "schema": schema,
                **counts,
            }
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
                _write_entries(archive, copy, data_dir, head, on_step)
        finally:
            copy.unlink(missing_ok=True)
        facts = check_backup(part, on_step)
    return BackupFacts(
        str(path), facts.made_at, program, facts.chats, facts.messages, facts.files, path.stat().st_size
    )


def check_backup(path: Path, on_step: OnStep) -> BackupFacts:
    """What a backup holds, after every byte of it was looked at. Blocks.

    Raises:
        StorageError: BACKUP_DAMAGED, BACKUP_NEWER.
    """
    with _opened(path) as (archive, head):
        for name, row in _listed(archive, head, on_step):
            with archive.open(name) as entry:
                if _copied(entry, None, on_step) != (row["sha256"], row["size_bytes"]):
                    raise ValueError(f"{name} is not what was saved")
        return _facts(path, head)


def unpack_backup(path: Path, data_dir: Path, on_step: OnStep) -> BackupFacts:
    """Put a checked backup into the data folder, to be put in place by the next start. Blocks.

    Raises:
        StorageError: as `check_backup`, EXPORT_NO_SPACE, EXPORT_UNWRITABLE; nothing is left of it then.
    """
    waiting = data_dir / WAITING
    part = data_dir / f"{WAITING}-{new_id()}.part"
    try:
        with _opened(path) as (archive, head), told_of(part):
            for name, row in _listed(archive, head, on_step):
                _write_entry(archive, name, row, part / name, on_step)
            _check_database(part / DATABASE_NAME, head["schema"])
            facts = _facts(path, head)
        with told_of(waiting):
            remove_tree(waiting)
            part.rename(waiting)
    finally:
        remove_tree(part)
    return facts


def _check_database(file: Path, schema: object) -> None:
    """Make sure that the next start can open it.

    Raises:
        ValueError: it is damaged, or another database than the backup says.
    """
    with closing(sqlite3.connect(file)) as connection:
        try:
            check(connection)
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            tables = {
                name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            }
        except sqlite3.DatabaseError as error:
            raise ValueError(f"{file.name}: {error}") from error
    if version != schema or not tables >= _TABLES:
        raise ValueError(f"{file.name} is another database")


def _copy_database(access: Access, copy: Path, on_step: OnStep) -> None:
    """SQLite's online backup, some pages at a time, in the reading thread that nobody waits for.

    Source: sqlite.org/backup.html. Writers are not held up: what they write meanwhile is copied as well.
    """
    os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))

    def run(connection: sqlite3.Connection) -> None:
        def tell(_status: int, remaining: int, total: int) -> None:
            on_step(total - remaining, total)

        with _told_of_copy(copy), closing(sqlite3.connect(copy)) as target:
            # One state of the database, so that no write makes it begin again.
            connection.execute("BEGIN")
            try:
                connection.execute("SELECT 1 FROM chats LIMIT 1").fetchone()
                connection.backup(target, pages=_PAGES_A_STEP, progress=tell, sleep=0)
            finally:
                connection.execute("ROLLBACK")

    access.read_slowly(run, in_snapshot=False).result()


@contextmanager
def _told_of_copy(copy: Path) -> Iterator[None]:
    """What hinders writing the copy is no trouble of the database."""
    try:
        yield
    except sqlite3.Error as error:
        primary = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        code = _OF_THE_COPY.get(primary)
        if code is None:
            raise
        raise StorageError(Failure(code, detail=f"{copy.parent}: {error}")) from error


def _made_ready(copied: sqlite3.Connection) -> dict[str, int]:
    copied.execute("PRAGMA journal_mode = DELETE")  # one file, whole by itself
    check(copied)
    with copied:
        # A program that is killed while it restores looks through the file at its next start.
        copied.execute("INSERT OR REPLACE INTO state VALUES ('storage.clean_exit', '0')")
    count = copied.execute("SELECT count(*) FROM chats WHERE deleted_at IS NULL").fetchone()[0]
    return {"chats": count, "messages": copied.execute("SELECT count(*) FROM messages").fetchone()[0]}


def _write_entries(
    archive: zipfile.ZipFile, copy: Path, data_dir: Path, head: dict[str, Any], on_step: OnStep
) -> None:
    files: dict[str, dict[str, Any]] = {}
    sources = [(DATABASE_NAME, copy)]
    sources += [(name, data_dir / name) for name in (SETTINGS, SERVERS) if (data_dir / name).is_file()]
    sources += [
        (name, file)
        for file in sorted(data_dir.glob("attachments/[0-9a-f][0-9a-f]/*"))
        if _ATTACHMENT.fullmatch(name := file.relative_to(data_dir).as_posix())
    ]
    for name, file in sources:
        try:
            opened = file.open("rb")
        except FileNotFoundError:
            continue  # an attachment nobody used was just removed
        with opened, archive.open(name, "w", force_zip64=True) as entry:
            digest, size_bytes = _copied(opened, entry, on_step)
        files[name] = {"sha256": digest, "size_bytes": size_bytes}
    archive.writestr(FACTS, json.dumps({**head, "files": files}, indent=1))


def _write_entry(
    archive: zipfile.ZipFile, name: str, row: dict[str, Any], target: Path, on_step: OnStep
) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file, archive.open(name) as entry:
        if _copied(entry, file, on_step) != (row["sha256"], row["size_bytes"]):
            raise ValueError(f"{name} is not what was saved")
        file.flush()
        os.fsync(file.fileno())


def _copied(source: IO[bytes], target: IO[bytes] | None, on_step: OnStep) -> tuple[str, int]:
    digest, size_bytes = sha256(), 0
    while data := source.read(_PIECE_BYTES):
        on_step(0, 0)
        digest.update(data)
        size_bytes += len(data)
        if target is not None:
            target.write(data)
    return digest.hexdigest(), size_bytes


@contextmanager
def _opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, dict[str, Any]]]:
    """The archive with what it says of itself; whatever is wrong with either is told as damage."""
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(FACTS).file_size > _MOST_FACTS_BYTES:
                raise ValueError("its list of files is too long")
            head = json.loads(archive.read(FACTS))
            if head["format"] != FORMAT:
                raise ValueError("another format")
            newest = max(int(file.name[:3]) for file in MIGRATIONS.glob("[0-9][0-9][0-9]_*.sql"))
            if head["version"] != VERSION or head["schema"] > newest:
                raise StorageError(Failure(FailureCode.BACKUP_NEWER, detail=str(path)))
            yield archive, head
    except (*_FAULTS, RecursionError) as error:
        raise StorageError(Failure(FailureCode.BACKUP_DAMAGED, detail=f"{path}: {error}")) from error
    except FileNotFoundError as error:
        raise StorageError(Failure(FailureCode.FILE_MISSING, detail=str(path))) from error


def _listed(
    archive: zipfile.ZipFile, head: dict[str, Any], on_step: OnStep
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The files of a backup that have a place in a data folder, each with its size in bounds."""
    files = head["files"]
    if DATABASE_NAME not in files or len(files) > _MOST_ENTRIES:
        raise ValueError("the database is missing")
    for number, (name, row) in enumerate(files.items()):
        on_step(number, len(files))
        if name not in (DATABASE_NAME, SETTINGS, SERVERS) and not _ATTACHMENT.fullmatch(name):
            raise ValueError(f"{name[:100]!r} has no place here")
        entry = archive.getinfo(name)
        if entry.file_size != row["size_bytes"] or (
            entry.file_size > _PIECE_BYTES and entry.file_size > _MOST_RATIO * entry.compress_size
        ):
            raise ValueError(f"{name} has another size")
        yield name, row


def _facts(path: Path, head: dict[str, Any]) -> BackupFacts:
    made_at = datetime.fromisoformat(head["made_at"])
    files = sum(1 for name in head["files"] if name.startswith("attachments/"))
    return BackupFacts(
        *(str(path), made_at if made_at.tzinfo else made_at.replace(tzinfo=UTC), str(head["program"])[:40]),
        *(int(head["chats"]), int(head["messages"]), files, path.stat().st_size),
    )
