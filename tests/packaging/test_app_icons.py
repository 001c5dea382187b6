"""The committed icons are what the SVG gives today, in containers that can be read back."""

import struct

import app_icons
import pytest
from PySide6.QtGui import QImage, QTransform
from PySide6.QtWidgets import QApplication

pytestmark = pytest.mark.usefixtures("qapp")
CLOSE = 3  # another version of Qt may round the edge of a shape otherwise


def farthest(one: QImage, other: QImage) -> int:
    """The largest difference of one channel of one pixel."""
    wanted = QImage.Format.Format_ARGB32_Premultiplied
    # The pixels go with their image, so both are held.
    images = [image.convertToFormat(wanted) for image in (one, other)]
    first, second = (bytes(image.constBits()) for image in images)
    return max(abs(a - b) for a, b in zip(first, second, strict=True))


def pixels(data: bytes) -> QImage:
    image = QImage.fromData(data)
    assert not image.isNull()
    return image


def bitmap(data: bytes, size: int) -> QImage:
    """A bitmap of an ICO; Qt's own reader rounds half-transparent pixels."""
    header = struct.unpack("<IiiHHI", data[:20])
    assert header == (40, size, size * 2, 1, 32, 0)
    rows = [data[40 + y * size * 4 : 40 + (y + 1) * size * 4] for y in reversed(range(size))]
    pixels = b"".join(rows)
    return QImage(pixels, size, size, QImage.Format.Format_ARGB32).copy()


@pytest.mark.parametrize("size", app_icons.PNG_SIZES)
def test_each_png_is_the_svg_at_its_size(size: int) -> None:
    kept = pixels((app_icons.FOLDER / f"arriero-{size}.png").read_bytes())
    assert (kept.width(), kept.height()) == (size, size)
    assert farthest(kept, app_icons.draw(size)) <= CLOSE


def test_another_picture_is_told_apart(qapp: QApplication) -> None:
    other = app_icons.draw(32).transformed(QTransform().rotate(90))
    assert farthest(other, app_icons.draw(32)) > CLOSE


def test_the_icns_holds_every_size() -> None:
    kept = (app_icons.FOLDER / "arriero.icns").read_bytes()
    assert kept[:4] == b"icns"
    assert struct.unpack(">I", kept[4:8])[0] == len(kept)
    at, found = 8, {}
    while at < len(kept):
        kind, length = kept[at : at + 4].decode(), struct.unpack(">I", kept[at + 4 : at + 8])[0]
        found[kind] = pixels(kept[at + 8 : at + length])
        at += length
    assert {kind: image.width() for kind, image in found.items()} == app_icons.ICNS_TYPES
    assert farthest(found["ic08"], app_icons.draw(256)) <= CLOSE


def test_the_ico_holds_every_size() -> None:
    kept = (app_icons.FOLDER / "arriero.ico").read_bytes()
    reserved, kind, count = struct.unpack("<HHH", kept[:6])
    assert (reserved, kind, count) == (0, 1, len(app_icons.ICO_SIZES))
    for number, size in enumerate(app_icons.ICO_SIZES):
        entry = struct.unpack("<BBBBHHII", kept[6 + 16 * number : 22 + 16 * number])
        assert entry[0] == entry[1] == size % 256
        data = kept[entry[7] : entry[7] + entry[6]]
        assert len(data) == entry[6]
        image = pixels(data) if size == 256 else bitmap(data, size)
        assert image.width() == size
        assert farthest(image, app_icons.draw(size)) <= CLOSE


def test_nothing_else_lies_in_the_folder() -> None:
    assert {path.name for path in app_icons.FOLDER.iterdir()} == {"arriero.svg", *app_icons.files()}
