"""What the model thought: one row, and the text behind it on demand."""

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.ui.chat.text_block import TextBlock
from app.ui.theme.theme import Theme
from app.ui.widgets.focus_ring import KeyboardFocus

_ROW_PX = 28
_BAR_LEFT_PX = 6
_BODY_LEFT_PX = 20
_GAP_PX = 2


class ThoughtRow(KeyboardFocus, QAbstractButton):
    """Chevron, icon and "Thought for 4 s"; checked is open."""

    focus_radius = 6

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_label(self, text: str) -> None:
        """Change the words."""
        self.setText(text)
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font("ui_medium"))
        return QSize(48 + metrics.horizontalAdvance(self.text()), max(_ROW_PX, metrics.height() + 10))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

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


class ThoughtBody(QWidget):
    """The thought as plain muted text with a bar at its left; text is only ever appended."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._unshown: list[str] = []
        self.text_block = TextBlock(theme, "ui", "muted", self)

    def append(self, text: str) -> None:
        """Add text; nothing is laid out while the thought is folded."""
        self._unshown.append(text)

    def place(self, width: int) -> int:
        """Lay out for a width and return the height."""
        if self._unshown:
            self.text_block.append_plain("".join(self._unshown))
            self._unshown.clear()
        inner = width - _BODY_LEFT_PX
        height = self.text_block.place(inner)
        self.text_block.setGeometry(_BODY_LEFT_PX, 0, inner, height)
        return height

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(QRectF(_BAR_LEFT_PX, 2, 2, self.height() - 4), self._theme.color("press"))


class Thought(QWidget):
    """Row and body together."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = ThoughtRow(theme, self)
        self.body = ThoughtBody(theme, self)
        self.body.hide()
        self.row.toggled.connect(self._on_toggled)

    @Slot(bool)
    def _on_toggled(self, checked: bool) -> None:
        self.body.setVisible(checked)

    def place(self, width: int) -> int:
        """Lay out for a width and return the height."""
        hint = self.row.sizeHint()
        self.row.setGeometry(0, 0, min(width, hint.width()), hint.height())
        if not self.row.isChecked():
            return hint.height()
        height = self.body.place(width)
        self.body.setGeometry(0, hint.height() + _GAP_PX, width, height)
        return hint.height() + _GAP_PX + height
