"""An icon that follows a state; the words beside it say the same."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role


class StateIcon(QWidget):
    """Empty until it is told what to show."""

    def __init__(self, theme: Theme, size_px: int = 16) -> None:
        super().__init__()
        self._theme = theme
        self._name = ""
        self._role: Role = "muted"
        self.setFixedSize(size_px, size_px)

    @property
    def icon_name(self) -> str:
        """The Lucide name of what is drawn."""
        return self._name

    def show_icon(self, name: str, role: Role) -> None:
        """Draw that icon in that colour."""
        if (name, role) != (self._name, self._role):
            self._name, self._role = name, role
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._name:
            self._theme.paint_icon(QPainter(self), self._name, 0, 0, self.width(), self._role)
