"""Talks to llama.cpp's server in a worker and turns what it streams into pieces of a reply.

Source of the forms: tools/server/README.md of ggml-org/llama.cpp and its answers as observed.
"""

import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import httpx

from app.engine.errors import ModelStopped, Refusal
from app.engine.goform import quoted

TOO_LONG = (
    "the prompt is longer than the context length currently available to the model; shorten the prompt, "
    "adjust the context length in settings, or use a model with a longer context length"
)
TOO_LONG_UNCUT = "the input length exceeds the context length"
ROOM_FOR_REPLY = 0.25
"""Part of the context that is kept free when old messages are dropped, so that the reply has room."""


_Message = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a reply. Only the last one has `done_reason`; `metrics` are counters in ns and tokens."""

    content: str = ""
    thinking: str = ""
    tool_calls: tuple[Mapping[str, Any], ...] = ()
    logprobs: tuple[Mapping[str, Any], ...] = ()
    done_reason: str = ""
    metrics: Mapping[str, int] = field(default_factory=dict)
    rendered: str | None = None


def merged(pieces: Sequence[Piece]) -> Piece:
    """All pieces of a reply as one, for a request that does not stream."""
    last = pieces[-1]
    return Piece(
        content="".join(piece.content for piece in pieces),
        thinking="".join(piece.thinking for piece in pieces),
        tool_calls=tuple(call for piece in pieces for call in piece.tool_calls),
        logprobs=tuple(one for piece in pieces for one in piece.logprobs),
        done_reason=last.done_reason,
        metrics=last.metrics,
        rendered=last.rendered,
    )


async def chat_pieces(
    http: httpx.AsyncClient, payload: Mapping[str, Any], context: int, truncate: bool
) -> AsyncGenerator[Piece, None]:
    """Stream a chat; with `truncate`, the oldest messages are dropped until the rest fits into the context.

    Raises:
        Refusal: what the worker refused, or that it broke off.
    """
    messages = payload["messages"]
    while True:
        try:
            async with aclosing(_chat_once(http, {**payload, "messages": messages})) as pieces:
                async for piece in pieces:
                    yield piece
                return
        except _PromptTooLong as error:
            if not truncate:
                raise Refusal(400, TOO_LONG_UNCUT) from error
            shorter = without_oldest(messages, error.tokens, context)
            if len(shorter) == len(messages):
                raise Refusal(400, TOO_LONG) from error
            messages = shorter


async def completion_pieces(
    http: httpx.AsyncClient, payload: Mapping[str, Any]
) -> AsyncGenerator[Piece, None]:
    """Stream the continuation of a raw prompt.

    Raises:
        Refusal: as `chat_pieces`.
    """
    last: Piece | None = None
    try:
        async with aclosing(_events(http, "/completion", payload)) as events:
            async for event in events:
                content = event.get("content") or ""
                if event.get("stop"):
                    reason = "length" if event.get("stop_type") == "limit" else "stop"
                    last = Piece(content, done_reason=reason, metrics=_metrics(event))
                    continue
                tokens = event.get("completion_probabilities") or ()
                yield Piece(content, logprobs=tuple(_logprob(token) for token in tokens))
    except _PromptTooLong as error:
        raise Refusal(400, TOO_LONG) from error
    if last is None:
        raise ModelStopped
    yield last


async def rendered(http: httpx.AsyncClient, fields: Mapping[str, Any]) -> str:
    """The prompt that the model's template makes of a chat's fields.

    Raises:
        Refusal: as `chat_pieces`.
    """
    try:
        response = await http.post("/apply-template", content=_json(fields))
    except httpx.HTTPError as error:
        raise ModelStopped from error
    if response.status_code != httpx.codes.OK:
        raise Refusal(response.status_code, response.text)
    return str(response.json()["prompt"])


def without_oldest(messages: Sequence[_Message], tokens: int, context: int) -> list[_Message]:
    """Leave out the oldest messages, about as many as `tokens` are too many.

    System messages and the last one stay.
    """
    total = sum(_length(message) for message in messages)
    surplus = total * (1 - context * (1 - ROOM_FOR_REPLY) / tokens) if tokens else 1
    kept: list[_Message] = []
    dropped = 0
    for index, message in enumerate(messages):
        is_last = index == len(messages) - 1
        if is_last or message.get("role") == "system" or (dropped and dropped >= surplus):
            kept.append(message)
        else:
            dropped += _length(message)
    return kept


class _PromptTooLong(Exception):
    def __init__(self, tokens: int) -> None:
        super().__init__(tokens)
        self.tokens = tokens


async def _chat_once(http: httpx.AsyncClient, payload: Mapping[str, Any]) -> AsyncGenerator[Piece, None]:
    last: Piece | None = None
    reason = "stop"
    calls: dict[int, dict[str, Any]] = {}
    async with aclosing(_events(http, "/v1/chat/completions", payload)) as events:
        async for event in events:
            for choice in event.get("choices") or ():
                delta = choice.get("delta") or {}
                _add_calls(calls, delta.get("tool_calls") or ())
                tokens = (choice.get("logprobs") or {}).get("content") or ()
                piece = Piece(
                    delta.get("content") or "",
                    delta.get("reasoning_content") or "",
                    logprobs=tuple(_logprob(token) for token in tokens),
                )
                if piece.content or piece.thinking or piece.logprobs:
                    yield piece
                if choice.get("finish_reason"):
                    reason = "length" if choice["finish_reason"] == "length" else "stop"
            if "timings" in event:
                last = Piece(tool_calls=_whole_calls(calls), done_reason=reason, metrics=_metrics(event))
    if last is None:
        raise ModelStopped
    yield last


async def _events(
    http: httpx.AsyncClient, path: str, payload: Mapping[str, Any]
) -> AsyncGenerator[dict[str, Any], None]:
    """The JSON objects of the worker's event stream."""
    try:
        async with http.stream("POST", path, content=_json(payload)) as response:
            if response.status_code != httpx.codes.OK:
                raise _refusal(response.status_code, await response.aread())
            async with aclosing(_lines(response)) as lines:
                async for line in lines:
                    if not line.startswith(b"data: ") or line == b"data: [DONE]":
                        continue
                    event = json.loads(line.removeprefix(b"data: "))
                    if "error" in event:
                        raise _refusal(500, line.removeprefix(b"data: "))
                    yield event
    except httpx.TransportError as error:
        raise ModelStopped from error


