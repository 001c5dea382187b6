"""`POST /api/chat`: its fields into a request, pieces of the reply into its objects."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.engine.body import Body
from app.engine.errors import Refusal
from app.engine.goform import created_now
from app.engine.images import image_url, with_images
from app.engine.inference import Inference, read_common
from app.engine.store import StoredModel
from app.engine.upstream import Piece

STRUCT = "ChatRequest"


def read_chat(body: Body) -> Inference:
    """The request of a chat body.

    Raises:
        Refusal: 400.
    """
    tools = body.array("tools", "api.Tools")
    messages = [_message(one) for one in body.objects("messages", "api.Message")]
    return replace(read_common(body), messages=messages, tools=tools)


def with_model_messages(request: Inference, model: StoredModel) -> Inference:
    """The model's own example turns and, where the request brings none, its system prompt put in front."""
    if request.is_empty:
        return request
    messages = [*model.messages, *request.messages]
    if model.system and request.messages[0].get("role") != "system":
        messages.insert(0, {"role": "system", "content": model.system})
    return replace(request, messages=messages)


def chat_object(model: str, piece: Piece) -> dict[str, Any]:
    """One object of the reply."""
    if piece.rendered is not None:
        debug = {"rendered_template": piece.rendered}
        return {"model": model, "created_at": created_now(), "_debug_info": debug, "done": False}
    message: dict[str, Any] = {"role": "assistant", "content": piece.content}
    if piece.thinking:
        message["thinking"] = piece.thinking
    if piece.tool_calls:
        message["tool_calls"] = list(piece.tool_calls)
    return {"model": model, "created_at": created_now(), "message": message} | ending(piece)


def ending(piece: Piece) -> dict[str, Any]:
    """What chat and generate objects have in common behind their text; counters of zero are left out."""
    fields: dict[str, Any] = {"done": bool(piece.done_reason)}
    if piece.logprobs:
        fields["logprobs"] = list(piece.logprobs)
    if piece.done_reason:
        fields["done_reason"] = piece.done_reason
    return fields | {name: value for name, value in piece.metrics.items() if value}


def _message(body: Body) -> dict[str, Any]:
    """A message in llama.cpp's form."""
    role = body.text("role").lower() or "user"
    content: Any = body.text("content")
    if images := body.texts("images", "[]api.ImageData"):
        content = with_images(content, [image_url(image) for image in images])
    message: dict[str, Any] = {"role": role, "content": content}
    if thinking := body.text("thinking"):
        message["reasoning_content"] = thinking
    if calls := body.objects("tool_calls", "api.ToolCall"):
        message["tool_calls"] = [_call(call, index) for index, call in enumerate(calls)]
    if name := body.text("tool_name"):
        message["name"] = name
    if call_id := body.text("tool_call_id"):
        message["tool_call_id"] = call_id
    return message


def _call(body: Body, index: int) -> dict[str, Any]:
    function: Mapping[str, Any] = body.mapping("function")
    arguments = function.get("arguments") or {}
    if not isinstance(arguments, dict):
        raise Refusal(400, "Value looks like object, but can't find closing '}' symbol")
    called = {"name": str(function.get("name", "")), "arguments": json.dumps(arguments)}
    return {"id": body.text("id") or f"call_{index}", "type": "function", "function": called}
