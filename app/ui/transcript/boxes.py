"""Rounded boxes of any height, drawn from corners that were painted once."""

from PySide6.QtCore import QRect, QRectF, Qt
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
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # see `paint_line`
        return
    left, top, width, height = round(box.left()), round(box.top()), round(box.width()), round(box.height())
    inside = theme.color(fill) if fill else None
    edge = theme.color(border) if border else None
    first, last = top, top + height
    if clip is not None:
        first, last = max(first, int(clip.top()) - 1), min(last, int(clip.bottom()) + 2)
    if first < top + radius or last > top + height - radius:
        corners = _corner_pixmap(inside, edge, radius, ratio, theme)
        ends = [top] if first < top + radius else []
        ends += [top + height - radius] if last > top + height - radius else []
        for y in ends:
            _paint_end(painter, corners, QRect(left, y, width, radius), ratio, inside, edge, upper=y == top)
    first, last = max(first, top + radius), min(last, top + height - radius)
    if first >= last:
        return
    if inside is not None:
        painter.fillRect(left, first, width, last - first, inside)
    if edge is not None:
        painter.fillRect(left, first, 1, last - first, edge)
        painter.fillRect(left + width - 1, first, 1, last - first, edge)


def paint_line(painter: QPainter, theme: Theme, left: float, top: float, width: float) -> None:
    """Draw a line across, equally thick wherever it is: whole pixels of the screen, with sharp edges.

    Where the painter smooths edges, what does not begin on a pixel is blurred, and what adjoins has a seam.
    """
    ratio = painter.deviceTransform().m11()
    painter.fillRect(QRectF(left, top, width, max(1, int(ratio)) / ratio), theme.color("border"))


def _paint_end(
    painter: QPainter,
    corners: QPixmap,
    end: QRect,
    ratio: float,
    inside: QColor | None,
    edge: QColor | None,
    *,
    upper: bool,
) -> None:
    """Draw the upper or the lower two corners, and what is between them."""
    left, top, radius = end.left(), end.top(), end.height()
    size, far = radius * ratio, (radius + 1) * ratio
    source_y = 0.0 if upper else far
    for x, source_x in ((left, 0.0), (left + end.width() - radius, far)):
        target = QRectF(x, top, radius, radius)
        painter.drawPixmap(target, corners, QRectF(source_x, source_y, size, size))
    middle = end.width() - 2 * radius
    if inside is not None:
        painter.fillRect(left + radius, top, middle, radius, inside)
    if edge is not None:
        painter.fillRect(left + radius, top if upper else top + radius - 1, middle, 1, edge)


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
