"""Replies in pieces of any size, at any time, with any end: all of it is told, nothing waits for ever.

No test here looks again and again whether something has come: each look would wake what may be asleep.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from PySide6.QtCore import QTimer

from app.api.client import OllamaClient
from app.api.errors import OllamaError
from app.api.hosts import parse_address
from app.domain.chat import ChatMessage, ChatRequest
from app.domain.conversation import Message, ReplyGrowth
from app.services.replies import RunningReply
from tests.helpers.http_server import Exchange, encode
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.replies import STREAM_HEADERS, delta, done

REPLIES = 120
AT_ONCE = 6
LIMIT_MS = 30_000
PAUSES_S = (0.0, 0.001, 0.016, 0.03)


class Plan:
    """What a number stands for: the words of a reply, how it ends, when it is stopped, its pauses."""

    def __init__(self, seed: int) -> None:
        self.chance = chance = random.Random(seed)
        self.words = [f"{number} " for number in range(chance.randint(0, 40))]
        self.end = chance.choice(("whole", "whole", "cut", "open", "reset"))
        self.stop_after_s = chance.choice((None, None, chance.random() * 0.1))

    @property
    def text(self) -> str:
        return "".join(self.words)


class Ragged:
    """The reply to a message that is a number, in pieces that end anywhere."""

    async def send(self, exchange: Exchange) -> None:
        plan = Plan(int(exchange.request.json["messages"][0]["content"]))
        chance = plan.chance
        lines = [*(delta(word) for word in plan.words), *([done()] if plan.end in ("whole", "open") else [])]
        data = b""
        while lines:
            size = chance.randint(1, 5)
            piece = b"".join(encode(line.value) + b"\n" for line in lines[:size])
            del lines[:size]
            data += b"%x\r\n%s\r\n" % (len(piece), piece)
        if plan.end == "whole":
            data += b"0\r\n\r\n"
        await exchange.head(200, STREAM_HEADERS)
        while data:
            size = chance.choice((1, 30, 300, 3_000))
            await exchange.raw(data[:size])
            data = data[size:]
            if chance.random() < 0.3:
                await asyncio.sleep(chance.choice(PAUSES_S))
        if plan.end == "reset":
            exchange.reset()
        elif plan.end != "whole":
            exchange.cut()


@asynccontextmanager
async def within(limit_ms: int) -> AsyncIterator[None]:
    """End what is awaited here after so long by a timer of Qt's own: one of the loop would wake it."""
    task = asyncio.current_task()
    assert task is not None
    watch = QTimer(singleShot=True, interval=limit_ms)
    watch.timeout.connect(task.cancel)
    watch.start()
    try:
        yield
    except asyncio.CancelledError:
        raise AssertionError("it waits for ever") from None
    finally:
        watch.stop()


async def read(client: OllamaClient, seed: int) -> None:
    """Read one reply as the program does, and look at what was told of it."""
    plan = Plan(seed)
    grown: list[ReplyGrowth] = []
    running = RunningReply(Message("1" * 32, "2" * 32, None, "assistant"), is_loaded=True, emit=grown.append)
    is_whole = False

    async def stream() -> None:
        nonlocal is_whole
        deltas = client.chat_deltas(ChatRequest("smol", [ChatMessage("user", str(seed))]), running.rest)
        try:
            async for each in deltas:
                running.add(each)
                is_whole = each.done
        finally:
            await deltas.aclose()

    task = asyncio.create_task(stream())
    if plan.stop_after_s is not None:
        asyncio.get_running_loop().call_later(plan.stop_after_s, task.cancel)
    (ended,) = await asyncio.gather(task, return_exceptions=True)
    running.close()
    told = "".join(growth.content for growth in grown)
    assert told == running.message.content
    assert plan.text.startswith(told)
    assert not is_whole or told == plan.text
    if plan.stop_after_s is None:
        assert is_whole or plan.end != "whole"
        assert is_whole or isinstance(ended, OllamaError), f"{seed}: {ended!r}"


async def rounds(seeds: range) -> None:
    with ThreadedOllamaServer() as server:
        client = OllamaClient(parse_address(server.url))
        for first in seeds[::AT_ONCE]:
            server.script("/api/chat", *(Ragged() for _ in range(AT_ONCE)))
            async with within(LIMIT_MS):
                await asyncio.gather(*(read(client, first + number) for number in range(AT_ONCE)))
        await client.aclose()


async def test_every_reply_comes_to_its_end(loop: Any) -> None:
    await rounds(range(REPLIES))


@pytest.mark.long
@pytest.mark.parametrize("first", range(REPLIES, 6_000, 1_000))
async def test_thousands_of_replies_come_to_their_end(loop: Any, first: int) -> None:
    await rounds(range(first, first + 1_000))
