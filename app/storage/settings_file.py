"""The one file with the settings: readable JSON, replaced whole, what it holds beyond ours kept.

Read before the first paint, so it loads nothing that the start does not need anyway; making a dataclass alone
would take half a millisecond.
"""

import errno
import json
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.domain.failure import Failure, FailureCode

FILE_NAME = "settings.json"
_FULL_ERRNOS = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})


class KeptSettings:
    """What the file holds, and what was wrong with it; a damaged file holds nothing."""

    def __init__(self, entries: Mapping[str, Any] | None = None, failure: Failure | None = None) -> None:
        self.entries = entries or {}
        self.failure = failure


class SettingsFileError(Exception):
    """The file could not be written; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.code}: {failure.detail}")
        self.failure = failure


class SettingsFile:
    """`settings.json` in the data folder. One object with an entry for each setting that was changed.

    Other small files that a person may read and edit are kept the same way, under another name.
    """

    def __init__(self, data_dir: Path, name: str = FILE_NAME) -> None:
        self.path = data_dir / name
        self._lock = threading.Lock()

    def read(self, *, only_look: bool = False) -> KeptSettings:
        """What the file holds. A damaged one is renamed, never deleted; left in place with `only_look`."""
        try:
            return KeptSettings(_parse(self.path.read_bytes()))
        except FileNotFoundError:
            return KeptSettings()
        except OSError as error:
            return KeptSettings(failure=_failure_of(error))
        except (ValueError, RecursionError):
            pass
        if only_look:
            return KeptSettings(failure=Failure(FailureCode.SETTINGS_DAMAGED, detail=str(self.path)))
        try:
            aside = _free_name(self.path)
            self.path.rename(aside)
        except OSError as error:
            return KeptSettings(failure=_failure_of(error))
        return KeptSettings(failure=Failure(FailureCode.SETTINGS_DAMAGED, detail=str(aside)))

    def update(self, changes: Mapping[str, Any]) -> None:
        """Write entries; None takes one out. What else the file holds by now stays as it is.

        Threads that do so at once come one after the other: each would else lose what the other wrote.

        Raises:
            SettingsFileError: the folder or file cannot be written, or the file no longer be read.
        """
        with self._lock:
            self._update(changes)

    def _update(self, changes: Mapping[str, Any]) -> None:
        kept = self.read()
        if kept.failure is not None and kept.failure.code is not FailureCode.SETTINGS_DAMAGED:
            raise SettingsFileError(kept.failure)
        entries = {**kept.entries, **changes}
        left = {key: value for key, value in entries.items() if key not in changes or value is not None}
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            text = json.dumps(left, indent=2, ensure_ascii=False) + "\n"
            # A lone half of a surrogate pair has no UTF-8: it is written as JSON's own escape. And where the
            # file is a link, the link stays.
            put_in_place(self.path.resolve(), text.encode("utf-8", "backslashreplace"))
        except OSError as error:
            raise SettingsFileError(_failure_of(error)) from error


def put_in_place(path: Path, data: bytes) -> None:
    """Replace a small file as a whole, for this user only; where that fails, what was there stays.

    Raises:
        OSError: the system's reason.
    """
    part = path.with_name(f"{path.name}.new")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)  # where the disk is full, half a file only takes room
        raise


def is_disk_full(error: OSError) -> bool:
    """Whether the system had no room left."""
    return error.errno in _FULL_ERRNOS


def _parse(content: bytes) -> dict[str, Any]:
    # Some editors put a mark in front of the text.
    entries = json.loads(content.decode("utf-8-sig"))
    if not isinstance(entries, dict):
        raise ValueError("the file is not one JSON object")  # noqa: TRY004  # as every other damage
    return entries


def _free_name(path: Path) -> Path:
    """A name beside `path` that no earlier damaged file has."""
    number = 1
    while (aside := path.with_name(f"{path.stem}-damaged-{number}{path.suffix}")).exists():
        number += 1
    return aside


def _failure_of(error: OSError) -> Failure:
    code = FailureCode.DISK_FULL if is_disk_full(error) else FailureCode.SETTINGS_UNUSABLE
    return Failure(code, detail=str(error))
