"""What only the way without httpx does: connecting, keeping connections, and bodies nobody wants."""

import asyncio
import gzip
import socket
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from app.api import byte_stream, direct_sender
from app.api.byte_stream import MOST_WAITING_BYTES, ByteStream
from app.api.call import Call
from app.api.client import OllamaClient
from app.api.direct_sender import MOST_UNZIPPED_BYTES, DirectSender
from app.api.errors import ApiError, ConnectionLost, ServerSilent, ServerUnreachable, UnreachableCause
from app.api.hosts import parse_address
from app.api.httpx_sender import HttpxSender
from app.api.transport import Transport
from app.domain.chat import ChatMessage, ChatRequest
from tests.helpers.http_server import Exchange, encode
from tests.helpers.ollama_server import OllamaServer, ThreadedOllamaServer
from tests.helpers.replies import Answer, Bytes, Gate, Stream, delta, done

HELLO = ChatRequest("smol", (ChatMessage("user", "Hello"),))
LARGE = ChatRequest("smol", (ChatMessage("user", "See", images=(bytes(24_000_000),)),))


class ClosesAfterwards:
    """Answers, and closes the connection without having said so."""

    async def send(self, exchange: Exchange) -> None:
        await exchange.json({"version": "1"})
        exchange.keep_open = False


async def test_a_connection_that_ended_unused_is_not_used_again() -> None:
    """A chat is never sent twice, so it must not go into a connection that is known to be dead."""
    async with OllamaServer() as server:
        server.script("/api/version", ClosesAfterwards())
        client = OllamaClient(parse_address(server.url))
        assert await client.version() == "1"
        await server.alone()
        assert (await client.chat(HELLO)).done
        assert server.connections == 2
        await client.aclose()


async def test_a_connection_idle_for_long_is_not_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(direct_sender, "KEPT_S", 0.0)
    monkeypatch.setattr(direct_sender, "KEPT_FOR_LOOKUPS_S", 0.0)
    async with OllamaServer() as server:
        client = OllamaClient(parse_address(server.url))
        assert [await client.version(), await client.version()] == ["0.33.0", "0.33.0"]
        assert server.connections == 2
        await client.aclose()


async def test_what_changes_nothing_goes_into_one_idle_for_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(direct_sender, "KEPT_S", 0.0)
    async with OllamaServer() as server:
        client = OllamaClient(parse_address(server.url))
        assert [await client.version(), await client.version()] == ["0.33.0", "0.33.0"]
        assert server.connections == 1, "nor does a look at an idle server"
        assert (await client.chat(HELLO)).done
        assert server.connections == 2, "but nothing that is never sent twice"
        await client.aclose()


async def test_no_more_connections_are_kept_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(direct_sender, "MOST_KEPT", 1)
    async with OllamaServer() as server:
        client = OllamaClient(parse_address(server.url))
        await asyncio.gather(*(client.version() for _ in range(3)))
        begun = server.connections
        await client.version()
        assert server.connections == begun
        await asyncio.gather(client.version(), client.version())
        assert server.connections == begun + 1
        await client.aclose()


async def test_a_close_that_is_cancelled_leaves_no_connection_open() -> None:
    async with OllamaServer() as server:
        client = OllamaClient(parse_address(server.url))
        await asyncio.gather(*(client.version() for _ in range(3)))
        assert server.connections == 3
        closing = asyncio.create_task(client.aclose())
        await asyncio.sleep(0)
        closing.cancel()
        await asyncio.wait({closing})
        await server.alone()


class TwoAddresses(asyncio.SelectorEventLoop):
    """Every name has two addresses: the first listens to nobody."""

    closed_port = 0

    async def getaddrinfo(self, host: Any, port: Any, **_: Any) -> Any:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", each))
            for each in (self.closed_port, port)
        ]


def in_loop_of_two_addresses(test: Callable[[], Any]) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        TwoAddresses.closed_port = unused.getsockname()[1]
        with asyncio.Runner(loop_factory=TwoAddresses) as runner:
            runner.run(test())


def test_the_next_address_of_a_host_is_tried() -> None:
    with ThreadedOllamaServer() as server:

        async def ask() -> None:
            client = OllamaClient(parse_address(server.url.replace("127.0.0.1", "two.localhost")))
            assert await client.version() == "0.33.0"
            await client.aclose()

        in_loop_of_two_addresses(ask)
    assert server.requests[0].header("Host") == f"two.localhost:{server.port}"


def test_an_address_that_does_not_answer_is_left_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(direct_sender, "NEXT_ADDRESS_S", 0.05)
    with ThreadedOllamaServer() as server, socket.socket() as full, socket.socket() as waiting:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting.setblocking(False)
        waiting.connect_ex(full.getsockname())  # the queue of one is full

        async def ask() -> None:
            TwoAddresses.closed_port = full.getsockname()[1]
            client = OllamaClient(parse_address(server.url.replace("127.0.0.1", "two.localhost")))
            assert await client.version() == "0.33.0"
            await client.aclose()

        in_loop_of_two_addresses(ask)


