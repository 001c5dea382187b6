"""Images of a request: base64 checked with the server's error text, and made into a data address."""

import re
from collections.abc import Sequence
from typing import Any

from app.engine.errors import Refusal

_ALPHABET = re.compile(r"[A-Za-z0-9+/]*", re.ASCII)
_JPEG = "/9j/"


def image_url(text: str) -> str:
    """The image as llama.cpp wants it; `text` is standard base64 with padding, line breaks tolerated.

    Raises:
        Refusal: 400 with the place of the first wrong character.
    """
    data = text.replace("\r", "").replace("\n", "")
    letters = _ALPHABET.match(data)
    assert letters is not None  # it matches at least the empty text
    good = letters.end()
    padding = data[good:]
    if padding.strip("=") or len(padding) > 2:
        raise Refusal(400, f"illegal base64 data at input byte {good}")
    if len(data) % 4:
        raise Refusal(400, f"illegal base64 data at input byte {len(data) // 4 * 4}")
    media = "image/jpeg" if data.startswith(_JPEG) else "image/png"
    return f"data:{media};base64,{data}"


def with_images(text: str, urls: Sequence[str]) -> list[dict[str, Any]]:
    """The content of a message that has images beside its text, in llama.cpp's form."""
    parts = [{"type": "image_url", "image_url": {"url": url}} for url in urls]
    return [{"type": "text", "text": text}, *parts]
