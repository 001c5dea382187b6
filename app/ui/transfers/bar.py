"""A bar of progress, painted from tokens; to a screen reader it is a progress bar with a value."""

from PySide6.QtCore import QRectF, QSize, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy

from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role

_WHOLE = 1000


class TransferBar(QProgressBar):
    """Repaints only when it would look different."""

    def __init__(self, theme: Theme, height_px: int) -> None:
        super().__init__()
        self._theme = theme
        self._height_px = height_px
        self._role: Role = "accent"
        self.setRange(0, _WHOLE)
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    @property
    def role(self) -> Role:
        """The colour it is drawn in."""
        return self._role

    def show_fraction(self, fraction: float | None, role: Role = "accent") -> None:
        """Show 0 to 1; None, where nobody knows, is an empty track."""
        if role != self._role:
            self._role = role
            self.update()
        value = 0 if fraction is None else int(fraction * _WHOLE)
        if value != self.value():
            # Otherwise Qt paints the bar within the call, each by itself, instead of all with the next frame.
            self.setUpdatesEnabled(False)
            self.setValue(value)
            self.setUpdatesEnabled(True)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(80, self._height_px)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, self._height_px)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        whole = QRectF(self.rect())
        radius = self._height_px / 2
        self._theme.paint_box(painter, whole, radius, "press")
        if self.value() > 0:
            width = max(whole.width() * self.value() / _WHOLE, self._height_px)
            painter.setClipRect(QRectF(0, 0, width, whole.height()))
            # Clipped, so that the end is straight while it moves.
            self._theme.paint_box(painter, whole, radius, self._role)
