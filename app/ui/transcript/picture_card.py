"""The card of an image that is not loaded, and the image once it is."""

from math import ceil

from PySide6.QtCore import QCoreApplication, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPainterPath, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.ui.theme.theme import Theme
from app.ui.transcript.picture import Picture, PictureState
from app.ui.widgets.button import Button
from app.ui.widgets.painted_button import PaintedButton

_PAD_PX = 14
_ICON_PX = 18
_ICON_GAP_PX = 10
_LINE_GAP_PX = 2
_LEFT_PX = _PAD_PX + _ICON_PX + _ICON_GAP_PX
_BUTTON_GAP_PX = 10
_BUTTON_PX = 32
_HIGHEST_PX = 560
_RADIUS_PX = 10
_WRAPS = Qt.TextFlag.TextWordWrap.value | Qt.AlignmentFlag.AlignLeft.value


class PictureCard(QWidget):
    """What the image is of, where it comes from, and a button for it."""

    wanted = Signal()

    def __init__(self, theme: Theme, title: str, picture: Picture, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = title or _tr("Image without a description")
        self.button = Button(theme, " ", "", parent=self)
        self.button.clicked.connect(self.wanted)
        self._detail = QRect()
        self.picture = picture
        self.show_picture(picture)

    @property
    def detail(self) -> str:
        """The second line: where it comes from, or what happened."""
        return _detail_of(self.picture)

    def show_picture(self, picture: Picture) -> None:
        """Take another state."""
        self.picture = picture
        self.button.setVisible(picture.state is not PictureState.REFUSED)
        if picture.state is PictureState.LOADING:
            label = _tr("Loading…")
        elif picture.state is PictureState.FAILED:
            label = _tr("Retry")
        elif picture.host:
            label = _tr("Show image from {host}").format(host=_middle_cut(picture.host))
        else:
            label = _tr("Show image")
        self.button.set_label(label)
        self.button.setAccessibleName(_tr("{action}: {title}").format(action=label, title=self._title))
        self.setAccessibleName(_tr("Image {title}").format(title=self._title))
        self.setAccessibleDescription(self.detail)
        self._place()
        self.update()

    def _place(self) -> None:
        top, lines, button = _rows(self._theme, self.picture, self.width())
        self._detail = QRect(_LEFT_PX, top, max(1, self.width() - _LEFT_PX - _PAD_PX), lines)
        wide = min(self.button.sizeHint().width(), self._detail.width())
        self.button.setGeometry(_LEFT_PX, self._detail.bottom() + 1 + _BUTTON_GAP_PX, wide, button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, failed = self._theme, self.picture.state is PictureState.FAILED
        theme.paint_box(painter, QRectF(self.rect()), _RADIUS_PX, "fill", "border")
        icon = "image-off" if failed or self.picture.state is PictureState.REFUSED else "image"
        theme.paint_icon(painter, icon, _PAD_PX, _PAD_PX, _ICON_PX, "muted")
        font = theme.font("ui_medium")
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        box = QRectF(self._detail.left(), _PAD_PX, self._detail.width(), QFontMetrics(font).height())
        shown = QFontMetrics(font).elidedText(self._title, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.setFont(theme.font("ui"))
        painter.setPen(theme.color("danger" if failed else "muted"))
        painter.drawText(self._detail, _WRAPS, self.detail)


class ShownPicture(PaintedButton):
    """The image, as wide as the column at most; a click or Enter shows it large."""

    focus_radius = _RADIUS_PX

    def __init__(self, title: str, image: QImage, parent: QWidget) -> None:
        super().__init__(parent)
        self._image = image
        self._pixmap = QPixmap()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(title)
        name = _tr("Image {title}").format(title=title) if title else _tr("Image without a description")
        self.setAccessibleName(name)
        self.setAccessibleDescription(_tr("Opens the image in the viewer"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ratio = self.devicePixelRatio()
        size = (self.size().toSizeF() * ratio).toSize()
        if self._pixmap.size() != size:
            smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            self._pixmap = QPixmap.fromImage(self._image.scaled(size, *smooth))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), _RADIUS_PX, _RADIUS_PX)
        painter.setClipPath(shape)
        painter.drawPixmap(self.rect(), self._pixmap)


def card_height(theme: Theme, picture: Picture, width: int) -> int:
    """How high the card is at a width."""
    top, lines, button = _rows(theme, picture, width)
    return top + lines + (_BUTTON_GAP_PX + button if button else 0) + _PAD_PX


def _rows(theme: Theme, picture: Picture, width: int) -> tuple[int, int, int]:
    """Where the second line begins, how high it is, and how high the button."""
    title = QFontMetrics(theme.font("ui_medium")).height()
    metrics = QFontMetrics(theme.font("ui"))
    room = QRect(0, 0, max(60, width - _LEFT_PX - _PAD_PX), 10_000)
    lines = metrics.boundingRect(room, _WRAPS, _detail_of(picture)).height()
    button = 0 if picture.state is PictureState.REFUSED else max(_BUTTON_PX, metrics.height() + 12)
    return _PAD_PX + title + _LINE_GAP_PX, lines, button


def _detail_of(picture: Picture) -> str:
    if picture.state is PictureState.LOADING:
        return _tr("Loading the image…")
    if picture.words:
        return picture.words
    return picture.host or _tr("The image is inside the message.")


def shown_size(image: QImage, width: int) -> QSize:
    """How large an image stands in a column: never larger than it is."""
    scale = min(1.0, width / max(1, image.width()), _HIGHEST_PX / max(1, image.height()))
    return QSize(max(24, ceil(image.width() * scale)), max(24, ceil(image.height() * scale)))


def _middle_cut(host: str) -> str:
    """The end of a host says whose it is."""
    return host if len(host) <= 40 else f"{host[:12]}…{host[-27:]}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("Transcript", text)
