"""The images and other files of a message in its bubble."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.domain.conversation import Attachment
from app.ui.files.file_card import FileCard
from app.ui.images.pictures import THUMBNAIL, Pictures, paint_cover
from app.ui.theme.theme import Theme
from app.ui.widgets.painted_button import PaintedButton

_GAP_PX = 8


class Thumbnail(PaintedButton):
    """132 x 84 of one image; a click or Enter shows it whole."""

    opened = Signal(Attachment)
    focus_radius = 8

    def __init__(self, theme: Theme, pictures: Pictures, attachment: Attachment, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pictures = pictures
        self.attachment = attachment
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.resize(THUMBNAIL)
        self.setToolTip(attachment.name)
        self._name()
        self.clicked.connect(self._on_clicked)
        pictures.thumbnail_changed.connect(self._on_thumbnail_changed)

    @property
    def is_missing(self) -> bool:
        """Whether its file is not there any more."""
        picture = self._pictures.thumbnail(self.attachment.sent)
        return picture is not None and picture.isNull()

    @property
    def is_read(self) -> bool:
        """Whether the picture is painted."""
        picture = self._pictures.thumbnail(self.attachment.sent)
        return picture is not None and not picture.isNull()

    def _name(self) -> None:
        text = self.tr("Image {name}, missing") if self.is_missing else self.tr("Image {name}")
        self.setAccessibleName(text.format(name=self.attachment.name))

    @Slot()
    def _on_clicked(self) -> None:
        self.opened.emit(self.attachment)

    @Slot(str)
    def _on_thumbnail_changed(self, sha256: str) -> None:
        if sha256 == self.attachment.sent:
            self._name()
            self.update()

    def sizeHint(self) -> QSize:
        return THUMBNAIL

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect())
        picture = self._pictures.thumbnail(self.attachment.sent)
        if picture is not None and not picture.isNull():
            paint_cover(painter, box, 8, picture)
            return
        self._theme.paint_box(painter, box, 8, "chip", "border")
        icon = "image" if picture is None else "image-off"
        self._theme.paint_icon(painter, icon, box.center().x() - 10, box.center().y() - 10, 20, "muted")


class TurnPictures(QWidget):
    """Thumbnails side by side, in as many lines as they need, and other files as cards below them."""

    def __init__(
        self, theme: Theme, pictures: Pictures, attachments: tuple[Attachment, ...], parent: QWidget
    ) -> None:
        super().__init__(parent)
        images = [attachment for attachment in attachments if attachment.is_image]
        files = [attachment for attachment in attachments if not attachment.is_image]
        self.thumbnails = [Thumbnail(theme, pictures, attachment, self) for attachment in images]
        self.cards = [FileCard(theme, attachment, self) for attachment in files]
        for thumbnail in self.thumbnails:
            thumbnail.opened.connect(pictures.open)
        for card in self.cards:
            card.opened.connect(pictures.open)

    def place(self, width: int) -> QSize:
        """Lay out for a width and return the room that is taken."""
        images = self._place_thumbnails(width)
        top = images.height() + (_GAP_PX if images.height() and self.cards else 0)
        left = line = 0
        taken = images.width()
        for card in self.cards:
            size = card.sizeHint()
            size.setWidth(min(size.width(), width))
            if left and left + size.width() > width:
                left, top, line = 0, top + line + _GAP_PX, 0
            card.setGeometry(left, top, size.width(), size.height())
            line = max(line, size.height())
            taken = max(taken, left + size.width())
            left += size.width() + _GAP_PX
        return QSize(taken, top + line)

    def _place_thumbnails(self, width: int) -> QSize:
        if not self.thumbnails:
            return QSize(0, 0)
        across = max(1, min(len(self.thumbnails), (width + _GAP_PX) // (THUMBNAIL.width() + _GAP_PX)))
        for at, thumbnail in enumerate(self.thumbnails):
            row, column = divmod(at, across)
            left = column * (THUMBNAIL.width() + _GAP_PX)
            thumbnail.setGeometry(QRect(left, row * (THUMBNAIL.height() + _GAP_PX), *THUMBNAIL.toTuple()))
        rows = -(-len(self.thumbnails) // across)
        return QSize(
            across * (THUMBNAIL.width() + _GAP_PX) - _GAP_PX, rows * (THUMBNAIL.height() + _GAP_PX) - _GAP_PX
        )

    def heightForWidth(self, width: int) -> int:
        return self.place(width).height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.place(self.width())  # it was made again when the reader came back
