"""What table and cards of installed models have in common: keys, menu, hover, focus."""

from PySide6.QtCore import QEvent, QPoint, Qt, SignalInstance
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView

from app.domain.library import LibraryRow
from app.ui.library.row_delegate import RowDelegate
from app.ui.library.rows_model import LibraryFilter
from app.ui.widgets.ring_by_keys import RingByKeys

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_DELETE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)  # keyboards of Apple have only the second
_OURS = (Qt.Key.Key_F2, *_DELETE)


class ModelViewKeys(RingByKeys):
    """Enter chats, Space goes to the detail, F2 copies, Delete deletes, Ctrl+D pins, the menu key a menu.

    A mixin that stands before the view itself and needs the signals declared here.
    """

    opened: SignalInstance
    name_requested: SignalInstance
    details_requested: SignalInstance
    delete_requested: SignalInstance
    pin_requested: SignalInstance
    menu_requested: SignalInstance
    seen_changed: SignalInstance
    rows: LibraryFilter
    delegate: RowDelegate

    def set_up(self) -> None:
        """What both views want of Qt."""
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().valueChanged.connect(self.seen_changed)

    def arrange(self) -> None:
        """Use the width there is."""

    def current_row(self) -> LibraryRow | None:
        """The model that the keyboard is on."""
        return self.rows.row_at(self.currentIndex())

    def seen_names(self) -> tuple[str, ...]:
        """The models in view."""
        count = self.rows.rowCount()
        if not self.isVisible() or not count:
            return ()
        area = self.viewport().rect()
        first, last = (
            self.indexAt(area.topLeft() + QPoint(12, 12)),
            self.indexAt(area.bottomLeft() + QPoint(12, 0)),
        )
        at = first.row() if first.isValid() else 0
        until = last.row() + 3 if last.isValid() else at + 40
        rows = (self.rows.row_at(self.rows.index(each, 0)) for each in range(at, min(count, until + 1)))
        return tuple(row.name for row in rows if row is not None)

    def _hover(self, row: int) -> None:
        if row != self.delegate.hovered_row:
            self.delegate.hovered_row = row
            self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.rows.rowCount() and not self.currentIndex().isValid():
            self.setCurrentIndex(self.rows.index(0, 0))

    def event(self, event: QEvent) -> bool:
        # Else F2 would rename the open chat, which is not in view.
        is_key = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
        if is_key and isinstance(event, QKeyEvent) and event.key() in _OURS and not event.modifiers():
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current_row()
        if event.key() in _DELETE:
            self.delete_requested.emit()
        elif event.key() == Qt.Key.Key_D and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.pin_requested.emit()
        elif event.key() in _ENTER and row is not None:
            self.opened.emit(row.name)
        elif event.key() == Qt.Key.Key_F2 and row is not None:
            self.name_requested.emit(row.name)
        elif event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.details_requested.emit()
        else:
            super().keyPressEvent(event)
            self.viewport().update()  # Qt paints two cells anew, the ring goes round rows

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index, point = self.indexAt(event.position().toPoint()), event.position()
        row = self.rows.row_at(index)
        # Before the row is selected: the detail that opens then moves the pill away from below the pointer.
        is_pill = row is not None and self.delegate.is_pill(self.visualRect(index), index, point)
        if row is not None and is_pill and event.button() is Qt.MouseButton.LeftButton:
            self.delegate.update_requested.emit(row.name)
        else:
            super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()
        self.seen_changed.emit()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        point = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            point = self.visualRect(self.currentIndex()).center()
        self.menu_requested.emit(self.viewport().mapToGlobal(point))
