"""Faults that once had a wrong end, each in its smallest form."""

import pytest

from app.api.client import OllamaClient
from app.api.errors import ApiError, BadReply, OllamaError
from app.api.hosts import parse_address
from tests.faults.calls import CHAT
from tests.helpers.http_server import encode
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.replies import Answer, Bytes, Stream, delta, error_line, refuse


@pytest.mark.parametrize(
    ("lines", "text", "kind"),
    [
        ([encode(delta("Hel").value), b"<html>"], "Hel", BadReply),
        ([encode(delta("Hel").value), encode(error_line("no more").value), b"junk"], "Hel", ApiError),
    ],
    ids=["text", "error"],
)
async def test_what_came_in_one_chunk_with_a_bad_line_is_kept(
    lines: list[bytes], text: str, kind: type[OllamaError]
) -> None:
    async with OllamaServer() as server:
        server.script("/api/chat", Stream([Bytes(b"\n".join(lines) + b"\n")]))
        client = OllamaClient(parse_address(server.url))
        came = ""
        error = None
        try:
            async for each in client.chat_deltas(CHAT):
                came += each.content
        except OllamaError as caught:
            error = caught
        await client.aclose()
    assert (came, type(error)) == (text, kind)


async def test_an_error_inside_an_error_holds_whole_characters() -> None:
    async with OllamaServer() as server:
        server.script("/api/tags", refuse(500, r'{"error":"half \ud800 a character"}'))
        client = OllamaClient(parse_address(server.url))
        with pytest.raises(ApiError) as caught:
            await client.tags()
        await client.aclose()
    assert caught.value.failure.detail == "half \ufffd a character"


@pytest.mark.parametrize("cookie", ["a=b", "\xe1=b", "session=secret; Path=/"])
async def test_no_cookie_is_kept(cookie: str) -> None:
    """One that is no ASCII made every later request fail, and others would go to whatever listens next."""
    async with OllamaServer() as server:
        server.script("/api/version", Answer({"version": "1"}, headers=[("Set-Cookie", cookie)]))
        client = OllamaClient(parse_address(server.url))
        assert await client.version() == "1"
        assert await client.version() == "0.33.0"
        await client.aclose()
    assert [request.header("Cookie") for request in server.requests] == [None, None]
