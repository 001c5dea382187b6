"""Painted boxes: flat cards and panes, and the raised surface of things over others."""

import math

from PySide6.QtCore import QMargins, QPoint, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role


class Surface(QWidget):
    """A box with a fill, and maybe a hairline and round corners."""

    def __init__(
        self,
        theme: Theme,
        fill: Role | None = "canvas",
        border: Role | None = None,
        radius: float = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self._fill = fill
        self._border = border
        self._border_width = 1.0
        self._radius = radius
        if fill and not radius:
            # Square boxes cover all they own: Qt then need not paint what is below.
            self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme.changed.connect(self._on_theme_changed)

    def set_border(self, role: Role | None, width: float = 1.0) -> None:
        """Change the hairline."""
        self._border = role
        self._border_width = width
        self.update()

    def set_fill(self, role: Role | None) -> None:
        """Change the fill; square boxes must keep one."""
        self._fill = role
        self.update()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()

    def _is_plain(self, part: QRect) -> bool:
        """Whether a part touches neither corner nor border: a caret that blinks repaints such a part."""
        line = math.ceil(self._border_width) if self._border else 0
        corner = max(math.ceil(self._radius), line)
        box = self.rect()
        wide, high = box.adjusted(line, corner, -line, -corner), box.adjusted(corner, line, -corner, -line)
        return wide.contains(part) or high.contains(part)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._fill and self._is_plain(event.rect()):
            painter.fillRect(event.rect(), self.theme.color(self._fill))
            return
        box = QRectF(self.rect())
        self.theme.paint_box(painter, box, self._radius, self._fill, self._border, self._border_width)


class Line(QWidget):
    """A hairline, one pixel thin."""

    def __init__(self, theme: Theme, vertical: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), self._theme.color("border"))


def paint_shadow(painter: QPainter, box: QRectF, radius: float, spread: int, strength: float) -> None:
    """Draw a soft ring of `spread` px around a box; `strength` is the opacity at its edge, 0 to 1."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    # Rings lie over each other, so the opacity adds up towards the box and falls off quadratically.
    for ring in range(spread, 0, -1):
        share = 2 * (spread - ring + 1) / (spread * (spread + 1))
        painter.setBrush(QColor(10, 14, 18, max(1, round(255 * strength * share))))
        grown = box.adjusted(-ring, -ring + spread / 4, ring, ring + spread / 4)
        painter.drawRoundedRect(grown, radius + ring, radius + ring)


class Shadow:
    """A soft ring that is painted often: drawn once for a size, it costs no more than an image."""

    def __init__(self, spread: int, strength: float) -> None:
        self._spread = spread
        self._strength = strength
        self._drawn_for: tuple[int, int, float, float] | None = None
        self._drawn = QPixmap()

    def paint(self, painter: QPainter, box: QRectF, radius: float) -> None:
        """Paint it around a box of whole pixels."""
        size, ratio, spread = box.size().toSize(), painter.device().devicePixelRatio(), self._spread
        wanted = (size.width(), size.height(), radius, ratio)
        if self._drawn_for != wanted:
            self._drawn_for, self._drawn = wanted, self._draw(size, radius, ratio)
        painter.drawPixmap(box.topLeft().toPoint() - QPoint(spread, spread), self._drawn)

    def _draw(self, size: QSize, radius: float, ratio: float) -> QPixmap:
        spread = self._spread
        pixmap = QPixmap(size.grownBy(QMargins(spread, spread, spread, spread * 2)) * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        box = QRectF(spread, spread, size.width(), size.height())
        paint_shadow(painter, box, radius, spread, self._strength)
        painter.end()
        return pixmap
