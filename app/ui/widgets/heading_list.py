"""A list of equally high rows under lower headings, in which many rows cost no more than few."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QCursor, QDragMoveEvent, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem, QWidget

Index = QModelIndex | QPersistentModelIndex
_ACTION = QAbstractItemView.CursorAction
_HINT = QAbstractItemView.ScrollHint


class Heights(Protocol):
    """The delegate, as far as the list asks it."""

    def row_height(self) -> int:
        """Of every row but the headings, in pixels."""
        ...

    def heading_height(self) -> int:
        """Of a heading."""
        ...


class HeadingList(QListView):
    """Reckons where a row is instead of keeping it: Qt asks for each of 50,000 rows, which takes 80 ms."""

    def __init__(self, heights: Heights, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heights = heights
        self.setViewport(QWidget())  # one that Qt makes would load every widget class there is
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self._drop_at = QPoint()

    def heading_rows(self) -> Sequence[int]:
        """The numbers of the headings, in order."""
        return ()

    def _count(self) -> int:
        model = self.model()
        return model.rowCount() if model is not None else 0  # Qt asks before there is a model

    def _top_of(self, row: int) -> int:
        """Where a row begins below the first, in pixels; that of the row after the last is the height."""
        high = self._heights.row_height()
        return row * high - bisect_left(self.heading_rows(), row) * (high - self._heights.heading_height())

    def _row_at(self, y: int) -> int:
        """The row at so many pixels below the first; -1 above it, the last one below the end."""
        return bisect_right(range(self._count()), y, key=self._top_of) - 1

    def _usable(self, row: int, step: int) -> int:
        """The first row from one on that is no heading; -1 where there is none."""
        headings, count = set(self.heading_rows()), self._count()
        while 0 <= row < count and row in headings:
            row += step
        return row if 0 <= row < count else -1

    def _row_after(self, action: QAbstractItemView.CursorAction, row: int) -> int:
        last, page = self._count() - 1, self.viewport().height()
        if action in (_ACTION.MoveUp, _ACTION.MovePrevious):
            return self._usable(row - 1, -1) if row >= 0 else self._usable(last, -1)
        if action in (_ACTION.MoveDown, _ACTION.MoveNext):
            return self._usable(row + 1, 1)
        if action == _ACTION.MoveHome:
            return self._usable(0, 1)
        if action == _ACTION.MoveEnd:
            return self._usable(last, -1)
        if action == _ACTION.MovePageUp:
            return self._usable(max(0, self._row_at(self._top_of(row) - page)), 1)
        if action == _ACTION.MovePageDown:
            return self._usable(self._row_at(self._top_of(row) + page), -1)
        return row

    def visualRect(self, index: Index) -> QRect:
        if not index.isValid():
            return QRect()
        top, below = self._top_of(index.row()), self._top_of(index.row() + 1)
        return QRect(0, top - self.verticalOffset(), self.viewport().width(), below - top)

    def indexAt(self, point: QPoint) -> QModelIndex:
        y = point.y() + self.verticalOffset()
        row = self._row_at(y)
        return self.model().index(row, 0) if row >= 0 and y < self._top_of(row + 1) else QModelIndex()

    def scrollTo(self, index: Index, hint: QAbstractItemView.ScrollHint = _HINT.EnsureVisible) -> None:
        if not index.isValid():
            return
        self.executeDelayedItemsLayout()  # how far it scrolls is known after that
        rect, page, bar = self.visualRect(index), self.viewport().height(), self.verticalScrollBar()
        if index.row() - 1 in self.heading_rows():
            rect.setTop(rect.top() - self._heights.heading_height())  # else no key would bring it into view
        to_top, to_end = rect.top(), rect.top() + rect.height() - page
        if hint == _HINT.PositionAtCenter:
            bar.setValue(bar.value() + (to_top + to_end) // 2)
        elif hint == _HINT.PositionAtTop or (hint == _HINT.EnsureVisible and to_top < 0):
            bar.setValue(bar.value() + to_top)
        elif hint == _HINT.PositionAtBottom or to_end > 0:
            bar.setValue(bar.value() + to_end)

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:
        return False

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        row = self._row_after(action, self.currentIndex().row())
        return self.model().index(row, 0) if row >= 0 else self.currentIndex()

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        rect, offset, found = rect.normalized(), self.verticalOffset(), QItemSelection()
        first, last = self._row_at(rect.top() + offset), self._row_at(rect.bottom() + offset)
        if last >= 0 and rect.top() + offset < self._top_of(self._count()):
            found.select(self.model().index(max(0, first), 0), self.model().index(last, 0))
        self.selectionModel().select(found, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for at in range(selection.count()):
            ends = selection.at(at)
            region += self.visualRect(ends.topLeft()).united(self.visualRect(ends.bottomRight()))
        return region.intersected(self.viewport().rect())

    def doItemsLayout(self) -> None:
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        bar, page = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, self._top_of(self._count()) - page) if self._count() else 0)
        bar.setPageStep(page)
        bar.setSingleStep(self._heights.row_height())
        QAbstractItemView.updateGeometries(self)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._drop_at = event.position().toPoint()
        super().dragMoveEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, flag = QPainter(self.viewport()), QStyle.StateFlag
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        given: Any = option  # the stubs do not name the fields of QStyleOption
        usual = given.state & ~(flag.State_HasFocus | flag.State_MouseOver | flag.State_Selected)
        focus = self.currentIndex().row() if self.hasFocus() else -1
        pointer = self.viewport().mapFromGlobal(QCursor.pos())
        under = self.indexAt(pointer).row() if self.viewport().underMouse() else -1
        offset = self.verticalOffset()
        first = max(0, self._row_at(event.rect().top() + offset))
        for row in range(first, self._row_at(event.rect().bottom() + offset) + 1):
            index = self.model().index(row, 0)
            state = usual
            if self.selectionModel().isSelected(index):
                state |= flag.State_Selected
            if row == focus:
                state |= flag.State_HasFocus
            if row == under:
                state |= flag.State_MouseOver
            given.state, given.rect = state, self.visualRect(index)
            self.itemDelegate().paint(painter, option, index)
        if self.state() is QAbstractItemView.State.DraggingState and self.showDropIndicator():
            target = self.visualRect(self.indexAt(self._drop_at))
            painter.setPen(QPen(self.palette().highlight(), 2))
            painter.drawRect(target.adjusted(2, 1, -2, -2))
