"""SVG without anything that reaches outside the file.

Qt reads files that an SVG names: images, style sheets of processing instructions, and images inside images.
So the document is written anew with what was understood, and without those.
"""

import re
from collections.abc import Iterable
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

MOST_SVG_BYTES = 8_000_000
_PIECE_BYTES = 64 * 1024
_DROPPED = frozenset({"script", "foreignobject", "handler", "audio", "video", "animation", "iframe"})
_DRAWN_FROM = frozenset({"image", "feimage"})
_USES = 2_000
# Only pictures made of pixels: an SVG in an SVG would be read by Qt without this care.
_INSIDE = re.compile(
    r"#.*|data:image/(?:png|jpe?g|gif|webp);base64,\s*(?:iVBORw0KGgo|/9j/|R0lGOD|UklGR)[A-Za-z0-9+/=\s]*",
    re.DOTALL,
)
_IMPORT = re.compile(r"@import|url\(\s*['\"]?(?!\s*#)", re.IGNORECASE)


class BadSvg(ValueError):
    """Not well-formed, or more than a picture needs."""


def without_references(data: bytes) -> bytes:
    """The same picture without scripts, style sheet links, and references to anything but itself.

    Raises:
        BadSvg: not well-formed XML, larger than `MOST_SVG_BYTES`, or made to explode.
    """
    if len(data) > MOST_SVG_BYTES:
        raise BadSvg("too large")
    writer = _Writer()
    try:
        # In pieces: one call on the whole would keep the window from painting.
        for start in range(0, len(data), _PIECE_BYTES):
            writer.parser.Parse(data[start : start + _PIECE_BYTES], False)
        writer.parser.Parse(b"", True)
    except (expat.ExpatError, UnicodeError, LookupError, ValueError) as error:
        raise BadSvg(str(error)) from error
    return "".join(writer.parts).encode("utf-8", "replace")


class _Writer:
    """Writes down what the parser tells; comments, instructions and entities are not among it."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._skipping = 0
        self._uses = 0
        self._size = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _put(self, text: str) -> None:
        self._size += len(text)
        if self._size > 2 * MOST_SVG_BYTES:  # entities that grow
            raise BadSvg("grows too large")
        self.parts.append(text)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2].lower()
        kept = list(_attributes(attributes.items()))
        is_empty = local in _DRAWN_FROM and not any("href=" in attribute for attribute in kept)
        if self._skipping or local in _DROPPED or is_empty:
            self._skipping += 1
            return
        if local == "use":
            self._uses += 1
            if self._uses > _USES:
                raise BadSvg("too many copies")
        self._put(f"<{name}{''.join(kept)}>")

    def _end(self, name: str) -> None:
        if self._skipping:
            self._skipping -= 1
        else:
            self._put(f"</{name}>")

    def _text(self, text: str) -> None:
        if not self._skipping and not _IMPORT.search(text):
            self._put(escape(text))


def _attributes(items: Iterable[tuple[str, str]]) -> Iterable[str]:
    for name, value in items:
        local = name.rpartition(":")[2].lower()
        if local == "href" and not _INSIDE.fullmatch(value.strip()):
            continue
        if local == "base" or local.startswith("on") or _IMPORT.search(value):
            continue
        yield f" {name}={quoteattr(value)}"
