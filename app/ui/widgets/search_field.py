"""The field that filters what stands below it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.theme.theme import Theme

_ICON_PX = 16


class SearchField(QLineEdit):
    """Esc clears; Down and Enter go into what was found.

    Args:
        name: the placeholder, and what a screen reader says.
    """

    left = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self.setTextMargins(_ICON_PX + 9, 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        top = (self.height() - _ICON_PX) / 2
        # Painted: an action of the field would be a button without a use and a name.
        self._theme.paint_icon(QPainter(self), "search", 10, top, _ICON_PX, "muted")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        else:
            super().keyPressEvent(event)
