"""What the person wrote: a bubble at the right that hugs its text, with the pictures of the message."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app.domain.conversation import Message
from app.ui.transcript.block_part import place
from app.ui.transcript.boxes import paint_box
from app.ui.transcript.canvas import get
from app.ui.transcript.part import Part
from app.ui.transcript.plain_part import PlainPart, split_lines
from app.ui.transcript.speech_footer import FOOTER_PX, SpeechFooter
from app.ui.transcript.turn import Turn
from app.ui.transcript.turn_host import TurnHost
from app.ui.transcript.widget_part import WidgetPart
from app.ui.words import clock_time

if TYPE_CHECKING:
    from app.ui.images.turn_pictures import TurnPictures

_MOST_PX = 440
_SHARE = 0.75
_PAD_X = 16
_PAD_Y = 8
_PICTURE_PAD = 11
_FOOT_GAP_PX = 3
_PICTURE_GAP = 12
_BESIDE_LEAST_PX = 180  # a narrower text goes below its image
_HUGGED_LINES = 60
_HUGGED_LETTERS = 6_000  # the bubble of a longer text is as wide as it may be


class _FootPart(WidgetPart[SpeechFooter]):
    """As wide as the column, below a bubble that is not."""

    shift = 0
    column_px = 0

    def show_widgets(self, parent: QWidget, left: int, top: int, width: int) -> None:
        super().show_widgets(parent, left - self.shift, top, self.column_px)


class SpeechTurn(Turn):
    """One message of the person, as plain text: beside its picture, or below several."""

    def __init__(self, message: Message, host: TurnHost) -> None:
        super().__init__(message)
        self._host = host
        self.pictures: TurnPictures | None = None
        self._picture_box = QRectF()
        self._bubble_left = 0
        self._foot: _FootPart | None = None

    def accessible_name(self) -> str:
        time = clock_time(self.message.created_at) if self.message.created_at else ""
        you = QCoreApplication.translate("SpeechTurn", "You")
        return ", ".join(part for part in (you, time) if part)

    @property
    def bubble(self) -> QRectF:
        """The bubble, from the upper left corner of the turn."""
        foot = self._foot.gap + self._foot.height if self._foot is not None else 0
        return QRectF(self._bubble_left, 0, self.width - self._bubble_left, self.height - foot)

    @property
    def footer(self) -> SpeechFooter | None:
        """What can be done with the message, while that is near the view."""
        return self._foot.widget if self._foot is not None else None

    def build(self) -> None:
        lines: list[Part] = []
        if self.message.content or not self.message.attachments:
            for number, text in enumerate(split_lines(self.message.content)):
                line = PlainPart("body", "text", number)
                line.append(text)
                line.selected_role = "press"  # in the dark "sel" is hardly seen on a bubble
                lines.append(line)
        self._foot = _FootPart(self._make_footer, FOOTER_PX, _FOOT_GAP_PX, alike=SpeechFooter)
        self.parts = [Part(), *lines, Part(), self._foot]  # with room above and below the lines

    def arrange(self) -> None:
        assert self.style is not None
        lines = self.parts[1:-2]
        assert self._foot is not None
        pad = _PICTURE_PAD if self._with_pictures else _PAD_X
        most = min(self.width, max(_MOST_PX, int(self.width * _SHARE))) - 2 * pad
        room = self._picture_room(most)
        beside = bool(lines) and room is not None and self._is_beside(most, int(room.width()))
        space = most - int(room.width()) - _PICTURE_GAP if beside and room is not None else most
        inner = self._hugged(lines, space)
        self.parts[0].height = self.parts[-2].height = _PAD_Y
        self.part_width = inner
        if room is None:
            self._bubble_left = self.width - inner - 2 * pad
            self.left = self._bubble_left + pad
        else:
            self._arrange_pictures(room, inner if lines else 0, beside)
        self._foot.shift, self._foot.column_px = self.left, self.width
        super_heights = [part.gap + part.height for part in self.parts]
        self._set_heights(super_heights)
        if beside and room is not None:
            self.settle(0, sum(super_heights))
            missing = int(room.height()) + 2 * _PICTURE_PAD - int(self.bubble.height())
            self.parts[-2].height = max(_PAD_Y, missing + _PAD_Y)
            self._set_heights([part.gap + part.height for part in self.parts])

    def paint(self, painter: QPainter, left: float, top: float, clip: QRectF) -> None:
        if self.style is not None:
            paint_box(painter, self.style.theme, self.bubble.translated(left, top), 14, "bubble", None, clip)
        super().paint(painter, left, top, clip)

    def show_widgets(self, parent: QWidget, left: int, top: int, view: tuple[float, float]) -> None:
        super().show_widgets(parent, left, top, view)
        if self._with_pictures and self.pictures is None:
            self._make_pictures()
        if self.pictures is not None:
            box = self._picture_box
            x, y = left + int(box.left()), top + int(box.top())
            place(self.pictures, x, y, int(box.width()), int(box.height()))
            self.pictures.show()

    def hide_widgets(self) -> None:
        super().hide_widgets()
        if self.pictures is not None:
            self.pictures.hide()
            self.pictures.deleteLater()
            self.pictures = None

    def leaf_number(self, part: int, leaf: int) -> int:
        return max(0, min(part - 1, len(self.parts) - 4))

    def part_of_leaf(self, number: int) -> tuple[int, int]:
        return min(number + 1, len(self.parts) - 3), 0

    @property
    def _with_pictures(self) -> bool:
        return bool(self.message.attachments) and self._host.pictures is not None

    def _hugged(self, lines: list[Part], most: int) -> int:
        """Measure the lines of a short text and return the width that they need."""
        assert self.style is not None
        if len(lines) > _HUGGED_LINES or len(self.message.content) > _HUGGED_LETTERS:
            for line in lines:
                line.estimate(self.style, most)
            return most
        for line in lines:
            line.measure(self.style, most)
        widths = [line.natural_width for line in lines if isinstance(line, PlainPart)]
        inner = min(most, int(max(widths, default=0.0)) + 2)
        for line in lines:
            line.measure(self.style, inner)
        return inner

    def _is_beside(self, most: int, picture_px: int) -> bool:
        assert self.pictures is not None
        return len(self.pictures.thumbnails) == 1 and most - picture_px - _PICTURE_GAP >= _BESIDE_LEAST_PX

    def _picture_room(self, most: int) -> QRectF | None:
        if not self._with_pictures:
            return None
        if self.pictures is None:
            self._make_pictures()
        assert self.pictures is not None
        room = self.pictures.place(most)
        return QRectF(0, 0, room.width(), room.height())

    def _arrange_pictures(self, room: QRectF, text_px: int, beside: bool) -> None:
        if beside:
            inner = int(room.width()) + _PICTURE_GAP + text_px
        else:
            inner = max(int(room.width()), text_px)
            self.parts[0].height = int(room.height()) + _PICTURE_PAD + (3 if text_px else 0)
            self.parts[-2].height = _PICTURE_PAD if not text_px else _PAD_Y
        self._bubble_left = self.width - inner - 2 * _PICTURE_PAD
        self._picture_box = room.translated(self._bubble_left + _PICTURE_PAD, _PICTURE_PAD)
        self.left = self._bubble_left + _PICTURE_PAD + (int(room.width()) + _PICTURE_GAP if beside else 0)

    def _make_footer(self) -> SpeechFooter:
        footer = get(self._host.canvas, SpeechFooter, self._host.theme)
        footer.show_message(self.message, self._host)
        return footer

    def _make_pictures(self) -> None:
        # Most messages have none.
        from app.ui.images.turn_pictures import TurnPictures

        assert self._host.pictures is not None
        self.pictures = TurnPictures(
            self._host.theme, self._host.pictures, self.message.attachments, self._host.canvas
        )
        self.pictures.hide()  # said aloud: else it would appear with its parent, far from its message
