"""One chat or generate request from its fields to the pieces of the reply."""

import json
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any

from app.engine.body import Body
from app.engine.errors import Refusal
from app.engine.facts import capabilities
from app.engine.goform import keep_alive_s, quoted
from app.engine.options import load_options, merge_options, sampling
from app.engine.store import StoredModel
from app.engine.upstream import Piece, chat_pieces, completion_pieces, rendered
from app.engine.workers import Workers

_THINK_LEVELS = ("high", "medium", "low", "max")
_THINK_CHOICE = '("high", "medium", "low", "max", true, or false)'
MOST_TOP_LOGPROBS = 20


@dataclass(frozen=True, slots=True)
class Inference:
    """What chat and generate have in common. `keep_alive_s` is None when absent, negative for ever.

    `messages` are in llama.cpp's form; `prompt` is set instead for a raw one.
    """

    model_text: str
    stream: bool
    options: Mapping[str, Any]
    format: Any
    keep_alive_s: float | None
    think: bool | str | None
    truncate: bool
    logprobs: bool
    top_logprobs: int
    render_only: bool
    messages: Sequence[Mapping[str, Any]] = ()
    prompt: str | None = None
    tools: Sequence[Mapping[str, Any]] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Nothing to answer: the model is to be loaded, or unloaded."""
        return not self.messages and self.prompt is None

    @property
    def is_unload(self) -> bool:
        """An empty request that wants the model gone."""
        return self.is_empty and self.keep_alive_s == 0


def read_common(body: Body) -> Inference:
    """The fields that chat and generate share.

    Raises:
        Refusal: 400 for a wrong type or value.
    """
    top_logprobs = body.number("top_logprobs")
    if not 0 <= top_logprobs <= MOST_TOP_LOGPROBS:
        raise Refusal(400, "top_logprobs must be between 0 and 20")
    return Inference(
        model_text=body.text("model"),
        stream=body.flag("stream", default=True),
        options=body.mapping("options"),
        format=body.value("format"),
        keep_alive_s=keep_alive_s(body.value("keep_alive")),
        think=_think(body.value("think")),
        truncate=body.flag("truncate", default=True),
        logprobs=body.flag("logprobs"),
        top_logprobs=top_logprobs,
        render_only=body.flag("_debug_render_only"),
    )


def check_capabilities(request: Inference, model: StoredModel, endpoint: str) -> None:
    """Refuse what the model cannot do, with the server's own texts.

    Raises:
        Refusal: 400.
    """
    able = capabilities(model.header, model.projector is not None)
    if request.think and "thinking" not in able:
        raise Refusal(400, f'"{request.model_text}" does not support thinking')
    if "completion" not in able:
        raise Refusal(400, f'"{request.model_text}" does not support {endpoint}')
    if request.tools and "tools" not in able:
        raise Refusal(400, f"{model.name.full} does not support tools")


async def pieces_of(request: Inference, model: StoredModel, workers: Workers) -> AsyncGenerator[Piece, None]:
    """Run the request; the last piece has `done_reason` and the counters.

    Raises:
        Refusal: before the first piece with its own status; later when the worker breaks off.
    """
    began_ns = time.monotonic_ns()
    options = merge_options(model.params, request.options)
    response_format = _response_format(request.format)
    wanted = load_options(options, model.context_length)
    async with workers.use(model, wanted, request.keep_alive_s) as loaded:
        load_ns = time.monotonic_ns() - began_ns
        if request.is_empty:
            yield Piece(done_reason="load")
            return
        http = loaded.process.http
        if request.render_only:
            fields = _chat_fields(request, model, response_format)
            yield Piece(rendered=request.prompt or await rendered(http, fields))
            return
        payload = sampling(options) | {"stream": True}
        if request.prompt is not None:
            source = completion_pieces(http, payload | _raw_fields(request, response_format))
        else:
            payload |= _chat_fields(request, model, response_format)
            source = chat_pieces(http, payload, wanted.context, request.truncate)
        async with aclosing(source) as pieces:
            async for piece in pieces:
                if piece.done_reason:
                    total = {"total_duration": time.monotonic_ns() - began_ns, "load_duration": load_ns}
                    yield replace(piece, metrics={**total, **piece.metrics})
                    return
                yield piece


def _chat_fields(request: Inference, model: StoredModel, response_format: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {"messages": list(request.messages), "stream_options": {"include_usage": True}}
    if response_format == "json":
        fields["response_format"] = {"type": "json_object"}
    elif response_format is not None:
        fields["response_format"] = {"type": "json_schema", "json_schema": {"schema": response_format}}
    if request.tools:
        fields["tools"] = list(request.tools)
    if request.logprobs:
        fields |= {"logprobs": True, "top_logprobs": request.top_logprobs}
    if "thinking" in capabilities(model.header, False):
        # A thinking model thinks unless it is told not to.
        kwargs: dict[str, Any] = {"enable_thinking": request.think is not False}
        if isinstance(request.think, str):
            kwargs["reasoning_effort"] = "high" if request.think == "max" else request.think
        fields["chat_template_kwargs"] = kwargs
    return fields


def _raw_fields(request: Inference, response_format: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {"prompt": request.prompt}
    if response_format is not None:
        fields["json_schema"] = {"type": "object"} if response_format == "json" else response_format
    if request.logprobs:
        fields["n_probs"] = max(1, request.top_logprobs)
    return fields


def _response_format(value: Any) -> Any:
    """None, "json" or a JSON Schema."""
    if value in (None, ""):
        return None
    if value == "json" or isinstance(value, dict):
        return value
    shown = quoted(json.dumps(value, ensure_ascii=False))
    raise Refusal(500, f'invalid format: {shown}; expected "json" or a valid JSON Schema object')


def _think(value: Any) -> bool | str | None:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        if value in _THINK_LEVELS:
            return value
        raise Refusal(400, f'invalid think value: "{value}" (must be {_THINK_CHOICE[1:]}')
    raise Refusal(400, f"think must be a boolean or string {_THINK_CHOICE}")
