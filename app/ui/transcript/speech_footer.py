"""Below what a person wrote: copy, edit, more, and the way to its other versions."""

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.conversation import Fork, Message
from app.ui.theme.theme import Theme
from app.ui.transcript.message_footer import MessageFooter
from app.ui.transcript.version_switch import VersionSwitch
from app.ui.widgets.button import Button

_BUTTON_PX = 26
FOOTER_PX = 26


class SpeechFooter(MessageFooter):
    """Stands at the side of the bubble it belongs to."""

    edit_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Copy message"), _BUTTON_PX, 14, parent)
        self.edit_button = Button(theme, self.tr("Edit this message"), "pencil", "icon", _BUTTON_PX, 14)
        self.more_button = Button(
            theme, self.tr("More about this message"), "ellipsis", "icon", _BUTTON_PX, 14
        )
        self.edit_button.clicked.connect(self.edit_requested)
        self.more_button.clicked.connect(self.menu_requested)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addStretch(1)
        for button in (self.copy_button, self.edit_button, self.more_button):
            row.addWidget(button)

    def show_message(self, message: Message, fork: Fork | None) -> None:
        """Stand below a message; few have other versions."""
        self._message, self.message_id = message, message.id
        self.copy_button.setEnabled(bool(message.content))
        if fork is not None:
            self.switch = VersionSwitch(self._theme, fork)
            self.switch.step_requested.connect(self.step_requested)
            self._row.insertWidget(1, self.switch)
            self._row.insertSpacing(2, 4)

    def _wishes(self) -> tuple[SignalInstance, ...]:
        return *super()._wishes(), self.edit_requested

    def heightForWidth(self, width: int) -> int:
        return max(FOOTER_PX, self.sizeHint().height())
