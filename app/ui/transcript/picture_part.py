"""An image that stands alone in its paragraph: its card, and the image once a person wants it."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app.markup.runs import Run, RunKind
from app.markup.text import MarkdownText
from app.markup.tree import Kind, Leaf
from app.ui.transcript.block_part import drop, place
from app.ui.transcript.decorations import paint_bars, paint_markers
from app.ui.transcript.message_text import leaf_runs
from app.ui.transcript.picture import Picture, PictureState
from app.ui.transcript.picture_card import PictureCard, ShownPicture, card_height, shown_size
from app.ui.transcript.pressed import Pressed
from app.ui.transcript.reading_style import ReadingStyle
from app.ui.transcript.setting import Setting
from app.ui.transcript.text_part import TextPart
from app.ui.widgets.announce import announce

_CARD_PX = 74  # likely
_GAP_PX = 4


class PicturePart(TextPart):
    """Selects, finds and copies as the words of the image."""

    has_widgets = True

    def __init__(self, text: MarkdownText, leaf: Leaf, setting: Setting) -> None:
        super().__init__(text, leaf, setting)
        self._picture: Picture | None = None
        self._card: PictureCard | None = None
        self._shown: ShownPicture | None = None

    @property
    def card(self) -> PictureCard | None:
        """The card, while it is near the view and the image is not shown."""
        return self._card

    @property
    def shown(self) -> ShownPicture | None:
        """The image, once it is loaded and near the view."""
        return self._shown

    @property
    def run(self) -> Run:
        """The image as it is written."""
        return leaf_runs(self._source, self.leaf)[0]

    def renew(self) -> bool:
        """Take the image as it is now; whether that is another state."""
        pictures = self._style.pictures if self._style is not None else None
        if pictures is None or pictures.picture(self.run.source) is self._picture:
            return False
        self.measured = False
        return True

    def estimate(self, style: ReadingStyle, width: int) -> None:
        super().estimate(style, width)
        self.height = _CARD_PX + 2 * _GAP_PX

    def measure(self, style: ReadingStyle, width: int) -> None:
        if self.measured and style is self._style and width == self._width:
            return
        super().measure(style, width)
        self.dirty_top = 0
        if style.pictures is None:
            return  # as its words
        self._picture = picture = style.pictures.picture(self.run.source)
        inner = width - style.px(self.setting.left)
        if picture.image is not None:
            self.height = shown_size(picture.image, inner).height() + 2 * _GAP_PX
            return
        self.height = card_height(style.theme, picture, inner) + 2 * _GAP_PX

    def paint(self, painter: QPainter, left: float, top: float, clip: QRectF) -> None:
        if self._picture is None:
            super().paint(painter, left, top, clip)
            return
        style = self._style
        assert style is not None
        if self.setting.bars:
            paint_bars(painter, style, self.setting, left, top, self.gap, self.height)
        if self.setting.markers:
            paint_markers(painter, style, self._text_style(style), self.setting.markers, left, top)
        self.paint_selection(painter, style.theme, left, top, clip)

    def show_widgets(self, parent: QWidget, left: int, top: int, width: int) -> None:
        picture, style = self._picture, self._style
        if picture is None or style is None:
            return
        indent = style.px(self.setting.left)
        inner = width - indent
        if picture.image is None:
            drop(self._shown)
            self._shown = None
            if self._card is None:
                self._card = PictureCard(style.theme, self.run.text, picture, parent)
                self._card.wanted.connect(self._on_wanted)
                self._card.show()
            elif self._card.picture is not picture:
                self._card.show_picture(picture)
                if picture.state is PictureState.FAILED:
                    announce(self._card, picture.words)
            place(self._card, left + indent, top + _GAP_PX, inner, self.height - 2 * _GAP_PX)
            return
        if self._shown is None:
            self._shown = ShownPicture(self.run.text, picture.image, parent)
            self._shown.clicked.connect(self._on_wanted)
            self._shown.show()
        if self._card is not None:
            if self._card.button.hasFocus():
                self._shown.setFocus()
            drop(self._card)
            self._card = None
        size = shown_size(picture.image, inner)
        place(self._shown, left + indent, top + _GAP_PX, size.width(), size.height())

    def hide_widgets(self) -> None:
        drop(self._card)
        drop(self._shown)
        self._card = self._shown = None

    def caret(self) -> QRectF:
        return super().caret() if self._picture is None else QRectF()

    def offset_at(self, leaf: int, point: QPointF) -> int:
        if self._picture is None:
            return super().offset_at(leaf, point)
        return len(self.leaf_text(leaf)) if point.y() > self.height / 2 else 0

    def rectangles(self, leaf: int, start: int, end: int) -> list[QRectF]:
        if self._picture is None:
            return super().rectangles(leaf, start, end)
        return [QRectF(self._left, 0, self._width - self._left, self.height)] if end > start else []

    def line_top(self, leaf: int, offset: int) -> int:
        return super().line_top(leaf, offset) if self._picture is None else 0

    def pressed_at(self, point: QPointF) -> Pressed | None:
        return super().pressed_at(point) if self._picture is None else None

    def _on_wanted(self) -> None:
        if self._style is not None and self._style.pictures is not None:
            self._style.pictures.want_in_place(self.run.source, self.run.text)


def is_picture(text: MarkdownText, leaf: Leaf) -> bool:
    """Whether a leaf is one image and nothing else, whole, with its address in it."""
    if leaf.kind is not Kind.PARAGRAPH or not leaf.lines:
        return False
    if not leaf.lines[0].lstrip().startswith("![") or not leaf.lines[-1].rstrip().endswith(")"):
        return False
    runs = leaf_runs(text, leaf)
    return len(runs) == 1 and runs[0].kind is RunKind.IMAGE and runs[0].link is None
