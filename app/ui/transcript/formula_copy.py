"""The button beside a formula: puts its LaTeX on the clipboard and says so for a while."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.ui.theme.theme import Theme
from app.ui.transcript.canvas import Spare
from app.ui.widgets.announce import announce
from app.ui.widgets.button import Button

_COPIED_MS = 1500
_BUTTON_PX = 26
_ICON_PX = 15
_PAD_PX = 5  # above and below letters, as in every button


class FormulaCopy(Spare):
    """Stands beside one formula after another."""

    copy_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.button = Button(theme, self.tr("Copy LaTeX"), "copy", "icon", _BUTTON_PX, _ICON_PX, self)
        self.button.clicked.connect(self._on_copy)
        self._copied_timer = QTimer(self, singleShot=True, interval=_COPIED_MS)
        self._copied_timer.timeout.connect(self._on_copied_over)
        self.button.setMouseTracking(True)  # there is nothing of the widget beside it

    def release(self) -> bool:
        self.copy_requested.disconnect()
        if self._copied_timer.isActive():
            self._copied_timer.stop()
            self._on_copied_over()
        return True

    @Slot()
    def _on_copy(self) -> None:
        self.copy_requested.emit()
        self.button.set_label(self.tr("Copied"), "check")
        announce(self, self.tr("Copied"))
        self._copied_timer.start()

    @Slot()
    def _on_copied_over(self) -> None:
        self.button.set_label(self.tr("Copy LaTeX"), "copy")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.button.setGeometry(self.rect())


def copy_px(theme: Theme) -> int:
    """How wide and high the button is; grows with the text size."""
    return max(_BUTTON_PX, QFontMetrics(theme.font("ui_medium")).height() + 2 * _PAD_PX)
