"""An icon that only decorates; the words beside it say the same."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role


class IconView(QWidget):
    """A Lucide icon of a fixed size."""

    def __init__(
        self, theme: Theme, name: str, size_px: int = 14, role: Role = "muted", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self._role: Role = role
        self.setFixedSize(size_px, size_px)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._theme.paint_icon(QPainter(self), self._name, 0, 0, self.width(), self._role)
