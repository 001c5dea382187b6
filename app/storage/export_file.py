"""A file that is there whole or not at all."""

import errno
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.domain.failure import Failure, FailureCode
from app.domain.ids import new_id
from app.storage.errors import StorageError
from app.storage.settings_file import is_disk_full


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Gives a name beside `path` to write to; at the end it takes the place of `path`, in one step.

    Whatever ends the block early, an error or a cancel, leaves what was at `path` as it was.

    Raises:
        StorageError: EXPORT_NO_SPACE, EXPORT_UNWRITABLE.
    """
    part = path.with_name(f".{new_id()}.part")
    try:
        with told_of(path):
            os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            yield part
            with part.open("r+b") as file:
                os.fsync(file.fileno())
            part.replace(path)
    finally:
        with suppress(OSError):  # the drive is gone, and the part with it
            part.unlink(missing_ok=True)


@contextmanager
def told_of(path: Path) -> Iterator[None]:
    """Turn errors of the file system while writing `path` into failures that can be told."""
    try:
        yield
    except OSError as error:
        no_room = is_disk_full(error) or error.errno == errno.EFBIG  # the most that a file can be there
        code = FailureCode.EXPORT_NO_SPACE if no_room else FailureCode.EXPORT_UNWRITABLE
        raise StorageError(Failure(code, detail=f"{path}: {error.strerror or error}")) from error


def write_text(path: Path, pieces: Iterable[str]) -> None:
    """Write text as UTF-8, piece by piece; halves of a surrogate pair become question marks."""
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece.encode("utf-8", "replace"))


class ZipOfFiles:
    """A zip file that is written entry by entry."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self._names: set[str] = set()

    def add_text(self, name: str, pieces: Iterable[str]) -> None:
        """Add a text, piece by piece."""
        with self._zip.open(self._free(name), "w", force_zip64=True) as entry:
            for piece in pieces:
                entry.write(piece.encode("utf-8", "replace"))

    def add_file(self, name: str, path: Path) -> None:
        """Add a file that is there already."""
        self._zip.write(path, self._free(name))

    def close(self) -> None:
        """Write the end of the file."""
        self._zip.close()

    def _free(self, name: str) -> str:
        stem, dot, suffix = name.rpartition(".")
        number, free = 2, name
        while free.casefold() in self._names:  # names that differ in case only are one on some systems
            free = f"{stem} ({number}){dot}{suffix}"
            number += 1
        self._names.add(free.casefold())
        return free
