"""Chat, generate and the embeddings of the scripted server: replies made of the question."""

import asyncio
import base64
import binascii
import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.units import keep_alive_s
from tests.helpers.http_server import Exchange, encode
from tests.helpers.ollama_request import Refused
from tests.helpers.ollama_store import StoredModel
from tests.helpers.replies import NOW, STREAM_HEADERS, metrics

FOR_EVER_S = 292 * 365 * 86400
_OPTIONS: dict[str, tuple[Any, str]] = {
    "temperature": ((int, float), "float32"),
    "top_p": ((int, float), "float32"),
    "repeat_penalty": ((int, float), "float32"),
    "num_ctx": (int, "integer"),
    "num_predict": (int, "integer"),
    "top_k": (int, "integer"),
    "seed": (int, "integer"),
    "stop": (list, "array"),
    "use_mmap": (bool, "boolean"),
}
_THINK = '"high", "medium", "low", "max", true, or false'


def check(chat: bool, fields: Mapping[str, Any], model: StoredModel) -> None:
    """Raise what a server says before it runs a model.

    Raises:
        Refused: a capability the model lacks, or a field with a value it cannot have.
    """
    what = "chat" if chat else "generate"
    if "completion" not in model.capabilities:
        raise Refused(400, f'"{fields["model"]}" does not support {what}')
    for wanted, capability in (("tools", "tools"), ("suffix", "insert")):
        if fields.get(wanted) and capability not in model.capabilities:
            full = f"registry.ollama.ai/library/{model.name}"
            raise Refused(400, f"{full} does not support {capability}")
    think = fields.get("think")
    if isinstance(think, str) and think not in ("high", "medium", "low", "max"):
        raise Refused(400, f"invalid think value: {json.dumps(think)} (must be {_THINK})")
    if not isinstance(think, bool | str | None):
        raise Refused(400, f"think must be a boolean or string ({_THINK})")
    if think and "thinking" not in model.capabilities:
        raise Refused(400, f'"{fields["model"]}" does not support thinking')
    if fields.get("raw") and any(fields.get(key) for key in ("template", "system", "context")):
        raise Refused(400, "raw mode does not support template, system, or context")
    if not 0 <= fields.get("top_logprobs", 0) <= 20:
        raise Refused(400, "top_logprobs must be between 0 and 20")
    for holder in (fields, *fields.get("messages", ())):
        for image in holder.get("images") or ():
            _check_image(image)
    options = {**model.parameters, **fields.get("options", {})}
    _check_options(options)
    history = " ".join(str(message.get("content", "")) for message in fields.get("messages", ()))
    _check_length([history if chat else question_of(chat, fields)], fields, model)
    if fields.get("format") not in (None, "", "json") and not isinstance(fields["format"], dict):
        shown = json.dumps(json.dumps(fields["format"]))
        raise Refused(500, f'invalid format: {shown}; expected "json" or a valid JSON Schema object')


def _check_options(options: Mapping[str, Any]) -> None:
    for key, value in options.items():
        kind, name = _OPTIONS.get(key, (object, ""))
        is_flag = isinstance(value, bool) and kind is not bool
        if value is not None and kind is not object and (is_flag or not isinstance(value, kind)):
            raise Refused(500, f'option "{key}" must be of type {name}')


def _check_length(texts: list[str], fields: Mapping[str, Any], model: StoredModel) -> None:
    """A text that may not be shortened has to fit; a word counts as a token."""
    room = fields.get("options", {}).get("num_ctx") or model.context_length
    if fields.get("truncate") is False and any(len(text.split()) > room for text in texts):
        raise Refused(400, "the input length exceeds the context length")


def _check_image(image: str) -> None:
    try:
        base64.b64decode(image, validate=True)
    except binascii.Error:
        wrong = re.search(r"[^A-Za-z0-9+/]", image)
        at = wrong.start() if wrong else len(image)
        raise Refused(400, f"illegal base64 data at input byte {at}") from None


def keep_seconds(fields: Mapping[str, Any]) -> float:
    """How long the model stays loaded.

    Raises:
        Refused: no duration.
    """
    value = fields.get("keep_alive", 300)
    if isinstance(value, bool):
        raise Refused(400, "Unsupported type: 'bool'")
    try:
        return min(keep_alive_s(value), FOR_EVER_S)
    except ValueError:
        missing = "missing unit in" if isinstance(value, str) and re.fullmatch(r"-?\d+", value) else "invalid"
        raise Refused(400, f'time: {missing} duration "{value}"') from None


@dataclass(frozen=True)
class Made:
    """A reply: ("thinking", "content" or "calls", value) in order, and why it ends."""

    pieces: list[tuple[str, Any]]
    reason: str


def question_of(chat: bool, fields: Mapping[str, Any]) -> str:
    """What is asked; empty when the model is only to be loaded."""
    if not chat:
        return str(fields.get("prompt", ""))
    return " ".join(str(message.get("content", "")) for message in fields.get("messages", ())[-1:])


def make_reply(question: str, fields: Mapping[str, Any], model: StoredModel) -> Made:
    """A reply made of the question, cut at `num_predict`; JSON where that is asked for."""
    pieces = list(_pieces(question, fields, model))
    limit = {**model.parameters, **fields.get("options", {})}.get("num_predict", -1)
    cut = 0 < limit < len(pieces)
    return Made(pieces[:limit] if cut else pieces, "length" if cut else "stop")


