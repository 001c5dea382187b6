"""HTTP to one server: one long-lived connection pool, JSON objects in and values out."""

import asyncio
import socket
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, suppress
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, TypeVar

import httpx

from app.api.body import Body
from app.api.call import Call
from app.api.errors import BadReply, ConnectionLost, ServerUnreachable, UnreachableCause
from app.api.hosts import ServerAddress
from app.api.http_errors import check_acknowledged, errors_of, refusal
from app.api.ndjson import NdjsonDecoder, parse_object
from app.api.tls import tls_context_for
from app.api.wire import raise_error_of
from app.domain.server_profile import SYSTEM_TRUST, TlsTrust

T = TypeVar("T")
Reader = Callable[[Mapping[str, Any]], T]
"""Makes a value of a JSON object; raises `BadReply` or `ApiError`."""

MOST_REPLY_BYTES = 256 * 1024 * 1024
MOST_ERROR_BYTES = 1024 * 1024
WRITE_TIMEOUT_S = 60.0
_JSON = "application/json"
_NDJSON = "application/x-ndjson"
_TAIL_WAIT_S = 0.25
"""How long the end of a finished stream is awaited, so that its connection can be used again."""


class Transport:
    """Sends requests to one address.

    The secrets in `headers` go to this address only: redirects are never followed.
    """

    def __init__(
        self,
        address: ServerAddress,
        headers: Mapping[str, str],
        most_reply_bytes: int = MOST_REPLY_BYTES,
        trust: TlsTrust = SYSTEM_TRUST,
        error_wait_s: float = 5.0,
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            address: where the server is.
            headers: sent with every request.
            most_reply_bytes: a longer answer is refused.
            trust: which certificates are accepted.
            error_wait_s: how long the text of a refusal is awaited, also on calls without a read timeout.
        """
        self._error_wait_s = error_wait_s
        self._address = address
        self._trust = trust
        self._most_reply_bytes = most_reply_bytes
        self._headers = dict(headers)
        self._http: httpx.AsyncClient | None = None

    async def warm_up(self) -> None:
        """Make the connection pool, and load in a thread what a first request would load in the loop."""
        await asyncio.to_thread(_load_modules)
        await self._client()

    async def aclose(self) -> None:
        """Close every connection. A later request opens new ones."""
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()

    async def object(self, call: Call, read: Reader[T]) -> T:
        """Send a request that is answered by one JSON object.

        Raises:
            OllamaError: any of the tree.
        """
        with self._errors(call):
            reply = parse_object(await self._body(call))
            raise_error_of(reply)
            return read(reply)

    async def dated_object(self, call: Call, read: Reader[T]) -> tuple[T, str]:
        """As `object`, with the `Date` header of the answer; empty where there is none."""
        with self._errors(call):
            data, headers = await self._answer(call)
            reply = parse_object(data)
            raise_error_of(reply)
            return read(reply), headers.get("date", "")

    async def text(self, call: Call) -> str:
        """Send a request that is answered by a plain text."""
        with self._errors(call):
            return (await self._body(call)).decode("utf-8", "replace")

    async def acknowledged(self, call: Call) -> None:
        """Send a request whose success says nothing more: no body, `null`, or an object without error.

        Raises:
            OllamaError: any of the tree.
        """
        with self._errors(call):
            check_acknowledged(await self._body(call))

    async def _body(self, call: Call) -> bytes:
        return (await self._answer(call))[0]

    async def _answer(self, call: Call) -> tuple[bytes, httpx.Headers]:
        """Body and headers of an answer; a look-up is sent once more when its kept connection was dead."""
        try:
            response = await self._send(call, streaming=False)
            return await read_body(response, self._most_reply_bytes), response.headers
        except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError):
            if not call.retry:
                raise
        response = await self._send(call, streaming=False)
        return await read_body(response, self._most_reply_bytes), response.headers

    async def objects(
        self, call: Call, read: Reader[T], is_last: Callable[[T], bool], *, to_the_end: bool = False
    ) -> AsyncGenerator[T, None]:
        """Send a request that is answered by a stream of JSON objects.

        Closing the generator closes the response at once.

        Args:
            call: the request.
            read: makes a value of an object.
            is_last: whether the stream may end after a value.
            to_the_end: such a value can also come in the middle, so the end of the stream is waited for.

        Raises:
            OllamaError: any of the tree; `ConnectionLost` also when the stream ends without its last object.
        """
        with self._errors(call):
            response = await self._send(call, streaming=True)
        decoder = NdjsonDecoder()
        is_complete = False
        async with _chunks(response) as chunks:
            while True:
                with self._errors(call):
                    chunk = await anext(chunks, None)
                    found = iter(decoder.finish()) if chunk is None else decoder.feed(chunk)
                while True:
                    with self._errors(call):
                        reply = next(found, None)
                        if reply is None:
                            break
                        value = read(reply)
                    yield value
                    is_complete = is_last(value)
                    if is_complete and not to_the_end:
                        await _read_tail(chunks)
                        return
                if chunk is None:
                    break
        if is_complete:
            return
        raise ConnectionLost(
            "the stream ended before its last object", address=self._address.url, model=call.model
        )

    async def _send(self, call: Call, *, streaming: bool) -> httpx.Response:
        """Send and wait for the headers; a status other than 2xx is raised as `ApiError`."""
        if self._address.port == 0:  # httpx would take the scheme's usual port, which is another server
            raise ServerUnreachable(UnreachableCause.REFUSED)
        http = await self._client()
        headers = {**self._headers, "Accept": _NDJSON if streaming else _JSON}
        if streaming:
            headers["Accept-Encoding"] = "identity"
        if call.body is not None:
            headers |= {"Content-Type": _JSON, "Content-Length": str(call.body.size_bytes)}
        timeout = httpx.Timeout(
            connect=call.connect_timeout_s, read=call.read_timeout_s, write=WRITE_TIMEOUT_S, pool=None
        )
        url = self._address.url + call.path
        request = http.build_request(call.method, url, headers=headers, timeout=timeout)
        if call.body is not None:
            request.stream = _Pieces(call.body)
        response = await http.send(request, stream=True, follow_redirects=False)
        if response.is_success:
            if call.method == "HEAD" and response.headers.get("content-type", "").startswith("text/html"):
                await response.aclose()
                raise BadReply("a web page", foreign=True)  # without a body, nothing else tells
            return response
        data = b""
        # Without end, cut, or stalled, which an inference call would wait out: the status says enough.
        with suppress(BadReply, TimeoutError, httpx.TransportError):
            async with asyncio.timeout(self._error_wait_s):
                data = await read_body(response, MOST_ERROR_BYTES)
        location = response.headers.get("location", "") if response.is_redirect else ""
        raise refusal(response.status_code, location, data)

    async def _client(self) -> httpx.AsyncClient:
        if self._http is None:
            if self._address.scheme == "https":
                context = await asyncio.to_thread(tls_context_for, self._address, self._trust)
            else:
                context = tls_context_for(self._address, self._trust)
            if self._http is None:
                self._http = make_client(httpx.AsyncClient, self._address, context)
        return self._http

    def _errors(self, call: Call) -> AbstractContextManager[None]:
        return errors_of(self._address.url, self._headers, call.model)


class _Pieces(httpx.AsyncByteStream):
    """A body for httpx; between two pieces the loop runs other things.

    Not an async generator: one left half used by a cancelled request would be closed in a task of its own.
    """

    def __init__(self, body: Body) -> None:
        self._pieces = body.pieces()
        self._started = False

    def __aiter__(self) -> "_Pieces":
        return self

    async def __anext__(self) -> bytes:
        if self._started:
            await asyncio.sleep(0)
        self._started = True
        piece = next(self._pieces, None)
        if piece is None:
            raise StopAsyncIteration
        return piece


@asynccontextmanager
async def _chunks(response: httpx.Response) -> AsyncIterator[AsyncIterator[bytes]]:
    """The body as it arrives; the response is closed at once however the block is left.

    The library reads through generators inside generators. Those left suspended would each be closed later,
    in a task of its own (or, on Qt's loop, not properly); with the connection gone, one more read ends them.
    """
    chunks = response.aiter_bytes()
    try:
        yield chunks
    finally:
        await response.aclose()
        with suppress(httpx.HTTPError, OSError):
            async for _ in chunks:
                continue


async def read_body(response: httpx.Response, most_bytes: int) -> bytes:
    """The whole body.

    Raises:
        BadReply: it is longer than allowed.
    """
    received: list[bytes] = []
    size_bytes = 0
    async with _chunks(response) as chunks:
        async for chunk in chunks:
            received.append(chunk)
            size_bytes += len(chunk)
            if size_bytes > most_bytes:
                raise BadReply("the reply is too long", received[0])
    return b"".join(received)


async def _read_tail(chunks: AsyncIterator[bytes]) -> None:
    """Take the end of a finished stream; whatever goes wrong now, the reply is complete."""
    try:
        async with asyncio.timeout(_TAIL_WAIT_S):
            async for _ in chunks:
                pass
    except (TimeoutError, httpx.TransportError, OSError):
        return


H = TypeVar("H", httpx.Client, httpx.AsyncClient)


def make_client(kind: type[H], address: ServerAddress, context: ssl.SSLContext) -> H:
    """A connection pool for one address, which follows no redirect and keeps no cookie.

    Raises:
        ServerUnreachable: the system's proxy setting is none that httpx can use.
    """
    try:
        return kind(
            verify=context,
            # A proxy of the system cannot reach this computer's own loopback address.
            trust_env=not address.is_loopback,
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=8),
            # The API has none; one kept from a proxy that is no ASCII would make every later request fail.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        )
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        raise ServerUnreachable(UnreachableCause.OTHER, str(error)) from error


def _load_modules() -> None:
    """Send one request that is refused at once, in a loop of its own: it imports what every request needs."""

    async def ask() -> None:
        with socket.socket() as nobody_listens:
            nobody_listens.bind(("127.0.0.1", 0))
            host, port = nobody_listens.getsockname()
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            async with httpx.AsyncClient(verify=context, trust_env=False, timeout=1.0) as http:
                try:
                    await http.get(f"http://{host}:{port}")
                except httpx.TransportError:
                    return

    asyncio.run(ask())
