"""Thumbnails and whole pictures of stored images: read when they are wanted, kept while they are few."""

from collections import OrderedDict

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPainter, QPainterPath

from app.domain.attachment import StoredFile
from app.domain.conversation import Attachment
from app.ui.images.worker import Decoded, ImageWorker

THUMBNAIL = QSize(132, 84)
_RATIO = 2
_KEPT = 120
_WHOLE = "whole:"


class Pictures(QObject):
    """Keeps thumbnails by the SHA-256 of what is sent; a null one stands for a file that is not there."""

    file_wanted = Signal(str)  # SHA-256
    thumbnail_changed = Signal(str)  # SHA-256 of what is sent
    whole_read = Signal(str, QImage)  # SHA-256 of what is sent; null where it is not there
    opened = Signal(Attachment)  # a person wants to see it

    def __init__(self, worker: ImageWorker, parent: QObject) -> None:
        super().__init__(parent)
        self._worker = worker
        self._thumbnails: OrderedDict[str, QImage] = OrderedDict()
        self._pixels: dict[str, QSize] = {}  # by SHA-256, of those that were read
        self._wanted: dict[str, set[bool]] = {}  # by SHA-256: whole or not
        worker.decoded.connect(self._on_decoded)

    def thumbnail(self, sha256: str) -> QImage | None:
        """The thumbnail; None while it is not read yet, which this call has begun."""
        found = self._thumbnails.get(sha256)
        if found is None:
            self._want(sha256, whole=False)
        else:
            self._thumbnails.move_to_end(sha256)
        return found

    def pixels(self, sha256: str) -> QSize | None:
        """How large the picture is; None while its thumbnail is not read, and where it is damaged."""
        return self._pixels.get(sha256)

    def want_whole(self, sha256: str) -> None:
        """Have `whole_read` tell the picture."""
        self._want(sha256, whole=True)

    def open(self, attachment: Attachment) -> None:
        """Say that a person wants to see it."""
        self.opened.emit(attachment)

    def take_file(self, file: StoredFile) -> None:
        """Take a file that was wanted."""
        for whole in self._wanted.pop(file.sha256, set()):
            key = f"{_WHOLE}{file.sha256}" if whole else file.sha256
            if file.data is None:
                self._on_decoded(Decoded(key, QImage()))
            else:
                self._worker.decode(key, file.data, None if whole else THUMBNAIL * _RATIO)

    def _want(self, sha256: str, whole: bool) -> None:
        kinds = self._wanted.setdefault(sha256, set())
        if not kinds:
            self.file_wanted.emit(sha256)
        kinds.add(whole)

    @Slot(Decoded)
    def _on_decoded(self, decoded: Decoded) -> None:
        if decoded.key.startswith(_WHOLE):
            self.whole_read.emit(decoded.key.removeprefix(_WHOLE), decoded.picture)
            return
        self._thumbnails[decoded.key] = decoded.picture
        if decoded.size.isValid():
            self._pixels[decoded.key] = decoded.size
        if len(self._thumbnails) > _KEPT:
            self._thumbnails.popitem(last=False)
        self.thumbnail_changed.emit(decoded.key)


def paint_cover(painter: QPainter, box: QRectF, radius: float, picture: QImage) -> None:
    """Fill a rounded box with the middle of a picture."""
    if picture.isNull() or box.isEmpty():
        return
    shape = QPainterPath()
    shape.addRoundedRect(box, radius, radius)
    part = box.size().toSize().scaled(picture.size(), Qt.AspectRatioMode.KeepAspectRatio)
    corner = (picture.width() - part.width()) // 2, (picture.height() - part.height()) // 2
    source = QRectF(QRect(*corner, part.width(), part.height()))
    wanted = box.size().toSize() * painter.device().devicePixelRatio()
    if part.width() > 2 * wanted.width():  # the painter looks at four pixels only: fine lines would go
        smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        picture = picture.copy(source.toRect()).scaled(wanted, *smooth)
        source = QRectF(picture.rect())
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.setClipPath(shape)
    painter.drawImage(box, picture, source)
    painter.restore()
