"""The client of one Ollama server: one method per endpoint, named like the endpoint."""

import asyncio
import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from app.api import wire
from app.api.body import Body, chat_body, generate_body, json_body
from app.api.call import Call
from app.api.errors import BadReply, ServerSilent
from app.api.hosts import ServerAddress
from app.domain.chat import ChatDelta, ChatRequest, GenerateDelta, GenerateRequest, KeepAlive
from app.domain.model_info import ModelShow, ModelSummary, RunningModel

if TYPE_CHECKING:
    from app.api.transport import Transport

_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_HEADER_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?|")
_OWN_HEADERS = frozenset(
    (
        "accept",
        "accept-encoding",
        "connection",
        "content-length",
        "content-type",
        "origin",
        "transfer-encoding",
    )
)
_CONNECT_SHARE = 0.8
"""Part of a total limit that connecting may take, so that "no connection" and "no answer" stay apart."""


class OllamaClient:
    """Speaks with the server at one address. Use it from one event loop; close it with `aclose()`.

    Every method can raise the whole tree of `app.api.errors`. Streams are async generators: iterate them
    inside `async with contextlib.aclosing(...)`, so that the response is closed at once however it is left.
    """

    def __init__(
        self,
        address: ServerAddress,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        connect_timeout_s: float = 5.0,
        lookup_timeout_s: float = 15.0,
        read_timeout_s: float | None = None,
    ) -> None:
        """Make a client; nothing is opened yet.

        Args:
            address: where the server is.
            token: sent as `Authorization: Bearer ...`, to this address only.
            headers: more headers for every request, for servers behind a proxy.
            connect_timeout_s: most time for a connection to come about.
            lookup_timeout_s: most silence in answers that need no model.
            read_timeout_s: most silence in inference. None waits for ever: while a model loads or another
                request runs, a server sends nothing for minutes, not even headers.

        Raises:
            ValueError: a header that cannot be sent, or one that belongs to the protocol.
        """
        self.address = address
        self._connect_timeout_s = connect_timeout_s
        self._lookup_timeout_s = lookup_timeout_s
        self._read_timeout_s = read_timeout_s
        sent = {"User-Agent": "arriero", **(headers or {})}
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        for name, value in sent.items():
            _check_header(name, value)
        self._headers = sent
        self._transport: Transport | None = None

    async def warm_up(self) -> None:
        """Do now, mostly in a thread, what would make the first request slow. No connection is opened."""
        await (await self._ready()).warm_up()

    async def aclose(self) -> None:
        """Close all connections; a stream that still runs ends with `ConnectionLost`."""
        if self._transport is not None:
            await self._transport.aclose()

    async def version(self, *, timeout_s: float | None = None) -> str:
        """The server's version, such as "0.25.0-rc0": the check whether an Ollama server answers.

        Args:
            timeout_s: most time for the whole check; None: only the usual limits.
        """
        limit_s = self._lookup_timeout_s if timeout_s is None else timeout_s
        call = Call(
            "GET",
            "/api/version",
            read_timeout_s=limit_s,
            connect_timeout_s=min(self._connect_timeout_s, limit_s * _CONNECT_SHARE),
            retry=True,
        )
        try:
            async with asyncio.timeout(timeout_s):
                return await (await self._ready()).object(call, wire.read_version)
        except TimeoutError:
            raise ServerSilent(address=self.address.url) from None
        except BadReply as error:
            error.foreign = True  # whatever answers so is no Ollama server
            raise

    async def tags(self) -> tuple[ModelSummary, ...]:
        """The installed models, newest first."""
        return await (await self._ready()).object(self._lookup("GET", "/api/tags"), wire.read_tags)

    async def ps(self) -> tuple[RunningModel, ...]:
        """The models in memory, longest-lived first."""
        return await (await self._ready()).object(self._lookup("GET", "/api/ps"), wire.read_ps)

    async def show(
        self,
        model: str,
        verbose: bool = False,
        *,
        system: str = "",
        options: Mapping[str, Any] | None = None,
    ) -> ModelShow:
        """Everything about one model.

        Args:
            model: its name.
            verbose: also the long arrays of `model_info` (many megabytes).
            system, options: laid over the model's own in the returned Modelfile.
        """
        fields: dict[str, Any] = {"model": model}
        if verbose:
            fields["verbose"] = True
        if system:
            fields["system"] = system
        if options is not None:
            fields["options"] = options
        call = self._lookup("POST", "/api/show", json_body(fields), model)
        return await (await self._ready()).object(call, wire.read_show)

    async def chat(self, request: ChatRequest) -> ChatDelta:
        """One whole reply, without streaming."""
        call = self._inference("/api/chat", chat_body(request, stream=False), request.model)
        return await (await self._ready()).object(call, wire.read_chat)

    async def chat_deltas(self, request: ChatRequest) -> AsyncGenerator[ChatDelta, None]:
        """Stream one reply of the model.

        Args:
            request: images as raw bytes, encoded here; no messages: load (or unload) only.

        Yields:
            Deltas in order; `content` may be empty; only the last has `done`, and it may still carry text.

        Raises:
            OllamaError: any of the tree, also in the middle; `ConnectionLost` when it ends without `done`.

        Source: Ollama API reference, "Generate a chat completion".
        """
        call = self._inference("/api/chat", chat_body(request, stream=True), request.model)
        transport = await self._ready()
        async with aclosing(transport.objects(call, wire.read_chat, _is_last)) as deltas:
            async for delta in deltas:
                yield delta

    async def generate(self, request: GenerateRequest) -> GenerateDelta:
        """One whole completion, without streaming."""
        call = self._inference("/api/generate", generate_body(request, stream=False), request.model)
        return await (await self._ready()).object(call, wire.read_generate)

    async def generate_deltas(self, request: GenerateRequest) -> AsyncGenerator[GenerateDelta, None]:
        """Stream one completion; as `chat_deltas`.

        Source: Ollama API reference, "Generate a completion".
        """
        call = self._inference("/api/generate", generate_body(request, stream=True), request.model)
        transport = await self._ready()
        async with aclosing(transport.objects(call, wire.read_generate, _is_last)) as deltas:
            async for delta in deltas:
                yield delta

    async def load(self, model: str, keep_alive: KeepAlive | None = None) -> None:
        """Bring a model into memory and wait until it is there, for minutes if need be."""
        await self.generate(GenerateRequest(model, keep_alive=keep_alive))

    async def unload(self, model: str) -> None:
        """Put a model out of memory. Answered at once; the memory is free some seconds later."""
        await self.generate(GenerateRequest(model, keep_alive=0))

    async def _ready(self) -> "Transport":
        """The transport, made when it is first needed and in a thread."""
        if self._transport is None:
            kind = await asyncio.to_thread(_load_transport)
            if self._transport is None:
                self._transport = kind(self.address, self._headers)
        return self._transport

    def _lookup(self, method: str, path: str, body: Body | None = None, model: str = "") -> Call:
        return Call(method, path, body, model, self._lookup_timeout_s, self._connect_timeout_s, retry=True)

    def _inference(self, path: str, body: Body, model: str) -> Call:
        return Call("POST", path, body, model, self._read_timeout_s, self._connect_timeout_s)


def _load_transport() -> "type[Transport]":
    # httpx takes some 50 ms to import, and nobody who only holds a client needs it yet.
    from app.api.transport import Transport

    return Transport


def _is_last(delta: ChatDelta | GenerateDelta) -> bool:
    """Whether a stream may end after this one; a rendered prompt comes alone and without `done`."""
    return delta.done or delta.rendered_template is not None


def _check_header(name: str, value: str) -> None:
    if not _HEADER_NAME.fullmatch(name) or name.lower() in _OWN_HEADERS:
        raise ValueError(f"not a header to add: {name!r}")
    if not _HEADER_VALUE.fullmatch(value):
        raise ValueError(f"the value of the header {name} holds characters that cannot be sent")
