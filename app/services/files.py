"""Files and long pastes that become text of a message: read in a thread, never in the way of the window."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from app.domain.attached_text import TEXT_TYPE, FileTrouble, FileWish
from app.storage.pdf_process import Stop
from app.storage.text_files import CannotRead, read_text_file

__all__ = ["CannotRead", "ReadFile", "read"]


@dataclass(frozen=True, slots=True)
class ReadFile:
    """The file as it came, and its text in UTF-8."""

    media_type: str
    original: bytes
    sent: bytes
    notes: tuple[FileTrouble, ...] = ()


async def read(wish: FileWish) -> ReadFile:
    """Read what a person wants to attach; who cancels this ends the reading.

    Raises:
        CannotRead: with the reason.
    """
    stop = Stop()
    try:
        return await asyncio.to_thread(_read, wish, stop)
    except asyncio.CancelledError:
        stop.now()
        raise


def _read(wish: FileWish, stop: Stop) -> ReadFile:
    if not wish.path:
        data = wish.text.encode("utf-8", "replace")
        return ReadFile(TEXT_TYPE, data, data)
    reading = read_text_file(Path(wish.path), wish.name, stop)
    sent = reading.text.encode("utf-8", "replace")
    return ReadFile(reading.media_type, reading.original, sent, reading.notes)
