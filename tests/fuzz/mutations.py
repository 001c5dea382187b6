"""Recorded answers, damaged at random: in the body, in the framing, in the headers."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from tests.helpers.http_server import Exchange
from tests.helpers.recordings import Recording

TOKENS = (
    b"\n",
    b"\r\n\r\n",
    b"{",
    b"}",
    b"[" * 2000,
    b'"',
    b"\\",
    b"\x00",
    b"\xff\xfe",
    b"\xc2\x85",
    b"\xe2\x80\xa8",
    b"\xf0\x9f",
    b"\\ud800",
    b"\\u0000",
    b"null",
    b"true",
    b"NaN",
    b"-Infinity",
    b"1e999",
    b"-0",
    b"9" * 5000,
    b"0\r\n\r\n",
    b'{"error":"x"}\n',
    b'{"error":{"message":["x"]}}\n',
    rb'{"error":"{\"error\":\"\\ud800\"}"}',
    b'"done":true,',
    b'{"status":"success"}\n',
    b"HTTP/1.1 200 OK\r\n\r\n",
    b"x" * 70_000,
)
HEADERS = (
    b"Content-Length: 5",
    b"Content-Length: 99999999999999999999",
    b"Content-Length: -1",
    b"Content-Length: x",
    b"Transfer-Encoding: chunked",
    b"Transfer-Encoding: gzip, chunked",
    b"Content-Encoding: gzip",
    b"Content-Encoding: br",
    b"Content-Encoding: deflate",
    b"Content-Type: text/html; charset=utf-16",
    b"Connection: close",
    b"Upgrade: websocket",
    b"Location: http://127.0.0.1:1/",
    b"Location: //",
    b"Set-Cookie: a=b",
    b"no colon here",
    b": no name",
    b" folded",
    b"X-Nul: \x00",
    b"X-Long: " + b"x" * 120_000,
)
STATUS_LINES = (
    b"HTTP/1.1 200 OK",
    b"HTTP/1.0 200 OK",
    b"HTTP/2 200",
    b"HTTP/1.1 100 Continue",
    b"HTTP/1.1 101 Switching Protocols",
    b"HTTP/1.1 204 No Content",
    b"HTTP/1.1 206 Partial Content",
    b"HTTP/1.1 301 Moved Permanently",
    b"HTTP/1.1 304 Not Modified",
    b"HTTP/1.1 401 Unauthorized",
    b"HTTP/1.1 499 ",
    b"HTTP/1.1 503 Service Unavailable",
    b"HTTP/1.1 999 Odd",
    b"HTTP/1.1 20 Short",
    b"HTTP/1.1 OK",
    b"ICY 200 OK",
    b"",
)
Damage = Callable[[Random, bytes, bytes], bytes]
"""(chance, bytes, bytes of another answer) -> damaged bytes"""


def flip(chance: Random, data: bytes, other: bytes) -> bytes:
    """A few bits the other way round."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8))):
        if changed:
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut(chance: Random, data: bytes, other: bytes) -> bytes:
    """The end is missing."""
    return data[: chance.randrange(len(data) + 1)]


def drop(chance: Random, data: bytes, other: bytes) -> bytes:
    """Some of the middle is missing."""
    start, end = _slice(chance, data)
    return data[:start] + data[end:]


def repeat(chance: Random, data: bytes, other: bytes) -> bytes:
    """Some of it comes more than once."""
    start, end = _slice(chance, data)
    return data[:end] + data[start:end] * chance.choice((1, 1, 3)) + data[end:]


def splice(chance: Random, data: bytes, other: bytes) -> bytes:
    """The beginning of one answer and the end of another."""
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


def insert(chance: Random, data: bytes, other: bytes) -> bytes:
    """Something that means something, where it does not belong."""
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(TOKENS) + data[at:]


def shuffle(chance: Random, data: bytes, other: bytes) -> bytes:
    """The lines in another order."""
    lines = data.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


def retype(chance: Random, data: bytes, other: bytes) -> bytes:
    """One JSON value of a line becomes one of another kind, so that the rest is read on."""
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    try:
        value = json.loads(lines[at])
    except (ValueError, RecursionError):
        return data
    if isinstance(value, dict) and value:
        _retype(chance, value)
    lines[at] = json.dumps(value).encode()
    return b"\n".join(lines)


def _retype(chance: Random, holder: dict[str, object]) -> None:
    key = chance.choice(list(holder))
    inner = holder[key]
    if isinstance(inner, dict) and inner and chance.random() < 0.7:
        _retype(chance, inner)
    else:
        odd = (None, True, -1, 1.5, 1e300, "", "x", "\ud800", [], [None], {}, {"error": "x"}, 10**400)
        holder[key] = chance.choice(odd)


DAMAGES: tuple[Damage, ...] = (flip, flip, cut, drop, repeat, splice, insert, insert, shuffle, retype, retype)


def _slice(chance: Random, data: bytes) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.choice((1, 2, 7, 40, 400)))


def damaged_body(chance: Random, body: bytes, other: bytes) -> bytes:
    """A body with one to three damages; sometimes none."""
    for _ in range(chance.choice((0, 1, 1, 2, 3))):
        body = chance.choice(DAMAGES)(chance, body, other)
    return body


def damaged_answer(chance: Random, recording: Recording, other: Recording) -> bytes:
    """A whole answer, headers and framing included, damaged somewhere."""
    body = damaged_body(chance, recording.body, other.body)
    lines = [recording.response["status_line"].encode()]
    lines += [f"{name}: {value}".encode() for name, value in recording.headers]
    if recording.response["framing"] == "content-length":
        # Most of the time the length fits the damaged body, so that the body is what is read.
        lines = [b"Content-Length: %d" % len(body) if _is_length(line) else line for line in lines]
    else:
        body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in dealt(chance, body)) + b"0\r\n\r\n"
    if chance.random() < 0.25:
        damage_head(chance, lines)
    answer = b"\r\n".join(lines) + b"\r\n\r\n" + body
    if chance.random() < 0.25:
        answer = chance.choice((flip, cut, drop, repeat, insert))(chance, answer, other.body)
    return answer


def damage_head(chance: Random, lines: list[bytes]) -> None:
    """Another status line, or a header that is odd, doubled or missing; in place."""
    match chance.randrange(4):
        case 0:
            lines[0] = chance.choice(STATUS_LINES)
        case 1:
            lines.insert(chance.randint(1, len(lines)), chance.choice(HEADERS))
        case 2:
            lines.append(chance.choice(lines))
        case 3:
            del lines[chance.randrange(len(lines))]


def _is_length(line: bytes) -> bool:
    return line.lower().startswith(b"content-length:")


def dealt(chance: Random, data: bytes) -> Iterator[bytes]:
    """The bytes in pieces of random sizes, at most about a hundred."""
    least = len(data) // 100 + 1
    most = max(least, chance.choice((1, 3, 50, 1500, 100_000)))
    start = 0
    while start < len(data):
        end = start + chance.randint(least, most)
        yield data[start:end]
        start = end


@dataclass(frozen=True)
class Raw:
    """An answer byte by byte, in pieces; then the connection is closed or reset."""

    pieces: tuple[bytes, ...]
    resets: bool

    async def send(self, exchange: Exchange) -> None:
        for piece in self.pieces:
            await exchange.raw(piece)
        if self.resets:
            exchange.reset()
        else:
            exchange.cut()
