"""Lays out what a reader who scrolls comes to next, in the pause between two frames."""

from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Slot

from app.ui.transcript.sheet import Sheet

AHEAD_PX = 480  # two turns of a wheel that is turned fast
_PAUSE_MS = 8
_SLICE_S = 0.001


class Ahead(QObject):
    """A message that comes into view is read and laid out by then: its frame has to paint it only."""

    def __init__(self, sheet: Sheet, fit_bar: Callable[[], None], parent: QObject) -> None:
        """Wait for a reader who scrolls.

        Args:
            fit_bar: tells the scroll bar how high the sheet is now, and how much of it is above the view.
        """
        super().__init__(parent)
        self._sheet = sheet
        self._fit_bar = fit_bar
        self._is_up = False
        self._slices = QTimer(self)
        self._slices.timeout.connect(self._on_slice)

    def look(self, *, is_up: bool) -> None:
        """The reader scrolled, and will go on."""
        self._is_up = is_up
        self._slices.start(_PAUSE_MS)

    def stop(self) -> None:
        """The reader went somewhere else."""
        self._slices.stop()

    @Slot()
    def _on_slice(self) -> None:
        end = perf_counter() + _SLICE_S
        self._slices.setInterval(0)
        while self._sheet.lay_out_beyond(AHEAD_PX, is_up=self._is_up):
            if perf_counter() > end:
                break
        else:
            self._slices.stop()
        self._fit_bar()