async def _lines(response: httpx.Response) -> AsyncGenerator[bytes, None]:
    """Lines split at the line feed only; httpx's own reader also splits at U+0085 and others."""
    rest = b""
    async for data in response.aiter_raw():
        *whole, rest = (rest + data).split(b"\n")
        for line in whole:
            yield line.rstrip(b"\r")


def _refusal(status: int, body: bytes) -> Exception:
    """The worker's error as the server relays it: its raw body as the text."""
    text = body.decode("utf-8", "replace").strip()
    try:
        error = json.loads(text)["error"]
        if error.get("type") == "exceed_context_size_error":
            return _PromptTooLong(int(error["n_prompt_tokens"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    return Refusal(status, text)


def _metrics(event: Mapping[str, Any]) -> dict[str, int]:
    timings = event.get("timings") or {}
    return {
        "prompt_eval_count": int(timings.get("cache_n", 0)) + int(timings.get("prompt_n", 0)),
        "prompt_eval_duration": int(timings.get("prompt_ms", 0) * 1e6),
        "eval_count": int(timings.get("predicted_n", 0)),
        "eval_duration": int(timings.get("predicted_ms", 0) * 1e6),
    }


def _logprob(token: Mapping[str, Any]) -> dict[str, Any]:
    shown = {"token": token["token"], "logprob": token["logprob"], "bytes": token.get("bytes") or []}
    others = token.get("top_logprobs")
    return shown | ({"top_logprobs": [_logprob(other) for other in others]} if others else {})


def _add_calls(calls: dict[int, dict[str, Any]], deltas: Sequence[Mapping[str, Any]]) -> None:
    """Tool calls come in parts: the name first, then the arguments as growing JSON text."""
    for delta in deltas:
        call = calls.setdefault(int(delta.get("index", 0)), {"id": "", "name": "", "arguments": ""})
        function = delta.get("function") or {}
        call["id"] = delta.get("id") or call["id"]
        call["name"] = function.get("name") or call["name"]
        call["arguments"] += function.get("arguments") or ""


def _whole_calls(calls: Mapping[int, Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    whole = []
    for index, call in sorted(calls.items()):
        try:
            arguments = json.loads(call["arguments"] or "{}")
        except ValueError as error:
            text = f"the model returned invalid tool call arguments for {quoted(call['name'])}: {error}"
            raise Refusal(500, text) from error
        function = {"index": index, "name": call["name"], "arguments": arguments}
        whole.append({"id": call["id"], "function": function})
    return tuple(whole)


def _length(message: Mapping[str, Any]) -> int:
    content = message.get("content")
    if isinstance(content, str):
        return len(content)
    return sum(len(part.get("text", "")) for part in content or ())


def _json(payload: Mapping[str, Any]) -> bytes:
    return json.dumps(payload, ensure_ascii=False).encode("utf-8", "replace")
