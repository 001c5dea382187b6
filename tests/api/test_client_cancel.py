"""Leaving a reply in the middle: the connection is closed at once, and the server sees it."""

import asyncio

import pytest

from app.api.client import OllamaClient
from app.api.errors import ConnectionLost
from app.api.hosts import parse_address
from app.domain.chat import ChatMessage, ChatRequest
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.replies import Stall, Stream, delta

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
