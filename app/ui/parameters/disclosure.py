"""A row that opens and folds what is below it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from app.ui.theme.theme import Theme
from app.ui.widgets.painted_button import PaintedButton

_ROW_PX = 30


class Disclosure(PaintedButton):
    """Chevron, name, and a note such as how much in it is changed; checked is open."""

    focus_radius = 6

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._note = ""
        self.setCheckable(True)
        self.setText(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_note("")

    @property
    def note(self) -> str:
        """What stands beside the name."""
        return self._note

    def set_note(self, note: str) -> None:
        """Say something beside the name, or nothing."""
        self._note = note
        self.setAccessibleName(f"{self.text()}, {note}" if note else self.text())
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font("ui_medium"))
        return QSize(24 + metrics.horizontalAdvance(self.text()), max(_ROW_PX, metrics.height() + 12))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        icon = "chevron-down" if self.isChecked() else "chevron-right"
        self._theme.paint_icon(painter, icon, 0, (self.height() - 14) / 2, 14, "muted")
        font = self._theme.font("ui_medium")
        painter.setFont(font)
        painter.setPen(self._theme.color("text"))
        box = QRectF(20, 0, self.width() - 20, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._note:
            box.setLeft(20 + QFontMetrics(font).horizontalAdvance(self.text()) + 8)
            painter.setFont(self._theme.font("caption"))
            painter.setPen(self._theme.color("muted"))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._note)
