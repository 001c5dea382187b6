"""A file to take chats from: JSON as it is, or in a zip file with bounds on everything."""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.domain.failure import Failure, FailureCode
from app.storage.errors import StorageError
from app.storage.import_items import LONGEST_ITEM, Item, NotJson, items

MOST_ENTRIES = 100_000
MOST_BYTES = 8 * 1024**3
MOST_FILE_BYTES = 64 * 1024**2
MOST_RATIO = 250
_RATIO_FROM_BYTES = 1024**2
_CHATS = re.compile(r"(?:.*/)?conversations(?:-\d+)?\.json", re.IGNORECASE)
_JSON = re.compile(r".*\.json", re.IGNORECASE)
_ZIP_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError)


class ImportSource:
    """An open file.

    Args:
        on_read: called with how many bytes were read since the last call; may raise to end the reading.
    """

    def __init__(self, path: Path, on_read: Callable[[int], None]) -> None:
        self._path = path
        self._on_read = on_read
        self._zip: zipfile.ZipFile | None = None
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self._chats: list[zipfile.ZipInfo] = []
        self.total_bytes = 0
        try:
            self._open()
        except OSError as error:
            raise StorageError(Failure(FailureCode.FILE_UNREADABLE, detail=f"{path}: {error}")) from error
        except _ZIP_FAULTS as error:
            raise self._broken(str(error)) from error

    def items(self, longest: int = LONGEST_ITEM) -> Iterator[Item]:
        """The items of every file of chats, one after the other.

        Raises:
            StorageError: IMPORT_BROKEN, FILE_UNREADABLE.
        """
        for opened in self._streams():
            with self._told(), opened as file:
                yield from items(_counted(file, self._on_read), longest)

    def file(self, begins: str) -> tuple[str, bytes] | None:
        """The file of the archive whose name begins so, with its last part as name; None without one."""
        entry = self._entries.get(begins)
        if self._zip is None or entry is None or entry.file_size > MOST_FILE_BYTES:
            return None
        with self._told():
            self._on_read(0)
            return _last(entry.filename), self._zip.read(entry)

    def close(self) -> None:
        """Let the file go."""
        if self._zip is not None:
            self._zip.close()

    def _open(self) -> None:
        if not zipfile.is_zipfile(self._path):
            self.total_bytes = self._path.stat().st_size
            return
        self._zip = zipfile.ZipFile(self._path)
        entries = self._zip.infolist()
        if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_BYTES:
            raise self._too_large()
        for entry in entries:
            if entry.file_size > _RATIO_FROM_BYTES and entry.file_size > MOST_RATIO * entry.compress_size:
                raise self._too_large()
        named = [entry for entry in entries if _CHATS.fullmatch(entry.filename)]
        found = named or [entry for entry in entries if _JSON.fullmatch(entry.filename)]
        self._chats = sorted(found, key=lambda entry: entry.filename)
        if not self._chats:
            raise StorageError(Failure(FailureCode.IMPORT_UNKNOWN, detail=str(self._path)))
        # Files are looked for by the beginning of their names only: nothing is ever written under them.
        for entry in entries:
            self._entries.setdefault(_beginning(entry.filename), entry)
        self.total_bytes = sum(entry.file_size for entry in self._chats)

    def _streams(self) -> Iterator[BinaryIO]:
        with self._told():
            if self._zip is None:
                yield self._path.open("rb")
            else:
                for entry in self._chats:
                    yield self._zip.open(entry)  # type: ignore[misc]  # IO[bytes] is one

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except NotJson as error:
            raise self._broken(str(error)) from error
        except OSError as error:
            raise StorageError(
                Failure(FailureCode.FILE_UNREADABLE, detail=f"{self._path}: {error}")
            ) from error
        except _ZIP_FAULTS as error:
            raise self._broken(str(error)) from error

    def _broken(self, why: str) -> StorageError:
        return StorageError(Failure(FailureCode.IMPORT_BROKEN, detail=f"{self._path}: {why}"))

    def _too_large(self) -> StorageError:
        return StorageError(Failure(FailureCode.IMPORT_TOO_LARGE, detail=str(self._path)))


def _counted(file: BinaryIO, on_read: Callable[[int], None]) -> Callable[[int], bytes]:
    def read(size: int) -> bytes:
        data = file.read(size)
        on_read(len(data))
        return data

    return read


def _last(name: str) -> str:
    return re.split(r"[/\\]", name)[-1]


def _beginning(name: str) -> str:
    """The id at the beginning of a name such as `file-AbC-picture.png`, as ChatGPT's archives have them."""
    found = re.match(r"file[-_][A-Za-z0-9]+", _last(name))
    return found.group() if found else _last(name)
