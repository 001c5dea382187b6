"""Below what a person wrote: copy, edit, more, and the way to its other versions."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.conversation import Fork, Message
from app.ui.theme.theme import Theme
from app.ui.transcript.canvas import Spare
from app.ui.transcript.version_switch import VersionSwitch
from app.ui.widgets.announce import announce
from app.ui.widgets.button import Button

_COPIED_MS = 1500
_BUTTON_PX = 26
FOOTER_PX = 26


class SpeechFooter(Spare):
    """Stands at the side of the bubble it belongs to."""

    edit_requested = Signal()
    menu_requested = Signal()
    step_requested = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._message: Message | None = None
        self.message_id = ""
        self.copy_button = Button(theme, self.tr("Copy message"), "copy", "icon", _BUTTON_PX, 14)
        self.edit_button = Button(theme, self.tr("Edit this message"), "pencil", "icon", _BUTTON_PX, 14)
        self.more_button = Button(
            theme, self.tr("More about this message"), "ellipsis", "icon", _BUTTON_PX, 14
        )
        self.copy_button.clicked.connect(self._on_copy)
        self.edit_button.clicked.connect(self.edit_requested)
        self.more_button.clicked.connect(self.menu_requested)
        self._copied_timer = QTimer(self, singleShot=True, interval=_COPIED_MS)
        self._copied_timer.timeout.connect(self._on_copied_over)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addStretch(1)
        for button in (self.copy_button, self.edit_button, self.more_button):
            row.addWidget(button)
        self.switch: VersionSwitch | None = None

    def show_message(self, message: Message, fork: Fork | None) -> None:
        """Stand below a message; few have other versions."""
        self._message, self.message_id = message, message.id
        self.copy_button.setEnabled(bool(message.content))
        if fork is not None:
            self.switch = VersionSwitch(self._theme, fork)
            self.switch.step_requested.connect(self.step_requested)
            self._row.insertWidget(1, self.switch)
            self._row.insertSpacing(2, 4)

    def release(self) -> bool:
        if self.switch is not None:
            return False
        for signal in (self.edit_requested, self.menu_requested, self.step_requested):
            signal.disconnect()
        if self._copied_timer.isActive():
            self._copied_timer.stop()
            self._on_copied_over()
        self._message, self.message_id = None, ""
        return True

    @Slot()
    def _on_copy(self) -> None:
        assert self._message is not None
        QGuiApplication.clipboard().setText(self._message.content)
        self.copy_button.set_label(self.tr("Copied"), "check")
        announce(self, self.tr("Copied"))
        self._copied_timer.start()

    @Slot()
    def _on_copied_over(self) -> None:
        self.copy_button.set_label(self.tr("Copy message"), "copy")

    def heightForWidth(self, width: int) -> int:
        return max(FOOTER_PX, self.sizeHint().height())
