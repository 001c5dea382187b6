"""Widgets beside each other that go to the next line where there is no room."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget


class FlowLayout(QLayout):
    """As one reads, then down.

    Args:
        pushes_last: how many at the end, hidden ones too, stand at the far edge, where all are on one line.
    """

    def __init__(self, parent: QWidget | None = None, gap_px: int = 6, pushes_last: int = 0) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap_px
        self._pushes_last = pushes_last
        self.setContentsMargins(0, 0, 0, 0)

    def _arrange(self, rect: QRect, moves: bool) -> int:
        margins = self.contentsMargins()
        rect = rect.marginsRemoved(margins)
        left, top, line = rect.left(), rect.top(), 0
        parent = self.parentWidget()
        direction = parent.layoutDirection() if parent is not None else Qt.LayoutDirection.LeftToRight
        items = [item for item in self._items if not item.isEmpty()]
        spare = rect.width() - sum(item.sizeHint().width() + self._gap for item in items) + self._gap
        pushed = [item for item in self._items[len(self._items) - self._pushes_last :] if not item.isEmpty()]
        for item in items:
            hint = item.sizeHint()
            if spare > 0 and item in pushed[:1]:
                left += spare
            if left > rect.left() and left + hint.width() > rect.right() + 1:
                left, top, line = rect.left(), top + line + self._gap, 0
            if moves:
                place = QRect(left, top, hint.width(), hint.height())
                item.setGeometry(QStyle.visualRect(direction, rect, place))
            left += hint.width() + self._gap
            line = max(line, hint.height())
        return top + line - rect.top() + margins.top() + margins.bottom()

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), moves=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, moves=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        widths = [item.sizeHint().width() for item in self._items]
        heights = [item.sizeHint().height() for item in self._items]
        margins = self.contentsMargins()
        wide, high = max(widths, default=0), max(heights, default=0)
        return QSize(wide + margins.left() + margins.right(), high + margins.top() + margins.bottom())
