"""What the person wrote: a bubble at the right that hugs its text."""

from PySide6.QtCore import QRect, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.domain.conversation import Message
from app.ui.chat.text_block import TextBlock
from app.ui.theme.theme import Theme
from app.ui.words import clock_time

_MOST_PX = 440
_SHARE = 0.75
_PAD_X = 16
_PAD_TOP = 12
_PAD_BOTTOM = 5  # the last line brings its own room


class UserTurn(QWidget):
    """One message of the person, as plain text."""

    selection_started = Signal()

    def __init__(self, theme: Theme, message: Message, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.message = message
        self._bubble = QRect()
        self.text_block = TextBlock(theme, parent=self)
        self.text_block.set_plain(message.content)
        self.text_block.setAccessibleName(message.content)
        self.text_block.selection_started.connect(self.selection_started)
        time = clock_time(message.created_at) if message.created_at else ""
        self.setAccessibleName(", ".join(part for part in (self.tr("You"), time) if part))

    def place(self, width: int) -> int:
        """Lay out for a width and return the height."""
        most = min(width, max(_MOST_PX, int(width * _SHARE))) - 2 * _PAD_X
        self.text_block.place(most)
        inner = min(most, self.text_block.natural_width())
        height = self.text_block.place(inner)
        left = width - inner - 2 * _PAD_X
        self._bubble = QRect(left, 0, inner + 2 * _PAD_X, height + _PAD_TOP + _PAD_BOTTOM)
        self.text_block.setGeometry(left + _PAD_X, _PAD_TOP, inner, height)
        return self._bubble.height()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._theme.paint_box(QPainter(self), QRectF(self._bubble), 14, "bubble")
