"""A typeset formula as outlines, and how it is painted."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform

UNITS_PER_EM = 24.0
"""Outlines are made for letters of this size and painted at any other."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One outline; lengths in units.

    Attributes:
        color: as the TeX names it; empty for the colour of the text around.
        pen: width of the line; 0 for a filled outline.
    """

    path: QPainterPath
    color: str = ""
    pen: float = 0.0


@dataclass(frozen=True, slots=True)
class Outline:
    """A formula on its baseline, with its origin at the left; y grows downwards, lengths in units.

    Attributes:
        bars: fraction lines and the like, which are painted on whole pixels; with their colours.
    """

    shapes: tuple[Shape, ...]
    bars: tuple[tuple[QRectF, str], ...]
    width: float
    ascent: float
    descent: float


def paint_outline(
    painter: QPainter, outline: Outline, x: float, baseline: float, scale: float, color: QColor
) -> None:
    """Draw a formula; `scale` is pixels for a unit, and `color` what is not coloured by its TeX."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(x, baseline)
    for box, name in outline.bars:
        painter.fillRect(_on_pixels(painter, box, scale), _named(name, color))
    painter.scale(scale, scale)
    for shape in outline.shapes:
        if shape.pen:
            pen = QPen(_named(shape.color, color), shape.pen)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.strokePath(shape.path, pen)
        else:
            painter.fillPath(shape.path, _named(shape.color, color))
    painter.restore()


def _named(name: str, text: QColor) -> QColor:
    """The colour of that name, light or dark enough to be read where the text has its colour."""
    found = QColor.fromString(name) if name else QColor()
    if not found.isValid():
        return text
    lightness = found.lightnessF()
    readable = max(lightness, 0.65) if text.lightnessF() > 0.5 else min(lightness, 0.45)
    return QColor.fromHslF(max(0.0, found.hslHueF()), found.hslSaturationF(), readable)


def _on_pixels(painter: QPainter, box: QRectF, scale: float) -> QRectF:
    """A bar that begins on a pixel of the screen and is whole pixels thick."""
    matrix = painter.deviceTransform()
    corner = matrix.map(QPointF(box.left() * scale, box.top() * scale))
    wide, high = box.width() * scale * matrix.m11(), box.height() * scale * matrix.m22()
    if wide < high:
        wide = max(1, round(wide))
        corner.setX(round(corner.x()))
    else:
        high = max(1, round(high))
        corner.setY(round(corner.y()))
    return inverse(matrix).mapRect(QRectF(corner.x(), corner.y(), wide, high))


def inverse(matrix: QTransform) -> QTransform:
    """What takes back a move and a scaling; there is always one."""
    return matrix.inverted()[0]