def _pieces(question: str, fields: Mapping[str, Any], model: StoredModel) -> Iterator[tuple[str, Any]]:
    """Each piece is about a word."""
    if "thinking" in model.capabilities and fields.get("think") is not False:
        for word in re.findall(r"\s*\S+", "The question is short, so the answer can be short too."):
            yield "thinking", word
    if fields.get("tools"):
        function = fields["tools"][0]["function"]
        wanted = function.get("parameters", {}).get("properties", {})
        arguments = {key: _example(schema) for key, schema in wanted.items()}
        call = {"index": 0, "name": function["name"], "arguments": arguments}
        yield "calls", [{"id": "call_ab12cd34", "function": call}]
        return
    text = f"You asked: {question}\n\nThis is a *scripted* reply."
    if fields.get("format"):
        text = json.dumps(_example(fields["format"] if isinstance(fields["format"], dict) else {}))
    for word in re.findall(r"\s*\S+", text):
        yield "content", word


def _example(schema: Mapping[str, Any]) -> Any:
    """A value that a JSON schema allows."""
    if schema.get("enum"):
        return schema["enum"][0]
    kind = schema.get("type", "object")
    match kind[0] if isinstance(kind, list) else kind:
        case "object":
            return {key: _example(value) for key, value in schema.get("properties", {}).items()}
        case "array":
            return []
        case "integer" | "number":
            return 22
        case "boolean":
            return True
    return "text"


async def send_reply(exchange: Exchange, fields: Mapping[str, Any], made: Made, rate: float | None) -> None:
    """Write a reply: whole, or streamed at `rate` pieces a second."""
    chat = exchange.request.path == "/api/chat"
    name = fields["model"]
    if fields.get("stream") is False:
        await exchange.json(_whole(name, chat, made))
        return
    await exchange.head(200, STREAM_HEADERS)
    for kind, value in made.pieces:
        await exchange.chunk(encode(_object(name, chat, {kind: value})) + b"\n")
        if rate:
            await asyncio.sleep(1 / rate)
    await exchange.chunk(encode(last_object(name, chat, made.reason, len(made.pieces))) + b"\n")
    await exchange.end()


def rendered(fields: Mapping[str, Any], model: StoredModel, question: str) -> dict[str, Any]:
    """The answer to `_debug_render_only`: the prompt instead of a reply."""
    prompt = f"<|im_start|>user\n{question}<|im_end|>\n" if model.template else question
    return {"model": fields["model"], "created_at": NOW, "response": "", "done": False} | {
        "_debug_info": {"rendered_template": prompt}
    }


def _whole(name: str, chat: bool, made: Made) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for kind, value in made.pieces:
        parts[kind] = parts[kind] + value if kind in parts else value
    return _object(name, chat, parts) | _end(made.reason, len(made.pieces))


def last_object(name: str, chat: bool, reason: str, pieces: int) -> dict[str, Any]:
    """The object with `done`; counters only when anything was generated."""
    return _object(name, chat, {}) | _end(reason, pieces)


def _end(reason: str, pieces: int) -> dict[str, Any]:
    return {"done": True, "done_reason": reason, **(metrics(pieces) if pieces else {})}


def _object(name: str, chat: bool, parts: Mapping[str, Any]) -> dict[str, Any]:
    content = parts.get("content", "")
    more = {key: parts[key] for key in ("thinking",) if key in parts}
    if "calls" in parts:
        more["tool_calls"] = parts["calls"]
    text = {"message": {"role": "assistant", "content": content, **more}}
    if not chat:
        text = {"response": content, **more}
    return {"model": name, "created_at": NOW, **text, "done": False}


def embed(fields: Mapping[str, Any], model: StoredModel) -> dict[str, Any]:
    """The answer of `/api/embed`: one vector of unit length for each text.

    Raises:
        Refused: what cannot be embedded.
    """
    wanted = fields.get("input", [])
    texts = [wanted] if isinstance(wanted, str) and wanted else wanted or []
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise Refused(400, "invalid input type")
    if not texts:
        return {"model": fields["model"], "embeddings": []}
    if not all(texts):
        raise Refused(500, "Failed to create new sequence: no input provided")
    _check_options(fields.get("options", {}))
    _check_length(texts, fields, model)
    if model.family == "gemma3":
        raise Refused(501, "this model does not support embeddings")
    dimensions = fields.get("dimensions") or model.embedding_length
    return {
        "model": fields["model"],
        "embeddings": [_unit(vector(text, model.embedding_length)[:dimensions]) for text in texts],
        "total_duration": 70_975_388,
        "load_duration": 12_311_952,
        "prompt_eval_count": sum(min(len(text.split()), model.context_length) for text in texts),
    }


def vector(text: str, dimensions: int) -> list[float]:
    """A vector for a text: the same for the same text, of no special length."""
    seed = hashlib.sha256(text.encode()).digest()
    return [math.sin(seed[index % 32] + index) for index in range(dimensions)]


def _unit(values: list[float]) -> list[float]:
    length = math.sqrt(sum(value * value for value in values)) or 1.0
    return [value / length for value in values]
