"""The switch for what is on or off and holds at once."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.focus_ring import KeyboardFocus

_PILL_PX = (36, 20)
_HIT_PX = 24


class Switch(KeyboardFocus, QAbstractButton):
    """Checked is on. Space and Enter turn it over."""

    focus_radius = 12

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._hovered = False
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_PILL_PX[0], _HIT_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self.update()
        super().leaveEvent(event)

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
