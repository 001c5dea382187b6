"""HTTP/1.1 straight to a server, without TLS or proxy: h11 knows the protocol, asyncio moves the bytes.

Most servers are on this computer. For them httpx, with all it needs, and OpenSSL would be a ninth of the
memory that the program takes (10 MB on Linux), so `Transport` loads those for https and proxies only.
"""

import asyncio
import socket
import zlib
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from urllib.parse import quote

import h11

from app.api.byte_stream import ByteStream
from app.api.call import Call
from app.api.errors import BadReply, ConnectionLost, ServerUnreachable, UnreachableCause
from app.api.hosts import ServerAddress
from app.api.http_errors import unreachable
from app.api.sender import Rest

MOST_HEAD_BYTES = 100 * 1024
MOST_TARGET_CHARS = 64 * 1024  # servers stop reading long before
MOST_KEPT = 8
KEPT_S = 5.0
"""A connection that was idle for longer may be dead without a sign of it, and a chat is never sent twice."""
KEPT_FOR_LOOKUPS_S = 60.0
"""Of one on this computer the end is always told; what changes nothing goes into it, and is sent once more
where it ended just then. So the looks at an idle server need no connection each."""
NEXT_ADDRESS_S = 1.0
"""How long one of several addresses of a host is waited for before the next is tried."""
MOST_UNZIPPED_BYTES = 1024 * 1024
"""At a time."""
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS  # either, told by its first bytes
_HTTP_PORT = 80


class DirectSender:
    """Connections to one `http` address; implements `Sender`."""

    def __init__(self, address: ServerAddress) -> None:
        self._address = address
        host = f"[{address.host}]" if ":" in address.host else address.host
        self._host_header = host if address.port == _HTTP_PORT else f"{host}:{address.port}"
        self._kept: list[_Connection] = []
        self._open: set[_Connection] = set()
        self._is_closed = False

    @property
    def busy(self) -> "set[_Connection]":
        """The connections in use."""
        return self._open.difference(self._kept)

    async def send(self, call: Call, headers: Mapping[str, str]) -> "_Exchange":
        """See `Sender.send`."""
        target = quote(self._address.path + call.path, safe="!$%&'()*+,/:;=?@[]")
        if len(target) > MOST_TARGET_CHARS:
            raise ServerUnreachable(UnreachableCause.OTHER, "the address is too long")
        lines = {"Host": self._host_header, "Accept-Encoding": "gzip", **headers}
        connection = self._take_kept(call) or await self._connected(call.connect_timeout_s)
        with ExitStack() as on_failure:
            on_failure.callback(connection.stream.abort)
            exchange = _Exchange(self, connection, call.read_timeout_s)
            await exchange.ask(call, target, lines)
            on_failure.pop_all()
        return exchange

    async def aclose(self) -> None:
        """See `Sender.aclose`."""
        self._is_closed = True
        self._kept.clear()
        streams = [connection.stream for connection in self._open]
        for stream in streams:  # all of them first: whoever waits can be cancelled
            stream.abort()
        for stream in streams:
            await stream.closed.wait()

    def keep(self, connection: "_Connection") -> None:
        """Take a connection back for the next request, or end it where that is not possible."""
        http = connection.http
        is_done = http.our_state is h11.DONE and http.their_state is h11.DONE
        has_more = http.trailing_data[0] != b""  # what nobody asked for would begin the next answer
        if self._is_closed or not is_done or has_more or len(self._kept) >= MOST_KEPT:
            connection.stream.abort()
            return
        http.start_next_cycle()
        connection.kept_at_s = asyncio.get_running_loop().time()
        self._kept.append(connection)

    def _take_kept(self, call: Call) -> "_Connection | None":
        """The connection used last, where it still stands."""
        kept_s = KEPT_FOR_LOOKUPS_S if call.retry and self._address.is_loopback else KEPT_S
        now_s = asyncio.get_running_loop().time()
        while self._kept:
            connection = self._kept.pop()
            if connection.stream.is_quiet and now_s - connection.kept_at_s < kept_s:
                return connection
            connection.stream.abort()
        return None

    async def _connected(self, timeout_s: float) -> "_Connection":
        """A new connection.

        Raises:
            ServerUnreachable: there is none in time.
        """
        try:
            async with asyncio.timeout(timeout_s):
                stream = await self._first_that_answers()
        except (TimeoutError, ExceptionGroup, socket.gaierror) as error:
            raise unreachable(error) from error
        connection = _Connection(stream)
        self._open.add(connection)
        stream.on_closed = lambda: self._forget(connection)
        return connection

    async def _first_that_answers(self) -> ByteStream:
        """Connect to the addresses of the host, one after the other.

        Raises:
            ExceptionGroup: none answers; why for each.
            socket.gaierror: there is no such host.
        """
        loop = asyncio.get_running_loop()
        host = self._address.host.encode("ascii")  # of a `str`, the tables of international names are loaded
        found = await loop.getaddrinfo(host, self._address.port, type=socket.SOCK_STREAM)
        errors: list[OSError] = []
        for left, (family, kind, protocol, _, place) in enumerate(found, 1 - len(found)):
            try:
                async with asyncio.timeout(NEXT_ADDRESS_S if left else None):
                    return await ByteStream.open(socket.socket(family, kind, protocol), place)
            except OSError as error:
                errors.append(error)
        raise ExceptionGroup("no address answers", errors)

    def _forget(self, connection: "_Connection") -> None:
        self._open.discard(connection)
        if connection in self._kept:
            self._kept.remove(connection)


