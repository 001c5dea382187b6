"""A horizontal scroll bar at the foot of a block that is wider than the column."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QScrollBar, QWidget

BAR_PX = 10
_SIDEWAYS = (Qt.Key.Key_Left, Qt.Key.Key_Right)


class SideBar(QScrollBar):
    """Scrolls one block sideways; arrow keys work while it has the focus."""

    def __init__(self, name: str, on_moved: Callable[[int], None], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSingleStep(40)
        self.valueChanged.connect(on_moved)

    def cover(self, content_px: int, view_px: int, value: int) -> None:
        """Tell how wide the content is and how much of it shows."""
        self.blockSignals(True)
        self.setRange(0, max(0, content_px - view_px))
        self.setPageStep(view_px)
        self.setValue(value)
        self.blockSignals(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # QScrollBar turns all keys round, so that Down goes down in an upright one: Right would go left here.
        self.setInvertedControls(event.key() not in _SIDEWAYS)
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the view knows which way is meant: one that scrolls on over it does not mean the bar
