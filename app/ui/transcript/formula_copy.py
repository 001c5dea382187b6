"""The button beside a formula: puts its LaTeX on the clipboard and says so for a while."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.ui.theme.theme import Theme
from app.ui.transcript.canvas import Spare
from app.ui.widgets.copy_button import CopyButton

_BUTTON_PX = 26
_ICON_PX = 15
_PAD_PX = 5  # above and below letters, as in every button


class FormulaCopy(Spare):
    """Stands beside one formula after another."""

    copy_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.button = CopyButton(
            theme, self.tr("Copy LaTeX"), height_px=_BUTTON_PX, icon_px=_ICON_PX, parent=self
        )
        self.button.clicked.connect(self._on_copy)
        self.button.setMouseTracking(True)  # there is nothing of the widget beside it

    def release(self) -> bool:
        self.copy_requested.disconnect()
        self.button.rest()
        return True

    @Slot()
    def _on_copy(self) -> None:
        self.copy_requested.emit()
        self.button.say_copied()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.button.setGeometry(self.rect())


def copy_px(theme: Theme) -> int:
    """How wide and high the button is; grows with the text size."""
    return max(_BUTTON_PX, QFontMetrics(theme.font("ui_medium")).height() + 2 * _PAD_PX)
