"""What a healthy Ollama server knows and answers: its models, what is loaded, and every endpoint."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from app.domain.model_name import BadModelName, parse_model_name
from tests.helpers import ollama_inference as inference
from tests.helpers.http_server import Exchange
from tests.helpers.ollama_making import Maker, check_create
from tests.helpers.ollama_request import Progress, Refused, model_of, read_request
from tests.helpers.ollama_store import StoredModel, display, find, is_plain_name, some_models
from tests.helpers.ollama_transfers import Transfers

SIGNIN_URL = "https://ollama.com/connect?name=herder&key=c3NoLWVkMjU1MTk"
LOCAL_HOSTS = ("", "localhost", "127.0.0.1", "[::1]", "0.0.0.0")
GIB = 1024**3
RECOMMENDATIONS = [
    {
        "model": "gpt-oss:120b-cloud",
        "description": "Large and quick, in the cloud",
        "context_length": 131_072,
        "max_output_tokens": 32_768,
        "required_plan": "free",
    },
    {
        "model": "gemma3:4b",
        "description": "Small, sees pictures",
        "context_length": 131_072,
        "vram_bytes": 6 * GIB,
    },
]

Endpoint = Callable[[Exchange], Awaitable[None]]


@dataclass
class OllamaState:
    """All that such a server keeps; tests change the fields as they need.

    Attributes:
        models: what is installed, newest first.
        loaded: names of models in memory, and when they go.
        rate: pieces a second of a streamed reply; None sends them at once.
        load_s: how long a model takes to come into memory; its headers are held back so long.
        one_at_a_time: a model answers one request after the other, as a server does by default.
        old: answer like a server before v0.30.0: no capabilities in tags, other steps of create.
        unknown_paths: endpoints that this server is too old to have.
        account: what `/api/me` answers; None when nobody is signed in.
    """

    version: str = "0.33.0"
    models: list[StoredModel] = field(default_factory=some_models)
    loaded: dict[str, datetime] = field(default_factory=dict)
    rate: float | None = None
    load_s: float = 0.0
    one_at_a_time: bool = False
    old: bool = False
    unknown_paths: set[str] = field(default_factory=set)
    account: Mapping[str, Any] | None = None
    transfers: Transfers = field(default_factory=Transfers)
    maker: Maker = field(init=False)
    _turns: defaultdict[str, asyncio.Lock] = field(init=False)

    def __post_init__(self) -> None:
        self._turns = defaultdict(asyncio.Lock)
        self.maker = Maker(self.transfers, old=self.old)

    async def handle(self, exchange: Exchange) -> None:
        """Answer one request as a healthy server does."""
        if not _is_from_here(exchange):
            await exchange.answer(403)
            return
        methods = self._methods(exchange.request.path)
        endpoint = methods.get(exchange.request.method)
        if not methods:
            await exchange.answer(404, b"404 page not found", "text/plain")
        elif endpoint is None:
            allowed = [("Allow", ", ".join(methods))]
            await exchange.answer(405, b"405 method not allowed", "text/plain", allowed)
        else:
            try:
                await endpoint(exchange)
            except Refused as error:
                await exchange.json({"error": error.text}, error.status)

    def find(self, name: str) -> StoredModel | None:
        """The stored model of that name, in any case, with or without its tag."""
        return find(self.models, name)

    def _methods(self, path: str) -> dict[str, Endpoint]:
        """What a path offers; nothing for one that is not known."""
        if path in self.unknown_paths:
            return {}
        if path.startswith("/api/blobs/"):
            return {"HEAD": self.maker.head_blob, "POST": self.maker.post_blob}
        endpoints: dict[str, dict[str, Endpoint]] = {
            "/": {"HEAD": self._root, "GET": self._root},
            "/api/version": {"HEAD": self._version, "GET": self._version},
            "/api/tags": {"HEAD": self._tags, "GET": self._tags},
            "/api/ps": {"GET": self._ps},
            "/api/show": {"POST": self._show},
            "/api/chat": {"POST": self._infer},
            "/api/generate": {"POST": self._infer},
            "/api/embed": {"POST": self._embed},
            "/api/embeddings": {"POST": self._embeddings},
            "/api/create": {"POST": self._create},
            "/api/copy": {"POST": self._copy},
            "/api/delete": {"DELETE": self._delete},
            "/api/pull": {"POST": self._pull},
            "/api/push": {"POST": self._push},
            "/api/me": {"POST": self._me},
            "/api/signout": {"POST": self._signout},
            "/api/status": {"GET": self._status},
            "/api/experimental/model-recommendations": {"GET": self._recommendations},
        }
        return endpoints.get(path, {})

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
                row.pop("capabilities", None)
                row |= {"expires_at": expires_at.isoformat(), "size_vram": 0, "context_length": 4096}
                rows.append(row)
        await exchange.json({"models": rows})

    async def _show(self, exchange: Exchange) -> None:
        fields = read_request(exchange)
        typed = model_of(fields)
        shown = typed if self.old else _shown(typed)
        model = self._known(typed, empty=(400, "model is required"), shown=shown)
        system = fields.get("system", model.system)
        described = {
            "license": "\n".join(model.licenses),
            "modelfile": _modelfile(model, system),
            "parameters": model.parameter_text,
            "template": model.template,
            "system": system,
            "details": model.details,
            "messages": list(model.messages),
            "model_info": {
                "general.architecture": model.family,
                "general.parameter_count": 134_515_008,
                f"{model.family}.context_length": model.context_length,
                f"{model.family}.embedding_length": model.embedding_length,
                "tokenizer.ggml.tokens": ["a", "b"] if fields.get("verbose") else None,
            },
            "capabilities": list(model.capabilities),
            "modified_at": model.modified_at,
        }
        await exchange.json({key: value for key, value in described.items() if value not in ("", [])})

    async def _infer(self, exchange: Exchange) -> None:
        """Chat and generate: load, unload, or a reply made of the question."""
        chat = exchange.request.path == "/api/chat"
        fields = read_request(exchange)
        empty = (400, "model is required") if chat else (404, "model '' not found")
        model = self._known(model_of(fields), empty)
        inference.check(chat, fields, model)
        seconds = inference.keep_seconds(fields)
        async with self._turns[model.name] if self.one_at_a_time else nullcontext():
            if seconds and self.load_s and model.name not in self.loaded:
                await asyncio.sleep(self.load_s)
            self._keep(model, seconds)
            await self._reply(exchange, fields, model)

    async def _reply(self, exchange: Exchange, fields: dict[str, Any], model: StoredModel) -> None:
        chat = exchange.request.path == "/api/chat"
        question = inference.question_of(chat, fields)
        if not question:
            reason = "load" if model.name in self.loaded else "unload"
            await exchange.json(inference.last_object(fields["model"], chat, reason, 0))
        elif fields.get("_debug_render_only"):
            await exchange.json(inference.rendered(fields, model, question))
        else:
            made = inference.make_reply(question, fields, model)
            await inference.send_reply(exchange, fields, made, self.rate)

    def _keep(self, model: StoredModel, seconds: float) -> None:
        if seconds == 0:
            self.loaded.pop(model.name, None)
        else:
            self.loaded[model.name] = datetime.now(UTC) + timedelta(seconds=seconds)

    async def _embed(self, exchange: Exchange) -> None:
        fields = read_request(exchange)
        typed = model_of(fields)
        text = f'model "{typed}" not found, try pulling it first'
        model = self._known(typed, (404, "model '' not found"), missing=text)
        self._keep(model, inference.keep_seconds(fields))
        await exchange.json(inference.embed(fields, model))

    async def _embeddings(self, exchange: Exchange) -> None:
        fields = read_request(exchange)
        typed = model_of(fields)
        text = f'model "{typed}" not found, try pulling it first'
        model = self._known(typed, (400, "model is required"), missing=text)
        self._keep(model, inference.keep_seconds(fields))
        prompt = fields.get("prompt", "")
        values = inference.vector(prompt, model.embedding_length) if prompt else []
        await exchange.json({"embedding": values})

    def _known(
        self, typed: str, empty: tuple[int, str], *, shown: str | None = None, missing: str = ""
    ) -> StoredModel:
        """The model of that name; each endpoint refuses an empty and a missing one in its own words."""
        if not typed:
            raise Refused(*empty)
        try:
            parse_model_name(typed)
        except BadModelName:
            raise Refused(400, "invalid model name") from None
        model = self.find(typed)
        if model is None:
            raise Refused(404, missing or f"model '{shown or typed}' not found")
        return model

    async def _create(self, exchange: Exchange) -> None:
        fields = read_request(exchange)
        check_create(fields)
        await self._job(exchange, fields, self.maker.create)

    async def _pull(self, exchange: Exchange) -> None:
        fields = read_request(exchange)
        if not is_plain_name(model_of(fields).strip()):
            raise Refused(400, "invalid model name")
        await self._job(exchange, fields, self.transfers.pull)

    async def _push(self, exchange: Exchange) -> None:
        fields = read_request(exchange)
        if not model_of(fields):
            raise Refused(400, "model is required")
        self.transfers.signed_in = self.account is not None
        await self._job(exchange, fields, self.transfers.push)

    async def _job(
        self,
        exchange: Exchange,
        fields: Mapping[str, Any],
        job: Callable[[Progress, Mapping[str, Any], list[StoredModel]], Awaitable[None]],
    ) -> None:
        """Run a long job and tell its end."""
        progress = Progress(exchange, fields)
        try:
            await job(progress, fields, self.models)
        except Refused as error:
            await progress.fail(error)
        else:
            await progress.succeed()

    async def _copy(self, exchange: Exchange) -> None:
        fields = read_request(exchange)
        names = {part: str(fields.get(part, "")) for part in ("source", "destination")}
        for part, name in names.items():
            if not is_plain_name(name):
                raise Refused(400, f'{part} "{name}" is invalid')
        model = self.find(names["source"])
        if model is None:
            raise Refused(404, f'model "{names["source"]}" not found')
        before = self.find(names["destination"])
        if before is not model:
            copy = model.copied(before.name if before else display(names["destination"]))
            self.models[:] = [copy, *(each for each in self.models if each is not before)]
        await exchange.answer(200)

    async def _delete(self, exchange: Exchange) -> None:
        name = model_of(read_request(exchange))
        if not name:
            raise Refused(400, "model is required")
        if not is_plain_name(name.strip()):
            raise Refused(400, f'name "{name}" is invalid')
        self.models.remove(self._known(name, (400, "")))
        await exchange.answer(200)

    async def _me(self, exchange: Exchange) -> None:
        if self.account is None:
            await exchange.json({"error": "unauthorized", "signin_url": SIGNIN_URL}, 401)
        else:
            await exchange.json(self.account)

    async def _signout(self, exchange: Exchange) -> None:
        if self.account is None:
            raise Refused(401, "you are not currently signed in")
        self.account = None
        await exchange.json(None)

    async def _status(self, exchange: Exchange) -> None:
        await exchange.json({"cloud": {"disabled": False, "source": "none"}})

    async def _recommendations(self, exchange: Exchange) -> None:
        await exchange.json({"recommendations": RECOMMENDATIONS})


def _is_from_here(exchange: Exchange) -> bool:
    """A server on a loopback address refuses other names of itself, and pages of other sites."""
    host = re.sub(r":\d*$", "", exchange.request.header("Host") or "")
    origin = exchange.request.header("Origin")
    from_here = origin is None or urlsplit(origin).hostname in LOCAL_HOSTS
    return from_here and (host in LOCAL_HOSTS or host.endswith((".localhost", ".local", ".internal")))


def _shown(typed: str) -> str:
    """The name as `show` writes it in its error."""
    try:
        return display(typed)
    except BadModelName:
        return typed


def _modelfile(model: StoredModel, system: str) -> str:
    lines = [
        '# Modelfile generated by "ollama show"',
        "# To build a new Modelfile based on this, replace FROM with:",
        f"# FROM {model.name}",
        "",
        f"FROM /models/blobs/{model.weights.replace(':', '-')}",
        f'TEMPLATE """{model.template}"""',
        *([f"SYSTEM {system}"] if system else []),
        *(f"PARAMETER {' '.join(line.split(None, 1))}" for line in model.parameter_text.splitlines()),
        *(f"LICENSE {text}" for text in model.licenses),
        *(f"MESSAGE {message['role']} {message['content']}" for message in model.messages),
    ]
    return "\n".join(lines) + "\n"
