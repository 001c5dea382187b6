"""From a file, or from what the clipboard holds, to what is kept and what is sent. Runs in a thread.

Nothing here holds the interpreter for long: files are read and hashed, and pictures decoded, in calls that
let the window paint.
"""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QColorSpace, QImage, QImageReader, QImageWriter, QPainter

from app.domain.attachment import (
    MOST_FILE_BYTES,
    MOST_PIXELS,
    SENT_EDGE_PX,
    ImageFault,
    ImageTrouble,
)
from app.ui.images.kinds import HEAD_BYTES, MEDIA_TYPES, kind_of
from app.ui.images.svg import BadSvg, without_references

JPEG_QUALITY = 85
SMALL_PNG_BYTES = 1_000_000
"""Up to this size a PNG is sent as it is: text in screenshots stays sharp."""
_ALLOCATION_MB = 640  # MOST_PIXELS of 8 bytes each; Qt's own limit of 256 MB refuses 48 MP of 16 bits
_SVG_LEAST_PX = 512
_SVG_MOST_PX = 1024
_PIECE_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Source:
    """Something to attach: a file at `path`, else `data` as another program gave it, else a picture."""

    name: str
    path: str = ""
    data: QByteArray | None = None
    image: QImage | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a source: the file as it came, what is sent, and the picture that was made for it."""

    media_type: str
    original: bytes
    sent: bytes
    picture: QImage
    is_first_frame: bool = False


class CannotAttach(Exception):
    """Says why; `trouble` has the values for the sentence."""

    def __init__(self, trouble: ImageTrouble) -> None:
        super().__init__(trouble.fault.value)
        self.trouble = trouble


def read(source: Source, edge_px: int = SENT_EDGE_PX) -> Reading:
    """Read, check and make smaller.

    Args:
        edge_px: the longest edge of what is sent; `MOST_PIXELS` bounds it in any case.

    Raises:
        CannotAttach: for whatever reason; nothing else leaves this function.
    """
    original = _original(source)
    if not original:
        raise CannotAttach(ImageTrouble(ImageFault.EMPTY, source.name))
    kind = kind_of(original[:HEAD_BYTES])
    if isinstance(kind, ImageFault):
        raise CannotAttach(ImageTrouble(kind, source.name))
    picture, is_animated = _decoded(original, kind, source.name, edge_px)
    return Reading(MEDIA_TYPES[kind], original, _encoded(picture, kind), picture, is_animated)


def decode(data: bytes, most_px: QSize | None = None) -> tuple[QImage, QSize]:
    """A picture from bytes that we made, null where they are damaged, and the size that it has whole.

    Args:
        most_px: decode no larger than needed to cover this size.
    """
    with _reader(data, "jpeg" if data.startswith(b"\xff\xd8") else "png") as reader:
        size = reader.size()
        if most_px is not None and size.isValid():
            covering = size.scaled(most_px, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
            if covering.width() < size.width():
                reader.setScaledSize(covering)
        return reader.read(), size


def _original(source: Source) -> bytes:
    if source.image is not None:
        return _saved(source.image, b"PNG", -1)
    if source.data is not None:
        _check_size(source.name, source.data.size())
        return bytes(source.data.data())
    try:
        return _file_bytes(Path(source.path), source.name)
    except FileNotFoundError:
        raise CannotAttach(ImageTrouble(ImageFault.MISSING, source.name)) from None
    except IsADirectoryError:
        raise CannotAttach(ImageTrouble(ImageFault.FOLDER, source.name)) from None
    except PermissionError:
        raise CannotAttach(ImageTrouble(ImageFault.FORBIDDEN, source.name)) from None
    except (OSError, ValueError):  # a name that no file can have is a ValueError
        raise CannotAttach(ImageTrouble(ImageFault.UNREADABLE, source.name)) from None


def _file_bytes(path: Path, name: str) -> bytes:
    facts = path.stat()
    if stat.S_ISDIR(facts.st_mode):
        raise IsADirectoryError(path)
    if not stat.S_ISREG(facts.st_mode):  # a pipe would never end
        raise CannotAttach(ImageTrouble(ImageFault.NOT_AN_IMAGE, name))
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        if head and isinstance(kind_of(head), ImageFault):
            return head  # enough to say what it is not
        _check_size(name, facts.st_size)
        file.seek(0)
        return file.read(MOST_FILE_BYTES + 1)


def _check_size(name: str, size_bytes: int) -> None:
    if size_bytes > MOST_FILE_BYTES:
        raise CannotAttach(ImageTrouble(ImageFault.FILE_TOO_LARGE, name, size_bytes))


def _decoded(data: bytes, kind: str, name: str, edge_px: int) -> tuple[QImage, bool]:
    """The first frame, upright and no larger than what is sent, and whether there are more frames."""
    if kind == "svg":
        try:
            data = without_references(data)
        except BadSvg:
            raise CannotAttach(ImageTrouble(ImageFault.BROKEN, name)) from None
    QImageReader.setAllocationLimit(_ALLOCATION_MB)
    with _reader(data, kind) as reader:
        size = reader.size()
        if size.width() * size.height() > MOST_PIXELS and kind != "svg":
            trouble = ImageTrouble(ImageFault.TOO_MANY_PIXELS, name, 0, size.width(), size.height())
            raise CannotAttach(trouble)
        if wanted := _wanted_size(size, kind, edge_px):
            reader.setScaledSize(wanted)
        is_animated = reader.supportsAnimation() and reader.imageCount() > 1
        picture = reader.read()
    if picture.isNull() or picture.width() * picture.height() > MOST_PIXELS:
        raise CannotAttach(ImageTrouble(ImageFault.BROKEN, name))
    if max(picture.width(), picture.height()) > edge_px:  # its head did not tell the size
        edge = QSize(edge_px, edge_px)
        picture = picture.scaled(
            edge, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    return _plain(picture), is_animated


def _wanted_size(size: QSize, kind: str, edge_px: int) -> QSize | None:
    """The size to decode to, or None for the size it has."""
    if not size.isValid() or size.isEmpty():
        return None
    longest = max(size.width(), size.height())
    edge = min(longest, edge_px)
    if kind == "svg":  # it has no size of its own: small icons are drawn so that a model sees something
        edge = max(_SVG_LEAST_PX, min(longest, _SVG_MOST_PX, edge_px))
    if edge == longest:
        return None
    return QSize(max(1, size.width() * edge // longest), max(1, size.height() * edge // longest))


def _plain(picture: QImage) -> QImage:
    """In sRGB with 8 bits a channel and no texts: what was in the file beside the pixels is left behind."""
    srgb = QColorSpace(QColorSpace.NamedColorSpace.SRgb)
    if picture.colorSpace().isValid() and picture.colorSpace() != srgb:
        picture = picture.convertedToColorSpace(srgb)
    form = QImage.Format.Format_ARGB32 if _shows_through(picture) else QImage.Format.Format_RGB32
    picture = picture.convertToFormat(form)
    plain = QImage(picture.size(), form)
    plain.fill(Qt.GlobalColor.transparent)
    painter = QPainter(plain)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.drawImage(0, 0, picture)
    painter.end()
    return plain


def _shows_through(picture: QImage) -> bool:
    if not picture.hasAlphaChannel():
        return False
    alpha = picture.convertToFormat(QImage.Format.Format_Alpha8)
    opaque = QImage(alpha.size(), QImage.Format.Format_Alpha8)
    opaque.fill(Qt.GlobalColor.black)
    return bool(alpha != opaque)


def _encoded(picture: QImage, kind: str) -> bytes:
    """PNG where it has to show through or is small, else JPEG."""
    if picture.hasAlphaChannel():
        return _saved(picture, b"PNG", -1)
    if kind in ("png", "svg", "gif", "ico", "bmp"):
        png = _saved(picture, b"PNG", -1)
        if len(png) <= SMALL_PNG_BYTES:
            return png
    return _saved(picture, b"JPEG", JPEG_QUALITY)


def _saved(picture: QImage, form: bytes, quality: int) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(form))
    writer.setQuality(quality)
    writer.write(picture)
    return bytes(buffer.data().data())


@contextmanager
def _reader(data: bytes, kind: str = "png") -> Iterator[QImageReader]:
    """A reader of one kind: Qt has others, for formats that nobody sends.

    It ends before its device: the one for TIFF closes its file in the device when it is deleted.
    """
    buffer = _buffer(data)
    reader = QImageReader(buffer, QByteArray(kind.encode()))
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    try:
        yield reader
    finally:
        reader.setDevice(None)  # type: ignore[arg-type]  # Qt's way to let go of it


def _buffer(data: bytes) -> QBuffer:
    """A device over a copy that is made in pieces."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.ReadWrite)
    view = memoryview(data)
    for start in range(0, len(data), _PIECE_BYTES):
        buffer.write(bytes(view[start : start + _PIECE_BYTES]))
    buffer.seek(0)
    return buffer
