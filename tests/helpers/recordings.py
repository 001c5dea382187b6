"""Recordings of a real Ollama server, and how they are played again from a socket.

Each file under `tests/data/transcripts/<endpoint>/` holds one request and the answer to it, line by line.
What the recorder cut or shortened is said in the file; `Recording` tells what of it can be replayed.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.helpers.http_server import Exchange

FOLDER = Path(__file__).resolve().parents[1] / "data" / "transcripts"
_CUT_LINE = re.compile(r"\.\.\. \d+ similar lines cut by the recorder")
_sent: set[str] = set()  # names of what servers of this process have replayed
_CUT_ITEMS = re.compile(r', "\.\.\. \d+ more items cut by the recorder"')


class Chunking(StrEnum):
    """How the bytes of a body are dealt out to writes."""

    LINES = "one line a chunk"
    ODD = "odd sizes"
    WHOLE = "all at once"


@dataclass(frozen=True)
class Recording:
    """One recorded request with its answer; `name` is "chat/stream"."""

    name: str
    request: dict[str, Any]
    response: dict[str, Any]

    @property
    def method(self) -> str:
        return str(self.request["method"])

    @property
    def path(self) -> str:
        return str(self.request["path"])

    @property
    def has_json_request(self) -> bool:
        """Whether the request was a JSON object (not broken JSON, and not without a body)."""
        return isinstance(self.request.get("body"), dict)

    @property
    def is_sent(self) -> bool:
        """Whether a server has replayed it since `every_recording` began."""
        return self.name in _sent

    @property
    def is_empty(self) -> bool:
        """The recorder gave up before anything came."""
        return self.response.get("status_line") is None

    @property
    def status(self) -> int:
        return int(self.response["status_line"].split()[1])

    @property
    def lines(self) -> list[str]:
        """The lines of the body without what the recorder wrote into them: a gap where it cut."""
        return [_CUT_ITEMS.sub("", line) for line in self.response["lines"] if not _CUT_LINE.fullmatch(line)]

    @property
    def is_cut(self) -> bool:
        """Lines in the middle were left out by the recorder."""
        return len(self.lines) != len(self.response["lines"])

    @property
    def is_shortened(self) -> bool:
        """Long arrays were shortened and the body written again."""
        return bool(self.response.get("shortened"))

    @property
    def is_complete(self) -> bool:
        """The answer ended by itself, as the server wanted."""
        return bool(self.response["end"] == "complete")

    @cached_property
    def body(self) -> bytes:
        """The bytes of the body, with the lines that were kept."""
        text = "\n".join(self.lines)
        if self.lines and not self.response.get("last_line_without_newline"):
            text += "\n"
        return text.encode()

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The headers as recorded; the length is that of the bytes that are replayed."""
        headers = [(name, value) for name, value in self.response["headers"]]
        if self.response["framing"] != "content-length":
            return headers
        length = ("Content-Length", str(len(self.body)))
        return [length if name.lower() == "content-length" else (name, value) for name, value in headers]

    async def replay(self, exchange: Exchange, chunking: Chunking = Chunking.LINES) -> None:
        """Answer as the server did, without its pauses; a recording that was broken off breaks off again."""
        _sent.add(self.name)
        await exchange.head(self.response["status_line"], self.headers)
        for piece in deal(self.body, chunking):
            await exchange.chunk(piece)
        if self.is_complete:
            await exchange.end()
        else:
            exchange.cut()


def deal(body: bytes, chunking: Chunking) -> Iterator[bytes]:
    """Cut a body into pieces. The odd sizes repeat 1, 2, 3, 5, 7, 11, 13 and fall inside characters."""
    if chunking is Chunking.WHOLE:
        yield body
    elif chunking is Chunking.LINES:
        yield from re.findall(rb"[^\n]*\n|[^\n]+", body)
    else:
        start = 0
        while start < len(body):
            for size in (1, 2, 3, 5, 7, 11, 13):
                yield body[start : start + size]
                start += size


def load(name: str) -> Recording:
    """One recording by name, such as "chat/stream"."""
    data = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return Recording(name, data["request"], data["response"])


def load_all(*endpoints: str) -> list[Recording]:
    """Every recording of these endpoints, by name."""
    return [
        load(f"{endpoint}/{path.stem}")
        for endpoint in endpoints
        for path in sorted((FOLDER / endpoint).glob("*.json"))
    ]


@contextmanager
def every_recording(endpoint: str, *besides: str) -> Iterator[list[Recording]]:
    """Every recording of an endpoint; each must be sent over a socket before the end of the block.

    Args:
        besides: names of those that answer what the program never asks.
    """
    recordings = [each for each in load_all(endpoint) if each.name not in besides]
    assert recordings
    _sent.clear()
    yield recordings
    left_out = {recording.name for recording in recordings} - _sent
    assert not left_out, f"never sent: {sorted(left_out)}"
