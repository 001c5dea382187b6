"""Where a menu opens that belongs to a button."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget


def menu_place(menu: QMenu, button: QWidget) -> QPoint:
    """A place of the screen at the foot of a button; at the right edge of a window further to the left."""
    foot = button.mapTo(button.window(), button.rect().bottomLeft())
    beyond = foot.x() + menu.sizeHint().width() - button.window().width()
    left = button.width() - menu.sizeHint().width() if beyond > 0 else 0
    return button.mapToGlobal(QPoint(left, button.height() - 1))
