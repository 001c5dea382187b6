"""Files of messages, stored once each under their SHA-256."""

import hashlib
import os
import re
import time
from pathlib import Path
from uuid import uuid4

_NAME = re.compile(r"[0-9a-f]{64}")


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
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._path(sha256)
        if path.exists() and path.stat().st_size == len(data):
            os.utime(path)
            return sha256
        self._folder.mkdir(mode=0o700, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        part = path.with_name(f"{uuid4().hex}.part")
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
        if hashlib.sha256(data).hexdigest() != sha256:
            raise KeyError(sha256)
        return data

    def remove_unused(self, used: frozenset[str], older_than_s: float) -> int:
        """Delete files that are not in `used` and were put longer than `older_than_s` ago; return how many.

        A file is put before the message that carries it, so a young one may just not be in use yet.
        """
        latest = time.time() - older_than_s
        unused = [
            file
            for file in self._folder.glob("[0-9a-f][0-9a-f]/*")
            if file.name not in used and file.stat().st_mtime <= latest
        ]
        for file in unused:
            file.unlink()
        return len(unused)

    def _path(self, sha256: str) -> Path:
        if not _NAME.fullmatch(sha256):
            raise KeyError(sha256)
        return self._folder / sha256[:2] / sha256
