"""Two groups of controls: at the ends of one line, or below each other where that is too narrow."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

_GAP_PX = 12


class TwoGroups(QWidget):
    """Put widgets into `first` and `last`."""

    def __init__(self, spacing_px: int = 8) -> None:
        super().__init__()
        self._spacing_px = spacing_px
        self._boxes = (QWidget(self), QWidget(self))
        self.first, self.last = (QHBoxLayout(box) for box in self._boxes)
        for row in (self.first, self.last):
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(spacing_px)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _sizes(self) -> tuple[QSize, QSize]:
        first, last = self._boxes
        return first.sizeHint(), last.sizeHint()

    def _is_narrow(self, width: int) -> bool:
        first, last = self._sizes()
        return first.width() + _GAP_PX + last.width() > width

    def _place(self) -> None:
        first, last = self._sizes()
        left = max(0, self.width() - last.width())
        top = first.height() + self._spacing_px if self._is_narrow(self.width()) else 0
        self._boxes[0].setGeometry(0, 0, first.width(), first.height())
        self._boxes[1].setGeometry(left, top, last.width(), last.height())
        # The height follows the width that a layout gave: set, because a fixed one is never asked for.
        self.setFixedHeight(max(first.height(), top + last.height()))

    def sizeHint(self) -> QSize:
        first, last = self._sizes()
        return QSize(first.width() + _GAP_PX + last.width(), max(first.height(), last.height()))

    def minimumSizeHint(self) -> QSize:
        first, last = self._sizes()
        return QSize(max(first.width(), last.width()), max(first.height(), last.height()))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._place()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
