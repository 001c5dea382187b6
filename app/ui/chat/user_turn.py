"""What the person wrote: a bubble at the right that hugs its text."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.domain.conversation import Message
from app.ui.chat.text_block import TextBlock
from app.ui.theme.theme import Theme
from app.ui.words import clock_time

if TYPE_CHECKING:
    from app.ui.images.pictures import Pictures
    from app.ui.images.turn_pictures import TurnPictures

_MOST_PX = 440
_SHARE = 0.75
_PAD_X = 16
_PAD_TOP = 12
_PAD_BOTTOM = 5  # the last line brings its own room
_PICTURE_PAD = 11
_PICTURE_GAP = 12
_BESIDE_LEAST_PX = 180  # a narrower text goes below its image


class UserTurn(QWidget):
    """One message of the person, as plain text: beside its image, or below several."""

    selection_started = Signal()

    def __init__(
        self,
        theme: Theme,
        message: Message,
        parent: QWidget | None = None,
        pictures: "Pictures | None" = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.message = message
        self._bubble = QRect()
        self.text_block = TextBlock(theme, parent=self)
        self.text_block.set_plain(message.content)
        self.text_block.setAccessibleName(message.content)
        self.text_block.selection_started.connect(self.selection_started)
        self.pictures = self._make_pictures(pictures) if pictures and message.attachments else None
        time = clock_time(message.created_at) if message.created_at else ""
        self.setAccessibleName(", ".join(part for part in (self.tr("You"), time) if part))

    def _make_pictures(self, pictures: "Pictures") -> "TurnPictures":
        # Most messages have none.
        from app.ui.images.turn_pictures import TurnPictures

        self.text_block.setVisible(bool(self.message.content))
        return TurnPictures(self._theme, pictures, self.message.attachments, self)

    def place(self, width: int) -> int:
        """Lay out for a width and return the height."""
        if self.pictures is not None:
            return self._place_with_pictures(width, self.pictures)
        most = min(width, max(_MOST_PX, int(width * _SHARE))) - 2 * _PAD_X
        self.text_block.place(most)
        inner = min(most, self.text_block.natural_width())
        height = self.text_block.place(inner)
        left = width - inner - 2 * _PAD_X
        self._bubble = QRect(left, 0, inner + 2 * _PAD_X, height + _PAD_TOP + _PAD_BOTTOM)
        self.text_block.setGeometry(left + _PAD_X, _PAD_TOP, inner, height)
        return self._bubble.height()

    def _place_with_pictures(self, width: int, pictures: "TurnPictures") -> int:
        most = min(width, max(_MOST_PX, int(width * _SHARE))) - 2 * _PICTURE_PAD
        room = pictures.place(most)
        text = self.message.content
        space = most - room.width() - _PICTURE_GAP
        beside = bool(text) and len(pictures.thumbnails) == 1 and space >= _BESIDE_LEAST_PX
        text_width = text_height = 0
        if text:
            self.text_block.place(space if beside else most)
            text_width = min(space if beside else most, self.text_block.natural_width())
            text_height = self.text_block.place(text_width)
        if beside:
            inner = room.width() + _PICTURE_GAP + text_width
            height = max(room.height() + 2 * _PICTURE_PAD, text_height + _PICTURE_PAD + _PAD_BOTTOM)
        else:
            inner = max(room.width(), text_width)
            height = room.height() + 2 * _PICTURE_PAD + (text_height - 1 if text else 0)
        left = width - inner - 2 * _PICTURE_PAD
        self._bubble = QRect(left, 0, inner + 2 * _PICTURE_PAD, height)
        pictures.setGeometry(left + _PICTURE_PAD, _PICTURE_PAD, room.width(), room.height())
        text_left = left + _PICTURE_PAD + (room.width() + _PICTURE_GAP if beside else 0)
        text_top = _PICTURE_PAD if beside else room.height() + _PICTURE_PAD + 5
        self.text_block.setGeometry(text_left, text_top, text_width, text_height)
        return height

    def paintEvent(self, event: QPaintEvent) -> None:
        self._theme.paint_box(QPainter(self), QRectF(self._bubble), 14, "bubble")
