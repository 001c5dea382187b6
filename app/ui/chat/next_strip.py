"""Above the message: what is sent when the reply has ended, and what can be done with it until then."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.next_message import NextMessage, Waiting
from app.ui.theme.theme import Theme
from app.ui.widgets.announce import announce
from app.ui.widgets.button import Button
from app.ui.widgets.icon_view import IconView
from app.ui.widgets.label import ElidedLabel, Label


class NextStrip(QWidget):
    """Will send next: its first words, a way back into the field, and a way out."""

    edit_requested = Signal()
    remove_requested = Signal()
    send_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.state = Label(theme, "", "caption_medium", "text")
        self.words = ElidedLabel(theme, "", "caption", "muted")
        self.send_button = Button(theme, self.tr("Send now"), kind="quiet", height_px=26)
        self.edit_button = Button(theme, self.tr("Edit"), kind="quiet", height_px=26)
        self.edit_button.setAccessibleName(self.tr("Edit the message that is sent next"))
        self.remove_button = Button(theme, "", "x", "icon", 26, 12)
        self.remove_button.set_label(self.tr("Remove the message that is sent next"))
        self.send_button.clicked.connect(self.send_requested)
        self.edit_button.clicked.connect(self.edit_requested)
        self.remove_button.clicked.connect(self.remove_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(9, 2, 3, 2)
        row.setSpacing(8)
        row.addWidget(IconView(theme, "clock", 14, "muted"))
        row.addWidget(self.state)
        row.addWidget(self.words, 1)
        for button in (self.send_button, self.edit_button, self.remove_button):
            row.addWidget(button)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        theme.changed.connect(self.update)

    def show_message(self, message: NextMessage) -> None:
        """Show what waits; nothing hides the strip."""
        if not message.is_there:
            self.hide()
            return
        state = {
            Waiting.REPLY: self.tr("Will send next"),
            Waiting.STOPPED: self.tr("Not sent: the reply was stopped"),
            Waiting.FAILED: self.tr("Not sent: the reply failed"),
        }[message.waiting]
        words = " ".join(message.text.split())
        if message.files:
            files = self.tr("1 file") if message.files == 1 else self.tr("{count} files")
            words = " · ".join(part for part in (words, files.format(count=message.files)) if part)
        self.state.setText(state)
        self.words.set_whole_text(words)
        self.send_button.setVisible(message.waiting is not Waiting.REPLY)
        self.setAccessibleName(f"{state}: {words}")
        self.show()
        announce(self, state)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._theme.paint_box(painter, QRectF(self.rect()), 8, "chip")
