"""The accents as dots of their colours."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen

from app.ui.theme.accents import accented
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import DARK, LIGHT
from app.ui.widgets.choice import Choice, Option

_SIDE_PX = 28
_DOT_PX = 18
_RING_PX = 24


class _Dot(Option):
    """One accent; its name is its tooltip, for who cannot tell the colours apart."""

    focus_radius = 14

    def __init__(self, theme: Theme, accent: str, text: str) -> None:
        super().__init__(theme, text, _SIDE_PX)
        self._accent = accent
        self.setToolTip(text)

    def sizeHint(self) -> QSize:
        return QSize(self._least_px, self._least_px)

    def paintEvent(self, event: QPaintEvent) -> None:
        dark = self._theme.dark
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(accented(DARK if dark else LIGHT, self._accent, dark)["accent"]))
        middle = QRectF(self.rect()).center()
        painter.drawEllipse(_around(middle, _DOT_PX))
        if self.isChecked() or self._hovered:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("text" if self.isChecked() else "control"), 2))
            painter.drawEllipse(_around(middle, _RING_PX))


class Swatches(Choice[_Dot]):
    """Dots beside each other, a ring round the one that is taken."""

    def __init__(self, theme: Theme, name: str, accents: Sequence[tuple[str, str]]) -> None:
        dots = [(accent, _Dot(theme, accent, text)) for accent, text in accents]
        super().__init__(theme, name, dots, 4, 0, None)


def _around(middle: QPointF, side_px: int) -> QRectF:
    return QRectF(middle.x() - side_px / 2, middle.y() - side_px / 2, side_px, side_px)
