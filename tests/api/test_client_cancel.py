"""Leaving a reply in the middle: the connection is closed at once, and the server sees it."""

import asyncio
import socket
from contextlib import aclosing, suppress

import pytest

from app.api.client import OllamaClient
from app.api.errors import ConnectionLost, OllamaError
from app.api.hosts import parse_address
from app.domain.chat import ChatMessage, ChatRequest
from tests.helpers.ollama_server import OllamaServer, ThreadedOllamaServer
from tests.helpers.replies import Bytes, Reply, Stall, Stream, delta, error_line

HELLO = ChatRequest("smol", (ChatMessage("user", "Hello"),))


async def test_cancelling_a_stream_closes_it_and_the_server_sees_it() -> None:
    async with OllamaServer() as server:
        server.script("/api/chat", Stream([delta("x"), Stall()]))
        client = OllamaClient(parse_address(server.url))
        arrived = asyncio.Event()

        async def read() -> None:
            async for _ in client.chat_deltas(HELLO):
                arrived.set()

        reading = asyncio.create_task(read())
        await arrived.wait()
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        await server.client_left()
        assert await client.version()
        await client.aclose()


async def test_cancelling_works_on_the_loop_of_the_window(loop: asyncio.AbstractEventLoop) -> None:
    await test_cancelling_a_stream_closes_it_and_the_server_sees_it()


async def test_cancelling_an_upload_closes_its_connection() -> None:
    """The answer is already there when half of the images are not: the rest is not sent."""
    images = (bytes(8_000_000),) * 4
    request = ChatRequest("smol", (ChatMessage("user", "See", images=images),))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        client = OllamaClient(parse_address(f"127.0.0.1:{port}"))
        asking = asyncio.create_task(client.chat(request))
        connection, _ = await asyncio.to_thread(listening.accept)
        with connection:
            assert await asyncio.to_thread(connection.recv, 1000)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            received = await asyncio.to_thread(_all_of, connection)
        await client.aclose()
    assert received < 32_000_000


def _all_of(connection: socket.socket) -> int:
    """How many bytes still come until the other end closes."""
    count = 0
    with suppress(ConnectionError):
        while data := connection.recv(1_000_000):
            count += len(data)
    return count


async def test_cancelling_before_the_headers_closes_too() -> None:
    async with OllamaServer() as server:
        server.script("/api/chat", Stream([], before=[Stall()]))
        client = OllamaClient(parse_address(server.url))
        reading = asyncio.create_task(client.chat(HELLO))
        await server.requested()
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        await server.client_left()
        await client.aclose()


async def test_closing_a_stream_closes_its_connection() -> None:
    async with OllamaServer() as server:
        server.script("/api/chat", Stream([delta("x"), Stall()]))
        client = OllamaClient(parse_address(server.url))
        deltas = client.chat_deltas(HELLO)
        await anext(deltas)
        await deltas.aclose()
        await server.client_left()
        await client.aclose()


@pytest.mark.parametrize("leave", [StopIteration, KeyError])
async def test_leaving_the_loop_over_a_stream_leaves_no_task(leave: type[Exception]) -> None:
    tasks = asyncio.all_tasks()
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([delta("x"), Stall()]))
        client = OllamaClient(parse_address(server.url))
        with suppress(KeyError):
            async with aclosing(client.chat_deltas(HELLO)) as deltas:
                async for _ in deltas:
                    if leave is StopIteration:
                        break
                    raise leave
        assert asyncio.all_tasks() == tasks
        await asyncio.wrap_future(server.client_left())
        await client.aclose()


@pytest.mark.parametrize("steps", [[error_line("no")], [Bytes(b"x\n")]], ids=["error line", "not JSON"])
async def test_an_error_in_a_stream_leaves_no_task_and_no_connection(steps: list[Reply]) -> None:
    tasks = asyncio.all_tasks()
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([delta("x"), *steps, Stall()]))
        client = OllamaClient(parse_address(server.url))
        with pytest.raises(OllamaError):
            [each async for each in client.chat_deltas(HELLO)]
        assert asyncio.all_tasks() == tasks
        await asyncio.wrap_future(server.client_left())
        await client.aclose()


async def test_leaving_works_on_the_loop_of_the_window(loop: asyncio.AbstractEventLoop) -> None:
    await test_leaving_the_loop_over_a_stream_leaves_no_task(StopIteration)
    await test_leaving_the_loop_over_a_stream_leaves_no_task(KeyError)
    await test_an_error_in_a_stream_leaves_no_task_and_no_connection([Bytes(b"x\n")])


async def test_closing_the_client_ends_its_streams() -> None:
    async with OllamaServer() as server:
        server.script("/api/chat", Stream([delta("x"), Stall()]))
        client = OllamaClient(parse_address(server.url))
        deltas = client.chat_deltas(HELLO)
        await anext(deltas)
        reading = asyncio.ensure_future(anext(deltas))
        await asyncio.sleep(0)
        await client.aclose()
        with pytest.raises(ConnectionLost):
            await reading
