"""The switch for what is on or off and holds at once."""

from PySide6.QtCore import QRectF, QSize, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.painted_button import PaintedButton

_PILL_PX = (36, 20)
_HIT_PX = 24


class Switch(PaintedButton):
    """Checked is on. Space and Enter turn it over."""

    focus_radius = 12

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_PILL_PX[0], _HIT_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        width, height = _PILL_PX
        pill = QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)
        on, paint_box = self.isChecked(), self._theme.paint_box
        if on:
            paint_box(painter, pill, height / 2, "accent_hover" if self._hovered else "accent")
        else:
            paint_box(painter, pill, height / 2, "hover" if self._hovered else "field", "control")
        size = 12.0
        left = pill.right() - size - 4 if on else pill.left() + 4
        knob = QRectF(left, pill.center().y() - size / 2, size, size)
        paint_box(painter, knob, size / 2, "on_accent" if on else "control")
