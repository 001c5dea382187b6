"""What every button that paints itself has in common: it knows the pointer, and Enter presses it."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.ui.widgets.focus_ring import KeyboardFocus
from app.ui.words import plain_tip


class PaintedButton(KeyboardFocus, QAbstractButton):
    """Space presses every button; Enter does so here too, on every desktop, and holding it presses once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hovered = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def before_hover(self) -> None:
        """Called while the colours are still those of before."""

    def _set_hovered(self, hovered: bool) -> None:
        self.before_hover()
        self._hovered = hovered
        self.update()

    def setToolTip(self, text: str) -> None:
        super().setToolTip(plain_tip(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if not plain or event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.click()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._set_hovered(True)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._set_hovered(False)
        super().leaveEvent(event)
