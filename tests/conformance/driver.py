"""What the conformance suite asks of a client, in words of neither: two drivers translate from and to it."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

Messages = Sequence[Mapping[str, Any]]


class Refusal(Exception):
    """The server said no; `status` is None for an error inside a stream."""

    def __init__(self, status: int | None, text: str) -> None:
        super().__init__(status, text)
        self.status = status
        self.text = text


@dataclass(frozen=True)
class Piece:
    """One object of a reply, or a whole one."""

    text: str = ""
    thinking: str = ""
    calls: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    done: bool = False
    reason: str = ""
    prompt_tokens: int = 0
    reply_tokens: int = 0


@dataclass(frozen=True)
class Row:
    """An installed model."""

    name: str
    digest: str
    size_bytes: int
    family: str
    quantization: str
    modified_at: datetime | None


@dataclass(frozen=True)
class Shown:
    """What a model is."""

    family: str
    capabilities: tuple[str, ...]
    context_length: int
    parameters: str
    template: str
    modelfile: str


@dataclass(frozen=True)
class Running:
    """A model in memory."""

    name: str
    digest: str
    size_bytes: int
    expires_at: datetime | None
    """None for one that stays for ever."""
    context_length: int | None


@dataclass(frozen=True)
class Step:
    """One object of a long job."""

    status: str
    digest: str = ""
    total: int = 0
    completed: int = 0


class Driver(Protocol):
    """A client under test: `async with` it. Every method may raise `Refusal`.

    `lacks` are the endpoints that this client has no method for.
    """

    lacks: frozenset[str]

    async def __aenter__(self) -> Self: ...
    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    async def version(self) -> str: ...
    async def tags(self) -> list[Row]: ...
    async def show(self, model: str) -> Shown: ...
    async def ps(self) -> list[Running]: ...
    async def chat(self, model: str, messages: Messages, **fields: Any) -> Piece: ...
    def chat_pieces(self, model: str, messages: Messages, **fields: Any) -> AsyncGenerator[Piece, None]: ...
    async def generate(self, model: str, prompt: str, **fields: Any) -> Piece: ...
    def generate_pieces(self, model: str, prompt: str, **fields: Any) -> AsyncGenerator[Piece, None]: ...
    async def embed(self, model: str, texts: str | list[str], dimensions: int | None = None) -> list[Any]: ...
    async def embeddings(self, model: str, text: str) -> list[float]: ...
    async def copy(self, source: str, destination: str) -> None: ...
    async def delete(self, model: str) -> None: ...
    def create_steps(self, model: str, **fields: Any) -> AsyncGenerator[Step, None]: ...
    def pull_steps(self, model: str) -> AsyncGenerator[Step, None]: ...
    def push_steps(self, model: str) -> AsyncGenerator[Step, None]: ...
    async def upload(self, path: Path) -> str: ...
    async def has_blob(self, digest: str) -> bool: ...
    async def account_name(self) -> str: ...
    async def cloud_is_off(self) -> bool: ...
    async def recommended(self) -> list[str]: ...


async def until_refused(steps: AsyncGenerator[Step, None]) -> tuple[list[str], Refusal]:
    """The steps that a job told before it was refused, and how it was."""
    told: list[str] = []
    try:
        async with aclosing(steps):
            async for step in steps:
                told.append(step.status)
    except Refusal as refusal:
        return told, refusal
    raise AssertionError(f"the job was not refused: {told}")
