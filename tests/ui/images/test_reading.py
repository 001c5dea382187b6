"""Files of every kind: what is kept, what is sent, and why some are refused."""

import os
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray, QSize
from PySide6.QtGui import QColor, QColorSpace, QImage

from app.domain.attachment import MOST_FILE_BYTES, MOST_PIXELS, ImageFault, ImageTrouble
from app.ui.images.image_words import trouble_text
from app.ui.images.reading import CannotAttach, Reading, Source, read
from tests.helpers.images import animated_gif, decode, encoded, iso_media, picture, with_orientation, written

TOLD_BY_QT = pytest.mark.qt_log_level_fail("NO")  # its readers say in the log what they think of damage
PNG, JPEG = b"\x89PNG", b"\xff\xd8\xff"


def of(data: bytes, name: str = "a.png") -> Reading:
    return read(Source(name, data=QByteArray(data)))


def fault_of(source: Source) -> ImageFault:
    with pytest.raises(CannotAttach) as caught:
        read(source)
    assert trouble_text(caught.value.trouble)
    return caught.value.trouble.fault


def colour_at(data: bytes, x: int, y: int) -> QColor:
    return decode(data).pixelColor(x, y)


@pytest.mark.parametrize(
    ("form", "media_type", "sent_as"),
    [
        (b"png", "image/png", PNG),
        (b"jpeg", "image/jpeg", JPEG),
        (b"webp", "image/webp", JPEG),
        (b"bmp", "image/bmp", PNG),
        (b"tiff", "image/tiff", JPEG),
        (b"ico", "image/vnd.microsoft.icon", PNG),
    ],
)
def test_the_file_is_kept_as_it_is_and_sent_as_png_or_jpeg(
    tmp_path: Path, form: bytes, media_type: str, sent_as: bytes
) -> None:
    data = encoded(picture(200, 100), form)
    file = written(tmp_path / "picture", data)
    reading = read(Source(file.name, str(file)))
    assert (reading.original, reading.media_type) == (data, media_type)
    assert reading.sent.startswith(sent_as)
    assert decode(reading.sent).size() == QSize(200, 100)
    assert abs(colour_at(reading.sent, 10, 50).red() - 0xB3) < 12


def test_what_shows_through_stays_png_and_a_large_photo_becomes_jpeg() -> None:
    see_through = of(encoded(picture(300, 200, alpha=True), b"png"))
    assert see_through.sent.startswith(PNG)
    assert colour_at(see_through.sent, 290, 10).alpha() == 0
    noise = QImage(os.urandom(1200 * 900 * 4), 1200, 900, QImage.Format.Format_RGB32)
    assert of(encoded(noise, b"png")).sent.startswith(JPEG)


@pytest.mark.parametrize(
    ("width", "height", "expected"), [(4096, 1024, (2048, 512)), (100, 3000, (68, 2048))]
)
def test_the_longest_edge_is_cut_to_2048(width: int, height: int, expected: tuple[int, int]) -> None:
    assert decode(of(encoded(picture(width, height), b"png")).sent).size().toTuple() == expected


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (64, 32), (8, 16)),
        (3, (64, 32), (56, 16)),
        (6, (32, 64), (16, 8)),
        (8, (32, 64), (16, 56)),
    ],
)
def test_the_orientation_is_applied_and_nothing_else_of_the_metadata_leaves(
    orientation: int, size: tuple[int, int], red_at: tuple[int, int]
) -> None:
    data = with_orientation(encoded(picture(64, 32), b"jpeg", 95), orientation)
    reading = of(data)
    assert b"Secret Person" in reading.original
    assert b"Secret Person" not in reading.sent
    assert b"Exif" not in reading.sent
    assert decode(reading.sent).size().toTuple() == size
    assert colour_at(reading.sent, *red_at).red() > 150


def test_texts_and_colour_profiles_stay_behind() -> None:
    image = picture()
    image.setText("Comment", "Secret Place")
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.DisplayP3))
    data = encoded(image, b"png")
    assert b"Secret Place" in data
    sent = of(data).sent
    assert b"Secret" not in sent
    assert b"iCCP" not in sent


def test_an_animation_is_attached_with_its_first_frame() -> None:
    assert of(animated_gif(3)).is_first_frame
    assert not of(animated_gif(1)).is_first_frame
    assert colour_at(of(animated_gif(3)).sent, 0, 0) == QColor("#FF0000")


def test_a_wrong_ending_does_not_matter(tmp_path: Path) -> None:
    file = written(tmp_path / "photo.txt", encoded(picture(), b"jpeg"))
    assert read(Source(file.name, str(file))).media_type == "image/jpeg"


