"""What the replay tests know of the recordings: which are not whole, and each as a call of our client."""

import base64
from collections.abc import AsyncIterator
from typing import Any

from app.api.client import OllamaClient
from app.domain.chat import ChatMessage, ChatRequest, GenerateRequest, ToolCall
from app.domain.create import CreateRequest
from app.domain.embedding import EmbedRequest
from tests.helpers.recordings import Recording

ENDPOINTS = {
    "blobs": 12,
    "chat": 50,
    "copy": 11,
    "create": 33,
    "delete": 11,
    "embed": 17,
    "embeddings": 5,
    "generate": 59,
    "ps": 11,
    "pull": 30,
    "push": 14,
    "show": 16,
    "tags": 8,
    "version": 10,
}
"""The folders and how many recordings each has."""


def _names(endpoint: str, names: str) -> set[str]:
    return {f"{endpoint}/{name}" for name in names.split()}


BROKEN_OFF = {
    *_names("chat", "client_cancel server_killed server_stopped"),
    *_names("generate", "client_cancel num_predict_0_stream"),
    *_names("pull", "cancelled server_killed two_clients_one_leaves"),
}
"""The connection was closed before the end: by the recorder's own client or by a dying server."""

CUT = {
    *_names("chat", "deleted_while_generating parallel_1 parallel_2 runner_killed server_killed"),
    *_names("chat", "server_stopped unloaded_while_generating"),
    *_names("create", "quantize_q4_K_M quantize_q8_0"),
    *_names("generate", "num_predict_0_stream"),
    *_names("pull", "after_server_restart after_source_down digest_mismatch full resumed server_killed"),
    *_names("pull", "source_down_4s source_down_for_good two_clients_1 two_clients_2 two_clients_3"),
    *_names("push", "full"),
}
"""A run of like lines in the middle was left out by the recorder; the lines before and after it are real."""

SHORTENED = {
    *_names("embed", "dimensions_too_many multi single truncate_default"),
    *_names("embeddings", "single"),
    *_names("show", "fakevision gemma3_270m name_field pirate smol smol-q4km system_override thinker"),
    *_names("show", "tooler upper_case verbose"),
}
"""Long arrays were shortened (a text says so among the items) and the body written again."""

REWRITTEN = {
    *_names("embed", "dimensions empty_list empty_string gemma list_wrong_type multi_with_empty no_input"),
    *_names("embed", "no_model truncate_false unknown_model wrong_type"),
    *_names("embeddings", "empty_prompt no_model unknown_model"),
}
"""Whole, but the body was written again with other blanks."""

EMPTY = {"generate/num_predict_0"}
"""No byte came in the 300 s the recorder waited."""

NO_OBJECT = {
    "tags/head": "HEAD has no body",
    "version/head": "HEAD has no body",
    "version/root": "a text: Ollama is running",
    "version/root_head": "HEAD has no body",
    "version/cors_preflight_local": "204 has no body",
}
"""Successes that are no JSON object, of requests that are answered by one."""

_NO_BODY = _names("chat", "empty_body") | {
    f"{endpoint}/empty_body"
    for endpoint in ("copy", "create", "delete", "embed", "embeddings", "generate", "pull", "push", "show")
}
_BROKEN = {
    f"{endpoint}/bad_json" for endpoint in ("chat", "create", "embed", "generate", "pull", "push", "show")
}
_WHOLE = {
    *_names("create", "bad_template_nostream from_gguf_nostream from_model_nostream neither_nostream"),
    *_names("create", "from_unknown_model_nostream quantize_nostream"),
    *_names("pull", "no_route_nostream nostream unknown_model_nostream up_to_date_nostream"),
    *_names("push", "insecure_missing_nostream nostream unknown_model_nostream"),
}
_NO_MODEL = {
    *_names("copy", "missing_fields"),
    *_names("create", "no_name"),
    *(f"{endpoint}/no_model" for endpoint in ("chat", "delete", "embed", "embeddings", "generate")),
    *(f"{endpoint}/no_model" for endpoint in ("pull", "push", "show")),
}
_OLD_NAME = {"delete/name_field", "pull/name_field", "show/name_field"}
_METHOD = {
    *_names("version", "cors_preflight_local head post_not_allowed root_head"),
    *_names("blobs", "get_not_allowed"),
    *_names("delete", "post_not_allowed"),
    *_names("generate", "get_not_allowed"),
    *_names("tags", "head"),
}
NOT_EXPRESSIBLE = {
    **dict.fromkeys(_NO_BODY, "no body"),
    **dict.fromkeys(_BROKEN, "broken JSON"),
    **dict.fromkeys(_WHOLE, "long jobs are always streamed"),
    **dict.fromkeys(_NO_MODEL, "the name is required"),
    **dict.fromkeys(_OLD_NAME, "the old name of the field"),
    **dict.fromkeys(_METHOD, "the method is fixed"),
    "blobs/post_bad_digest": "the digest is that of the file",
    "blobs/post_mismatch": "the digest is that of the file",
    "chat/images_bad_base64": "images are raw bytes with us",
    "chat/messages_wrong_type": "messages are a tuple with us",
    "chat/no_role": "role is required",
    "chat/tools_bad_arguments": "arguments are a mapping with us",
    "embed/list_wrong_type": "inputs are texts with us",
    "embed/wrong_type": "inputs are texts with us",
    "generate/images_bad_base64": "images are raw bytes with us",
    "generate/images_data_url": "images are raw bytes with us",
    "generate/wrong_type": "prompt is a text with us",
    "version/cors_foreign_origin": "no Origin is ever sent",
    "version/foreign_host_header": "the host is that of the address",
    "version/unknown_path": "no such call",
}
"""Requests that our types cannot express, and why."""

