"""Long work in small steps between the frames of the window."""

from collections.abc import Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal, Slot

_SLICE_S = 0.002


class Slices(QObject):
    """Goes on with one piece of work, for 2 ms in each turn of the event loop."""

    done = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._work: Iterator[None] | None = None
        self._turns = QTimer(self, interval=0)
        self._turns.timeout.connect(self._on_turn)

    def begin(self, work: Iterator[None]) -> None:
        """Do this; what was not done of other work never is."""
        self._work = work
        self._turns.start()

    def finish(self) -> None:
        """Do at once what is still to be done."""
        while self._work is not None:
            self._step()

    def _step(self) -> None:
        assert self._work is not None
        try:
            next(self._work)
        except StopIteration:
            self._work = None
            self._turns.stop()
            self.done.emit()

    @Slot()
    def _on_turn(self) -> None:
        end = perf_counter() + _SLICE_S
        while self._work is not None and perf_counter() < end:
            self._step()
