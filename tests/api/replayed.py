"""What the replay tests know of the recordings: which are not whole, and each as a call of our client."""

import base64
from collections.abc import AsyncIterator
from typing import Any

from app.api.client import OllamaClient
from app.domain.chat import ChatMessage, ChatRequest, GenerateRequest, ToolCall
from tests.helpers.recordings import Recording

BROKEN_OFF = {
    "chat/client_cancel",
    "chat/server_killed",
    "chat/server_stopped",
    "generate/client_cancel",
    "generate/num_predict_0_stream",
}
"""The connection was closed before the end: by the recorder's own client or by a dying server."""

CUT = {
    "chat/deleted_while_generating",
    "chat/parallel_1",
    "chat/parallel_2",
    "chat/runner_killed",
    "chat/server_killed",
    "chat/server_stopped",
    "chat/unloaded_while_generating",
    "generate/num_predict_0_stream",
}
"""A run of like lines in the middle was left out by the recorder; the lines before and after it are real."""

SHORTENED = {
    f"show/{name}"
    for name in [
        "fakevision",
        "gemma3_270m",
        "name_field",
        "pirate",
        "smol",
        "smol-q4km",
        "system_override",
        "thinker",
        "tooler",
        "upper_case",
        "verbose",
    ]
}
"""Long arrays were shortened (a text says so among the items) and the body written again."""

EMPTY = {"generate/num_predict_0"}
"""No byte came in the 300 s the recorder waited."""

NO_OBJECT = {
    "tags/head": "HEAD has no body",
    "version/head": "HEAD has no body",
    "version/root": "a text: Ollama is running",
    "version/root_head": "HEAD has no body",
    "version/cors_preflight_local": "204 has no body",
}
"""Successes without a JSON object, for requests our client never makes."""

NOT_EXPRESSIBLE = {
    "chat/bad_json": "broken JSON",
    "chat/empty_body": "no body",
    "chat/images_bad_base64": "images are raw bytes with us",
    "chat/messages_wrong_type": "messages are a tuple with us",
    "chat/no_model": "model is required",
    "chat/no_role": "role is required",
    "chat/tools_bad_arguments": "arguments are a mapping with us",
    "generate/bad_json": "broken JSON",
    "generate/empty_body": "no body",
    "generate/get_not_allowed": "the method is fixed",
    "generate/images_bad_base64": "images are raw bytes with us",
    "generate/images_data_url": "images are raw bytes with us",
    "generate/no_model": "model is required",
    "generate/wrong_type": "prompt is a text with us",
    "show/bad_json": "broken JSON",
    "show/empty_body": "no body",
    "show/name_field": "the old name of the field",
    "show/no_model": "model is required",
    "tags/head": "the method is fixed",
    "version/cors_foreign_origin": "no Origin is ever sent",
    "version/cors_preflight_local": "the method is fixed",
    "version/foreign_host_header": "the host is that of the address",
    "version/head": "the method is fixed",
    "version/post_not_allowed": "the method is fixed",
    "version/root": "no such call",
    "version/root_head": "no such call",
    "version/status": "no such call yet",
    "version/unknown_path": "no such call",
}
"""Requests that our types cannot express, and why."""


async def values_of(client: OllamaClient, recording: Recording) -> AsyncIterator[Any]:
    """Make the recorded call with our client; yields what it gives, a stream delta by delta.

    A request that we cannot express becomes the plainest one to the same place; a replay answers it too.
    """
    body = {"model": "m"} if recording.name in NOT_EXPRESSIBLE else recording.request.get("body") or {}
    match recording.path, body.get("stream", True):
        case "/api/version", _:
            yield await client.version()
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


def _message(message: dict[str, Any]) -> ChatMessage:
    calls = tuple(
        ToolCall(id=call.get("id", ""), **call["function"]) for call in message.get("tool_calls", ())
    )
    return ChatMessage(**{**message, "images": _images(message), "tool_calls": calls})


def _images(holder: dict[str, Any]) -> tuple[bytes, ...]:
    return tuple(base64.b64decode(image, validate=True) for image in holder.get("images", ()))
