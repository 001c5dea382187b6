"""Puts a backup that waits in the data folder in place, before anything of the folder is open."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from app.domain.failure import Failure, FailureCode
from app.storage.database import taken_lock
from app.storage.errors import translated

WAITING = "restore-waiting"
"""The folder in the data folder that holds a checked backup until the next start puts it in place."""

PUT_IN_PLACE = (
    *("arriero.sqlite3", "arriero.sqlite3-wal", "arriero.sqlite3-shm", "attachments"),
    *("settings.json", "servers.json"),
)
SET_ASIDE = "before-restore-"
_NEEDED = "arriero.sqlite3"


def put_in_place(data_dir: Path) -> Failure | None:
    """Exchange the data for a waiting backup; what was there goes into a folder of its own.

    Each step is a rename, and one cut between goes on at the next start. Secrets and the log stay.

    Returns:
        DATA_SET_ASIDE with that folder, or None where nothing waits.
    Raises:
        StorageError: another program has the folder, or it cannot be written; the next start tries again.
    """
    waiting, aside_name = data_dir / WAITING, data_dir / WAITING / "aside"
    if not waiting.is_dir():
        return None
    # Another program that has the folder open keeps its files.
    with translated(data_dir), closing(taken_lock(data_dir)):
        return _exchanged(data_dir, waiting, aside_name)


def remove_tree(folder: Path) -> None:
    """Remove a folder of ours with all that is in it."""
    # Only where something is restored or removed.
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


def _exchanged(data_dir: Path, waiting: Path, aside_name: Path) -> Failure | None:
    if aside_name.exists():
        aside = data_dir / aside_name.read_text(encoding="utf-8")
    elif (waiting / _NEEDED).exists():
        aside = data_dir / f"{SET_ASIDE}{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
        aside.mkdir(mode=0o700)
        aside_name.write_text(aside.name, encoding="utf-8")
    else:
        return None
    done = waiting / "moved"
    if not done.exists():
        for name in PUT_IN_PLACE:
            if (data_dir / name).exists():
                (data_dir / name).rename(aside / name)
        done.touch()
    for name in PUT_IN_PLACE:
        if (waiting / name).exists():
            (waiting / name).rename(data_dir / name)
    for mark in (done, aside_name):
        mark.unlink()
    waiting.rmdir()
    return Failure(FailureCode.DATA_SET_ASIDE, detail=str(aside))
