"""The program's icon for every system, drawn from one SVG: `python packaging/app_icons.py`.

PNG files for Linux desktops, an ICO for Windows, an ICNS for macOS; the results are kept in the repository.
Both containers are written here: a header and one entry a size, as "ICO (file format)" and "Apple Icon Image
format" describe them.
"""

import os
import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QRectF
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "app-icon"
SOURCE = FOLDER / "arriero.svg"
PNG_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
ICNS_TYPES = {
    "icp4": 16,
    "icp5": 32,
    "ic07": 128,
    "ic08": 256,
    "ic09": 512,
    "ic10": 1024,
    "ic11": 32,
    "ic12": 64,
    "ic13": 256,
    "ic14": 512,
}
"""Entry types of macOS 10.7 and newer that hold PNG data, with their size in pixels."""


def draw(size_px: int) -> QImage:
    """The icon, square, with transparency."""
    image = QImage(size_px, size_px, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(SOURCE)).render(painter, QRectF(0, 0, size_px, size_px))
    painter.end()
    return image


def png(image: QImage) -> bytes:
    """The image as PNG."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, Qt wants text
    return bytes(buffer.data().data())


def ico() -> bytes:
    """Every size of ICO_SIZES: 256 as PNG, the others as bitmaps, which all of Windows can read."""
    entries = [(size, png(draw(size)) if size == 256 else _bitmap(draw(size))) for size in ICO_SIZES]
    at = 6 + 16 * len(entries)
    head = struct.pack("<HHH", 0, 1, len(entries))
    for size, data in entries:
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), at)
        at += len(data)
    return head + b"".join(data for _, data in entries)


def icns() -> bytes:
    """Every type of ICNS_TYPES."""
    entries = b""
    for kind, size in ICNS_TYPES.items():
        data = png(draw(size))
        entries += kind.encode() + struct.pack(">I", len(data) + 8) + data
    return b"icns" + struct.pack(">I", len(entries) + 8) + entries


def files() -> dict[str, bytes]:
    """Every file that belongs into the folder beside the SVG, by name."""
    made = {f"arriero-{size}.png": png(draw(size)) for size in PNG_SIZES}
    return made | {"arriero.ico": ico(), "arriero.icns": icns()}


def _bitmap(image: QImage) -> bytes:
    """A device-independent bitmap of 32 bits, bottom row first, with the mask that an ICO wants behind it."""
    size = image.width()
    rows = bytes(image.constBits())
    stride = image.bytesPerLine()
    pixels = b"".join(rows[y * stride : y * stride + size * 4] for y in reversed(range(size)))
    mask = bytes((size + 31) // 32 * 4 * size)
    return struct.pack("<IiiHHIIiiII", 40, size, size * 2, 1, 32, 0, len(pixels), 0, 0, 0, 0) + pixels + mask


def main() -> int:
    """Write them."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication(sys.argv[:1])
    for name, data in files().items():
        (FOLDER / name).write_bytes(data)
        print(f"{name:<16}{len(data):>8} bytes")
    del application
    return 0


if __name__ == "__main__":
    sys.exit(main())
