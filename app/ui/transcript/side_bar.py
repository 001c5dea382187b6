"""A horizontal scroll bar at the foot of a block that is wider than the column, drawn while it is wanted."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from app.ui.widgets.focus_ring import KeyboardFocus

BAR_PX = 10
_SIDEWAYS = (Qt.Key.Key_Left, Qt.Key.Key_Right)


class SideBar(KeyboardFocus, QScrollBar):
    """Scrolls one block sideways; arrow keys work while it has the focus.

    It is there for Tab and for screen readers also while it is not drawn.
    """

    focus_radius = 4

    def __init__(self, name: str, on_moved: Callable[[int], None], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSingleStep(40)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)
        self.setMouseTracking(True)
        self._is_lit = False
        self.valueChanged.connect(on_moved)

    @property
    def is_drawn(self) -> bool:
        """Whether it shows: the pointer or the keyboard is on its block, or it is dragged."""
        return self._is_lit or self.isSliderDown() or (self.hasFocus() and self.focus_visible)

    def light(self, is_lit: bool) -> None:
        """Show, or leave only the room."""
        if is_lit != self._is_lit:
            self._is_lit = is_lit
            self.update()

    def cover(self, content_px: int, view_px: int, value: int) -> None:
        """Tell how wide the content is and how much of it shows."""
        self.blockSignals(True)
        self.setRange(0, max(0, content_px - view_px))
        self.setPageStep(view_px)
        self.setValue(value)
        self.blockSignals(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.is_drawn:
            super().paintEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        event.setAccepted(event.buttons() != Qt.MouseButton.NoButton)  # else the canvas hears of it

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # QScrollBar turns all keys round, so that Down goes down in an upright one: Right would go left here.
        self.setInvertedControls(event.key() not in _SIDEWAYS)
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the view knows which way is meant: one that scrolls on over it does not mean the bar
