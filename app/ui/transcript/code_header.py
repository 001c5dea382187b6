"""The line above a code block: its language, Wrap and Copy."""

from PySide6.QtCore import QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.ui.theme.theme import Theme
from app.ui.transcript.canvas import Spare
from app.ui.widgets.announce import announce
from app.ui.widgets.button import Button

_COPIED_MS = 1500
_PAD_X = 14
_NARROW_PX = 260


class CodeHeader(Spare):
    """Lies over the top of its block, which paints the box."""

    copy_requested = Signal()
    wrap_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._title = ""
        self.wrap_button = Button(theme, self.tr("Wrap"), "corner-down-left", "quiet", 28, parent=self)
        self.wrap_button.setCheckable(True)
        self.wrap_button.setAccessibleName(self.tr("Wrap long lines"))
        self.copy_button = Button(theme, self.tr("Copy"), "copy", "quiet", 28, parent=self)
        self.copy_button.setAccessibleName(self.tr("Copy code"))
        self._copied_timer = QTimer(self, singleShot=True, interval=_COPIED_MS)
        self._copied_timer.timeout.connect(self._on_copied_over)
        self.copy_button.clicked.connect(self._on_copy)
        self.wrap_button.clicked.connect(self.wrap_requested)

    def show_code(self, title: str, *, wraps: bool) -> None:
        """Lie over a block."""
        self.set_title(title)
        self.wrap_button.setChecked(wraps)

    def release(self) -> bool:
        self.copy_requested.disconnect()
        self.wrap_requested.disconnect()
        if self._copied_timer.isActive():
            self._copied_timer.stop()
            self._on_copied_over()
        return True

    def set_title(self, title: str) -> None:
        """Show another language."""
        if title != self._title:
            self._title = title
            self.update()

    @Slot()
    def _on_copy(self) -> None:
        self.copy_requested.emit()
        self.copy_button.set_label(self.tr("Copied"), "check")
        announce(self, self.tr("Copied"))
        self._place()
        self._copied_timer.start()

    @Slot()
    def _on_copied_over(self) -> None:
        self.copy_button.set_label(self.tr("Copy"), "copy")
        self.copy_button.setAccessibleName(self.tr("Copy code"))
        self._place()

    def _place(self) -> None:
        hint = self.copy_button.sizeHint()
        left, top = self.width() - hint.width() - 6, (self.height() - 1 - hint.height()) // 2
        self.copy_button.setGeometry(left, top, hint.width(), hint.height())
        hint = self.wrap_button.sizeHint()
        left -= hint.width() + 4
        self.wrap_button.setGeometry(left, top, hint.width(), hint.height())
        self.wrap_button.setVisible(self.width() >= _NARROW_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._theme.paint_icon(painter, "file-code", _PAD_X - 1, (self.height() - 1 - 14) / 2, 14, "muted")
        painter.setFont(self._theme.font("ui_medium"))
        painter.setPen(self._theme.color("muted"))
        box = QRectF(_PAD_X + 19, 0, self.wrap_button.x() - _PAD_X - 24, self.height() - 1)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._title)
