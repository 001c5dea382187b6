"""The log of an Ollama that we started, read while somebody looks at it."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.api.threads import in_thread
from app.domain.failure import Failure
from app.services.tasks import TaskOwner

READ_INTERVAL_MS = 500
MOST_LINES = 500
MOST_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class _Read:
    """Lines from a place in the file on; `is_new` where the file has begun again."""

    text: str
    end: int
    is_new: bool


class OllamaLog(QObject):
    """Tells the last 500 lines and then what is added."""

    begun = Signal(str)  # the lines there are, instead of all told before
    grew = Signal(str)  # lines that were added
    failed = Signal(Failure)

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._end = -1
        self._is_reading = False
        self._tasks = TaskOwner(self.failed.emit)
        self._timer = QTimer(self, interval=READ_INTERVAL_MS)
        self._timer.timeout.connect(self._read)

    @Slot(bool)
    def set_shown(self, is_shown: bool) -> None:
        """Read from now on, or stop reading."""
        if is_shown:
            self._end = -1
            self._timer.start()
            self._read()
        else:
            self._timer.stop()

    async def aclose(self) -> None:
        """Stop reading."""
        self._timer.stop()
        await self._tasks.aclose()

    @Slot()
    def _read(self) -> None:
        if not self._is_reading:
            self._is_reading = True
            self._tasks.spawn(self._read_on(), name="read the log")

    async def _read_on(self) -> None:
        try:
            read = await in_thread(lambda: _lines(self._file, self._end), "read the log")
        finally:
            self._is_reading = False
        if not self._timer.isActive():
            return
        is_first, self._end = self._end < 0, read.end
        if is_first or read.is_new:
            self.begun.emit(read.text)
        elif read.text:
            self.grew.emit(read.text)


def _lines(file: Path, begin: int) -> _Read:
    """Whole lines from a byte of the file on, or the last ones; nothing where there is no file."""
    try:
        with file.open("rb") as log:
            size = log.seek(0, 2)
            is_new = begin < 0 or size < begin or size - begin > MOST_BYTES
            start = max(0, size - MOST_BYTES) if is_new else begin
            log.seek(start)
            data = log.read(size - start)
    except OSError:
        return _Read("", max(begin, 0), is_new=begin < 0)
    whole, _, rest = data.rpartition(b"\n")
    lines = whole.decode("utf-8", "replace").splitlines()
    if is_new and start:
        lines = lines[1:]  # the first one is cut
    return _Read("\n".join(lines[-MOST_LINES:]), size - len(rest), is_new)
