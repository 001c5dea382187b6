"""Chips beside each other that go to the next line where there is no room."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from app.ui.library.library_words import can_text
from app.ui.theme.theme import Theme
from app.ui.widgets.label import Chip


class FlowLayout(QLayout):
    """Left to right, then down.

    Args:
        pushes_last: how many at the end, hidden ones too, stand at the right edge, where all are on one line.
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
                item.setGeometry(QRect(left, top, hint.width(), hint.height()))
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


class ChipRow(QWidget):
    """What a model can do, in words with an icon."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._chips: list[tuple[str, str]] = []
        self._flow = FlowLayout(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_chips(self, chips: Sequence[tuple[str, str]]) -> None:
        """Show these: (icon, text) each."""
        if list(chips) == self._chips:
            return
        self._chips = list(chips)
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for icon, text in chips:
            chip = Chip(self._theme, text, icon)
            chip.setToolTip(can_text(text))
            chip.setAccessibleName(can_text(text))
            self._flow.addWidget(chip)
        self.setVisible(bool(chips))
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._flow.heightForWidth(width)
