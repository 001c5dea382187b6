"""The files of the next message, as chips above it."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from app.domain.context import TokenRates, estimated_tokens
from app.domain.conversation import Attachment
from app.ui import words
from app.ui.files.file_words import about_tokens, file_size, icon_of
from app.ui.images.pictures import Pictures, paint_cover
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.painted_button import PaintedButton

_GAP_PX = 8
_PAD_PX = 8
_PICTURE_PX = 20
_CLOSE_PX = 26
_NAME_MOST_PX = 180
_MOST_LINES = 2.5


class ImageChip(PaintedButton):
    """Picture or kind, name and size, also in tokens as far as anybody knows them.

    A click or Enter shows it, Delete or the cross takes it out.
    """

    remove_requested = Signal(str)  # id
    opened = Signal(Attachment)
    focused = Signal()
    focus_radius = 6

    def __init__(
        self, theme: Theme, pictures: Pictures, image_id: str, name: str, attachment: Attachment | None
    ) -> None:
        super().__init__()
        self._theme = theme
        self._pictures = pictures
        self.image_id = image_id
        self.name = name
        self.attachment = attachment
        self._rates = TokenRates()
        self._size: QSize | None = None  # asked for very often, and it takes measuring of texts
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.close_button = Button(theme, "", "x", "icon", 24, 12, self)
        self.close_button.set_label(self.tr("Remove {name}").format(name=name))
        self.close_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Delete on the chip does the same
        self.close_button.clicked.connect(self._on_close_clicked)
        self.clicked.connect(self._on_clicked)
        self.describe()

    def set_attachment(self, attachment: Attachment) -> None:
        """The image has been read."""
        self.attachment = attachment
        self.describe()

    def set_token_rates(self, rates: TokenRates) -> None:
        """Estimate tokens as the model that answers next was seen to count."""
        if rates != self._rates:
            self._rates = rates
            self.describe()

    def describe(self) -> None:
        """Say what is known of the file by now."""
        self._size = None
        more = self._about_image() if self.attachment is not None and self.attachment.is_image else ""
        self.setAccessibleName(f"{self.name}, {self._facts}")
        self.setAccessibleDescription(
            " ".join(part for part in (more, self.tr("Delete removes it.")) if part)
        )
        self.setToolTip("\n".join(part for part in (self.accessibleName(), more) if part))
        self.updateGeometry()
        self.update()

    def _about_image(self) -> str:
        """What is sent of an image, and what its tokens are told by."""
        pixels = self._pictures.pixels(self.attachment.sent) if self.attachment else None
        said = []
        if pixels is not None:
            words = self.tr("{width} by {height} pixels are sent.")
            said.append(words.format(width=pixels.width(), height=pixels.height()))
        if self._rates.image_tokens:
            said.append(self.tr("Its tokens are what the last images took with this model."))
        else:
            said.append(self.tr("What an image takes the server tells with the reply, not before it."))
        return " ".join(said)

    @property
    def _facts(self) -> str:
        if self.attachment is None:
            return self.tr("being read")
        size = file_size(self.attachment.size_bytes)
        if not self.attachment.is_image:
            tokens = about_tokens(estimated_tokens(self.attachment.sent_bytes, self._rates.factor))
        elif self._rates.image_tokens:
            tokens = about_tokens(self._rates.image_tokens)
        else:
            tokens = self.tr("tokens not known yet").replace(" ", words.NO_BREAK_SPACE)
        return f"{size} · {tokens}"

    def _shown_name(self) -> str:
        metrics = QFontMetrics(self._theme.font("caption_medium"))
        most = round(_NAME_MOST_PX * max(1.0, self._theme.text_scale))
        return metrics.elidedText(self.name, Qt.TextElideMode.ElideMiddle, most)

    def measure_again(self) -> None:
        """The fonts are others."""
        self._size = None
        self._place_close_button()
        self.update()

    def _place_close_button(self) -> None:
        side = min(self.close_button.sizeHint().height(), self.height() - 2)
        self.close_button.setGeometry(self.width() - side - 2, (self.height() - side) // 2, side, side)

    @Slot()
    def _on_clicked(self) -> None:
        if self.attachment is not None:
            self.opened.emit(self.attachment)

    @Slot()
    def _on_close_clicked(self) -> None:
        self.remove_requested.emit(self.image_id)

    def sizeHint(self) -> QSize:
        if self._size is None:
            name = QFontMetrics(self._theme.font("caption_medium")).horizontalAdvance(self._shown_name())
            metrics = QFontMetrics(self._theme.font("caption"))
            facts = metrics.horizontalAdvance(self._facts)
            width = _PAD_PX // 2 + _PICTURE_PX + 6 + name + 6 + facts + 2 + _CLOSE_PX
            self._size = QSize(width, max(28, metrics.height() + 8))
        return QSize(self._size)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_close_button()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_requested.emit(self.image_id)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._theme.paint_box(painter, QRectF(self.rect()), 6, "chip")
        left, top = _PAD_PX // 2, (self.height() - _PICTURE_PX) / 2
        is_image = self.attachment is not None and self.attachment.is_image
        picture = self._pictures.thumbnail(self.attachment.sent) if self.attachment and is_image else None
        if picture is not None and not picture.isNull():
            paint_cover(painter, QRectF(left, top, _PICTURE_PX, _PICTURE_PX), 4, picture)
        else:
            icon = "hourglass"
            if self.attachment is not None:
                icon = "image" if is_image else icon_of(self.name, self.attachment.media_type)
            self._theme.paint_icon(painter, icon, left + 3, top + 3, 14, "muted")
        at = left + _PICTURE_PX + 6
        for font, ink, text in (
            ("caption_medium", "text", self._shown_name()),
            ("caption", "muted", self._facts),
        ):
            painter.setFont(self._theme.font(font))  # type: ignore[arg-type]
            painter.setPen(self._theme.color(ink))  # type: ignore[arg-type]
            width = QFontMetrics(painter.font()).horizontalAdvance(text)
            painter.drawText(QRectF(at, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
            at += width + 6


class ChipRow(QWidget):
    """Chips side by side, in as many lines as they need."""

    chip_focused = Signal(ImageChip)
    placed = Signal()  # they may need another height

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips: list[ImageChip] = []
        self._heights: dict[int, int] = {}  # by width: layouts ask a dozen times for each change
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def arranged(self) -> Sequence[QWidget]:
        """The chips, for Tab."""
        return self.chips

    def set_chips(self, chips: list[ImageChip]) -> None:
        """Show these; others go."""
        there = {id(chip) for chip in chips}
        for chip in self.chips:
            if id(chip) not in there:
                chip.hide()
                chip.deleteLater()
        for chip in chips:
            if chip.parent() is not self:
                chip.setParent(self)
                chip.focused.connect(self._on_chip_focused)
            chip.show()
        self.chips = chips
        self.setVisible(bool(chips))
        self.place_again()

    @Slot()
    def place_again(self) -> None:
        """The chips have other sizes."""
        self._heights.clear()
        self._place(self.width())
        self.updateGeometry()
        self.placed.emit()

    @Slot()
    def measure_again(self) -> None:
        """The fonts are others."""
        for chip in self.chips:
            chip.measure_again()
        self.place_again()

    @property
    def line_px(self) -> int:
        """Height of a line with the gap below it."""
        return (self.chips[0].sizeHint().height() if self.chips else 0) + _GAP_PX

    @Slot()
    def _on_chip_focused(self) -> None:
        if isinstance(chip := self.sender(), ImageChip):
            self.chip_focused.emit(chip)

    def _place(self, width: int, move: bool = True) -> int:
        corner, line = QPoint(0, 0), 0
        for chip in self.chips:
            size = chip.sizeHint()
            size.setWidth(min(size.width(), max(80, width)))
            if corner.x() and corner.x() + size.width() > width:
                corner = QPoint(0, corner.y() + line + _GAP_PX)
                line = 0
            if move:
                chip.setGeometry(corner.x(), corner.y(), size.width(), size.height())
            line = max(line, size.height())
            corner.setX(corner.x() + size.width() + _GAP_PX)
        return corner.y() + line

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._place(width, move=False)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.heightForWidth(max(self.width(), 80)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place(self.width())


class ChipArea(QScrollArea):
    """Leaves room for the message: more than a few lines of chips scroll."""

    def __init__(self, row: ChipRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = row
        self._most_down = 0
        self.setWidget(row)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for inside in (row, self.viewport()):
            inside.setAutoFillBackground(False)
        row.placed.connect(self.updateGeometry)
        row.chip_focused.connect(self._on_chip_focused)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)

    @Slot(ImageChip)
    def _on_chip_focused(self, chip: ImageChip) -> None:
        self.ensureWidgetVisible(chip, 0, _GAP_PX)

    @Slot(int, int)
    def _on_range_changed(self, _least: int, most: int) -> None:
        if most > self._most_down:  # what was attached last is seen
            self.verticalScrollBar().setValue(most)
        self._most_down = most

    def heightForWidth(self, width: int) -> int:
        # A part of the next line shows that there are more.
        return min(self._row.heightForWidth(width), round(_MOST_LINES * self._row.line_px))

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.heightForWidth(max(self.width(), 80)))
