"""The way over TLS: as the other, and the HTTP library's errors as ours where no socket can bring them about.

All other tests of the client talk to loopback addresses without TLS.
"""

import asyncio
import gzip
import socket
from contextlib import aclosing
from typing import Any

import httpx
import pytest

from app.api.client import OllamaClient
from app.api.errors import BadReply, ConnectionLost, ServerSilent, ServerUnreachable, UnreachableCause
from app.api.hosts import parse_address
from app.api.http_errors import errors_of
from app.api.httpx_sender import translated
from app.domain.chat import ChatMessage, ChatRequest
from app.domain.server_profile import TlsTrust
from tests.api.test_client_faults import TLS, DiesUnseen, server_tls
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.replies import Answer, Bytes, Cut, Garbage, Gate, Reply, Stall, Stream, delta, done


def connect_error(*reasons: OSError) -> httpx.ConnectError:
    """What httpx raises when every address of a host failed, for these reasons."""
    outer = OSError("All connection attempts failed")
    outer.__cause__ = reasons[0] if len(reasons) == 1 else ExceptionGroup("several", reasons)
    error = httpx.ConnectError("All connection attempts failed")
    error.__cause__ = outer
    return error


@pytest.mark.parametrize(
    ("reasons", "cause"),
    [
        ([ConnectionRefusedError("no")], UnreachableCause.REFUSED),
        ([OSError("no route"), ConnectionRefusedError("no")], UnreachableCause.REFUSED),
        ([TimeoutError("late"), OSError("no route")], UnreachableCause.TIMEOUT),
        ([socket.gaierror(-2, "unknown")], UnreachableCause.NAME_UNKNOWN),
        ([OSError("no route"), OSError("no network")], UnreachableCause.OTHER),
    ],
)
def test_the_reason_is_found_under_its_layers(reasons: list[OSError], cause: UnreachableCause) -> None:
    error = translated(connect_error(*reasons))
    assert isinstance(error, ServerUnreachable)
    assert error.cause is cause
    assert error.detail


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ConnectTimeout(""), ServerUnreachable),
        (httpx.ReadTimeout(""), ServerSilent),
        (httpx.WriteTimeout(""), ServerSilent),
        (httpx.ProxyError("502"), ServerUnreachable),
        (httpx.ReadError("reset"), ConnectionLost),
        (httpx.RemoteProtocolError("Server disconnected without sending a response."), ConnectionLost),
        (httpx.RemoteProtocolError("illegal status line"), BadReply),
    ],
)
def test_each_kind_has_its_place(error: httpx.HTTPError, kind: type[Exception]) -> None:
    assert type(translated(error)) is kind


def test_what_the_system_raises_in_the_middle_is_a_lost_connection() -> None:
    with pytest.raises(ConnectionLost) as caught, errors_of("https://h:1", {}, "smol"):
        raise OSError("tls went away")
    assert (caught.value.address, caught.value.model) == ("https://h:1", "smol")


HELLO = ChatRequest("smol", (ChatMessage("user", "Hello"),))
TRUST = TlsTrust(ca_file=str(TLS / "certificate.pem"))


def client_of(server: OllamaServer, **more: Any) -> OllamaClient:
    return OllamaClient(parse_address(server.url), trust=TRUST, **more)


async def test_a_reply_is_streamed_over_tls() -> None:
    gate = Gate()
    async with OllamaServer(tls=server_tls()) as server:
        server.script("/api/chat", Stream([delta("one"), gate, done("two")]))
        client = client_of(server)
        contents = []
        async with aclosing(client.chat_deltas(HELLO)) as deltas:
            async for each in deltas:
                contents.append(each.content)
                gate.open()
        assert contents == ["one", "two"]
        assert await client.version()
        assert server.connections == 1
        await client.aclose()


async def test_a_large_body_goes_out_in_pieces_over_tls() -> None:
    request = ChatRequest("smol", (ChatMessage("user", "See", images=(bytes(1_000_000),)),))
    async with OllamaServer(tls=server_tls()) as server:
        client = client_of(server)
        assert (await client.chat(request)).done
        await client.aclose()
    assert len(server.requests[0].json["messages"][0]["images"][0]) == 1_333_336


async def test_leaving_a_stream_over_tls_closes_it() -> None:
    tasks = asyncio.all_tasks()
    async with OllamaServer(tls=server_tls()) as server:
        server.script("/api/chat", Stream([delta("x"), Stall()]))
        client = client_of(server)
        async with aclosing(client.chat_deltas(HELLO)) as deltas:
            await anext(deltas)
        await server.client_left()
        await client.aclose()
        await server.alone()
    assert asyncio.all_tasks() == tasks


async def test_a_look_up_over_tls_is_asked_again_when_its_kept_connection_died() -> None:
    async with OllamaServer(tls=server_tls()) as server:
        client = client_of(server)
        server.script("/api/version", Answer({"version": "1"}), DiesUnseen(), Answer({"version": "2"}))
        assert [await client.version(), await client.version()] == ["1", "2"]
        await client.aclose()


async def test_compressed_answers_are_read_over_tls() -> None:
    async with OllamaServer(tls=server_tls()) as server:
        packed = gzip.compress(b'{"version":"7"}')
        server.script("/api/version", Answer(packed, headers=[("Content-Encoding", "gzip")]))
        client = client_of(server)
        assert await client.version() == "7"
        await client.aclose()


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Garbage(b"SSH-2.0-x\r\n\r\n"), BadReply),
        (Stream([delta("Hel"), Cut()]), ConnectionLost),
        (Stream([Bytes(b"x\n")]), BadReply),
        (Answer(b"\x00" * 20, headers=[("Content-Encoding", "gzip")]), BadReply),
        (Stream([], before=[Stall()]), ServerSilent),
    ],
    ids=["no HTTP", "cut", "no JSON", "no gzip", "silent"],
)
async def test_trouble_over_tls_is_told_as_without(reply: Reply, kind: type[Exception]) -> None:
    async with OllamaServer(tls=server_tls()) as server:
        server.script("/api/chat", reply)
        client = client_of(server, read_timeout_s=0.2)
        with pytest.raises(kind):
            [each async for each in client.chat_deltas(HELLO)]
        await client.aclose()
