"""Misbehaviour for any endpoint: each fault takes what a healthy server writes and spoils it.

`OllamaServer.misbehave(path, fault)` switches one on. Those that count bytes count those of the body.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.helpers.http_server import Exchange, encode
from tests.helpers.replies import Reply

Healthy = Callable[[Exchange], Awaitable[None]]
NOTHING = -2
"""As a place: before the first byte."""
IN_HEAD = -1
"""As a place: in the middle of the headers."""


class Over(Exception):
    """A fault has happened, and the rest of the answer is not wanted."""


class Fault:
    """Passes everything on; what is spoiled is said by overriding."""

    async def spoil(self, exchange: Exchange, healthy: Healthy) -> None:
        """Answer one request with what `healthy` writes, spoiled."""
        spoiled = Spoiled(exchange, self)
        try:
            await healthy(spoiled)
        except Over:
            pass
        finally:
            exchange.keep_open = exchange.keep_open and spoiled.keep_open

    def headers(self, headers: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
        """The headers of the answer."""
        return headers

    def whole(self, body: bytes) -> bytes:
        """The body of an answer that is sent at once."""
        return body

    async def piece(self, exchange: "Spoiled", data: bytes) -> None:
        """One piece of a streamed body."""
        await exchange.pass_piece(data)

    async def end(self, exchange: "Spoiled") -> None:
        """The end of a streamed body."""
        await exchange.pass_end()

    async def write(self, exchange: "Spoiled", data: bytes, *, is_head: bool) -> None:
        """Bytes on their way to the socket."""
        await exchange.pass_bytes(data)


class Spoiled(Exchange):
    """An exchange whose every write goes through a fault."""

    def __init__(self, exchange: Exchange, fault: Fault) -> None:
        self.__dict__.update(exchange.__dict__)
        self._fault = fault
        self._in_head = False
        self.sent_bytes = 0
        """How much of the body has been written."""
        self.objects = 0
        """How many pieces of a streamed body have been written."""

    async def pass_bytes(self, data: bytes) -> None:
        await super().raw(data)

    async def pass_piece(self, data: bytes) -> None:
        self.objects += 1
        await super().chunk(data)

    async def pass_end(self) -> None:
        await super().end()

    async def raw(self, data: bytes) -> None:
        await self._fault.write(self, data, is_head=self._in_head)

    async def head(self, status: int | str, headers: Sequence[tuple[str, str]] = ()) -> None:
        self._in_head = True
        await super().head(status, self._fault.headers(headers))
        self._in_head = False

    async def chunk(self, data: bytes) -> None:
        await self._fault.piece(self, data)

    async def end(self) -> None:
        await self._fault.end(self)

    async def answer(
        self, status: int, body: bytes = b"", content_type: str = "", headers: Sequence[tuple[str, str]] = ()
    ) -> None:
        await super().answer(status, self._fault.whole(body) if body else body, content_type, headers)


@dataclass(frozen=True)
class Instead(Fault):
    """Another answer altogether."""

    reply: Reply

    async def spoil(self, exchange: Exchange, healthy: Healthy) -> None:
        await self.reply.send(exchange)


@dataclass(frozen=True)
class _At(Fault):
    """Something happens at a place: after so many bytes of the body, `IN_HEAD` or at `NOTHING`."""

    after: int

    async def write(self, exchange: Spoiled, data: bytes, *, is_head: bool) -> None:
        if is_head:
            if self.after == NOTHING:
                await self.happen(exchange)
            elif self.after == IN_HEAD:
                await exchange.pass_bytes(data[: len(data) // 2])
                await self.happen(exchange)
            await exchange.pass_bytes(data)
            return
        room = self.after - exchange.sent_bytes
        exchange.sent_bytes += len(data)
        if len(data) > room:
            await exchange.pass_bytes(data[:room])
            await self.happen(exchange)
        await exchange.pass_bytes(data)

    async def happen(self, exchange: Spoiled) -> None:
        """What happens; it does not return."""
        raise Over


@dataclass(frozen=True)
class CutAt(_At):
    """The connection is closed, as by a killed server."""

    async def happen(self, exchange: Spoiled) -> None:
        exchange.cut()
        raise Over


@dataclass(frozen=True)
class ResetAt(_At):
    """The connection is reset."""

    async def happen(self, exchange: Spoiled) -> None:
        exchange.reset()
        raise Over


@dataclass(frozen=True)
class StallAt(_At):
    """Nothing more comes, and the connection stays."""

    async def happen(self, exchange: Spoiled) -> None:
        await asyncio.Event().wait()


@dataclass(frozen=True)
class JunkAt(_At):
    """Bytes that are no HTTP come, and the connection is closed."""

    junk: bytes = b"zz\r\n\x00\xff}\r\n"

    async def happen(self, exchange: Spoiled) -> None:
        await exchange.pass_bytes(self.junk)
        exchange.cut()
        raise Over


@dataclass(frozen=True)
class Slow(Fault):
    """Everything comes, a few bytes at a time."""

    piece_bytes: int = 16
    pause_s: float = 0.0005
    most_pieces: int = 60

    async def write(self, exchange: Spoiled, data: bytes, *, is_head: bool) -> None:
        size = max(self.piece_bytes, len(data) // self.most_pieces)
        for start in range(0, len(data), size):
            await exchange.pass_bytes(data[start : start + size])
            await asyncio.sleep(self.pause_s)


@dataclass(frozen=True)
class ErrorAfter(Fault):
    """Status 200, and then an error: as a line after so many objects, or in place of a single object."""

    objects: int = 1
    text: str = "unexpected EOF"

    def whole(self, body: bytes) -> bytes:
        return encode({"error": self.text})

    async def piece(self, exchange: Spoiled, data: bytes) -> None:
        if exchange.objects < self.objects:
            await exchange.pass_piece(data)
            return
        await exchange.pass_piece(encode({"error": self.text}) + b"\n")
        await exchange.pass_end()
        raise Over


@dataclass(frozen=True)
class EndAfter(Fault):
    """A proper end of the body after so many objects; `in_line` sends half of the next one before."""

    objects: int = 1
    in_line: bool = False

    def whole(self, body: bytes) -> bytes:
        return body[: len(body) // 2] if self.in_line else b""

    async def piece(self, exchange: Spoiled, data: bytes) -> None:
        if exchange.objects < self.objects:
            await exchange.pass_piece(data)
            return
        if self.in_line:
            await exchange.pass_piece(data[: len(data) // 2])
        await exchange.pass_end()
        raise Over


@dataclass(frozen=True)
class Header(Fault):
    """One header is another one, or one more. An empty value takes it away."""

    name: str
    value: str

    def headers(self, headers: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
        others = [(name, value) for name, value in headers if name.lower() != self.name.lower()]
        return [*others, (self.name, self.value)] if self.value else others


@dataclass(frozen=True)
class LengthOff(Fault):
    """The Content-Length is too large (the connection is closed then) or too small."""

    by: int

    def headers(self, headers: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
        return [
            (name, str(max(int(value) + self.by, 0)) if name == "Content-Length" else value)
            for name, value in headers
        ]

    async def spoil(self, exchange: Exchange, healthy: Healthy) -> None:
        await super().spoil(exchange, healthy)
        if exchange.keep_open and self.by > 0:
            exchange.cut()


@dataclass(frozen=True)
class Values(Fault):
    """Every JSON value (and no object or array) passes through `change`; what is no JSON passes as it is."""

    change: Callable[[Any], Any]

    def whole(self, body: bytes) -> bytes:
        try:
            value = json.loads(body)
        except ValueError:
            return body
        return encode(self.changed(value))

    def changed(self, value: Any) -> Any:
        """The value with everything in it changed."""
        match value:
            case dict():
                return {key: self.changed(item) for key, item in value.items()}
            case list():
                return [self.changed(item) for item in value]
        return self.change(value)

    async def piece(self, exchange: Spoiled, data: bytes) -> None:
        line = self.whole(data)
        await exchange.pass_piece(line + b"\n" if data.endswith(b"\n") else line)


@dataclass(frozen=True)
class Objects(Values):
    """Every JSON object passes through `change`, those inside others first."""

    def changed(self, value: Any) -> Any:
        match value:
            case dict():
                return self.change({key: self.changed(item) for key, item in value.items()})
            case list():
                return [self.changed(item) for item in value]
        return value


@dataclass(frozen=True)
class Pieces(Fault):
    """The bytes of a stream are dealt out in another way; nothing is missing."""

    deal: Callable[[bytes], Iterator[bytes]]

    async def piece(self, exchange: Spoiled, data: bytes) -> None:
        for piece in self.deal(data):
            await exchange.pass_piece(piece)


@dataclass(frozen=True)
class Tail(Fault):
    """More bytes after the body that should have been all."""

    data: bytes

    def whole(self, body: bytes) -> bytes:
        return body + self.data

    async def end(self, exchange: Spoiled) -> None:
        await exchange.pass_piece(self.data)
        await exchange.pass_end()


@dataclass(frozen=True)
class Early(Fault):
    """An interim response (1xx) comes first."""

    async def spoil(self, exchange: Exchange, healthy: Healthy) -> None:
        await exchange.raw(b"HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n")
        await super().spoil(exchange, healthy)


def bytewise(data: bytes) -> Iterator[bytes]:
    """Single bytes."""
    for byte in data:
        yield bytes((byte,))


def blank_lines(data: bytes) -> Iterator[bytes]:
    """Empty lines around each line."""
    yield b"\r\n \n"
    yield data
    yield b"\n"


def wrong_type(value: Any) -> Any:
    """A value of another type."""
    match value:
        case bool():
            return "yes"
        case str():
            return 5
        case int() | float():
            return "much"
    return value


def without_new_fields(value: dict[str, Any]) -> dict[str, Any]:
    """An object as servers wrote it that are some years old."""
    young = ("capabilities", "id", "index", "done_reason", "context_length", "embedding_length", "thinking")
    return {key: item for key, item in value.items() if key not in young}


def with_nulls(value: dict[str, Any]) -> dict[str, Any]:
    """Null where there is nothing, as Go writes a list that was never made."""
    nulls = {
        "families": None,
        "images": None,
        "tool_calls": None,
        "capabilities": None,
        "projector_info": None,
    }
    return {**value, **nulls} if "error" not in value else value


def with_new_values(value: dict[str, Any]) -> dict[str, Any]:
    """An object as a server may write it that is younger than we are."""
    news: dict[str, Any] = {
        "role": "narrator",
        "done_reason": "tired",
        "source": "moon",
        "capabilities": ["completion", "smell"],
        "required_plan": "galactic",
    }
    changed = {key: news.get(key, item) for key, item in value.items()}
    if value.get("status") not in (None, "success"):
        changed["status"] = f"pondering {value['status']}"
    return {**changed, "new_field": {"list": [1, "two", None]}, "NewFlag": True}
