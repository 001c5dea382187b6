"""Texts as vectors: what is sent to and received from `embed`.

Source of names and meanings: Ollama API reference (docs/api.md, "Generate Embeddings") and the server's Go
types.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.chat import KeepAlive


@dataclass(frozen=True, slots=True)
class EmbedRequest:
    """`POST /api/embed`; what is None is not sent. No input, "" or (): load only.

    `dimensions` cuts each vector, which is then made unit length again; more than the model has changes
    nothing. `truncate=False` makes a text that is too long an error.
    """

    model: str
    input: str | tuple[str, ...] | None = None
    truncate: bool | None = None
    dimensions: int | None = None
    options: Mapping[str, Any] | None = None
    keep_alive: KeepAlive | None = None


@dataclass(frozen=True, slots=True)
class Embeddings:
    """`matrix` has shape (inputs, dimensions) in the order of the inputs, rows of unit length; times in ns.

    One text gives one row; an empty input gives none.
    """

    model: str
    matrix: list[list[float]]
    total_ns: int = 0
    load_ns: int = 0
    prompt_tokens: int = 0
