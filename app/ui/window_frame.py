"""The window before it has content: the same surfaces and edges, and nothing in them."""

from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from app.domain.window_place import WindowPlace
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role

# The measures of rail, chat list, header and strip; those modules are not loaded yet. A test compares.
RAIL_PX = 72
LIST_PX = 256
HEADER_PX = 52
STRIP_PX = 28
NARROW_PX = 1040
MEDIUM_PX = 1240
LIST_NARROW_PX = 228


def paint_frame(window: QWidget, theme: Theme, place: WindowPlace | None = None) -> None:
    """Draw rail, list, chat and strip of an empty window; `place` tells how wide the list will be."""
    list_px = (place.list_px if place else 0) or LIST_PX
    width, height = window.width(), window.height()
    foot = height - STRIP_PX
    left = RAIL_PX + 1
    parts: list[tuple[int, int, int, int, Role]] = [
        (0, 0, width, height, "canvas"),
        (0, 0, RAIL_PX, foot, "rail"),
        (RAIL_PX, 0, 1, foot, "border"),
    ]
    if width < MEDIUM_PX:
        list_px = min(list_px, LIST_NARROW_PX)
    if width >= NARROW_PX and not (place and place.list_hidden):
        parts += [(left, 0, list_px, foot, "side"), (left + list_px, 0, 1, foot, "border")]
        left += list_px + 1
    parts += [
        (left, HEADER_PX - 1, width - left, 1, "border"),
        (0, foot, width, STRIP_PX, "side"),
        (0, foot, width, 1, "border"),
    ]
    painter = QPainter(window)
    for x, y, wide, high, role in parts:
        painter.drawPixmap(x, y, wide, high, _pixel(theme.tokens[role]))
    painter.end()


def _pixel(color: str) -> QPixmap:
    """One pixel of a colour.

    Every call that takes a QColor has an overload for Qt.GlobalColor; choosing between them builds all enums
    of the `Qt` namespace (12 ms of processor time with PySide6 6.11.3, a seventh of a bare start).
    """
    return QPixmap(["1 1 1 1", f"a c {color}", "a"])
