"""Images of every kind, made when they are wanted."""

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter

from app.ui.images import reading


def picture(width: int = 320, height: int = 200, colour: str = "#2F8CA6", *, alpha: bool = False) -> QImage:
    """A picture with a red left half on a colour, or on nothing."""
    form = QImage.Format.Format_ARGB32 if alpha else QImage.Format.Format_RGB32
    image = QImage(width, height, form)
    image.fill(Qt.GlobalColor.transparent if alpha else QColor(colour))
    painter = QPainter(image)
    painter.fillRect(0, 0, width // 2, height, QColor("#B3292B"))
    painter.end()
    return image


def encoded(image: QImage, form: bytes, quality: int = -1) -> bytes:
    """The bytes of a file in Qt's format of that name."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(form))
    writer.setQuality(quality)
    assert writer.write(image)
    return bytes(buffer.data().data())


def decode(data: bytes) -> QImage:
    """The picture in bytes that the program made."""
    return reading.decode(data)[0]


def written(path: Path, data: bytes) -> Path:
    """A file with that content."""
    path.write_bytes(data)
    return path


def with_orientation(jpeg: bytes, orientation: int) -> bytes:
    """A JPEG with an Exif block that holds the orientation and a name that must not leave this computer.

    Source: Exif 2.3, section 4.5 (TIFF header, one IFD); tag 0x0112 is Orientation, 0x013B Artist.
    """
    artist = b"Secret Person\0"
    entries = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    entries += struct.pack("<HHII", 0x013B, 2, len(artist), 8 + 2 + 24 + 4)
    tiff = b"II*\0" + struct.pack("<IH", 8, 2) + entries + struct.pack("<I", 0) + artist
    exif = b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + jpeg[2:]


def animated_gif(frames: int = 2) -> bytes:
    """A GIF of 1 x 1 pixels with that many frames. Source: GIF89a specification."""
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\xff\0\0" + b"\0\0\xff"
    frame = b"\x21\xf9\x04\x04\x0a\0\0\0" + b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0)
    return head + (frame + b"\x02\x02\x44\x01\0") * frames + b"\x3b"


def iso_media(brand: bytes) -> bytes:
    """The beginning of a HEIC or AVIF file. Source: ISO/IEC 14496-12, file type box."""
    return struct.pack(">I", 24) + b"ftyp" + brand + b"\0\0\0\0" + b"mif1" + brand + b"\0" * 200
