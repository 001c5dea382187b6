"""HTTP to one server: one long-lived connection pool, JSON objects in and values out."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import AbstractContextManager, aclosing, asynccontextmanager, suppress
from typing import Any, TypeVar

from app.api.call import Call
from app.api.direct_sender import DirectSender
from app.api.errors import BadReply, ConnectionLost, OllamaError, ServerUnreachable, UnreachableCause
from app.api.hosts import ServerAddress
from app.api.http_errors import check_acknowledged, errors_of, refusal
from app.api.ndjson import NdjsonDecoder, parse_large_object, parse_object
from app.api.proxies import has_proxies
from app.api.sender import Response, Rest, Sender
from app.api.threads import in_thread
from app.api.wire import raise_error_of
from app.domain.server_profile import SYSTEM_TRUST, TlsTrust

T = TypeVar("T")
Reader = Callable[[Mapping[str, Any]], T]
"""Makes a value of a JSON object; raises `BadReply` or `ApiError`."""

MOST_REPLY_BYTES = 256 * 1024 * 1024
MOST_ERROR_BYTES = 1024 * 1024
MOST_IN_LOOP_BYTES = 256 * 1024
"""A longer answer is read in a thread, in small steps: several times as slow, but the window goes on."""
_JSON = "application/json"
_NDJSON = "application/x-ndjson"
_VALUES_A_SLICE = 16
"""Of what comes at once, as from a proxy that has kept it back: to handle a value takes a part of a ms."""
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
        self._sender: Sender | None = None
        self._requests_under_way = 0
        self._is_left = False

    @property
    def is_open(self) -> bool:
        """Whether there may be connections."""
        return self._sender is not None

    async def warm_up(self) -> None:
        """Make what sends, and load in a thread what a first request would load in the loop."""
        await self._ready()

    async def aclose(self) -> None:
        """Close every connection. A later request opens new ones."""
        sender, self._sender = self._sender, None
        if sender is not None:
            await sender.aclose()

    async def leave(self) -> None:
        """Close every connection as soon as no request is under way, also one that comes later."""
        self._is_left = True
        await self._close_if_left()

    async def object(self, call: Call, read: Reader[T]) -> T:
        """Send a request that is answered by one JSON object.

        Raises:
            OllamaError: any of the tree.
        """
        return (await self.dated_object(call, read))[0]

    async def dated_object(self, call: Call, read: Reader[T]) -> tuple[T, str]:
        """As `object`, with the `Date` header of the answer; empty where there is none."""
        with self._errors(call):
            data, response = await self._answer(call)
            if len(data) <= MOST_IN_LOOP_BYTES:
                value = _value_of(parse_object(data), read)
            else:
                value = await in_thread(lambda: _value_of(parse_large_object(data), read), "read an answer")
            return value, response.header("date")

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

    async def _answer(self, call: Call) -> tuple[bytes, Response]:
        """Body and head of an answer; a look-up is sent once more when its kept connection was dead."""
        async with self._under_way():
            try:
                response = await self._send(call, streaming=False)
                return await read_body(response, self._most_reply_bytes), response
            except ConnectionLost:
                if not call.retry:
                    raise
            response = await self._send(call, streaming=False)
            return await read_body(response, self._most_reply_bytes), response

    async def objects(
        self,
        call: Call,
        read: Reader[T],
        is_last: Callable[[T], bool],
        *,
        to_the_end: bool = False,
        rest: Rest | None = None,
    ) -> AsyncGenerator[T, None]:
        """Send a request that is answered by a stream of JSON objects.

        Closing the generator closes the response at once. Of many objects that come at once the loop runs
        other things between some and the next ones.

        Args:
            call: the request.
            read: makes a value of an object.
            is_last: whether the stream may end after a value.
            to_the_end: such a value can also come in the middle, so the end of the stream is waited for.
            rest: see `Response.read`.

        Raises:
            OllamaError: any of the tree; `ConnectionLost` also when the stream ends without its last object.
        """
        decoder = NdjsonDecoder()
        is_complete = False
        handed_out = 0
        async with self._under_way(), aclosing(await self._stream(call)) as response:
            with self._errors(call):
                piece = b"not the end"
                while piece:
                    piece = await response.read(rest)
                    for reply in decoder.feed(piece) if piece else decoder.finish():
                        value = read(reply)
                        yield value
                        is_complete = is_last(value)
                        if is_complete and not to_the_end:
                            await _read_tail(response)
                            return
                        handed_out += 1
                        if handed_out % _VALUES_A_SLICE == 0:
                            await asyncio.sleep(0)
        if is_complete:
            return
        raise ConnectionLost(
            "the stream ended before its last object", address=self._address.url, model=call.model
        )

    async def _stream(self, call: Call) -> Response:
        with self._errors(call):
            return await self._send(call, streaming=True)

    @asynccontextmanager
    async def _under_way(self) -> AsyncIterator[None]:
        self._requests_under_way += 1
        try:
            yield
        finally:
            self._requests_under_way -= 1
            await self._close_if_left()

    async def _close_if_left(self) -> None:
        if self._is_left and not self._requests_under_way:
            await self.aclose()

    async def _send(self, call: Call, *, streaming: bool) -> Response:
        """Send and wait for the headers; a status other than 2xx is raised as `ApiError`."""
        if self._address.port == 0:  # httpx would take the scheme's usual port, which is another server
            raise ServerUnreachable(UnreachableCause.REFUSED)
        headers = {**self._headers, "Accept": _NDJSON if streaming else _JSON}
        if streaming:
            headers["Accept-Encoding"] = "identity"
        if call.body is not None:
            headers |= {"Content-Type": _JSON, "Content-Length": str(call.body.size_bytes)}
        response = await (await self._ready()).send(call, headers)
        if 200 <= response.status < 300:
            if call.method == "HEAD" and response.header("content-type").startswith("text/html"):
                await response.aclose()
                raise BadReply("a web page", foreign=True)  # without a body, nothing else tells
            return response
        data = b""
        # Without end, cut, or stalled, which an inference call would wait out: the status says enough.
        with suppress(TimeoutError, OllamaError):
            async with asyncio.timeout(self._error_wait_s):
                data = await read_body(response, MOST_ERROR_BYTES)
        location = response.header("location") if 300 <= response.status < 400 else ""
        raise refusal(response.status, location, data)

    async def _ready(self) -> Sender:
        if self._sender is None:
            sender = await asyncio.to_thread(_sender_for, self._address, self._trust)
            if self._sender is None:  # several first requests come together
                self._sender = sender
        return self._sender

    def _errors(self, call: Call) -> AbstractContextManager[None]:
        return errors_of(self._address.url, self._headers, call.model)


def _value_of(reply: Mapping[str, Any], read: Reader[T]) -> T:
    raise_error_of(reply)
    return read(reply)


async def read_body(response: Response, most_bytes: int) -> bytes:
    """The whole body; the response is closed however that ends.

    Raises:
        BadReply: it is longer than allowed.
        ConnectionLost, ServerSilent.
    """
    received: list[bytes] = []
    size_bytes = 0
    async with aclosing(response):
        while piece := await response.read():
            received.append(piece)
            size_bytes += len(piece)
            if size_bytes > most_bytes:
                raise BadReply("the reply is too long", received[0])
    return b"".join(received)


async def _read_tail(response: Response) -> None:
    """Take the end of a finished stream; whatever goes wrong now, the reply is complete."""
    with suppress(TimeoutError, OllamaError):
        async with asyncio.timeout(_TAIL_WAIT_S):
            while await response.read():
                pass


def _sender_for(address: ServerAddress, trust: TlsTrust) -> Sender:
    """What sends to an address; it may read files and settings of the system.

    Raises:
        ServerUnreachable: a certificate file or a proxy setting cannot be used.
    """
    if address.scheme == "http" and (address.is_loopback or not has_proxies()):
        return DirectSender(address)
    # A tenth of the program's memory, which most people never need: see `direct_sender`.
    from app.api.httpx_sender import HttpxSender

    return HttpxSender(address, trust)
