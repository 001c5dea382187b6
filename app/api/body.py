"""Request bodies: JSON in pieces, so that no single call works on more than 256 KiB.

An image of 50 MB encoded at once holds the interpreter, and with it the window, for a long moment. Here every
piece is made when the socket asks for it, and the length is known before the first one.
"""

import asyncio
import json
from binascii import b2a_base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.chat import ChatMessage, ChatRequest, GenerateRequest, InferenceRequest, ToolCall
from app.domain.create import CreateRequest
from app.domain.embedding import EmbedRequest

PIECE_BYTES = 192 * 1024
_IMAGE_SLICE_BYTES = PIECE_BYTES // 4 * 3
_TEXT_SLICE_CHARS = 24 * 1024  # a character takes at most six bytes in JSON
_LIST_SLICE_ITEMS = 2048
_FLUSH_CHARS = 8 * 1024
_MESSAGES_A_SLICE = 50


@dataclass(frozen=True, slots=True)
class Body:
    """JSON text in parts, in order: `bytes` go out as they are, a `memoryview` as base64."""

    parts: tuple[bytes | memoryview, ...]

    @property
    def size_bytes(self) -> int:
        """Length of the whole, for Content-Length."""
        return sum(
            (len(part) + 2) // 3 * 4 if isinstance(part, memoryview) else len(part) for part in self.parts
        )

    def pieces(self) -> Iterator[bytes]:
        """The bytes to send, each piece at most 192 KiB and made when it is asked for."""
        for part in self.parts:
            if isinstance(part, memoryview):
                for start in range(0, len(part), _IMAGE_SLICE_BYTES):
                    yield b2a_base64(part[start : start + _IMAGE_SLICE_BYTES], newline=False)
            else:
                yield part


def json_body(value: Mapping[str, Any]) -> Body:
    """Encode a JSON object; `bytes` anywhere in it become base64 text.

    Raises:
        ValueError: a number that JSON does not have (NaN, infinity).
        TypeError: a value that JSON does not have.
    """
    writer = _Writer()
    writer.write(value)
    return Body(tuple(writer.finish()))


class _Writer:
    """Collects text until there is enough for a piece."""

    def __init__(self) -> None:
        self._parts: list[bytes | memoryview] = []
        self._texts: list[str] = []
        self._chars = 0

    def finish(self) -> list[bytes | memoryview]:
        self._flush()
        return self._parts

    def write(self, value: Any) -> None:
        match value:
            case Body():
                self._flush()
                self._parts += value.parts
            case bytes():
                self.write_raw('"')
                self._flush()
                self._parts.append(memoryview(value))
                self.write_raw('"')
            case str():
                self.write_raw('"')
                for start in range(0, len(value), _TEXT_SLICE_CHARS):
                    self.write_raw(_json(value[start : start + _TEXT_SLICE_CHARS])[1:-1])
                self.write_raw('"')
            case Mapping():
                self.write_raw("{")
                for index, (key, item) in enumerate(value.items()):
                    self.write_raw(f"{',' if index else ''}{_json(str(key))}:")
                    self.write(item)
                self.write_raw("}")
            case list() | tuple():
                self.write_raw("[")
                self._write_items(value)
                self.write_raw("]")
            case _:
                self.write_raw(_json(value))

    def _write_items(self, items: list[Any] | tuple[Any, ...]) -> None:
        if all(isinstance(item, int | float) for item in items):  # a `context` has many thousand
            for start in range(0, len(items), _LIST_SLICE_ITEMS):
                self.write_raw("," if start else "")
                self.write_raw(_json(list(items[start : start + _LIST_SLICE_ITEMS]))[1:-1])
            return
        for index, item in enumerate(items):
            self.write_raw("," if index else "")
            self.write(item)

    def write_raw(self, text: str) -> None:
        self._texts.append(text)
        self._chars += len(text)
        if self._chars >= _FLUSH_CHARS:
            self._flush()

    def _flush(self) -> None:
        if self._texts:
            # Half a surrogate pair, as a clipboard can hold, has no UTF-8.
            self._parts.append("".join(self._texts).encode("utf-8", "replace"))
            self._texts.clear()
            self._chars = 0


