"""What is sent to and received from the two inference endpoints, `chat` and `generate`.

Source of names and meanings: Ollama API reference (docs/api.md) and the server's Go types.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Think = bool | Literal["low", "medium", "high", "max"]
KeepAlive = float | int | str
"""Seconds as a number (negative: for ever, 0: unload), or a Go duration such as "1h30m"."""
ResponseFormat = Literal["json"] | Mapping[str, Any]
"""`"json"`, or a JSON Schema as a mapping."""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call that the model asks for; `arguments` is the parsed JSON object."""

    name: str
    arguments: Mapping[str, Any]
    id: str = ""
    index: int | None = None


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message of a request; images are raw file bytes (encoded in `api.wire`)."""

    role: str
    content: str = ""
    thinking: str = ""
    images: tuple[bytes, ...] = ()
    tool_calls: tuple[ToolCall, ...] = ()
    tool_name: str = ""
    tool_call_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InferenceRequest:
    """What a chat and a completion can both ask for; what is None is not sent."""

    format: ResponseFormat | None = None
    options: Mapping[str, Any] | None = None
    keep_alive: KeepAlive | None = None
    think: Think | None = None
    truncate: bool | None = None
    shift: bool | None = None
    logprobs: bool | None = None
    top_logprobs: int | None = None
    debug_render_only: bool | None = None


@dataclass(frozen=True, slots=True)
class ChatRequest(InferenceRequest):
    """`POST /api/chat`; what is None or empty is not sent. No messages: load or unload only."""

    model: str
    messages: tuple[ChatMessage, ...] = ()
    tools: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class GenerateRequest(InferenceRequest):
    """`POST /api/generate`; what is None or empty is not sent. No prompt: load or unload only."""

    model: str
    prompt: str = ""
    suffix: str = ""
    images: tuple[bytes, ...] = ()
    system: str = ""
    template: str = ""
    raw: bool | None = None
    context: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TokenLogprob:
    """One token with its natural-log probability; `top` holds the asked-for alternatives."""

    token: str
    logprob: float
    bytes: tuple[int, ...] = ()
    top: tuple["TokenLogprob", ...] = ()


@dataclass(frozen=True, slots=True)
class ReplyStats:
    """Counters of a finished reply; times in ns. The server leaves out what is zero."""

    total_ns: int = 0
    load_ns: int = 0
    prompt_tokens: int = 0
    prompt_ns: int = 0
    reply_tokens: int = 0
    reply_ns: int = 0

    @property
    def tokens_per_s(self) -> float | None:
        """Mean speed of writing, or None where the server did not measure it."""
        return self.reply_tokens / self.reply_ns * 1e9 if self.reply_ns and self.reply_tokens else None


@dataclass(frozen=True, slots=True)
class ChatDelta:
    """One object of a chat reply. Only the last has `done`; it may still carry text and calls."""

    model: str
    created_at: datetime | None = None
    content: str = ""
    thinking: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    logprobs: tuple[TokenLogprob, ...] = ()
    done: bool = False
    done_reason: str = ""
    stats: ReplyStats | None = None
    remote_model: str = ""
    remote_host: str = ""
    rendered_template: str | None = None


@dataclass(frozen=True, slots=True)
class GenerateDelta:
    """One object of a generate reply; `context` (every token of prompt and answer) only at the end."""

    model: str
    created_at: datetime | None = None
    response: str = ""
    thinking: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    logprobs: tuple[TokenLogprob, ...] = ()
    done: bool = False
    done_reason: str = ""
    context: tuple[int, ...] = ()
    stats: ReplyStats | None = None
    rendered_template: str | None = None
