"""Files of messages, stored once each under their SHA-256."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from app.domain.ids import new_id
from app.domain.storage_use import AttachmentUse

_NAME = re.compile(r"[0-9a-f]{64}")
_FILES = "[0-9a-f][0-9a-f]/*"


class AttachmentFolder:
    """The folder `attachments`: `<first two hex digits>/<SHA-256>`, mode 0600."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> str:
        """Store `data` and return its SHA-256 as 64 hex digits.

        Never half a file under its final name. Storing what is there already makes it new again for
        `remove_unused`.

        Raises:
            OSError: full disk, read-only folder.
        """
        sha256 = _sha256(data)
        path = self._path(sha256)
        if path.exists() and path.stat().st_size == len(data):
            os.utime(path)
            return sha256
        self._folder.mkdir(mode=0o700, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        part = path.with_name(f"{new_id()}.part")
        try:
            part.touch(mode=0o600)
            part.write_bytes(data)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes of a stored file.

        Raises:
            KeyError: not stored, or not whole: files are not forced to the disk one by one.
        """
        try:
            data = self._path(sha256).read_bytes()
        except FileNotFoundError:
            raise KeyError(sha256) from None
        if _sha256(data) != sha256:
            raise KeyError(sha256)
        return data

    def remove_unused(self, used: frozenset[str], older_than_s: float) -> int:
        """Delete files that are not in `used` and were put longer than `older_than_s` ago; return how many.

        A file is put before the message that carries it, so a young one may just not be in use yet.
        """
        unused = self._unused(used, older_than_s)
        for file, _ in unused:
            file.unlink()
        return len(unused)

    def count(self, used: frozenset[str], older_than_s: float) -> AttachmentUse:
        """How many files there are, how many `remove_unused` would delete, and how large they are."""
        sizes = [size_bytes for _, size_bytes, _ in self._files()]
        unused = [size_bytes for _, size_bytes in self._unused(used, older_than_s)]
        return AttachmentUse(len(sizes), sum(sizes), len(unused), sum(unused))

    def _unused(self, used: frozenset[str], older_than_s: float) -> list[tuple[Path, int]]:
        latest = time.time() - older_than_s
        return [
            (file, size_bytes)
            for file, size_bytes, changed_at in self._files()
            if file.name not in used and changed_at <= latest
        ]

    def _files(self) -> Iterator[tuple[Path, int, float]]:
        """Every file with its size in bytes and when it was put, in seconds since 1970."""
        for file in self._folder.glob(_FILES):
            with suppress(FileNotFoundError):  # half a file got its final name meanwhile
                facts = file.stat()
                yield file, facts.st_size, facts.st_mtime

    def _path(self, sha256: str) -> Path:
        if not _NAME.fullmatch(sha256):
            raise KeyError(sha256)
        return self._folder / sha256[:2] / sha256


def _sha256(data: bytes) -> str:
    # It brings OpenSSL, of 4 MB, which a start without images does not need.
    from hashlib import sha256

    return sha256(data).hexdigest()
