"""Every method of the client as a call that can be spoiled: where it goes, and how it is made."""

from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.api.client import OllamaClient
from app.domain.chat import ChatMessage, ChatRequest, GenerateRequest
from app.domain.create import CreateRequest
from app.domain.embedding import EmbedRequest

QUESTION = "Why is the sky blue?"
CHAT = ChatRequest("smol", (ChatMessage("user", QUESTION),))
GENERATE = GenerateRequest("smol", prompt=QUESTION)
DIGEST = "sha256:" + "0" * 64


@dataclass(frozen=True)
class Call:
    """One method.

    Attributes:
        path: what the server spoils.
        make: calls the method to its end; the path is of a file to upload.
        is_stream: the answer is a stream of objects.
        is_empty: a success has no body, so that nothing in it can be wrong.
        has_patience: it waits for an answer longer than a test can.
    """

    path: str
    make: Callable[[OllamaClient, Path], Coroutine[Any, Any, Any]]
    is_stream: bool = False
    is_empty: bool = False
    has_patience: bool = False


async def _all(values: AsyncGenerator[Any, None]) -> list[Any]:
    async with aclosing(values):
        return [value async for value in values]


CALLS: dict[str, Call] = {
    "version": Call("/api/version", lambda client, file: client.version()),
    "is_alive": Call("/", lambda client, file: client.is_alive()),
    "tags": Call("/api/tags", lambda client, file: client.tags()),
    "ps": Call("/api/ps", lambda client, file: client.ps()),
    "dated_ps": Call("/api/ps", lambda client, file: client.dated_ps()),
    "show": Call("/api/show", lambda client, file: client.show("smol")),
    "chat": Call("/api/chat", lambda client, file: client.chat(CHAT)),
    "chat_deltas": Call("/api/chat", lambda client, file: _all(client.chat_deltas(CHAT)), is_stream=True),
    "generate": Call("/api/generate", lambda client, file: client.generate(GENERATE)),
    "generate_deltas": Call(
        "/api/generate", lambda client, file: _all(client.generate_deltas(GENERATE)), is_stream=True
    ),
    "load": Call("/api/generate", lambda client, file: client.load("smol")),
    "unload": Call("/api/generate", lambda client, file: client.unload("smol")),
    "embed": Call("/api/embed", lambda client, file: client.embed(EmbedRequest("smol", QUESTION))),
    "embeddings": Call("/api/embeddings", lambda client, file: client.embeddings("smol", QUESTION)),
    "create_progress": Call(
        "/api/create",
        lambda client, file: _all(client.create_progress(CreateRequest("new", from_="smol", system="Hi"))),
        is_stream=True,
    ),
    "pull_progress": Call(
        "/api/pull", lambda client, file: _all(client.pull_progress("llama3.2")), is_stream=True
    ),
    "push_progress": Call(
        "/api/push", lambda client, file: _all(client.push_progress("smol")), is_stream=True
    ),
    "has_blob": Call("/api/blobs/*", lambda client, file: client.has_blob(DIGEST), is_empty=True),
    "upload_blob (asking)": Call(
        "HEAD /api/blobs/*", lambda client, file: client.upload_blob(file), is_empty=True
    ),
    "upload_blob (sending)": Call(
        "POST /api/blobs/*",
        lambda client, file: client.upload_blob(file),
        is_empty=True,
        has_patience=True,
    ),
    "copy": Call("/api/copy", lambda client, file: client.copy("smol", "other"), is_empty=True),
    "delete": Call("/api/delete", lambda client, file: client.delete("smol"), is_empty=True),
    "me": Call("/api/me", lambda client, file: client.me()),
    "signout": Call("/api/signout", lambda client, file: client.signout(), is_empty=True),
    "status": Call("/api/status", lambda client, file: client.status()),
    "model_recommendations": Call(
        "/api/experimental/model-recommendations", lambda client, file: client.model_recommendations()
    ),
}
