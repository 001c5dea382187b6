"""What all calls to one server share: its address, what every request carries, and how patient to be."""

import re
from collections.abc import Mapping

from app.api.body import Body
from app.api.call import Call
from app.api.hosts import ServerAddress
from app.api.transport import Transport
from app.domain.server_profile import SYSTEM_TRUST, TlsTrust

_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_HEADER_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?|")
_OWN_HEADERS = frozenset(
    (
        "accept",
        "accept-encoding",
        "connection",
        "content-length",
        "content-type",
        "origin",
        "transfer-encoding",
    )
)


class Caller:
    """The ground on which the groups of calls stand; `OllamaClient` puts them together."""

    def __init__(
        self,
        address: ServerAddress,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        connect_timeout_s: float = 5.0,
        lookup_timeout_s: float = 15.0,
        read_timeout_s: float | None = None,
        trust: TlsTrust = SYSTEM_TRUST,
    ) -> None:
        """Make a client; nothing is opened yet.

        Args:
            address: where the server is.
            token: sent as `Authorization: Bearer ...`, to this address only.
            headers: more headers for every request, for servers behind a proxy.
            connect_timeout_s: most time for a connection to come about.
            lookup_timeout_s: most silence in answers that need no model.
            read_timeout_s: most silence in inference, pull, push and create. None waits for ever: while a
                model loads or another request runs, a server sends nothing for minutes, not even headers.
            trust: which certificates of the server are accepted.

        Raises:
            ValueError: a header that cannot be sent, or one that belongs to the protocol.
        """
        self.address = address
        self._connect_timeout_s = connect_timeout_s
        self._lookup_timeout_s = lookup_timeout_s
        self._read_timeout_s = read_timeout_s
        sent = {"User-Agent": "arriero", **(headers or {})}
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        for name, value in sent.items():
            _check_header(name, value)
        self._headers = sent
        self._trust = trust
        self._transport = Transport(address, sent, trust=trust)

    async def warm_up(self) -> None:
        """Do now, in a thread, what would make the first request slow. No connection is opened."""
        await self._transport.warm_up()

    async def aclose(self) -> None:
        """Close all connections; a stream that still runs ends with `ConnectionLost`."""
        await self._transport.aclose()

    @property
    def is_open(self) -> bool:
        """Whether there may be connections."""
        return self._transport.is_open

    async def leave(self) -> None:
        """Close all connections once nothing uses them; what is asked later closes its own at its end."""
        await self._transport.leave()

    def _lookup(self, method: str, path: str, body: Body | None = None, model: str = "") -> Call:
        return Call(method, path, body, model, self._lookup_timeout_s, self._connect_timeout_s, retry=True)

    def _change(self, method: str, path: str, body: Body | None = None, model: str = "") -> Call:
        """As a look-up, but never sent twice."""
        return Call(method, path, body, model, self._lookup_timeout_s, self._connect_timeout_s)

    def _long(self, path: str, body: Body, model: str) -> Call:
        """Inference or a long job, silent for minutes while a model loads or a server fetches and checks."""
        return Call("POST", path, body, model, self._read_timeout_s, self._connect_timeout_s)


def _check_header(name: str, value: str) -> None:
    if not _HEADER_NAME.fullmatch(name) or name.lower() in _OWN_HEADERS:
        raise ValueError(f"not a header to add: {name!r}")
    if not _HEADER_VALUE.fullmatch(value):
        raise ValueError(f"the value of the header {name} holds characters that cannot be sent")
