"""Keeps what stands in a transcript behind it in the order of Tab, whenever it was made."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QWidget


class TabOrder(QObject):
    """Qt puts a new widget last: Tab would come into the middle of a message from what stands before it."""

    def __init__(self, view: QWidget, canvas: QWidget, pill: QWidget) -> None:
        """Watch a canvas; the pill comes after all else in it."""
        super().__init__(view)
        self._view = view
        self._canvas = canvas
        self._pill = pill
        self._timer = QTimer(self, singleShot=True, interval=0)  # the new widget has its children by then
        self._timer.timeout.connect(self._put_in_order)
        canvas.installEventFilter(self)

    @Slot()
    def _put_in_order(self) -> None:
        before = self._view
        for widget in self._canvas.findChildren(QWidget):
            if widget is not self._pill and widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value:
                QWidget.setTabOrder(before, widget)
                before = widget

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ChildAdded:
            self._timer.start()
        return False