_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


async def chat_body_in_slices(request: ChatRequest, *, stream: bool) -> Body:
    """As `chat_body`, but the loop runs other things between some messages and the next ones."""
    writer = _Writer()
    writer.write_raw("[")
    for index, message in enumerate(request.messages):
        if index and index % _MESSAGES_A_SLICE == 0:
            await asyncio.sleep(0)
        writer.write_raw("," if index else "")
        writer.write(_message(message))
    writer.write_raw("]")
    return chat_body(request, stream=stream, messages=Body(tuple(writer.finish())))


def chat_body(request: ChatRequest, *, stream: bool, messages: Body | None = None) -> Body:
    """The body of `POST /api/chat`; `stream` is only written when it is not the default.

    Args:
        messages: those of the request as a JSON array, where they were encoded before.
    """
    return json_body(
        {
            "model": request.model,
            "messages": messages or [_message(message) for message in request.messages],
            **({"tools": request.tools} if request.tools else {}),
            **_common(request, stream),
        }
    )


def generate_body(request: GenerateRequest, *, stream: bool) -> Body:
    """The body of `POST /api/generate`; `stream` is only written when it is not the default."""
    fields = {
        "prompt": request.prompt,
        "suffix": request.suffix,
        "images": request.images,
        "system": request.system,
        "template": request.template,
        "raw": request.raw,
        "context": request.context,
    }
    return json_body(
        {
            "model": request.model,
            **{key: value for key, value in fields.items() if value not in (None, "", ())},
            **_common(request, stream),
        }
    )


def embed_body(request: EmbedRequest) -> Body:
    """The body of `POST /api/embed`. An empty input is sent: it means "load only", as a missing one does."""
    fields = {
        "model": request.model,
        "input": request.input,
        "truncate": request.truncate,
        "dimensions": request.dimensions,
        "options": request.options,
        "keep_alive": request.keep_alive,
    }
    return json_body({key: value for key, value in fields.items() if value is not None})


def create_body(request: CreateRequest) -> Body:
    """The body of `POST /api/create`."""
    fields = {
        "from": request.from_,
        "files": request.files,
        "adapters": request.adapters,
        "template": request.template,
        "license": request.license,
        "system": request.system,
        "parameters": request.parameters,
        "messages": [_message(message) for message in request.messages],
        "quantize": request.quantize,
        "renderer": request.renderer,
        "parser": request.parser,
        "requires": request.requires,
        "draft_files": request.draft_files,
        "draft_quantize": request.draft_quantize,
        "remote_host": request.remote_host,
        "info": request.info,
    }
    return json_body({"model": request.model, **{key: value for key, value in fields.items() if value}})


def _common(request: InferenceRequest, stream: bool) -> dict[str, Any]:
    """The fields that both inference endpoints share. False, 0 and {} are values and are sent."""
    fields = {
        "format": request.format,
        "options": request.options,
        "keep_alive": request.keep_alive,
        "think": request.think,
        "truncate": request.truncate,
        "shift": request.shift,
        "logprobs": request.logprobs,
        "top_logprobs": request.top_logprobs,
        "_debug_render_only": request.debug_render_only,
        "stream": None if stream else False,
    }
    return {key: value for key, value in fields.items() if value is not None}


def _message(message: ChatMessage) -> dict[str, Any]:
    fields = {
        "thinking": message.thinking,
        "images": message.images,
        "tool_calls": [_tool_call(call) for call in message.tool_calls],
        "tool_name": message.tool_name,
        "tool_call_id": message.tool_call_id,
    }
    return {
        "role": message.role,
        "content": message.content,
        **{key: value for key, value in fields.items() if value},
    }


def _tool_call(call: ToolCall) -> dict[str, Any]:
    function: dict[str, Any] = {"name": call.name, "arguments": call.arguments}
    if call.index is not None:
        function["index"] = call.index
    return {**({"id": call.id} if call.id else {}), "function": function}
