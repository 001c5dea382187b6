"""Rounded boxes of any height, drawn from corners that were painted once."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role

_KEPT = 40
_corners: dict[tuple[int, int, int, float], QPixmap] = {}


def paint_box(
    painter: QPainter,
    theme: Theme,
    box: QRectF,
    radius: int,
    fill: Role | None,
    border: Role | None = None,
    clip: QRectF | None = None,
) -> None:
    """Draw a box with a border of one pixel; only what the clip shows costs anything.

    A path with smooth edges is dear in proportion to its height, and code blocks may be very high.
    """
    ratio = painter.device().devicePixelRatio()
    if ratio != int(ratio) or theme.high_contrast or min(box.width(), box.height()) < 2 * radius + 2:
        theme.paint_box(painter, box, radius, fill, border)
        return
    left, top, width, height = round(box.left()), round(box.top()), round(box.width()), round(box.height())
    inside = theme.color(fill) if fill else None
    edge = theme.color(border) if border else None
    first, last = top, top + height
    if clip is not None:
        first, last = max(first, int(clip.top()) - 1), min(last, int(clip.bottom()) + 2)
    if first < top + radius or last > top + height - radius:
        corners = _corner_pixmap(inside, edge, radius, ratio, theme)
        _paint_ends(painter, corners, (left, top, width, height), radius, ratio, inside, edge)
    first, last = max(first, top + radius), min(last, top + height - radius)
    if first >= last:
        return
    if inside is not None:
        painter.fillRect(left, first, width, last - first, inside)
    if edge is not None:
        painter.fillRect(left, first, 1, last - first, edge)
        painter.fillRect(left + width - 1, first, 1, last - first, edge)


def _paint_ends(
    painter: QPainter,
    corners: QPixmap,
    box: tuple[int, int, int, int],
    radius: int,
    ratio: float,
    inside: QColor | None,
    edge: QColor | None,
) -> None:
    """Draw the four corners, and what is between the upper and between the lower two."""
    left, top, width, height = box
    right, bottom = left + width - radius, top + height - radius
    size, far = radius * ratio, (radius + 1) * ratio
    for x, y, source_x, source_y in (
        (left, top, 0.0, 0.0),
        (right, top, far, 0.0),
        (left, bottom, 0.0, far),
        (right, bottom, far, far),
    ):
        target = QRectF(x, y, radius, radius)
        painter.drawPixmap(target, corners, QRectF(source_x, source_y, size, size))
    middle = width - 2 * radius
    if inside is not None:
        painter.fillRect(left + radius, top, middle, radius, inside)
        painter.fillRect(left + radius, bottom, middle, radius, inside)
    if edge is not None:
        painter.fillRect(left + radius, top, middle, 1, edge)
        painter.fillRect(left + radius, top + height - 1, middle, 1, edge)


def _corner_pixmap(
    inside: QColor | None, edge: QColor | None, radius: int, ratio: float, theme: Theme
) -> QPixmap:
    key = (inside.rgba() if inside else 0, edge.rgba() if edge else 0, radius, ratio)
    found = _corners.get(key)
    if found is None:
        if len(_corners) > _KEPT:
            _corners.clear()
        size = 2 * radius + 1
        found = _corners[key] = QPixmap(int(size * ratio), int(size * ratio))
        found.setDevicePixelRatio(ratio)
        found.fill(Qt.GlobalColor.transparent)
        with QPainter(found) as painter:
            theme.look.paint_box(painter, QRectF(0, 0, size, size), radius, inside, edge, 1.0)
    return found
