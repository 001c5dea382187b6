"""Whether the keyboard or the mouse is at work in a view: only for the keyboard a row wears the ring."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

if TYPE_CHECKING:
    _View = QAbstractItemView
else:
    _View = object  # two classes of Qt cannot be parents of one of ours

_NOT_BY_KEYS = (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class RingByKeys(_View):
    """A mixin that stands before the view itself."""

    _is_by_keys = False

    @property
    def wears_ring(self) -> bool:
        """Whether the row with the focus is to be marked."""
        return self._is_by_keys and self.hasFocus()

    def _note(self, is_by_keys: bool) -> None:
        if is_by_keys is not self._is_by_keys:
            self._is_by_keys = is_by_keys
            self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._note(event.reason() not in _NOT_BY_KEYS)
        super().focusInEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._note(False)
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._note(True)
        super().keyPressEvent(event)


class RingedList(RingByKeys, QListView):
    """A list whose current row wears the focus ring while the keyboard moves it."""
