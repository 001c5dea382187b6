"""The row of a thought: chevron, icon and "Thought for 4 s"; the text below it is shown on demand."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.painted_button import PaintedButton

ROW_PX = 28


class ThoughtRow(PaintedButton):
    """Checked is open."""

    focus_radius = 6

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_label(self, text: str) -> None:
        """Change the words."""
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)
            self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font("ui_medium"))
        return QSize(48 + metrics.horizontalAdvance(self.text()), max(ROW_PX, metrics.height() + 10))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        middle = self.height() / 2
        chevron = "chevron-down" if self.isChecked() else "chevron-right"
        self._theme.paint_icon(painter, chevron, 0, middle - 7, 14, "muted")
        self._theme.paint_icon(painter, "brain", 20, middle - 7, 14, "muted")
        painter.setFont(self._theme.font("ui_medium"))
        painter.setPen(self._theme.color("text" if self.underMouse() else "muted"))
        painter.drawText(
            QRectF(40, 0, self.width(), self.height()), Qt.AlignmentFlag.AlignVCenter, self.text()
        )
