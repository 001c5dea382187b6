"""Shift+F10 opens a menu on every system; on Linux Qt itself knows only the key for menus."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget


def opens_menu(widget: QWidget, event: QKeyEvent) -> bool:
    """Ask a widget for its menu where the keys are these, as for the key of menus; whether they are."""
    if event.key() != Qt.Key.Key_F10 or event.modifiers() != Qt.KeyboardModifier.ShiftModifier:
        return False
    # A field tells of its caret in fractions of a pixel, other widgets do not.
    at = QRectF(widget.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)).center().toPoint()
    wanted = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, widget.mapToGlobal(at))
    QApplication.sendEvent(widget, wanted)
    return True
