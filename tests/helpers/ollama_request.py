"""Requests as the scripted server reads them: Go's lenient JSON with Go's error texts."""

import json
from collections.abc import Mapping
from typing import Any

from tests.helpers.http_server import Exchange, encode
from tests.helpers.replies import STREAM_HEADERS

_GO_NAMES = {str: "string", bool: "bool", int: "number", float: "number", list: "array", dict: "object"}
_STRUCTS: dict[str, str] = {
    "/api/chat": "ChatRequest",
    "/api/generate": "GenerateRequest",
    "/api/embed": "EmbedRequest",
    "/api/embeddings": "EmbeddingRequest",
    "/api/show": "ShowRequest",
    "/api/create": "CreateRequest",
    "/api/copy": "CopyRequest",
    "/api/delete": "DeleteRequest",
    "/api/pull": "PullRequest",
    "/api/push": "PushRequest",
}
_FIELDS: dict[str, tuple[type, str]] = {
    "model": (str, "string"),
    "name": (str, "string"),
    "source": (str, "string"),
    "destination": (str, "string"),
    "prompt": (str, "string"),
    "system": (str, "string"),
    "template": (str, "string"),
    "from": (str, "string"),
    "quantize": (str, "string"),
    "messages": (list, "[]api.Message"),
    "tools": (list, "api.Tools"),
    "images": (list, "[]api.ImageData"),
    "options": (dict, "map[string]interface {}"),
    "parameters": (dict, "map[string]interface {}"),
    "files": (dict, "map[string]string"),
    "adapters": (dict, "map[string]string"),
    "stream": (bool, "bool"),
    "insecure": (bool, "bool"),
    "verbose": (bool, "bool"),
    "raw": (bool, "bool"),
    "truncate": (bool, "bool"),
    "dimensions": (int, "int"),
}


class Refused(Exception):
    """The request is answered with an error: the status and the text."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


def read_request(exchange: Exchange) -> dict[str, Any]:
    """The fields of a JSON request: keys in lower case, null the same as absent.

    Raises:
        Refused: no body, no JSON, or a field of another type.
    """
    text = exchange.request.body.decode("utf-8", "replace")
    if not text.strip():
        raise Refused(400, "missing request body")
    try:
        value, _ = json.JSONDecoder().raw_decode(text.lstrip())
    except json.JSONDecodeError as error:
        rest = error.doc[error.pos :].strip()
        what = f"invalid character {rest[0]!r} looking for beginning of value" if rest else "unexpected EOF"
        raise Refused(400, what) from None
    struct = _STRUCTS.get(exchange.request.path, "Request")
    if not isinstance(value, dict):
        raise Refused(
            400, f"json: cannot unmarshal {_GO_NAMES[type(value)]} into Go value of type api.{struct}"
        )
    fields = {key.lower(): item for key, item in value.items() if item is not None}
    for key, item in fields.items():
        kind, go_type = _FIELDS.get(key, (object, ""))
        if not isinstance(item, kind) or (kind is int and isinstance(item, bool)):
            into = f"into Go struct field {struct}.{key} of type {go_type}"
            raise Refused(400, f"json: cannot unmarshal {_GO_NAMES[type(item)]} {into}")
    return fields


def model_of(fields: Mapping[str, Any]) -> str:
    """The model's name as typed; `name` is what the field was called once."""
    return str(fields.get("model") or fields.get("name") or "")


class Progress:
    """Tells the steps of a long job: a line each when streaming, else only how it ended."""

    def __init__(self, exchange: Exchange, fields: Mapping[str, Any]) -> None:
        self._exchange = exchange
        self._stream = fields.get("stream", True)
        self._begun = False

    async def say(self, status: str, **more: Any) -> None:
        """One step. The headers go out with the first."""
        if self._stream:
            await self._line({"status": status, **more})

    async def succeed(self) -> None:
        """The last step of a job that went well."""
        if self._stream:
            await self._line({"status": "success"})
            await self._exchange.end()
        else:
            await self._exchange.answer(200, b'{"status":"success"}', "application/json")

    async def fail(self, error: Refused) -> None:
        """The end of a job that failed: its status counts only while nothing has been said."""
        if not self._stream:
            await self._exchange.answer(error.status, encode({"error": error.text}), "application/json")
        elif self._begun:
            await self._line({"error": error.text})
            await self._exchange.end()
        else:
            headers = [("Content-Type", "application/json"), ("Transfer-Encoding", "chunked")]
            await self._exchange.head(error.status, headers)
            await self._exchange.chunk(encode({"error": error.text}))
            await self._exchange.end()

    async def _line(self, value: Mapping[str, Any]) -> None:
        if not self._begun:
            self._begun = True
            await self._exchange.head(200, STREAM_HEADERS)
        await self._exchange.chunk(encode(value) + b"\n")
