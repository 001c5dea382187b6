"""What tests of uploads share: a server's answer that comes when all was read, and files to send."""

from hashlib import sha256
from pathlib import Path

from tests.helpers.http_server import Exchange
from tests.helpers.replies import Answer, Reply


class Taken:
    """Reads an upload to its end, keeps it, and answers."""

    def __init__(self, reply: Reply | None = None) -> None:
        self._pieces: list[bytes] = []
        self._reply = reply or Answer(status=201)

    @property
    def body(self) -> bytes:
        """What was taken."""
        return b"".join(self._pieces)

    async def send(self, exchange: Exchange) -> None:
        while piece := await exchange.read_upload():
            self._pieces.append(piece)
        await self._reply.send(exchange)


def digest_of(path: Path) -> str:
    """The digest of a file as blobs are named."""
    return f"sha256:{sha256(path.read_bytes()).hexdigest()}"