class _Connection:
    """The bytes of a connection and how far its two sides are in the protocol."""

    def __init__(self, stream: ByteStream) -> None:
        self.stream = stream
        self.http = h11.Connection(h11.CLIENT, max_incomplete_event_size=MOST_HEAD_BYTES)
        self.kept_at_s = 0.0


class _Exchange:
    """One request and its answer; implements `Response`."""

    status = 0

    def __init__(self, sender: DirectSender, connection: _Connection, read_timeout_s: float | None) -> None:
        self._sender = sender
        self._connection: _Connection | None = connection
        self._http = connection.http
        self._stream = connection.stream
        self._read_timeout_s = read_timeout_s
        self._headers: dict[str, str] = {}
        self._unzip: "zlib._Decompress | None" = None

    async def ask(self, call: Call, target: str, headers: Mapping[str, str]) -> None:
        """Send the request and read the head of the answer."""
        with suppress(ConnectionLost):  # a server that wants no more of a body answers before it closes
            await self._send(call, target, headers)
        head = await self._event()
        while isinstance(head, h11.InformationalResponse):
            head = await self._event()
        assert isinstance(head, h11.Response)  # nothing else comes first
        self.status = head.status_code
        self._headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers}
        if self.header("content-encoding").lower() in ("gzip", "x-gzip", "deflate"):
            self._unzip = zlib.decompressobj(_GZIP_OR_ZLIB)

    def header(self, name: str) -> str:
        """See `Response.header`."""
        return self._headers.get(name, "")

    async def read(self, rest: Rest | None = None) -> bytes:
        """See `Response.read`."""
        while self._connection is not None:
            if self._unzip is not None and self._unzip.unconsumed_tail:
                await asyncio.sleep(0)  # a little that was packed can be very much
                data = self._unzipped(self._unzip.unconsumed_tail)
            else:
                event = await self._event(rest)
                if not isinstance(event, h11.Data):  # the end
                    self._sender.keep(self._connection)
                    self._connection = None
                    return self._unzip.flush() if self._unzip is not None else b""
                data = self._unzipped(bytes(event.data))
            if data:
                return data
        return b""

    async def aclose(self) -> None:
        """See `Response.aclose`."""
        if self._connection is not None:
            self._connection = None
            self._stream.abort()

    async def _send(self, call: Call, target: str, headers: Mapping[str, str]) -> None:
        head = h11.Request(method=call.method, target=target, headers=list(headers.items()))
        await self._stream.write(self._bytes_of(head))
        for piece in call.body.pieces() if call.body is not None else ():
            await self._stream.write(self._bytes_of(h11.Data(data=piece)))
            await asyncio.sleep(0)  # between two pieces the loop runs other things
        self._bytes_of(h11.EndOfMessage())  # no bytes: the length was told in the head

    def _bytes_of(self, event: h11.Event) -> bytes:
        return self._http.send(event) or b""

    async def _event(self, rest: Rest | None = None) -> h11.Event:
        """The next part of the answer; see `Response.read` for `rest`.

        Raises:
            ConnectionLost, ServerSilent.
            BadReply: it is not HTTP.
        """
        is_over = False
        while True:
            try:
                event = self._http.next_event()
            except h11.RemoteProtocolError as error:
                if is_over:
                    raise ConnectionLost(str(error)) from error
                raise BadReply("not HTTP", str(error), foreign=True) from error
            if isinstance(event, h11.Event):
                return event
            if rest is not None:
                with self._stream.held():
                    await rest()
                rest = None  # of a part that comes in pieces only the first is waited for so
            data = await self._stream.read(self._read_timeout_s)
            is_over = not data
            self._http.receive_data(data)

    def _unzipped(self, data: bytes) -> bytes:
        if self._unzip is None:
            return data
        try:
            return self._unzip.decompress(data, MOST_UNZIPPED_BYTES)
        except zlib.error as error:
            raise BadReply("cannot be decompressed", str(error)) from error
