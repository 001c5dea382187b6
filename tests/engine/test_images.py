"""Images of a request."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.errors import Refusal
from app.engine.images import image_url, with_images


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("***", 0),
        ("data:image/png;base64,AAAA", 4),
        ("AAA", 0),
        ("AAAAAA", 4),
        ("AA==AA==", 2),
        ("AA-_", 2),
        ("A===", 1),
    ],
)
def test_what_is_no_base64_is_refused_at_its_place(text: str, place: int) -> None:
    with pytest.raises(Refusal) as refused:
        image_url(text)
    assert (refused.value.status, refused.value.text) == (400, f"illegal base64 data at input byte {place}")


@given(st.binary())
def test_any_base64_passes_also_with_line_breaks(data: bytes) -> None:
    expected = base64.b64encode(data).decode()
    assert image_url(base64.encodebytes(data).decode()).endswith(";base64," + expected)


def test_the_text_comes_before_the_images() -> None:
    jpeg = image_url(base64.b64encode(b"\xff\xd8\xff\xe0").decode())
    assert jpeg.startswith("data:image/jpeg;base64,")
    assert with_images("What?", [jpeg]) == [
        {"type": "text", "text": "What?"},
        {"type": "image_url", "image_url": {"url": jpeg}},
    ]
