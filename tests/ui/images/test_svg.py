"""An SVG is drawn from what is in it, and nothing else."""

import base64
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QColor

from app.ui.images.reading import Source, read
from app.ui.images.svg import MOST_SVG_BYTES, BadSvg, without_references
from tests.helpers.images import decode, encoded, picture, written

SVG = (
    "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'"
    " width='20' height='10'>{}</svg>"
)
GROWING = (
    b"<!DOCTYPE svg [<!ENTITY a0 '%s'>" % (b"x" * 1000)
    + b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 20) for n in range(1, 7))
    + b"]><svg>&a6;</svg>"
)


def sent(inner: str, path: Path | None = None) -> bytes:
    data = SVG.format(inner).encode()
    source = (
        Source("a.svg", data=QByteArray(data)) if path is None else Source("a.svg", str(written(path, data)))
    )
    reading = read(source)
    assert reading.media_type == "image/svg+xml"
    return reading.sent


def test_it_is_sent_as_pixels_large_enough_to_see() -> None:
    drawn = decode(sent("<rect width='20' height='10' fill='#187540'/>"))
    assert (drawn.width(), drawn.height()) == (512, 256)
    assert drawn.pixelColor(250, 100) == QColor("#187540")


@pytest.mark.parametrize("name", ["xlink:href", "href"])
def test_no_file_is_drawn_into_it(tmp_path: Path, name: str) -> None:
    secret = written(tmp_path / "secret.png", encoded(picture(), b"png"))
    for address in (secret.as_uri(), str(secret), "secret.png"):
        drawn = decode(sent(f"<image {name}='{address}' width='20' height='10'/>", tmp_path / "a.svg"))
        assert drawn.pixelColor(10, 10).alpha() == 0


def test_a_picture_inside_it_is_drawn_but_no_svg_in_the_svg(tmp_path: Path) -> None:
    inside = base64.b64encode(encoded(picture(), b"png")).decode()
    image = "<image xlink:href='data:image/png;base64,{}' width='20' height='10'/>"
    assert decode(sent(image.format(inside))).pixelColor(200, 120).red() > 150
    nested = base64.b64encode(SVG.format("<rect width='20' height='10' fill='red'/>").encode()).decode()
    assert decode(sent(image.format(nested))).pixelColor(200, 120).alpha() == 0


@pytest.mark.parametrize(
    "text",
    [
        "<?xml-stylesheet type='text/css' href='/etc/passwd'?><svg/>",
        "<svg><script>x</script><foreignObject><p/></foreignObject></svg>",
        "<svg><style>@import '/etc/passwd';</style></svg>",
        "<svg><rect style='fill: url(file:///etc/passwd)' onclick='x()' xml:base='/etc/'/></svg>",
        "<!DOCTYPE svg [<!ENTITY a '/etc/passwd'>]><svg><image href='&a;'/></svg>",
        "<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><svg>&a;</svg>",
    ],
)
def test_what_reaches_outside_is_left_out(text: str) -> None:
    clean = without_references(text.encode())
    assert clean.startswith(b"<svg")
    for part in (b"passwd", b"script", b"foreignObject", b"onclick", b"/etc", b"ENTITY"):
        assert part not in clean


def test_what_is_its_own_stays() -> None:
    text = "<svg><g id='a'>A &amp; B</g><use href='#a' fill='url(#b)'/></svg>"
    assert b"".join(without_references(text.encode()).split()) == (
        b'<svg><gid="a">A&amp;B</g><usehref="#a"fill="url(#b)"></use></svg>'
    )


@pytest.mark.parametrize(
    "data",
    [
        b"<svg>" + b" " * MOST_SVG_BYTES + b"</svg>",
        GROWING,
        b"<svg>" + b"<use href='#a'/>" * 3000 + b"</svg>",
        b"<svg><g></svg>",
        b"\xff\xfe<\0s\0",
    ],
    ids=["large", "entities", "copies", "crossed", "cut"],
)  # fmt: skip
def test_what_would_explode_is_refused(data: bytes) -> None:
    with pytest.raises(BadSvg):
        without_references(data)
