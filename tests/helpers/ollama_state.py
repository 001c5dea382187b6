"""What a small healthy Ollama server knows and answers: its models, what is loaded, and made-up replies."""

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.model_name import BadModelName, parse_model_name, same_model
from app.domain.units import keep_alive_s
from tests.helpers.http_server import Exchange, encode
from tests.helpers.replies import NOW, STREAM_HEADERS, metrics

GIB = 1024**3
FOR_EVER_S = 292 * 365 * 86400


@dataclass
class StoredModel:
    """A model as `tags` and `show` describe it."""

    name: str
    size_bytes: int = 98_363_234
    family: str = "llama"
    parameter_size: str = "134.52M"
    quantization_level: str = "Q4_1"
    capabilities: tuple[str, ...] = ("completion",)
    context_length: int = 8192
    modified_at: str = NOW

    @property
    def digest(self) -> str:
        """64 hex digits, the same for the same name."""
        return hashlib.sha256(self.name.encode()).hexdigest()

    @property
    def details(self) -> dict[str, Any]:
        return {
            "parent_model": "",
            "format": "gguf",
            "family": self.family,
            "families": [self.family],
            "parameter_size": self.parameter_size,
            "quantization_level": self.quantization_level,
        }


def some_models() -> list[StoredModel]:
    """A plain, a thinking, a seeing and an embedding model."""
    return [
        StoredModel("smol:latest"),
        StoredModel(
            "thinker:latest", capabilities=("completion", "thinking"), modified_at="2026-11-20T10:00:00Z"
        ),
        StoredModel(
            "gemma3:4b",
            3_338_801_804,
            "gemma3",
            "4.3B",
            "Q4_K_M",
            ("completion", "vision"),
            131_072,
            "2026-11-02T18:30:05.5+01:00",
        ),
        StoredModel(
            "nomic-embed-text:latest",
            274_302_450,
            "nomic-bert",
            "137M",
            "F16",
            ("embedding",),
            2048,
            "2026-10-11T07:15:00Z",
        ),
    ]


Endpoint = Callable[[Exchange], Awaitable[None]]