def test_refused_by_all_addresses_is_refused() -> None:
    async def ask() -> None:
        client = OllamaClient(parse_address(f"two.localhost:{TwoAddresses.closed_port}"))
        with pytest.raises(ServerUnreachable) as caught:
            await client.version()
        assert caught.value.cause is UnreachableCause.REFUSED
        await client.aclose()

    in_loop_of_two_addresses(ask)


async def test_a_refusal_is_read_although_the_body_was_not_taken() -> None:
    """As a proxy answers to what is too large for it: at once, and then it takes no more."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        client = OllamaClient(parse_address(f"127.0.0.1:{server.getsockname()[1]}"))
        asking = asyncio.create_task(client.chat(LARGE))
        connection, _ = await asyncio.to_thread(server.accept)
        with connection:
            assert await asyncio.to_thread(connection.recv, 1000)
            connection.sendall(b"HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig")
            connection.shutdown(socket.SHUT_WR)
            with pytest.raises(ApiError) as caught:
                await asking
        await client.aclose()
    assert (caught.value.status, caught.value.message) == (413, "big")


@pytest.mark.parametrize("size_bytes", [3 * MOST_UNZIPPED_BYTES, 3 * MOST_UNZIPPED_BYTES + 1])
async def test_what_is_packed_very_small_comes_in_pieces(size_bytes: int) -> None:
    async with OllamaServer() as server:
        packed = gzip.compress(bytes(size_bytes))
        server.script("/", Answer(packed, headers=[("Content-Encoding", "gzip")]))
        sender = DirectSender(parse_address(server.url))
        response = await sender.send(Call("GET", "/"), {})
        pieces = []
        while piece := await response.read():
            pieces.append(len(piece))
        await sender.aclose()
    assert sum(pieces) == size_bytes
    assert max(pieces) == MOST_UNZIPPED_BYTES


async def test_a_server_that_takes_nothing_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(byte_stream, "WRITE_TIMEOUT_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        client = OllamaClient(parse_address(f"127.0.0.1:{deaf.getsockname()[1]}"))
        with pytest.raises(ServerSilent):
            await client.chat(LARGE)
        await client.aclose()


async def test_what_nobody_reads_waits_at_the_other_end() -> None:
    sent = bytes(8 * MOST_WAITING_BYTES)

    async def send_all(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(sent)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(send_all, "127.0.0.1", 0) as server:
        stream = await ByteStream.open(socket.socket(), server.sockets[0].getsockname())
        pieces = []
        while piece := await stream.read(5):
            pieces.append(len(piece))
            while not stream._is_paused and sum(pieces) + len(stream._received) < len(sent):  # noqa: ASYNC110
                await asyncio.sleep(0)
            for _ in range(100):  # much more could come in these turns
                await asyncio.sleep(0)
        await stream.closed.wait()
    assert sum(pieces) == len(sent)
    assert MOST_WAITING_BYTES < max(pieces) < 2 * MOST_WAITING_BYTES


async def test_what_comes_during_a_rest_comes_at_once() -> None:
    more, sent = Gate(), Gate()
    words = [delta(str(number)) for number in range(20)]
    seen: list[str] = []
    seen_at_rests: list[int] = []

    async def rest() -> None:
        seen_at_rests.append(len(seen))
        if len(seen) == 1:
            more.open()
            await asyncio.to_thread(sent.reached.wait, 10)
        elif seen:
            sent.open()

    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([words[0], more, *words[1:], sent, done()]))
        client = OllamaClient(parse_address(server.url))
        async for each in client.chat_deltas(HELLO, rest):
            seen.append(each.content)
        await client.aclose()
    assert seen == [*(str(number) for number in range(20)), ""]
    assert {1, 20} <= set(seen_at_rests) <= {0, 1, 20}, "no rest between those that were there"


async def test_between_many_at_once_the_loop_runs_other_things() -> None:
    line = encode(delta("word").value) + b"\n"
    turns = 0

    async def count_turns() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([Bytes(line * 200), done()]))
        client = OllamaClient(parse_address(server.url))
        counting = asyncio.create_task(count_turns())
        seen = [turns async for _ in client.chat_deltas(HELLO)]
        counting.cancel()
        await client.aclose()
    assert len(seen) == 201
    assert max(Counter(seen).values()) <= 16


async def test_a_stream_ended_by_this_end_is_lost() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        stream = await ByteStream.open(socket.socket(), server.getsockname())
        stream.abort()
        await stream.closed.wait()
        for use in (stream.read(1), stream.write(b"x")):
            with pytest.raises(ConnectionLost):
                await use


async def test_a_prefix_with_other_letters_is_sent_as_urls_are() -> None:
    async with OllamaServer() as server:
        server.script("/%C3%BCber/a%20b/api/version", Answer({"version": "1"}))
        client = OllamaClient(parse_address(f"{server.url}/\u00fcber/a%20b"))
        assert await client.version() == "1"
        await client.aclose()


async def sender_for(url: str) -> object:
    transport = Transport(parse_address(url), {})
    await transport.warm_up()
    sender = transport._sender
    await transport.aclose()
    return type(sender)


async def test_httpx_is_used_for_tls_and_proxies_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await sender_for("http://nohost.invalid") is DirectSender
    assert await sender_for("https://127.0.0.1") is HttpxSender
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert await sender_for("http://127.0.0.1") is DirectSender
    assert await sender_for("http://nohost.invalid") is HttpxSender
