"""Bytes in, JSON objects out: one object per line, split at the byte `\\n` and nowhere else.

The server sends U+0085 and others raw inside strings, so no text-level line splitting may touch the stream.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from app.api.errors import BadReply
from app.domain.texts import whole_characters

MOST_LINE_BYTES = 64 * 1024 * 1024
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


class NdjsonDecoder:
    """Feed it what arrives, in any chunks. Time is linear in the bytes, however they are cut."""

    def __init__(self, most_line_bytes: int = MOST_LINE_BYTES) -> None:
        self._open: list[bytes] = []  # chunks of the line that has no end yet
        self._open_bytes = 0
        self._most_line_bytes = most_line_bytes

    def feed(self, chunk: bytes) -> Iterator[dict[str, Any]]:
        """The objects that this chunk completes, in order; blank lines give none.

        Each is read when it is asked for: those before a bad line in the same chunk are not lost with it.

        Raises:
            BadReply: a line is not a JSON object (when it is asked for), or is longer than allowed.
        """
        *complete, rest = chunk.split(b"\n")
        if complete and self._open:
            complete[0] = b"".join((*self._open, complete[0]))
            self._open.clear()
            self._open_bytes = 0
        if rest:
            self._open.append(rest)
            self._open_bytes += len(rest)
            if self._open_bytes > self._most_line_bytes:
                raise BadReply("a line without end", self._open[0])
        return (parse_object(line) for line in complete if line.strip())

    def finish(self) -> list[dict[str, Any]]:
        """The object of a last line without line feed, if any. Half an object, of a cut stream, is none.

        Raises:
            BadReply: what is left was never an object.
        """
        line = b"".join(self._open)
        self._open.clear()
        self._open_bytes = 0
        if not line.strip():
            return []
        try:
            return [parse_object(line)]
        except BadReply:
            if line.lstrip().startswith(b"{"):
                return []
            raise


def parse_object(data: bytes) -> dict[str, Any]:
    """Read one JSON object. Invalid UTF-8 becomes U+FFFD, so that one bad byte does not cost a reply.

    Raises:
        BadReply: not JSON, or JSON that is no object.
    """
    return _parsed_object(data, _DECODER)


def parse_large_object(data: bytes) -> dict[str, Any]:
    """As `parse_object`, slower, but without holding the interpreter for long: for a thread."""
    decoder = json.JSONDecoder(parse_constant=_refuse)
    # The usual scanner is one call of C for a whole document, and other threads wait for its end.
    decoder.scan_once = json.scanner.py_make_scanner(decoder)  # type: ignore[attr-defined]
    return _parsed_object(data, decoder)


def _parsed_object(data: bytes, decoder: json.JSONDecoder) -> dict[str, Any]:
    text = data.decode("utf-8", "replace")
    try:
        value = decoder.decode(text)
        if _SURROGATE_ESCAPE.search(text):
            value = json.loads(whole_characters(json.dumps(value, ensure_ascii=False)))
    except (ValueError, RecursionError):
        raise BadReply("not JSON", text, foreign=_is_markup(text)) from None
    if not isinstance(value, dict):
        raise BadReply("not a JSON object", text)
    return value


def _is_markup(text: str) -> bool:
    return text.lstrip()[:1] == "<"


def _refuse(constant: str) -> NoReturn:
    """NaN and the infinities, which Python reads, are not JSON."""
    raise ValueError(constant)


_DECODER = json.JSONDecoder(parse_constant=_refuse)
