"""HTTP by httpx: over TLS, or through a proxy of the system. See `direct_sender` for everything else."""

import asyncio
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TypeVar

import httpx

from app.api.body import Body
from app.api.call import Call
from app.api.errors import (
    BadReply,
    ConnectionLost,
    OllamaError,
    ServerSilent,
    ServerUnreachable,
    UnreachableCause,
)
from app.api.hosts import ServerAddress
from app.api.http_errors import errors_of, unreachable
from app.api.sender import WRITE_TIMEOUT_S, Rest
from app.api.tls import tls_context_for
from app.domain.server_profile import TlsTrust

H = TypeVar("H", httpx.Client, httpx.AsyncClient)


class HttpxSender:
    """A connection pool for one address; implements `Sender`."""

    def __init__(self, address: ServerAddress, trust: TlsTrust) -> None:
        """Make it in a thread: it reads files, and loads what the first request needs.

        Raises:
            ServerUnreachable: the file of an own authority, or the system's proxy setting, cannot be used.
        """
        _load_modules()
        self._address = address
        self._http = make_client(httpx.AsyncClient, address, tls_context_for(address, trust))

    async def send(self, call: Call, headers: Mapping[str, str]) -> "HttpxResponse":
        """See `Sender.send`."""
        timeout = httpx.Timeout(
            connect=call.connect_timeout_s, read=call.read_timeout_s, write=WRITE_TIMEOUT_S, pool=None
        )
        with _httpx_errors():
            url = self._address.url + call.path
            request = self._http.build_request(call.method, url, headers=headers, timeout=timeout)
            if call.body is not None:
                request.stream = _Pieces(call.body)
            return HttpxResponse(await self._http.send(request, stream=True, follow_redirects=False))

    async def aclose(self) -> None:
        """See `Sender.aclose`."""
        await self._http.aclose()


class HttpxResponse:
    """An answer to a request that was sent with `stream=True`; implements `Response`."""

    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        self._response = response
        self._pieces = response.aiter_bytes()

    def header(self, name: str) -> str:
        """See `Response.header`."""
        return str(self._response.headers.get(name, ""))

    async def read(self, rest: Rest | None = None) -> bytes:
        """See `Response.read`; the library does not tell whether more is there."""
        with _httpx_errors():
            return await anext(self._pieces, b"")

    async def aclose(self) -> None:
        """See `Response.aclose`.

        The library reads through generators inside generators. Those left suspended would each be closed
        later, in a task of its own (or, on Qt's loop, not properly); with the connection gone, one more read
        ends them.
        """
        await self._response.aclose()
        with suppress(httpx.HTTPError, OSError):
            async for _ in self._pieces:
                continue


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


@contextmanager
def httpx_errors_of(url: str, headers: Mapping[str, str], model: str = "") -> Iterator[None]:
    """As `errors_of`, for what httpx raises as well."""
    with errors_of(url, headers, model), _httpx_errors():
        yield


@contextmanager
def _httpx_errors() -> Iterator[None]:
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise translated(error) from error


def translated(error: httpx.HTTPError | httpx.InvalidURL) -> OllamaError:
    """Our error for one that httpx raised."""
    match error:
        case httpx.ConnectTimeout():
            return ServerUnreachable(UnreachableCause.TIMEOUT)
        case httpx.TimeoutException():
            return ServerSilent()
        case httpx.ConnectError() | httpx.ProxyError():
            return unreachable(error, ((ssl.SSLError, UnreachableCause.TLS),))
        case httpx.RemoteProtocolError():
            # The library has one class for "not HTTP" and "closed too early"; only the text tells them apart.
            if "disconnected" in str(error) or "peer closed" in str(error):
                return ConnectionLost(str(error))
            return BadReply("not HTTP", str(error), foreign=True)
        case httpx.DecodingError():
            return BadReply("cannot be decompressed", str(error))
        case httpx.LocalProtocolError() | httpx.UnsupportedProtocol() | httpx.InvalidURL():
            return ServerUnreachable(UnreachableCause.OTHER, str(error))
    return ConnectionLost(str(error))


@cache
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
