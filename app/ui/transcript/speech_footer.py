"""Below what a person wrote: copy, edit, more, and the way to its other versions."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.conversation import Fork, Message
from app.ui.theme.theme import Theme
from app.ui.transcript.version_switch import VersionSwitch
from app.ui.widgets.announce import announce
from app.ui.widgets.button import Button

_COPIED_MS = 1500
_BUTTON_PX = 26
FOOTER_PX = 26


class SpeechFooter(QWidget):
    """Stands at the side of the bubble it belongs to."""

    edit_requested = Signal()
    menu_requested = Signal()
    step_requested = Signal(int)

    def __init__(
        self, theme: Theme, message: Message, fork: Fork | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._message = message
        self.message_id = message.id
        self.copy_button = Button(theme, self.tr("Copy message"), "copy", "icon", _BUTTON_PX, 14)
        self.edit_button = Button(theme, self.tr("Edit this message"), "pencil", "icon", _BUTTON_PX, 14)
        self.more_button = Button(
            theme, self.tr("More about this message"), "ellipsis", "icon", _BUTTON_PX, 14
        )
        self.copy_button.setEnabled(bool(message.content))
        self.copy_button.clicked.connect(self._on_copy)
        self.edit_button.clicked.connect(self.edit_requested)
        self.more_button.clicked.connect(self.menu_requested)
        self._copied_timer = QTimer(self, singleShot=True, interval=_COPIED_MS)
        self._copied_timer.timeout.connect(self._on_copied_over)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addStretch(1)
        self.switch: VersionSwitch | None = None
        if fork is not None:
            self.switch = VersionSwitch(theme, fork)
            self.switch.step_requested.connect(self.step_requested)
            row.addWidget(self.switch)
            row.addSpacing(4)
        for button in (self.copy_button, self.edit_button, self.more_button):
            row.addWidget(button)

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._message.content)
        self.copy_button.set_label(self.tr("Copied"), "check")
        announce(self, self.tr("Copied"))
        self._copied_timer.start()

    @Slot()
    def _on_copied_over(self) -> None:
        self.copy_button.set_label(self.tr("Copy message"), "copy")

    def heightForWidth(self, width: int) -> int:
        return max(FOOTER_PX, self.sizeHint().height())
