"""What a scripted server can answer: whole replies, streams made of steps, and every kind of trouble.

A script is a list of replies. Each reply is a handler of an `Exchange`; the classes here are built once in a
test and used once by the server.
"""

import asyncio
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.helpers.http_server import Exchange, encode
from tests.helpers.recordings import Chunking, Recording

NDJSON = "application/x-ndjson"
STREAM_HEADERS = (("Content-Type", NDJSON), ("Transfer-Encoding", "chunked"))


class Reply(Protocol):
    """Anything that can answer one request."""

    async def send(self, exchange: Exchange) -> None: ...


class Gate:
    """Holds a stream until it is opened, from any thread."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        """Set when the server waits at the gate."""
        self._opened = False
        self._event = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def open(self) -> None:
        """Let the server go on."""
        self._opened = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._event.set)

    async def wait(self) -> None:
        """Wait until the gate is open; for the server."""
        self._loop = asyncio.get_running_loop()
        self.reached.set()
        if not self._opened:
            await self._event.wait()

    async def send(self, exchange: Exchange) -> None:
        """As a step of a stream."""
        await self.wait()


@dataclass(frozen=True)
class Line:
    """One object of a stream, whatever it holds."""

    value: Mapping[str, Any]

    async def send(self, exchange: Exchange) -> None:
        await exchange.chunk(encode(self.value) + b"\n")


@dataclass(frozen=True)
class Bytes:
    """Bytes of a stream that need not be a line."""

    data: bytes

    async def send(self, exchange: Exchange) -> None:
        await exchange.chunk(self.data)


@dataclass(frozen=True)
class Pause:
    """A delay, for servers started by hand; tests use a `Gate`."""

    seconds: float

    async def send(self, exchange: Exchange) -> None:
        await asyncio.sleep(self.seconds)


class Stall:
    """Send nothing more and keep the connection until the client goes."""

    async def send(self, exchange: Exchange) -> None:
        await asyncio.Event().wait()


class Cut:
    """Close the connection without the end of the body, as a killed server does."""

    async def send(self, exchange: Exchange) -> None:
        exchange.cut()


class Reset:
    """Break the connection with a TCP reset."""

    async def send(self, exchange: Exchange) -> None:
        exchange.reset()


def error_line(text: str) -> Line:
    """An error inside a stream."""
    return Line({"error": text})


def delta(content: str = "", thinking: str = "", model: str = "smol", **more: Any) -> Line:
    """One piece of a chat reply; `more` goes into the message, such as `tool_calls`."""
    message = {
        "role": "assistant",
        "content": content,
        **({"thinking": thinking} if thinking else {}),
        **more,
    }
    return Line({"model": model, "created_at": NOW, "message": message, "done": False})


def done(content: str = "", reason: str = "stop", pieces: int = 3, model: str = "smol", **more: Any) -> Line:
    """The last object of a chat reply with its counters; `more` goes into the object."""
    return Line(
        {
            "model": model,
            "created_at": NOW,
            "message": {"role": "assistant", "content": content},
            "done": True,
            "done_reason": reason,
            **metrics(pieces),
            **more,
        }
    )


NOW = "2026-11-21T03:20:19.049965856Z"


def metrics(pieces: int) -> dict[str, int]:
    """Counters as a server on a small computer has them: 40 ms of loading, 100 tokens a second."""
    return {
        "total_duration": 60_000_000 + pieces * 10_000_000,
        "load_duration": 40_000_000,
        "prompt_eval_count": 15,
        "prompt_eval_duration": 20_000_000,
        "eval_count": pieces,
        "eval_duration": pieces * 10_000_000,
    }


@dataclass(frozen=True)
class Stream:
    """A streamed reply made of steps. `before` runs before the headers, which a loading model holds back."""

    steps: Sequence[Reply]
    before: Sequence[Reply] = ()
    status: int = 200
    headers: Sequence[tuple[str, str]] = STREAM_HEADERS

    async def send(self, exchange: Exchange) -> None:
        for step in self.before:
            await step.send(exchange)
        await exchange.head(self.status, self.headers)
        for step in self.steps:
            await step.send(exchange)
            if not exchange.keep_open:
                return
        await exchange.end()


@dataclass(frozen=True)
class Answer:
    """One whole answer: a JSON object (dict), a text or bytes."""

    body: Mapping[str, Any] | str | bytes = b""
    status: int = 200
    content_type: str = "application/json; charset=utf-8"
    headers: Sequence[tuple[str, str]] = field(default=())

    async def send(self, exchange: Exchange) -> None:
        body = self.body if isinstance(self.body, bytes) else None
        if body is None:
            body = self.body.encode() if isinstance(self.body, str) else encode(self.body)
        await exchange.answer(self.status, body, self.content_type, self.headers)


def refuse(status: int, text: str, **more: Any) -> Answer:
    """An error of the server, with its status."""
    return Answer({"error": text, **more}, status)


def html(status: int = 200, title: str = "It works") -> Answer:
    """What a web server that is no Ollama answers."""
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    return Answer(page, status, "text/html")


@dataclass(frozen=True)
class Garbage:
    """Bytes that are not even HTTP."""

    data: bytes = b"SSH-2.0-OpenSSH_9.6\r\n"

    async def send(self, exchange: Exchange) -> None:
        await exchange.raw(self.data)
        exchange.cut()


@dataclass(frozen=True)
class Replay:
    """A recording of a real server."""

    recording: Recording
    chunking: Chunking = Chunking.LINES

    async def send(self, exchange: Exchange) -> None:
        await self.recording.replay(exchange, self.chunking)
