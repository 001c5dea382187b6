"""HTTP answers: JSON, errors, and replies that stream, stop with the client and keep their error status."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from typing import Any

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from app.engine.errors import Refusal
from app.engine.goform import encode
from app.engine.upstream import Piece, merged

_JSON = "application/json; charset=utf-8"


def json_answer(value: Any, status: int = 200) -> Response:
    """A plain JSON answer."""
    return Response(encode(value), status, {"content-type": _JSON})


def error_answer(refusal: Refusal) -> Response:
    """An error as JSON."""
    return json_answer(refusal.body, refusal.status)


def text_answer(text: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """A plain text, as for paths that do not exist."""
    return Response(text, status, {"content-type": "text/plain"} | dict(headers or {}))


class ReplyAnswer:
    """A reply as an ASGI application: one line per piece, or all pieces as one object.

    Headers go out with the first object, so that an error before it keeps its status. When the client leaves,
    also before that, `pieces` is closed, which stops the model.
    """

    def __init__(
        self, pieces: AsyncGenerator[Piece, None], shape: Callable[[Piece], Mapping[str, Any]], stream: bool
    ) -> None:
        self._pieces = pieces
        self._shape = shape
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the reply, or stop when the client leaves."""
        answering = asyncio.create_task(self._answer(scope, receive, send), name="reply")
        leaving = asyncio.create_task(_client_left(receive), name="reply client")
        try:
            await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            answering.cancel()
            leaving.cancel()
            await asyncio.gather(answering, leaving, return_exceptions=True)
        if not answering.cancelled():
            answering.result()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with aclosing(self._pieces) as pieces:
            if self._stream:
                await self._answer_lines(pieces, scope, receive, send)
                return
            try:
                answer = json_answer(self._shape(merged([piece async for piece in pieces])))
            except Refusal as refusal:
                answer = error_answer(refusal)
            await answer(scope, receive, send)

    async def _answer_lines(
        self, pieces: AsyncGenerator[Piece, None], scope: Scope, receive: Receive, send: Send
    ) -> None:
        started = False
        try:
            async for piece in pieces:
                if not started:
                    started = True
                    await send(_ndjson_start())
                await send(_line(self._shape(piece)))
        except Refusal as refusal:
            if not started:
                await error_answer(refusal)(scope, receive, send)
                return
            await send(_line(refusal.body))
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _client_left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _ndjson_start() -> Message:
    headers = [(b"content-type", b"application/x-ndjson")]
    return {"type": "http.response.start", "status": 200, "headers": headers}


def _line(value: Mapping[str, Any]) -> Message:
    return {"type": "http.response.body", "body": encode(value) + b"\n", "more_body": True}
