"""What drawing needs besides the colours: palette, style sheet, fonts, icons, boxes.

Loaded after the first paint: building the enums of the `Qt` namespace alone costs a seventh of a bare start.
"""

from math import ceil, floor

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPalette, QPen
from PySide6.QtWidgets import QApplication

from app.ui.theme.fonts import FontRole, Fonts
from app.ui.theme.icons import Icons
from app.ui.theme.style_sheet import style_sheet
from app.ui.theme.tokens import Role, Tokens

_NEARLY = 0.01
_ROLE = QPalette.ColorRole
_PALETTE: tuple[tuple[QPalette.ColorRole, Role], ...] = (
    (_ROLE.Window, "canvas"),
    (_ROLE.WindowText, "text"),
    (_ROLE.Base, "field"),
    (_ROLE.AlternateBase, "side"),
    (_ROLE.Text, "text"),
    (_ROLE.PlaceholderText, "faint"),
    (_ROLE.Button, "raised"),
    (_ROLE.ButtonText, "text"),
    (_ROLE.ToolTipBase, "raised"),
    (_ROLE.ToolTipText, "text"),
    (_ROLE.Highlight, "accent"),
    (_ROLE.HighlightedText, "on_accent"),
    (_ROLE.Link, "accent_text"),
    (_ROLE.LinkVisited, "accent_text"),
    (_ROLE.Accent, "accent"),
    (_ROLE.Light, "raised"),
    (_ROLE.Midlight, "hover"),
    (_ROLE.Mid, "border"),
    (_ROLE.Dark, "control"),
    (_ROLE.Shadow, "border"),
)


class Look:
    """Fonts and icons for one table of colours at a time."""

    def __init__(self, app: QApplication, text_scale: float, bundled_font: bool, code_family: str) -> None:
        self._app = app
        self._fonts = Fonts(text_scale, bundled_font, code_family)
        self._icons = Icons()
        self._style_sheet = ""
        app.setStyle("Fusion")

    def set_fonts(self, text_scale: float, bundled_font: bool, code_family: str) -> None:
        """Make the fonts for another text size or other families."""
        self._fonts = Fonts(text_scale, bundled_font, code_family)

    def apply(self, tokens: Tokens, high_contrast: bool) -> None:
        """Give the application the colours and fonts."""
        self._app.setFont(self._fonts.get("ui"))
        text = style_sheet(tokens, high_contrast)
        if text != self._style_sheet:
            # Dear with many widgets, and there is nothing about fonts in it.
            self._style_sheet = text
            self._icons.clear()
            self._app.setPalette(_palette(tokens))
            self._app.setStyleSheet(text)

    def font(self, role: FontRole) -> QFont:
        """A copy of the font of a role."""
        return self._fonts.get(role)

    def icon(self, name: str, color: QColor) -> QIcon:
        """An icon that is drawn at whatever size is asked for."""
        return self._icons.icon(name, color)

    def paint_icon(
        self, painter: QPainter, name: str, x: float, y: float, size_px: int, color: QColor
    ) -> None:
        """Draw an icon with its top left corner at x, y."""
        ratio = painter.device().devicePixelRatio()
        pixmap = self._icons.pixmap(name, color, size_px, ratio)
        painter.drawPixmap(QPointF(round(x * ratio) / ratio, round(y * ratio) / ratio), pixmap)

    def paint_box(
        self,
        painter: QPainter,
        rect: QRectF,
        radius: float,
        fill: QColor | None,
        border: QColor | None,
        border_width: float,
    ) -> None:
        """Draw a rounded box; its border lies inside `rect`."""
        rect, border_width = _on_pixels(painter, rect, border_width)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        inset = 0.0
        if border and fill and fill.alpha() == 255:
            # One box upon another: a pen along so long a path takes five times as long.
            painter.setBrush(border)
            painter.drawRoundedRect(rect, radius, radius)
            inset = border_width
        elif border:
            painter.setPen(QPen(border, border_width))
            inset = border_width / 2
        painter.setBrush(fill or Qt.BrushStyle.NoBrush)
        box = rect.adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, max(radius - inset, 0), max(radius - inset, 0))


def _on_pixels(painter: QPainter, rect: QRectF, border_width: float) -> tuple[QRectF, float]:
    """A box and its border in whole pixels of a screen of, say, 125 %, where both would be blurred.

    It never grows: beyond the edges of a widget nothing can be drawn.
    """
    matrix = painter.deviceTransform()
    ratio = matrix.m11()
    if ratio == int(ratio) or matrix.isRotating():
        return rect, border_width
    box = matrix.mapRect(rect)
    left, top = ceil(box.left() - _NEARLY), ceil(box.top() - _NEARLY)
    right, bottom = floor(box.right() + _NEARLY), floor(box.bottom() + _NEARLY)
    back, _ = matrix.inverted()
    placed = back.mapRect(QRectF(left, top, right - left, bottom - top))
    return placed, max(1, int(border_width * ratio)) / ratio


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    for role, token in _PALETTE:
        palette.setColor(role, QColor(tokens[token]))
    for role in (_ROLE.WindowText, _ROLE.Text, _ROLE.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens["faint"]))
    return palette
