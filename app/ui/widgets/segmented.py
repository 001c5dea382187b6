"""A row of a few options of which one is taken."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.choice import Choice, Option

_LEAST_PX = 28
_PAD_X = 14
_EDGE_PX = 2


class _Segment(Option):
    """One option, painted as a tile."""

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font("ui_medium"))
        width = metrics.horizontalAdvance(self._label) + 2 * _PAD_X + 1
        return QSize(width, max(self._least_px, metrics.height() + 8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        taken = self.isChecked()
        if taken and _is_sunken(self._theme):
            self._theme.paint_box(painter, QRectF(self.rect()), 6, "press")
        elif taken:
            self._theme.paint_box(painter, QRectF(self.rect()), 6, "raised", "border")
        elif self._hovered:
            self._theme.paint_box(painter, QRectF(self.rect()), 6, "hover")
        painter.setFont(self._theme.font("ui_medium"))
        painter.setPen(self._theme.color("text" if taken or self._hovered else "muted"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._label)


class Segmented(Choice[_Segment]):
    """Tiles in a frame.

    Args:
        name: what is chosen, for a screen reader.
        options: (id, text) each.
        least_px: height of an option; grows with the text size.
    """

    def __init__(
        self,
        theme: Theme,
        name: str,
        options: Sequence[tuple[str, str]],
        least_px: int = _LEAST_PX,
        parent: QWidget | None = None,
    ) -> None:
        segments = [(option, _Segment(theme, text, least_px)) for option, text in options]
        super().__init__(theme, name, segments, 0, _EDGE_PX, parent)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._theme.paint_box(
            QPainter(self), QRectF(self.rect()), 8, "field" if _is_sunken(self._theme) else "fill", "border"
        )


def _is_sunken(theme: Theme) -> bool:
    """Whether the tile is brighter than a dark row; in light a white one lies on grey."""
    return theme.dark or theme.high_contrast
