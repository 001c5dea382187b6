"""The thread in which pictures are read, decoded and made smaller; the window never waits for it."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage

from app.domain.attachment import ImageTrouble
from app.ui.images.reading import CannotAttach, Reading, Source, decode, read


@dataclass(frozen=True, slots=True)
class ReadingDone:
    """What became of the source with that id: a reading, or why there is none."""

    id: str
    reading: Reading | None = None
    trouble: ImageTrouble | None = None


@dataclass(frozen=True, slots=True)
class Decoded:
    """A stored picture for the screen; null where its bytes are damaged."""

    key: str
    picture: QImage
    size: QSize = field(default_factory=QSize)  # of the whole picture


class ImageWorker(QObject):
    """One thread: two large pictures at a time would need twice the memory.

    Not a `QThreadPool`: at the end of the program that waits for its threads with the interpreter locked,
    and those wait for the interpreter.
    """

    reading_done = Signal(ReadingDone)
    decoded = Signal(Decoded)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="images")
        self._is_closed = False
        self._waiting: set[Future[None]] = set()
        self._reads: dict[str, Future[None]] = {}  # by id of the job

    def read(self, job_id: str, source: Source, edge_px: int) -> None:
        """Read a source and make what is sent of it, that edge at most; `reading_done` tells the end."""
        if (reading := self._submit(self._read, job_id, source, edge_px)) is not None:
            self._reads[job_id] = reading

    def forget(self, job_id: str) -> None:
        """Nobody waits for a source: it is not read where that has not begun."""
        if (reading := self._reads.pop(job_id, None)) is not None:
            reading.cancel()

    def decode(self, key: str, data: bytes, most_px: QSize | None) -> None:
        """Decode stored bytes; `decoded` tells the end."""
        self._submit(self._decode, key, data, most_px)

    def close(self) -> None:
        """Drop what waits; what runs is told to nobody, and nothing more is begun."""
        self._is_closed = True
        self.blockSignals(True)
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _submit(self, work: Callable[..., None], *values: Any) -> Future[None] | None:
        if self._is_closed:  # a file that was wanted before comes from the store at the very end
            return None
        future = self._thread.submit(work, *values)
        self._waiting.add(future)
        future.add_done_callback(self._waiting.discard)
        return future

    def _read(self, job_id: str, source: Source, edge_px: int) -> None:
        try:
            done = ReadingDone(job_id, read(source, edge_px))
        except CannotAttach as error:
            done = ReadingDone(job_id, trouble=error.trouble)
        self.reading_done.emit(done)

    def _decode(self, key: str, data: bytes, most_px: QSize | None) -> None:
        self.decoded.emit(Decoded(key, *decode(data, most_px)))
