"""The two directions of a TCP connection as calls that wait.

Unlike asyncio's own streams it hands out what came before an error (a server's reason for refusing a request
that it did not read), and tells at once when the other end has closed a connection that nobody reads.
"""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Self

from app.api.errors import ConnectionLost, ServerSilent
from app.api.sender import WRITE_TIMEOUT_S

MOST_WAITING_BYTES = 1024 * 1024
"""When so much came that nobody has read, the other end is left to wait."""


class ByteStream(asyncio.Protocol):
    """One open connection; made by `open`, ended by `abort`."""

    def __init__(self) -> None:
        self.closed = asyncio.Event()
        self.on_closed: Callable[[], None] | None = None
        self._received = bytearray()
        self._error: Exception | None = None
        self._is_over = False
        self._is_paused = False
        self._changed = asyncio.Event()
        self._may_write = asyncio.Event()
        self._may_write.set()

    @classmethod
    async def open(cls, connecting: socket.socket, place: Any) -> Self:
        """Connect a new socket to a place of its family; it is closed where that fails.

        Raises:
            OSError: the system's reason.
        """
        loop = asyncio.get_running_loop()
        with ExitStack() as on_failure:
            on_failure.callback(connecting.close)
            connecting.setblocking(False)
            await loop.sock_connect(connecting, place)
            _, stream = await loop.create_connection(cls, sock=connecting)
            on_failure.pop_all()
        return stream

    @property
    def is_quiet(self) -> bool:
        """Whether it is open and nothing came unasked."""
        return not self._is_over and not self._received

    async def read(self, timeout_s: float | None) -> bytes:
        """All that came since the last time, at least a byte; nothing when the other end has closed.

        Raises:
            ServerSilent: nothing came in time.
            ConnectionLost: it ended otherwise.
        """
        if self.is_quiet:
            self._changed.clear()
            try:
                async with asyncio.timeout(timeout_s):
                    await self._changed.wait()
            except TimeoutError:
                raise ServerSilent from None
        data = bytes(self._received)
        self._received.clear()
        if self._is_paused and not self._is_over:
            self._is_paused = False
            self._transport.resume_reading()
        if not data and self._error is not None:
            raise ConnectionLost(str(self._error)) from self._error
        return data

    async def write(self, data: bytes) -> None:
        """Send bytes and wait until the system has them.

        Raises:
            ServerSilent: the other end takes nothing for too long.
            ConnectionLost: there is no connection any more.
        """
        if not self._is_over:
            self._transport.write(data)
            try:
                async with asyncio.timeout(WRITE_TIMEOUT_S):
                    await self._may_write.wait()
            except TimeoutError:
                raise ServerSilent from None
        if self._is_over:
            raise ConnectionLost(str(self._error or "closed by the other end"))

    @contextmanager
    def held(self) -> Iterator[None]:
        """Take nothing in meanwhile: what comes wakes nobody, and is one piece afterwards."""
        self._transport.pause_reading()
        try:
            yield
        finally:
            if not self._is_paused:
                self._transport.resume_reading()

    def abort(self) -> None:
        """End it now; what is not sent yet is not sent, and whoever reads gets `ConnectionLost`."""
        if not self.closed.is_set():
            self._error = self._error or ConnectionAbortedError("closed by this end")
            self._transport.abort()

    def _wake(self) -> None:
        self._changed.set()
        self._may_write.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.set_write_buffer_limits(0)  # the next piece of a body is made when the last one is gone

    def data_received(self, data: bytes) -> None:
        self._received += data
        if len(self._received) > MOST_WAITING_BYTES and not self._is_paused:
            self._is_paused = True
            self._transport.pause_reading()
        self._changed.set()

    def eof_received(self) -> None:
        self._is_over = True
        self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        self._is_over = True
        self._error = self._error or error
        self._wake()
        self.closed.set()
        if self.on_closed is not None:
            self.on_closed()

    def pause_writing(self) -> None:
        self._may_write.clear()

    def resume_writing(self) -> None:
        self._may_write.set()
