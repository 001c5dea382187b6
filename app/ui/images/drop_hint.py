"""Where to drop: the whole window, with a dashed edge."""

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from app.ui.theme.theme import Theme

_INSET_PX = 16


class DropHint(QWidget):
    """Covers what it is shown over, while something to attach is dragged there."""

    dropped = Signal(QMimeData)

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__(over)
        self._theme = theme
        self._over = over
        self.setAcceptDrops(True)
        self.setAccessibleName(self.tr("Drop to attach"))
        self.hide()
        over.installEventFilter(self)

    def show_hint(self) -> None:
        """Cover everything."""
        self.setGeometry(self._over.rect())
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._over.rect())
        elif isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self.dropEvent(event)  # let go before the pointer moved once more: it is still over what is below
            return True
        return False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.acceptProposedAction()
        # What was under the pointer has just been told that the drag left, and has hidden this.
        self.show_hint()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.hide()
        self.dropped.emit(event.mimeData())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        cover = self._theme.color("canvas")
        veil = cover.toRgb()
        veil.setAlphaF(0.94)
        painter.fillRect(self.rect(), veil)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._theme.color("accent"), 2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(_INSET_PX, _INSET_PX, -_INSET_PX, -_INSET_PX), 14, 14
        )
        font = self._theme.font("title")
        text = self.tr("Drop to attach")
        height = QFontMetrics(font).height()
        middle = self.height() / 2
        self._theme.paint_icon(painter, "image", self.width() / 2 - 20, middle - 40 - 6, 40, "accent_text")
        painter.setFont(font)
        painter.setPen(self._theme.color("text"))
        box = QRectF(0, middle + 6, self.width(), height)
        painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, text)
