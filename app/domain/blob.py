"""Files on their way to the server as blobs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


class BlobPhase(StrEnum):
    """What is being done with a file."""

    HASHING = "hashing"
    CHECKING = "checking"  # asking whether the server has it already
    SENDING = "sending"
    STORING = "storing"  # all bytes are out; the server checks them


class FileFault(StrEnum):
    """Why a file cannot be sent."""

    MISSING = "missing"
    FORBIDDEN = "forbidden"
    NOT_A_FILE = "not_a_file"  # a folder, a socket or the like
    EMPTY = "empty"
    CHANGED = "changed"  # while it was hashed or sent
    UNREADABLE = "unreadable"  # anything else the system says


@dataclass(frozen=True, slots=True)
class BlobProgress:
    """How far a phase has come. In `SENDING` these are bytes handed to the system; the server tells none."""

    phase: BlobPhase
    done_bytes: int = 0
    total_bytes: int = 0


@dataclass(frozen=True, slots=True)
class UploadedBlob:
    """A file that the server has now. `was_there`: it had it before, and nothing was sent."""

    digest: str
    size_bytes: int
    was_there: bool


def is_digest(text: str) -> bool:
    """Whether a text is a digest as blobs are named: `sha256:` and 64 hex digits in lower case."""
    return _DIGEST.fullmatch(text) is not None


class HashCache:
    """Digests of files that were hashed before, by path, size and time of change (ns).

    Whoever owns it keeps it: `as_dict()` gives plain values, `from_dict()` takes them back. It holds the
    `most_files` used last.
    """

    def __init__(self, most_files: int = 1000) -> None:
        self._most_files = most_files
        self._rows: dict[str, tuple[int, int, str]] = {}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any], most_files: int = 1000) -> "HashCache":
        """Read what `as_dict` gave; rows that are not of its form are left out."""
        cache = cls(most_files)
        for path, row in kept.items():
            match row:
                case [int() as size_bytes, int() as changed_ns, str() as digest] if is_digest(digest):
                    cache.put(path, size_bytes, changed_ns, digest)
        return cache

    def as_dict(self) -> dict[str, list[int | str]]:
        """`{path: [size in bytes, time of change in ns, digest]}`, the one used last at the end."""
        return {path: list(row) for path, row in self._rows.items()}

    def get(self, path: str, size_bytes: int, changed_ns: int) -> str:
        """The digest of the file, or "" where it is not known or the file is another by now."""
        row = self._rows.pop(path, None)
        if row is None or row[:2] != (size_bytes, changed_ns):
            return ""
        self._rows[path] = row
        return row[2]

    def put(self, path: str, size_bytes: int, changed_ns: int, digest: str) -> None:
        self._rows.pop(path, None)
        self._rows[path] = (size_bytes, changed_ns, digest)
        while len(self._rows) > self._most_files:
            del self._rows[next(iter(self._rows))]

    def forget(self, path: str) -> None:
        self._rows.pop(path, None)