@TOLD_BY_QT
@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", ImageFault.EMPTY),
        (b"Only words.", ImageFault.NOT_AN_IMAGE),
        (b"%PDF-1.7\n", ImageFault.NOT_AN_IMAGE),
        (iso_media(b"heic"), ImageFault.HEIC),
        (iso_media(b"avif"), ImageFault.AVIF),
        (encoded(picture(), b"png")[:60], ImageFault.BROKEN),
        (b"\xff\xd8\xff" + b"\0" * 400, ImageFault.BROKEN),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><rect", ImageFault.BROKEN),
    ],
    ids=["empty", "text", "pdf", "heic", "avif", "cut png", "no jpeg", "cut svg"],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, data: bytes, fault: ImageFault) -> None:
    file = written(tmp_path / "photo.png", data)
    assert fault_of(Source(file.name, str(file))) is fault
    assert fault_of(Source("photo.png", data=QByteArray(data))) is fault


def test_folders_missing_files_and_odd_names_are_told(tmp_path: Path) -> None:
    assert fault_of(Source("f", str(tmp_path))) is ImageFault.FOLDER
    assert fault_of(Source("f", str(tmp_path / "gone.png"))) is ImageFault.MISSING
    assert fault_of(Source("f", "bad\0name.png")) is ImageFault.UNREADABLE


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a pipe with a name is POSIX's")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    assert fault_of(Source("pipe.png", str(tmp_path / "pipe.png"))) is ImageFault.NOT_AN_IMAGE


def test_a_file_of_200_mb_is_told_without_reading_it(tmp_path: Path) -> None:
    file = written(tmp_path / "huge.png", encoded(picture(), b"png"))
    os.truncate(file, 200_000_000)
    with pytest.raises(CannotAttach) as caught:
        read(Source(file.name, str(file)))
    assert caught.value.trouble == ImageTrouble(ImageFault.FILE_TOO_LARGE, "huge.png", 200_000_000)
    words = trouble_text(caught.value.trouble).replace("\N{NO-BREAK SPACE}", " ")
    assert words == "huge.png has 200 MB. An image file can have at most 100 MB."
    assert MOST_FILE_BYTES == 100_000_000


def test_48_megapixels_are_read_and_200_are_told() -> None:
    large = QImage(8000, 6000, QImage.Format.Format_RGB32)
    large.fill(QColor("#187540"))
    data = encoded(large, b"png")
    assert decode(of(data).sent).size() == QSize(2048, 1536)
    wide = bytearray(data)  # the size is in the head: IHDR, bytes 16 to 23
    wide[16:24] = (20_000).to_bytes(4, "big") + (10_000).to_bytes(4, "big")
    wide[29:33] = zlib.crc32(wide[12:29]).to_bytes(4, "big")
    with pytest.raises(CannotAttach) as caught:
        of(bytes(wide))
    trouble = caught.value.trouble
    assert trouble.fault is ImageFault.TOO_MANY_PIXELS
    assert trouble_text(trouble) == "a.png has 200 megapixels (20000 by 10000). At most 64 can be read."
    assert MOST_PIXELS == 64_000_000


def test_a_pasted_picture_becomes_a_png() -> None:
    reading = read(Source("Pasted image.png", image=picture(50, 40)))
    assert reading.media_type == "image/png"
    assert decode(reading.original).size() == QSize(50, 40)


START = st.sampled_from(
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\xff\xd8\xff\xe0",
        b"GIF89a",
        b"BM",
        b"II*\0",
        b"MM\0*",
        b"\0\0\1\0",
        b"RIFF\0\0\0\0WEBP",
        b"<svg xmlns='http://www.w3.org/2000/svg'>",
        b"",
    ]
)


@TOLD_BY_QT
@settings(max_examples=150, deadline=None)
@given(START, st.binary(max_size=400))
def test_no_bytes_do_more_than_be_refused(start: bytes, rest: bytes) -> None:
    with suppress(CannotAttach):  # the only way out but a picture
        assert not decode(of(start + rest).sent).isNull()


@TOLD_BY_QT
@settings(max_examples=100, deadline=None)
@given(st.sampled_from([b"png", b"jpeg", b"webp", b"bmp", b"tiff"]), st.data())
def test_a_damaged_image_is_read_or_refused(form: bytes, data: st.DataObject) -> None:
    content = bytearray(encoded(picture(40, 30), form))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(CannotAttach):  # the only way out but a picture
        assert not decode(of(bytes(content)).sent).isNull()


@pytest.mark.parametrize("fault", ImageFault)
def test_every_fault_has_a_sentence(fault: ImageFault) -> None:
    words = trouble_text(ImageTrouble(fault, "x" * 200, 1, 2, 3))
    assert words.endswith(".")
    assert "{" not in words
    assert len(words) < 180