DESCRIBED = _names("blobs", "post_again post_created post_created_2 post_f16 post_truncated")
"""Uploads of large files, of which the recording keeps only a description."""


async def values_of(client: OllamaClient, recording: Recording) -> AsyncIterator[Any]:
    """Make the recorded call with our client; yields what it gives, a stream delta by delta.

    A request that we cannot express becomes the plainest one to the same place; a replay answers it too.
    """
    body = recording.request.get("body") or {}
    if recording.name in NOT_EXPRESSIBLE:
        body = {"source": "m", "destination": "n"} if recording.path == "/api/copy" else {"model": "m"}
    match recording.path, body.get("stream", True):
        case "/", _:
            await client.is_alive()
        case "/api/version", _:
            yield await client.version()
        case "/api/status", _:
            yield await client.status()
        case "/api/tags", _:
            yield await client.tags()
        case "/api/ps", _:
            yield await client.ps()
        case "/api/show", _:
            yield await client.show(**body)
        case "/api/chat", True:
            async for chat_delta in client.chat_deltas(chat_request(body)):
                yield chat_delta
        case "/api/chat", False:
            yield await client.chat(chat_request(body))
        case "/api/generate", True:
            async for generate_delta in client.generate_deltas(generate_request(body)):
                yield generate_delta
        case "/api/generate", False:
            yield await client.generate(generate_request(body))
        case "/api/embed", _:
            yield await client.embed(embed_request(body))
        case "/api/embeddings", _:
            yield await client.embeddings(**{"prompt": "", **body})
        case "/api/copy", _:
            await client.copy(**body)
        case "/api/delete", _:
            await client.delete(**body)
        case "/api/pull", _:
            async for progress in client.pull_progress(**body):
                yield progress
        case "/api/push", _:
            async for progress in client.push_progress(**body):
                yield progress
        case "/api/create", _:
            async for progress in client.create_progress(create_request(body)):
                yield progress
        case path, _ if recording.method == "HEAD" and path.startswith("/api/blobs/"):
            await client.has_blob(path.removeprefix("/api/blobs/"))


def chat_request(body: dict[str, Any]) -> ChatRequest:
    """A recorded body as our request."""
    fields = {key: value for key, value in body.items() if key != "stream"}
    fields["messages"] = tuple(map(_message, body.get("messages", ())))
    fields["tools"] = tuple(body.get("tools", ()))
    return ChatRequest(**fields)


def generate_request(body: dict[str, Any]) -> GenerateRequest:
    """A recorded body as our request."""
    fields = {key.lstrip("_"): value for key, value in body.items() if key != "stream"}
    fields["images"] = _images(body)
    fields["context"] = tuple(body.get("context", ()))
    return GenerateRequest(**fields)


def embed_request(body: dict[str, Any]) -> EmbedRequest:
    """A recorded body as our request."""
    texts = body.get("input")
    return EmbedRequest(**{**body, "input": tuple(texts) if isinstance(texts, list) else texts})


def create_request(body: dict[str, Any]) -> CreateRequest:
    """A recorded body as our request."""
    fields = {"from_" if key == "from" else key: value for key, value in body.items()}
    fields["messages"] = tuple(map(_message, body.get("messages", ())))
    return CreateRequest(**fields)


def _message(message: dict[str, Any]) -> ChatMessage:
    calls = tuple(
        ToolCall(id=call.get("id", ""), **call["function"]) for call in message.get("tool_calls", ())
    )
    return ChatMessage(**{**message, "images": _images(message), "tool_calls": calls})


def _images(holder: dict[str, Any]) -> tuple[bytes, ...]:
    return tuple(base64.b64decode(image, validate=True) for image in holder.get("images", ()))
