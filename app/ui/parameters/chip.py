"""The chip "changed": says so, and takes the change back when it is pressed."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent

from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button

_PILL_PX = 20
_HIT_PX = 26


class ChangedChip(Button):
    """Hidden while there is nothing to take back.

    Args:
        name: of what was changed.
    """

    focus_radius = 6

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme, "", kind="quiet", height_px=_HIT_PX)
        self.set_label(self.tr("changed"))
        self.setAccessibleName(self.tr("{name} is changed: set it back").format(name=name))
        self.setToolTip(self.tr("Set back to the default"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font("micro"))
        return QSize(metrics.horizontalAdvance(self.label) + 18, max(_HIT_PX, metrics.height() + 8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = self._theme.font("micro")
        height = max(_PILL_PX, QFontMetrics(font).height() + 6)
        pill = QRectF(0, (self.height() - height) / 2, self.width(), height)
        hot = self._hovered or self.isDown()
        self._theme.paint_box(painter, pill, 6, "sel" if hot else "tint")
        painter.setFont(font)
        painter.setPen(self._theme.color("accent_text"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, self.label)
