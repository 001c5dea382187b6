"""Below what a person wrote: copy, edit, more, and the way to its other versions."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.conversation import Message
from app.ui.theme.theme import Theme
from app.ui.transcript.message_footer import MessageFooter
from app.ui.transcript.turn_host import TurnHost, TurnWish
from app.ui.widgets.button import Button

_BUTTON_PX = 26
FOOTER_PX = 26


class SpeechFooter(MessageFooter):
    """Stands at the side of the bubble it belongs to."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        copy, more = self.tr("Copy message"), self.tr("More about this message")
        super().__init__(theme, copy, more, _BUTTON_PX, 14, parent)
        self.edit_button = Button(theme, self.tr("Edit this message"), "pencil", "icon", _BUTTON_PX, 14)
        self.edit_button.clicked.connect(self._on_edit)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addStretch(1)
        for button in (self.copy_button, self.edit_button, self.more_button):
            row.addWidget(button)

    def show_message(self, message: Message, host: TurnHost) -> None:
        super().show_message(message, host)
        if self.switch is not None:
            self._row.insertWidget(1, self.switch)
            self._row.insertSpacing(2, 4)

    @Slot()
    def _on_edit(self) -> None:
        self._wish(TurnWish.EDIT)

    def heightForWidth(self, width: int) -> int:
        return max(FOOTER_PX, self.sizeHint().height())
