"""Everything that can go wrong on the way, with a real socket each time."""

import asyncio
import gzip
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest

from app.api.client import OllamaClient
from app.api.errors import (
    ApiError,
    BadReply,
    ConnectionLost,
    OllamaError,
    ServerSilent,
    ServerUnreachable,
    UnreachableCause,
)
from app.api.hosts import parse_address
from app.domain.chat import ChatMessage, ChatRequest
from app.domain.failure import FailureCode
from tests.helpers.ollama_server import OllamaServer, ThreadedOllamaServer
from tests.helpers.replies import (
    Answer,
    Bytes,
    Cut,
    Garbage,
    Reply,
    Reset,
    Stall,
    Stream,
    delta,
    done,
    error_line,
    html,
    refuse,
)

TLS = Path(__file__).resolve().parents[1] / "data" / "tls"
HELLO = ChatRequest("smol", (ChatMessage("user", "Hello"),))


async def stream_failing(reply: Reply, **options: Any) -> tuple[str, OllamaError]:
    """The text that arrived and the error that ended a streamed chat answered with `reply`."""
    text = ""
    async with OllamaServer() as server:
        server.script("/api/chat", reply)
        client = OllamaClient(parse_address(server.url), **options)
        error = None
        try:
            async for each in client.chat_deltas(HELLO):
                text += each.content
        except OllamaError as caught:
            error = caught
        await client.aclose()
        assert error is not None
        assert (error.failure.address, error.failure.model) == (server.url, "smol")
    return text, error


async def version_failing(url: str, **options: Any) -> OllamaError:
    """The error of asking this address for its version."""
    client = OllamaClient(parse_address(url), **options)
    with pytest.raises(OllamaError) as caught:
        await client.version()
    await client.aclose()
    assert caught.value.failure.address == parse_address(url).url
    return caught.value


async def test_nothing_listens() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        error = await version_failing(f"127.0.0.1:{unused.getsockname()[1]}")
    assert isinstance(error, ServerUnreachable)
    assert error.cause is UnreachableCause.REFUSED
    assert error.failure.code is FailureCode.SERVER_REFUSED


async def test_port_0_is_nobodys() -> None:
    error = await version_failing("127.0.0.1:0")
    assert error.failure.code is FailureCode.SERVER_REFUSED


async def test_an_address_no_connection_can_be_made_to() -> None:
    error = await version_failing("http://255.255.255.255:1")
    assert error.failure.code is FailureCode.SERVER_UNREACHABLE
    assert error.failure.detail


async def test_an_address_too_long_to_ask() -> None:
    error = await version_failing("http://127.0.0.1:1/" + "x" * 70_000)
    assert error.failure.code is FailureCode.SERVER_UNREACHABLE


@pytest.mark.parametrize("name", ["nohost.invalid", "xn--a", "xn--a.localhost"])
async def test_the_name_is_unknown(name: str) -> None:
    error = await version_failing(f"http://{name}:1")
    assert isinstance(error, ServerUnreachable)
    assert error.cause is UnreachableCause.NAME_UNKNOWN


async def test_no_connection_in_time() -> None:
    """A listening socket whose queue is full lets nobody in, and refuses nobody."""
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(address)
        error = await version_failing(f"127.0.0.1:{address[1]}", connect_timeout_s=0.1)
        for each in waiting:
            each.close()
    assert isinstance(error, ServerUnreachable)
    assert error.cause is UnreachableCause.TIMEOUT


