"""Where something painted stands in a window that reads from right to left."""

from PySide6.QtCore import QRectF, Qt


def mirrored(box: QRectF, around: QRectF, direction: Qt.LayoutDirection) -> QRectF:
    """A box laid out from left to right, on the side where this direction has it."""
    if direction is Qt.LayoutDirection.LeftToRight:
        return box
    return QRectF(around.left() + around.right() - box.right(), box.top(), box.width(), box.height())
