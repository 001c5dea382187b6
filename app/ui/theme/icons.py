"""Lucide icons in the colours of the theme, crisp at any ratio."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPen, QPixmap

from app.ui.theme.resources import resource_path

STROKE = 1.75
BOLD_STROKE = 2.25
_BOLD = frozenset({"check"})


class Icons:
    """Renders icons on first use and keeps the pixmaps by name, colour, size and ratio."""

    def __init__(self) -> None:
        self._pixmaps: dict[tuple[str, int, int, float], QPixmap] = {}

    def pixmap(self, name: str, color: QColor, size_px: int, ratio: float) -> QPixmap:
        """A square pixmap, `size_px` wide in device-independent pixels."""
        key = (name, color.rgba(), size_px, ratio)
        pixmap = self._pixmaps.get(key)
        if pixmap is None:
            pixmap = self._pixmaps[key] = _render(name, color, size_px, ratio)
        return pixmap

    def icon(self, name: str, color: QColor) -> QIcon:
        """An icon for menus and fields; it is drawn at whatever size is asked for."""
        return QIcon(_Engine(self, name, color))

    def clear(self) -> None:
        """Forget the pixmaps; the colours have changed."""
        self._pixmaps.clear()


class _Engine(QIconEngine):
    def __init__(self, icons: Icons, name: str, color: QColor) -> None:
        super().__init__()
        self._icons = icons
        self._name = name
        self._color = color

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        size = min(rect.width(), rect.height())
        ratio = painter.device().devicePixelRatio()
        corner = rect.topLeft() + QPoint((rect.width() - size) // 2, (rect.height() - size) // 2)
        painter.drawPixmap(corner, self._icons.pixmap(self._name, self._color, size, ratio))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self._icons.pixmap(self._name, self._color, min(size.width(), size.height()), 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        return self._icons.pixmap(self._name, self._color, min(size.width(), size.height()), scale)

    def clone(self) -> QIconEngine:
        return _Engine(self._icons, self._name, self._color)


def _render(name: str, color: QColor, size_px: int, ratio: float) -> QPixmap:
    # Imported with the first icon: the window object is made before anything is drawn.
    from app.ui.theme.lucide import BOX, icon_paths

    side = round(size_px * ratio)
    pixmap = QPixmap(side, side)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    pen = QPen(QColor(color.rgb()), BOLD_STROKE if name in _BOLD else STROKE)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size_px / BOX, size_px / BOX)
    for path in icon_paths(resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")):
        painter.strokePath(path, pen)
    painter.end()
    return pixmap
