"""A small HTTP/1.1 server on loopback whose every byte and every pause is ours to choose.

It knows nothing of Ollama. A handler gets a `Request` and writes through an `Exchange`; when the client goes
away in the middle, the handler is cancelled and the server remembers it.
"""

import asyncio
import json
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

MOST_HEAD_BYTES = 256 * 1024
PIECE_BYTES = 1024 * 1024
SINGLE_ANSWER_BYTES = 2048
"""A longer JSON answer goes out chunked, as Go's server does it with what does not fit its buffer."""
LINGER_S = 0.5
"""How long a connection with an unread upload stays half open, so that its answer is not lost in a reset."""
TURNS_TO_ACCEPT = 4
"""Turns of the loop until a connection that was taken has its task, and the one that took it has ended."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    """Empty for an upload: its handler takes it with `Exchange.read_upload()`, or leaves it."""

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    def header(self, name: str) -> str | None:
        """The value of the first header of that name, in any case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class ClientLeft(Exception):
    """The client closed the connection while it was being answered."""


class Exchange:
    """Writes the answer to one request, as exactly as its handler wants it."""

    def __init__(self, request: Request, writer: asyncio.StreamWriter, upload: "_Body | None" = None) -> None:
        self.request = request
        self.keep_open = True
        self._writer = writer
        self._upload = upload
        self._expects = (request.header("Expect") or "").lower() == "100-continue"
        self._chunked = False

    @property
    def unread(self) -> bool:
        """An upload was not taken to its end, so that the connection cannot be used again."""
        return self._upload is not None and not self._upload.ended

    async def read_upload(self) -> bytes:
        """The next piece of an upload, at most 1 MiB; nothing at its end."""
        assert self._upload is not None
        if self._expects:
            self._expects = False
            await self.raw(b"HTTP/1.1 100 Continue\r\n\r\n")
        return await self._upload.read()

    async def raw(self, data: bytes) -> None:
        """Write these bytes and nothing else."""
        try:
            self._writer.write(data)
            await self._writer.drain()
        except ConnectionError:
            raise ClientLeft from None

    async def head(self, status: int | str, headers: Sequence[tuple[str, str]] = ()) -> None:
        """Write status line and headers. `status` is a number, or the whole status line."""
        line = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}" if isinstance(status, int) else status
        self._chunked = any(
            name.lower() == "transfer-encoding" and value == "chunked" for name, value in headers
        )
        text = "".join(f"{name}: {value}\r\n" for name, value in headers)
        await self.raw(f"{line}\r\n{text}\r\n".encode("latin-1"))

    async def chunk(self, data: bytes) -> None:
        """Write a piece of the body, as one HTTP chunk where the body is chunked."""
        if self._chunked and data:
            data = b"%x\r\n%s\r\n" % (len(data), data)
        await self.raw(data)

    async def end(self) -> None:
        """Finish the body."""
        if self._chunked:
            await self.raw(b"0\r\n\r\n")

    async def answer(
        self, status: int, body: bytes = b"", content_type: str = "", headers: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Write a whole answer with its Content-Length."""
        sent = [("Content-Type", content_type)] if content_type else []
        await self.head(status, [*sent, *headers, ("Content-Length", str(len(body)))])
        if self.request.method != "HEAD":
            await self.raw(body)

    async def json(self, value: Mapping[str, Any] | None, status: int = 200) -> None:
        """Answer with one JSON object as Go does: no line feed at its end, chunked when it is long."""
        body = encode(value)
        kind = "application/json; charset=utf-8"
        if len(body) <= SINGLE_ANSWER_BYTES or self.request.method == "HEAD":
            await self.answer(status, body, kind)
        else:
            await self.head(status, [("Content-Type", kind), ("Transfer-Encoding", "chunked")])
            await self.chunk(body)
            await self.end()

    def cut(self) -> None:
        """Close the connection here, whatever was promised."""
        self.keep_open = False
        self._writer.close()

    def reset(self) -> None:
        """Break the connection with a TCP reset, without a proper end."""
        self.keep_open = False
        if self._writer.transport.is_closing():  # the client has left; a socket that is closed takes nothing
            return
        linger = struct.pack("ii" if hasattr(socket, "SO_REUSEPORT") else "hh", 1, 0)
        self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._writer.transport.abort()


_GO_ESCAPES = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})


def encode(value: Any) -> bytes:
    """JSON as Go writes it: no blanks; `<`, `>`, `&`, U+2028 and U+2029 escaped, other letters raw."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_GO_ESCAPES).encode()


Handler = Callable[[Exchange], Awaitable[None]]


def nothing_is_upload(path: str) -> bool:
    """No path: every body is read before its handler runs."""
    return False


class HttpServer:
    """Serves `handle` on a loopback port; `async with` it. Connections still open at the end are closed.

    `is_upload` tells by the path which POST bodies are left to the handler.
    """

    def __init__(
        self,
        handle: Handler,
        port: int = 0,
        tls: Any = None,
        is_upload: Callable[[str], bool] = nothing_is_upload,
    ) -> None:
        self._handle = handle
        self._wanted_port = port
        self._tls = tls
        self._is_upload = is_upload
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self._writers: list[asyncio.StreamWriter] = []
        self._news = asyncio.Condition()
        self.port = 0
        self.requests: list[Request] = []
        """Every request so far, oldest first."""
        self.clients_left = 0
        """How many answers were broken off by their client."""
        self.connections = 0
        """How many connections were accepted so far."""
        self.answering = 0
        """How many requests are being answered now."""

    @property
    def url(self) -> str:
        """The base address, such as `http://127.0.0.1:41234`."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    async def client_left(self, count: int = 1) -> None:
        """Wait until so many clients have gone away while they were being answered."""
        async with self._news:
            await self._news.wait_for(lambda: self.clients_left >= count)

    async def requested(self, count: int = 1) -> None:
        """Wait until so many requests have come."""
        async with self._news:
            await self._news.wait_for(lambda: len(self.requests) >= count)

    async def idle(self) -> None:
        """Wait until no request is being answered: each connection is closed or free for the next one."""
        async with self._news:
            await self._news.wait_for(lambda: self.answering == 0)

    async def alone(self) -> None:
        """Wait until every connection is closed."""
        async with self._news:
            await self._news.wait_for(lambda: not self._connections)

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()

        def protocol() -> asyncio.StreamReaderProtocol:
            reader = _WatchedReader(limit=MOST_HEAD_BYTES, loop=loop)
            return asyncio.StreamReaderProtocol(reader, self._begin, loop=loop)

        self._server = await loop.create_server(protocol, "127.0.0.1", self._wanted_port, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        loop = asyncio.get_running_loop()
        if isinstance(loop, asyncio.SelectorEventLoop):
            # WORKAROUND github.com/python/cpython, asyncio/base_events.py, Server._attach: a transport made
            # after `close()` is never closed. So first of all nobody new is taken.
            for listening in self._server.sockets:
                loop.remove_reader(listening.fileno())
        for _ in range(TURNS_TO_ACCEPT):
            await asyncio.sleep(0)
        self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.gather(*(writer.wait_closed() for writer in self._writers), return_exceptions=True)
        await self._server.wait_closed()

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Note the connection at once: a task that is cancelled before its first step would close nothing."""
        assert isinstance(reader, _WatchedReader)
        self._writers.append(writer)
        self._connections.add(asyncio.ensure_future(self._accept(reader, writer)))
        self.connections += 1

    async def _accept(self, reader: "_WatchedReader", writer: asyncio.StreamWriter) -> None:
        try:
            while (received := await _read_request(reader, writer, self._is_upload)) is not None:
                request, upload = received
                exchange = Exchange(request, writer, upload)
                self.requests.append(request)
                self.answering += 1
                await self._tell()
                try:
                    await self._answer(exchange, reader)
                finally:
                    self.answering -= 1
                    await self._tell()
                if exchange.unread and exchange.keep_open:
                    await _linger(reader, writer)
                    break
                if not exchange.keep_open:
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            return  # the client broke off in the middle of a request
        except asyncio.CancelledError:
            return  # the server is closing: a connection's end is no error
        finally:
            if not writer.is_closing():  # closed twice, Python 3.11.2 cannot abort a TLS one
                writer.close()
            task = asyncio.current_task()
            assert task is not None
            self._connections.discard(task)
            await self._tell()

    async def _tell(self) -> None:
        """Something changed that somebody may wait for."""
        async with self._news:
            self._news.notify_all()

    async def _answer(self, exchange: Exchange, reader: asyncio.StreamReader) -> None:
        """Run the handler beside a watch on the connection; the one that ends first ends the other."""
        assert isinstance(reader, _WatchedReader)
        answering = asyncio.ensure_future(self._handle(exchange))
        watching = asyncio.ensure_future(reader.gone.wait())
        try:
            await asyncio.wait((answering, watching), return_when=asyncio.FIRST_COMPLETED)
        finally:
            answering.cancel()
            watching.cancel()
            results = await asyncio.gather(answering, watching, return_exceptions=True)
        left = (asyncio.CancelledError, ClientLeft, asyncio.IncompleteReadError)
        if isinstance(results[0], left) and exchange.keep_open:
            exchange.keep_open = False
            self.clients_left += 1
            await self._tell()
        elif isinstance(results[0], Exception):
            raise results[0]


class _WatchedReader(asyncio.StreamReader):
    """Tells when the other end is gone, without anybody reading."""

    def __init__(self, *, limit: int, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(limit=limit, loop=loop)
        self.gone = asyncio.Event()

    def feed_eof(self) -> None:
        super().feed_eof()
        self.gone.set()

    def set_exception(self, exc: Exception) -> None:
        super().set_exception(exc)
        self.gone.set()


async def _linger(reader: "_WatchedReader", writer: asyncio.StreamWriter) -> None:
    """End our half of a connection and give the client a moment to read what was said."""
    if writer.can_write_eof():
        writer.write_eof()
    try:
        async with asyncio.timeout(LINGER_S):
            await reader.gone.wait()
    except TimeoutError:
        return


async def _read_request(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, is_upload: Callable[[str], bool]
) -> "tuple[Request, _Body | None] | None":
    """The next request of a connection, None at its end. What is no HTTP is refused as Go's server does."""
    first = (await reader.readline()).decode("latin-1")
    if not first:
        return None
    if not first.endswith(" HTTP/1.1\r\n"):
        writer.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n400 Bad Request")
        return None
    method, path, _ = first.split(" ")
    lines = []
    while line := (await reader.readline()).decode("latin-1").rstrip("\r\n"):
        lines.append(line)
    headers = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in lines))
    body = _Body(reader, {name.lower(): value for name, value in headers})
    if method == "POST" and is_upload(path):
        return Request(method, path, headers, b""), body
    pieces = []
    while piece := await body.read():
        pieces.append(piece)
    return Request(method, path, headers, b"".join(pieces)), None


class _Body:
    """The body of a request as it arrives, whichever way its length is told."""

    def __init__(self, reader: asyncio.StreamReader, headers: Mapping[str, str]) -> None:
        self._reader = reader
        self._chunked = headers.get("transfer-encoding") == "chunked"
        self._left = 0 if self._chunked else int(headers.get("content-length", "0"))
        self.ended = not self._chunked and not self._left

    async def read(self) -> bytes:
        """The next piece; nothing at the end."""
        if self.ended:
            return b""
        if self._chunked:
            size = int((await self._reader.readline()).split(b";")[0], 16)
            self.ended = size == 0
            return (await self._reader.readexactly(size + 2))[:-2]
        piece = await self._reader.read(min(self._left, PIECE_BYTES))
        if not piece:
            raise asyncio.IncompleteReadError(b"", self._left)
        self._left -= len(piece)
        self.ended = not self._left
        return piece
