"""Lays out what a reader who scrolls comes to next, in the pause between two frames."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from app.ui.transcript.sheet import Sheet

AHEAD_PX = 240  # two turns of the wheel
_PAUSE_MS = 8


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
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._on_pause)

    def look(self, *, is_up: bool) -> None:
        """The reader scrolled, and will go on."""
        self._is_up = is_up
        self._pause.start()

    def stop(self) -> None:
        """The reader went somewhere else."""
        self._pause.stop()

    @Slot()
    def _on_pause(self) -> None:
        sheet = self._sheet
        sheet.lay_out_beyond(-AHEAD_PX if self._is_up else sheet.view_px, AHEAD_PX)
        self._fit_bar()