def server_tls() -> ssl.SSLContext:
    """A certificate that nobody trusts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "certificate.pem", TLS / "key.pem")
    return context


async def test_the_certificate_is_not_trusted() -> None:
    with ThreadedOllamaServer(tls=server_tls()) as server:
        error = await version_failing(server.url)
    assert isinstance(error, ServerUnreachable)
    assert error.cause is UnreachableCause.TLS
    assert "certificate" in error.detail
    assert server.requests == []


async def test_a_trusted_certificate_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "certificate.pem"))
    with ThreadedOllamaServer(tls=server_tls()) as server:
        client = OllamaClient(parse_address(server.url))
        versions = await asyncio.gather(client.version(), client.version())
        assert set(versions) == {"0.33.0"}
        await client.aclose()


async def test_https_to_a_server_without() -> None:
    async with OllamaServer() as server:
        error = await version_failing(server.url.replace("http:", "https:"))
    assert isinstance(error, ServerUnreachable)
    assert error.cause is UnreachableCause.TLS


async def test_a_silent_server_is_told_from_a_missing_one() -> None:
    async with OllamaServer() as server:
        server.script("/api/version", Stream([], before=[Stall()]))
        error = await version_failing(server.url, lookup_timeout_s=0.05)
    assert isinstance(error, ServerSilent)
    assert error.failure.code is FailureCode.SERVER_SILENT


async def test_a_check_ends_in_time_even_when_the_server_drips() -> None:
    async with OllamaServer() as server:
        drip = [Bytes(b" ")] * 3
        server.script("/api/version", Stream([*drip, Stall()]))
        client = OllamaClient(parse_address(server.url))
        with pytest.raises(ServerSilent) as caught:
            await client.version(timeout_s=0.1)
        assert caught.value.address == server.url
        await client.aclose()


async def test_silence_in_the_middle_of_a_reply() -> None:
    text, error = await stream_failing(Stream([delta("Hel"), Stall()]), read_timeout_s=0.05)
    assert text == "Hel"
    assert isinstance(error, ServerSilent)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, FailureCode.API_ERROR),
        (401, FailureCode.UNAUTHORISED),
        (403, FailureCode.FORBIDDEN),
        (404, FailureCode.MODEL_NOT_FOUND),
        (429, FailureCode.API_ERROR),
        (500, FailureCode.API_ERROR),
        (502, FailureCode.API_ERROR),
        (503, FailureCode.SERVER_BUSY),
    ],
)
async def test_a_refusal_by_status(status: int, code: FailureCode) -> None:
    text, error = await stream_failing(refuse(status, "why  not"))
    assert text == ""
    assert isinstance(error, ApiError)
    assert (error.status, error.message) == (status, "why  not")
    assert (error.failure.code, error.failure.status) == (code, status)


async def test_sign_in_is_asked_for() -> None:
    url = "https://ollama.com/connect?name=x&key=y"
    _, error = await stream_failing(refuse(401, "unauthorized", signin_url=url))
    assert isinstance(error, ApiError)
    assert error.signin_url == url


@pytest.mark.parametrize(
    ("reply", "code", "detail"),
    [
        (Answer(b"", 403), FailureCode.FORBIDDEN, ""),
        (Answer(b"", 500), FailureCode.API_ERROR, ""),
        (Answer("404 page not found", 404, "text/plain"), FailureCode.NOT_OLLAMA, "404 page not found"),
        (Answer("bad gateway", 502, "text/plain"), FailureCode.API_ERROR, "bad gateway"),
        (Answer({"detail": "x"}, 500), FailureCode.API_ERROR, '{"detail":"x"}'),
        (html(502, "Bad gateway"), FailureCode.NOT_OLLAMA, None),
        (html(404, "Not found"), FailureCode.NOT_OLLAMA, None),
        (html(401, "Log in"), FailureCode.UNAUTHORISED, None),
        (html(200), FailureCode.NOT_OLLAMA, None),
    ],
    ids=str,
)
async def test_answers_that_are_not_ollamas(reply: Answer, code: FailureCode, detail: str | None) -> None:
    _, error = await stream_failing(reply)
    assert error.failure.code is code
    assert error.failure.detail == detail or detail is None


async def test_a_refusal_without_end_is_known_by_its_status() -> None:
    text, error = await stream_failing(Answer(b"x" * 2_000_000, 500))
    assert (text, error.failure.status, error.failure.detail) == ("", 500, "")


async def test_an_error_line_in_a_stream_that_began_well() -> None:
    text, error = await stream_failing(Stream([delta("Hel"), error_line("runner stopped"), delta("lo")]))
    assert text == "Hel"
    assert isinstance(error, ApiError)
    assert (error.status, error.message) == (None, "runner stopped")
    assert error.failure.code is FailureCode.API_ERROR


async def test_an_error_line_without_line_feed() -> None:
    text, error = await stream_failing(Stream([delta("Hel"), Bytes(b'{"error":"upstream"}')]))
    assert (text, error.failure.detail) == ("Hel", "upstream")


async def test_json_inside_an_error_text_is_unwrapped() -> None:
    inner = '{"error":{"code":500,"message":"image input is not supported","type":"server_error"}}'
    for reply in (refuse(500, inner), Stream([error_line(inner)])):
        _, error = await stream_failing(reply)
        assert isinstance(error, ApiError)
        assert error.failure.detail == "image input is not supported"
        assert error.message == inner


@pytest.mark.parametrize(
    "line", [b"not json\n", b"[1]\n", b'{"x":1}\n', b'{"message":{"content":1}}\n', b"data: {}\n"]
)
async def test_a_line_that_is_no_delta(line: bytes) -> None:
    text, error = await stream_failing(Stream([delta("Hel"), Bytes(line)]))
    assert text == "Hel"
    assert isinstance(error, BadReply)
    assert error.failure.code is FailureCode.BAD_REPLY
    assert error.excerpt


@pytest.mark.parametrize(
    "steps",
    [
        [delta("Hel")],
        [delta("Hel"), Bytes(b'{"model":"smol","mess')],
        [delta("Hel"), Cut()],
        [delta("Hel"), Bytes(b'{"model"'), Cut()],
        [delta("Hel"), Reset()],
    ],
    ids=["no done", "half a line", "cut", "cut in a line", "reset"],
)
async def test_a_stream_that_ends_early_keeps_what_came(steps: list[Reply]) -> None:
    text, error = await stream_failing(Stream(steps))
    assert text in ("Hel", "")  # a reset may also throw away what the system had not handed over
    assert text == "Hel" or isinstance(steps[-1], Reset)
    assert isinstance(error, ConnectionLost)
    assert error.failure.code is FailureCode.CONNECTION_LOST


@pytest.mark.parametrize("before", [Cut(), Reset()], ids=["closed", "reset"])
async def test_a_connection_that_ends_before_the_headers(before: Reply) -> None:
    class Nothing:
        async def send(self, exchange: Any) -> None:
            await before.send(exchange)

    _, error = await stream_failing(Nothing())
    assert isinstance(error, ConnectionLost)


@pytest.mark.parametrize("data", [b"SSH-2.0-x\r\n\r\n", b"\x15\x03\x01\x02\x16\r\n\r\n", b"HTTP/9 x\r\n\r\n"])
async def test_something_that_does_not_speak_http(data: bytes) -> None:
    _, error = await stream_failing(Garbage(data))
    assert isinstance(error, BadReply)
    assert error.failure.code is FailureCode.NOT_OLLAMA


async def test_a_chunk_of_the_wrong_length() -> None:
    class WrongChunk:
        async def send(self, exchange: Any) -> None:
            await exchange.raw(b"zz\r\n{}\r\n")

    text, error = await stream_failing(Stream([delta("Hel"), WrongChunk()]))
    assert (text, type(error)) == ("Hel", BadReply)


async def test_a_reply_that_cannot_be_decompressed() -> None:
    _, error = await stream_failing(Answer(b"\x00" * 20, headers=[("Content-Encoding", "gzip")]))
    assert isinstance(error, BadReply)


async def test_a_compressed_stream_is_read_all_the_same() -> None:
    lines = b'{"message":{"content":"zip"},"done":false}\n{"message":{"content":""},"done":true}\n'
    async with OllamaServer() as server:
        server.script("/api/chat", Answer(gzip.compress(lines), headers=[("Content-Encoding", "gzip")]))
        client = OllamaClient(parse_address(server.url))
        assert [each.content async for each in client.chat_deltas(HELLO)] == ["zip", ""]
        await client.aclose()


@pytest.mark.parametrize("after", [Cut(), Bytes(b"\n\n"), Bytes(b"junk")], ids=["cut", "lines", "junk"])
async def test_what_comes_after_done_is_no_trouble(after: Reply) -> None:
    async with OllamaServer() as server:
        server.script("/api/chat", Stream([done("all"), after]))
        client = OllamaClient(parse_address(server.url))
        assert [each.content async for each in client.chat_deltas(HELLO)] == ["all"]
        await client.aclose()


@pytest.mark.parametrize(
    "answer",
    [Answer({}), Answer({"version": ""}), Answer({"version": 5}), Answer("It runs"), html(), Answer(b"")],
    ids=str,
)
async def test_a_version_that_is_none_means_another_program(answer: Answer) -> None:
    async with OllamaServer() as server:
        server.script("/api/version", answer)
        error = await version_failing(server.url)
    assert error.failure.code is FailureCode.NOT_OLLAMA


async def test_a_redirect_is_not_followed_and_gets_no_token() -> None:
    async with OllamaServer() as other, OllamaServer() as server:
        target = f"{other.url}/api/version"
        server.script("/api/version", Answer(b"", 307, headers=[("Location", target)]))
        error = await version_failing(server.url, token="secret")
        assert other.requests == []
    assert error.failure.code is FailureCode.NOT_OLLAMA
    assert error.failure.detail == target
    assert error.failure.status == 307


async def test_a_look_up_is_asked_again_when_its_kept_connection_died() -> None:
    async with OllamaServer() as server:
        client = OllamaClient(parse_address(server.url))
        server.script("/api/version", Answer({"version": "1"}), DiesUnseen(), Answer({"version": "2"}))
        assert [await client.version(), await client.version()] == ["1", "2"]
        assert len(server.requests) == 3
        await client.aclose()


async def test_a_chat_is_never_asked_again() -> None:
    async with OllamaServer() as server:
        client = OllamaClient(parse_address(server.url))
        server.script("/api/chat", DiesUnseen())
        with pytest.raises(ConnectionLost):
            await client.chat(HELLO)
        assert len(server.requests) == 1
        await client.aclose()


class DiesUnseen:
    """A server that took the request and closed: the client cannot know whether it was read."""

    async def send(self, exchange: Any) -> None:
        exchange.cut()
