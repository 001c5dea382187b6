"""Tabs with an underline, such as those of a page."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.choice import Choice, Option

_LEAST_PX = 32
_LINE_PX = 2


class _Tab(Option):
    """One tab, painted as words over a line."""

    def __init__(self, theme: Theme, text: str, least_px: int) -> None:
        super().__init__(theme, text, least_px)
        self._count = ""

    def set_count(self, count: str) -> None:
        """Show a number behind the words."""
        self._count = count
        self.setAccessibleName(f"{self._label} {count}".strip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font("ui_medium"))
        count = metrics.horizontalAdvance(self._count) + 7 if self._count else 0
        width = metrics.horizontalAdvance(self._label) + count + 2
        return QSize(max(24, width), max(self._least_px, metrics.height() + 16))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        taken = self.isChecked()
        font = self._theme.font("ui_medium")
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(self._theme.color("text" if taken or self._hovered else "muted"))
        baseline = (self.height() - metrics.height()) // 2 + metrics.ascent()
        painter.drawText(0, baseline, self._label)
        if self._count:
            painter.setPen(self._theme.color("muted"))
            painter.drawText(metrics.horizontalAdvance(self._label) + 7, baseline, self._count)
        if taken:
            line = QRectF(0, self.height() - _LINE_PX, self.width(), _LINE_PX)
            painter.fillRect(line, self._theme.color("accent"))


class Tabs(Choice[_Tab]):
    """Words beside each other, the open one underlined.

    Args:
        name: what is chosen, for a screen reader.
        tabs: (id, text) each.
        least_px: height; grows with the text size.
    """

    def __init__(
        self,
        theme: Theme,
        name: str,
        tabs: Sequence[tuple[str, str]],
        least_px: int = _LEAST_PX,
        gap_px: int = 24,
        parent: QWidget | None = None,
    ) -> None:
        options = [(tab, _Tab(theme, text, least_px)) for tab, text in tabs]
        super().__init__(theme, name, options, gap_px, 0, parent)

    def set_count(self, tab: str, count: str) -> None:
        """Show a number behind the words of a tab; empty for none."""
        self._buttons[tab].set_count(count)

    def set_shown(self, tab: str, is_shown: bool) -> None:
        """Show a tab or not."""
        self._buttons[tab].setVisible(is_shown)
