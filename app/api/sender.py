"""What `Transport` needs of HTTP. Two things offer it: `direct_sender` and `httpx_sender`."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from app.api.call import Call

WRITE_TIMEOUT_S = 60.0
"""Most time in which the other end takes nothing of a request."""

Rest = Callable[[], Awaitable[None]]
"""A pause that whoever reads a stream takes when everything that came was handed out."""


class Response(Protocol):
    """An answer whose head is there. Whoever has one closes it."""

    status: int

    def header(self, name: str) -> str:
        """The value of a header by its name in lower case, "" where there is none."""

    async def read(self, rest: Rest | None = None) -> bytes:
        """The next piece of the body, decompressed, of any length; nothing at its end.

        Args:
            rest: taken before more is waited for: what comes meanwhile is waited for once. Where it cannot
                be told whether more is there, it is not taken.

        Raises:
            ConnectionLost, ServerSilent, BadReply.
        """

    async def aclose(self) -> None:
        """Use no more of it. A body that is not read to its end costs the connection."""


class Sender(Protocol):
    """Sends requests to one address and keeps connections for later ones. It never follows a redirect."""

    async def send(self, call: Call, headers: Mapping[str, str]) -> Response:
        """Send a request and wait for the head of the answer, whatever its status is.

        Raises:
            ServerUnreachable, ServerSilent, ConnectionLost, BadReply.
            OSError, UnicodeError: of the host name.
        """

    async def aclose(self) -> None:
        """Close every connection, also those in use; what is being read ends with `ConnectionLost`."""
