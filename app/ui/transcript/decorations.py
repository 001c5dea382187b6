"""Bars of quotes and markers of items, drawn beside the text."""

from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from app.ui.transcript.boxes import paint_box
from app.ui.transcript.reading_style import ReadingStyle, TextStyle
from app.ui.transcript.setting import Marker, Setting

_BAR_PX = 3
_MARKER_GAP_PX = 5
_BULLET_PX = 5.0
_ROUND_LEVELS = 2  # a dot, then a ring; squares below them
_BOX_PX = 14
_RIGHT_TO_LEFT = "\u200f"


def paint_bars(
    painter: QPainter,
    style: ReadingStyle,
    setting: Setting,
    left: float,
    top: float,
    gap: int,
    height: int,
    mirror: float | None = None,
) -> None:
    """Draw the bars of the quotes around a part; those that go on reach up through the gap."""
    for number, bar in enumerate(setting.bars):
        above = gap if number < setting.joined_bars else 0
        x = left + style.px(bar)
        x = x if mirror is None else mirror - x - _BAR_PX
        box = QRectF(x, top - above, _BAR_PX, height + above)
        painter.fillRect(box, style.theme.color("control"))


def paint_markers(
    painter: QPainter,
    style: ReadingStyle,
    text: TextStyle,
    markers: tuple[Marker, ...],
    left: float,
    top: float,
    mirror: float | None = None,
) -> None:
    """Draw what stands before the first line of an item; `mirror` is twice the middle of the column."""
    for marker in markers:
        edge = left + style.px(marker.x) - style.px(_MARKER_GAP_PX)
        if marker.checked is not None:
            _paint_box(painter, style, text, edge, top, marker.checked, mirror)
        elif marker.text:
            _paint_number(painter, style, text, edge, top, marker.text, mirror)
        else:
            _paint_bullet(painter, style, text, edge, top, marker.bullets, mirror)


def _paint_number(
    painter: QPainter,
    style: ReadingStyle,
    text: TextStyle,
    edge: float,
    top: float,
    number: str,
    mirror: float | None,
) -> None:
    painter.setFont(text.font)
    painter.setPen(style.theme.color(text.color))
    advance = text.metrics.horizontalAdvance(number)
    x = edge - advance if mirror is None else mirror - edge
    if mirror is not None:
        number = f"{_RIGHT_TO_LEFT}{number}{_RIGHT_TO_LEFT}"  # its stop stands at its left
    painter.drawText(QPointF(x, top + text.baseline_px), number)


def _paint_bullet(
    painter: QPainter,
    style: ReadingStyle,
    text: TextStyle,
    edge: float,
    top: float,
    level: int,
    mirror: float | None,
) -> None:
    size = _BULLET_PX * style.zoom
    x = edge - style.px(2) - size
    if mirror is not None:
        x = mirror - x - size
    box = QRectF(x, top + text.baseline_px - text.metrics.xHeight() / 2 - size / 2, size, size)
    ink = style.theme.color(text.color)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if level > _ROUND_LEVELS:
        painter.fillRect(box.adjusted(0.5, 0.5, -0.5, -0.5).toRect(), ink)
    else:
        painter.setPen(ink)
        painter.setBrush(ink if level == 1 else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _paint_box(
    painter: QPainter,
    style: ReadingStyle,
    text: TextStyle,
    edge: float,
    top: float,
    checked: bool,
    mirror: float | None,
) -> None:
    size = style.px(_BOX_PX)
    x = round(edge - size + style.px(1))
    if mirror is not None:
        x = round(mirror - x - size)
    y = round(top) + ceil((text.pitch_px - size) / 2)  # the same wherever it is scrolled to
    box = QRectF(x, y, size, size)
    if not checked:
        paint_box(painter, style.theme, box, 3, None, "control")
        return
    paint_box(painter, style.theme, box, 3, "accent")
    icon = size - 4
    style.theme.paint_icon(painter, "check", x + 2, y + 2, icon, "on_accent")
