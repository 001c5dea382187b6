"""The Ollama HTTP API of the engine: which path does what."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from app.domain.model_name import BadModelName, ModelName, parse_model_name
from app.engine.answers import ReplyAnswer, error_answer, json_answer, text_answer
from app.engine.body import MOST_BYTES, Body, parse_body
from app.engine.chat import STRUCT as CHAT_STRUCT
from app.engine.chat import chat_object, read_chat, with_model_messages
from app.engine.errors import Refusal
from app.engine.generate import STRUCT as GENERATE_STRUCT
from app.engine.generate import generate_object, read_generate
from app.engine.guard import TOO_LARGE, Guard
from app.engine.inference import Inference, check_capabilities, pieces_of
from app.engine.listing import ps_row, show_answer, tags_row
from app.engine.store import Store, StoredModel
from app.engine.upstream import Piece
from app.engine.workers import Workers

NOT_HERE: Mapping[str, list[str]] = {
    "/api/embed": ["POST"],
    "/api/embeddings": ["POST"],
    "/api/create": ["POST"],
    "/api/blobs/{digest}": ["HEAD", "POST"],
    "/api/copy": ["POST"],
    "/api/delete": ["DELETE"],
    "/api/pull": ["POST"],
    "/api/push": ["POST"],
    "/api/me": ["POST"],
    "/api/signout": ["POST"],
    "/api/user/keys/{key}": ["DELETE"],
    "/api/status": ["GET"],
    "/api/experimental/model-recommendations": ["GET"],
    "/api/experimental/web_search": ["POST"],
    "/api/experimental/web_fetch": ["POST"],
    "/v1/{rest:path}": ["GET", "POST"],
}
"""Endpoints of Ollama that the built-in engine does not offer, with their methods."""


_Shape = Callable[[str, Piece], Mapping[str, Any]]


class Surface:
    """The endpoints over one store and its workers.

    Args:
        ready: done when the store may be read; tags and models wait for it.
    """

    def __init__(self, store: Store, workers: Workers, version: str, ready: "asyncio.Future[Any]") -> None:
        self._store = store
        self._workers = workers
        self._version = version
        self._ready = ready

    def app(self, token: str, port: int) -> ASGIApp:
        """The whole application, guarded."""
        routes = [
            Route("/", self.root),
            Route("/api/version", self.version),
            Route("/api/tags", self.tags),
            Route("/api/ps", self.ps),
            Route("/api/show", self.show, methods=["POST"]),
            Route("/api/chat", self.chat, methods=["POST"]),
            Route("/api/generate", self.generate, methods=["POST"]),
            *(Route(path, self.not_here, methods=methods) for path, methods in NOT_HERE.items()),
        ]
        handlers: Any = {Refusal: _on_refusal, HTTPException: _on_http, ClientDisconnect: _on_left}
        app = Starlette(routes=routes, exception_handlers=handlers)
        app.router.redirect_slashes = False
        return Guard(app, token, port)

    async def root(self, request: Request) -> Response:
        """Liveness."""
        return Response("Ollama is running", headers={"content-type": "text/plain; charset=utf-8"})

    async def version(self, request: Request) -> Response:
        """Our own version; `built-in` tells it from an Ollama server."""
        return json_answer({"version": f"{self._version}+builtin"})

    async def tags(self, request: Request) -> Response:
        """The installed models."""
        await asyncio.shield(self._ready)
        models = await asyncio.to_thread(self._store.models)
        return json_answer({"models": [tags_row(model) for model in models]})

    async def ps(self, request: Request) -> Response:
        """The loaded model, if any."""
        loaded = self._workers.loaded
        return json_answer({"models": [ps_row(loaded)] if loaded else []})

    async def show(self, request: Request) -> Response:
        """Everything about one model."""
        body = await _body(request, "ShowRequest")
        name = _name(body.text("model") or body.text("name"))
        model = await self._find(name, name.display)
        system, verbose = body.text("system"), body.flag("verbose")
        return json_answer(await asyncio.to_thread(show_answer, model, system, verbose))

    async def chat(self, request: Request) -> Any:
        """A turn of a conversation."""
        asked = read_chat(await _body(request, CHAT_STRUCT))
        if not asked.model_text:
            raise Refusal(400, "model is required")
        model = await self._find(_name(asked.model_text), asked.model_text)
        asked = with_model_messages(asked, model)
        return self._reply(asked, model, "chat", chat_object)

    async def generate(self, request: Request) -> Any:
        """The answer to one prompt."""
        body = await _body(request, GENERATE_STRUCT)
        asked = read_generate(body)
        if not asked.model_text:
            raise Refusal(404, "model '' not found")
        model = await self._find(_name(asked.model_text), asked.model_text)
        if body.text("suffix"):
            raise Refusal(400, f"{model.name.full} does not support insert")
        if asked.prompt is None:
            asked = with_model_messages(asked, model)
        return self._reply(asked, model, "generate", generate_object)

    async def not_here(self, request: Request) -> Response:
        """What only an Ollama server does."""
        raise Refusal(501, f"the built-in engine does not offer {request.url.path}; an Ollama server does")

    def _reply(self, asked: Inference, model: StoredModel, endpoint: str, shape: _Shape) -> Any:
        if asked.is_unload:
            self._workers.unload(model)
            return json_answer(shape(asked.model_text, Piece(done_reason="unload")))
        check_capabilities(asked, model, endpoint)
        return ReplyAnswer(
            pieces_of(asked, model, self._workers),
            lambda piece: shape(asked.model_text, piece),
            stream=asked.stream and not asked.is_empty and not asked.render_only,
        )

    async def _find(self, name: ModelName, shown: str) -> StoredModel:
        await asyncio.shield(self._ready)
        model = await asyncio.to_thread(self._store.find, name)
        if model is None:
            raise Refusal(404, f"model '{shown}' not found")
        return model


def _name(text: str) -> ModelName:
    if not text:
        raise Refusal(400, "model is required")
    try:
        return parse_model_name(text)
    except BadModelName as error:
        raise Refusal(400, "invalid model name") from error


async def _body(request: Request, struct: str) -> Body:
    """The request's JSON object; reading stops where it grows beyond the limit."""
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > MOST_BYTES:
            raise TOO_LARGE
    return parse_body(bytes(data), struct)


async def _on_refusal(request: Request, refusal: Any) -> Response:
    return error_answer(refusal)


async def _on_left(request: Request, left: Any) -> Response:
    return Response(status_code=499)


async def _on_http(request: Request, error: Any) -> Response:
    if error.status_code == 405:
        allowed = sorted((error.headers or {}).get("Allow", "").split(", "), reverse=True)
        return text_answer("405 method not allowed", 405, {"allow": ", ".join(allowed)})
    return text_answer("404 page not found", 404)