@dataclass
class OllamaState:
    """Models, what is in memory, and the version; tests change the fields as they need."""

    version: str = "0.33.0"
    models: list[StoredModel] = field(default_factory=some_models)
    loaded: dict[str, datetime] = field(default_factory=dict)
    rate: float | None = None
    old: bool = False  # answer like a server before v0.30.0: no capabilities in tags

    async def handle(self, exchange: Exchange) -> None:
        """Answer one request as a healthy server does."""
        endpoints: dict[str, dict[str, Endpoint]] = {
            "/": {"HEAD": self._root, "GET": self._root},
            "/api/version": {"HEAD": self._version, "GET": self._version},
            "/api/tags": {"HEAD": self._tags, "GET": self._tags},
            "/api/ps": {"GET": self._ps},
            "/api/show": {"POST": self._show},
            "/api/chat": {"POST": self._infer},
            "/api/generate": {"POST": self._infer},
        }
        methods = endpoints.get(exchange.request.path)
        if methods is None:
            await exchange.answer(404, b"404 page not found", "text/plain")
        elif exchange.request.method not in methods:
            allowed = [("Allow", ", ".join(methods))]
            await exchange.answer(405, b"405 method not allowed", "text/plain", allowed)
        else:
            await methods[exchange.request.method](exchange)

    def find(self, name: str) -> StoredModel | None:
        """The stored model of that name, in any case, with or without its tag."""
        return next((model for model in self.models if same_model(model.name, name)), None)

    async def _root(self, exchange: Exchange) -> None:
        await exchange.answer(200, b"Ollama is running", "text/plain; charset=utf-8")

    async def _version(self, exchange: Exchange) -> None:
        await exchange.json({"version": self.version})

    async def _tags(self, exchange: Exchange) -> None:
        await exchange.json({"models": [self._row(model) for model in self.models]})

    def _row(self, model: StoredModel) -> dict[str, Any]:
        row = {
            "name": model.name,
            "model": model.name,
            "modified_at": model.modified_at,
            "size": model.size_bytes,
            "digest": model.digest,
            "details": model.details,
        }
        return row if self.old else {**row, "capabilities": list(model.capabilities)}

    async def _ps(self, exchange: Exchange) -> None:
        rows = []
        for name, expires_at in sorted(self.loaded.items(), key=lambda item: item[1], reverse=True):
            model = self.find(name)
            if model is not None and expires_at > datetime.now(UTC):
                row = self._row(model)
                del row["modified_at"]
                row |= {"expires_at": expires_at.isoformat(), "size_vram": 0, "context_length": 4096}
                rows.append(row)
        await exchange.json({"models": rows})

    async def _show(self, exchange: Exchange) -> None:
        body = await self._body(exchange)
        if body is None:
            return
        model = await self._known(exchange, body.get("model") or body.get("name") or "")
        if model is None:
            return
        await exchange.json(
            {
                "modelfile": f"FROM {model.name}\n",
                "parameters": 'stop                           "<|im_end|>"',
                "template": "{{ .Prompt }}",
                "details": model.details,
                "model_info": {
                    "general.architecture": model.family,
                    "general.parameter_count": 134_515_008,
                    f"{model.family}.context_length": model.context_length,
                    f"{model.family}.embedding_length": 576,
                    "tokenizer.ggml.tokens": None,
                },
                "capabilities": list(model.capabilities),
                "modified_at": model.modified_at,
            }
        )

    async def _infer(self, exchange: Exchange) -> None:
        """Chat and generate: load, unload, or a reply made of the question, streamed at `rate`."""
        body = await self._body(exchange)
        if body is None:
            return
        model = await self._known(exchange, body.get("model") or "")
        if model is None:
            return
        chat = exchange.request.path == "/api/chat"
        question = _question(body, chat)
        keep_alive = body.get("keep_alive")
        try:
            seconds = keep_alive_s(300 if keep_alive is None else keep_alive)
        except ValueError:
            await exchange.json({"error": f'time: invalid duration "{keep_alive}"'}, 400)
            return
        if seconds == 0:
            self.loaded.pop(model.name, None)
        else:
            self.loaded[model.name] = datetime.now(UTC) + timedelta(seconds=min(seconds, FOR_EVER_S))
        if not question:
            await exchange.json(_last(body["model"], chat, "", "unload" if seconds == 0 else "load", 0))
            return
        thinks = "thinking" in model.capabilities and body.get("think") is not False
        pieces = list(_pieces(question, thinks))
        if body.get("stream") is False:
            whole = {
                key: "".join(text for kind, text in pieces if kind == key) for key in ("thinking", "content")
            }
            last = _last(body["model"], chat, whole["content"], "stop", len(pieces))
            if whole["thinking"]:
                (last["message"] if chat else last)["thinking"] = whole["thinking"]
            await exchange.json(last)
            return
        await exchange.head(200, STREAM_HEADERS)
        for kind, text in pieces:
            await exchange.chunk(encode(_piece(body["model"], chat, kind, text)) + b"\n")
            if self.rate:
                await asyncio.sleep(1 / self.rate)
        await exchange.chunk(encode(_last(body["model"], chat, "", "stop", len(pieces))) + b"\n")
        await exchange.end()

    async def _body(self, exchange: Exchange) -> dict[str, Any] | None:
        """The JSON body; without one the request is answered here."""
        if not exchange.request.body:
            await exchange.json({"error": "missing request body"}, 400)
            return None
        try:
            value = exchange.request.json
        except ValueError:
            await exchange.json({"error": "unexpected EOF"}, 400)
            return None
        return value if isinstance(value, dict) else {}

    async def _known(self, exchange: Exchange, name: str) -> StoredModel | None:
        """The model of that name; a missing one is answered here, with the text of the endpoint."""
        try:
            shown = str(parse_model_name(name)) if exchange.request.path == "/api/show" else name
        except BadModelName:
            await exchange.json({"error": "invalid model name" if name else "model is required"}, 400)
            return None
        model = self.find(name)
        if model is None:
            await exchange.json({"error": f"model '{shown}' not found"}, 404)
        return model


def _question(body: dict[str, Any], chat: bool) -> str:
    if not chat:
        return str(body.get("prompt", ""))
    messages = body.get("messages") or []
    return str(messages[-1].get("content", "")) if messages else ""


def _pieces(question: str, thinks: bool) -> Iterator[tuple[str, str]]:
    """A reply in pieces of about a word: ("thinking" or "content", text)."""
    if thinks:
        for word in re.findall(r"\s*\S+", "The question is short, so the answer can be short too."):
            yield "thinking", word
    for word in re.findall(r"\s*\S+", f"You asked: {question}\n\nThis is a *scripted* reply."):
        yield "content", word


def _piece(model: str, chat: bool, kind: str, text: str) -> dict[str, Any]:
    if chat:
        message = {"role": "assistant", "content": "", kind: text}
        return {"model": model, "created_at": NOW, "message": message, "done": False}
    return {
        "model": model,
        "created_at": NOW,
        "response": "" if kind == "thinking" else text,
        **({"thinking": text} if kind == "thinking" else {}),
        "done": False,
    }


def _last(model: str, chat: bool, content: str, reason: str, pieces: int) -> dict[str, Any]:
    text = {"message": {"role": "assistant", "content": content}} if chat else {"response": content}
    counters = metrics(pieces) if pieces else {}
    return {"model": model, "created_at": NOW, **text, "done": True, "done_reason": reason, **counters}
