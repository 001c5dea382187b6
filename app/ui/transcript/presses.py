"""The third press of a triple click, which Qt tells as an ordinary one."""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

_NEAR_PX = 4


class Presses:
    """Remembers the last double click."""

    def __init__(self) -> None:
        self._second_ms: int | None = None
        self._second_at = QPoint()

    def note_second(self, event: QMouseEvent) -> None:
        """A double click happened."""
        self._second_ms = event.timestamp()
        self._second_at = event.position().toPoint()

    def is_third(self, event: QMouseEvent) -> bool:
        """Whether a press follows a double click at once and in the same place."""
        if self._second_ms is None:
            return False
        soon = event.timestamp() - self._second_ms <= QApplication.doubleClickInterval()
        self._second_ms = None
        return soon and (event.position().toPoint() - self._second_at).manhattanLength() <= _NEAR_PX
