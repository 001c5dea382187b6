"""A stream that is held while something happens to it: whoever reads afterwards is never left waiting."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from app.api.byte_stream import MOST_WAITING_BYTES, ByteStream
from app.api.errors import ConnectionLost

LIMIT_S = 30.0


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[ByteStream, socket.socket]]:
    """A stream, and the socket at its other end."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        stream = await ByteStream.open(socket.socket(), server.getsockname())
        there, _ = server.accept()
    with there:
        there.setblocking(False)
        yield stream, there
        stream.abort()
        await stream.closed.wait()


async def turns() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def everything(stream: ByteStream) -> bytes:
    """What comes until the other end closes."""
    got = b""
    while piece := await stream.read(LIMIT_S):
        got += piece
    return got


def reset(there: socket.socket) -> None:
    linger = struct.pack("ii" if hasattr(socket, "SO_REUSEPORT") else "hh", 1, 0)
    there.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    there.close()


@pytest.mark.parametrize("ends", [False, True], ids=["goes on", "ends"])
async def test_what_comes_meanwhile_is_read_afterwards(loop: Any, ends: bool) -> None:
    async with connected() as (stream, there):
        with stream.held():
            for word in (b"one ", b"two ", b"three"):
                there.send(word)
                await turns()
            assert stream.is_quiet, "nothing is taken in"
            if ends:
                there.shutdown(socket.SHUT_WR)
                await turns()
        assert await stream.read(LIMIT_S) == b"one two three"
        if ends:
            assert await stream.read(LIMIT_S) == b""


async def test_an_end_alone_is_told_afterwards(loop: Any) -> None:
    async with connected() as (stream, there):
        with stream.held():
            there.shutdown(socket.SHUT_WR)
            await turns()
        assert await stream.read(LIMIT_S) == b""


async def test_a_broken_connection_is_told_afterwards(loop: Any) -> None:
    async with connected() as (stream, there):
        with stream.held():
            reset(there)
            await turns()
        with pytest.raises(ConnectionLost):
            await stream.read(LIMIT_S)


async def test_a_stream_that_is_ended_meanwhile_is_lost(loop: Any) -> None:
    async with connected() as (stream, _):
        with stream.held():
            stream.abort()
            await turns()
            assert stream.closed.is_set()
        with pytest.raises(ConnectionLost):
            await stream.read(LIMIT_S)


async def test_whoever_is_cancelled_meanwhile_leaves_it_readable(loop: Any) -> None:
    async with connected() as (stream, there):

        async def rest() -> None:
            with stream.held():
                await asyncio.Event().wait()

        resting = asyncio.create_task(rest())
        await turns()
        there.send(b"one")
        resting.cancel()
        await asyncio.wait({resting})
        assert await stream.read(LIMIT_S) == b"one"


async def test_one_that_has_too_much_to_read_goes_on_once_it_was_read(loop: Any) -> None:
    sent = bytes(3 * MOST_WAITING_BYTES)
    async with connected() as (stream, there):

        async def send() -> None:
            await asyncio.get_running_loop().sock_sendall(there, sent)
            there.shutdown(socket.SHUT_WR)

        sending = asyncio.create_task(send())
        while not stream._is_paused:  # noqa: ASYNC110
            await asyncio.sleep(0)
        waiting = len(stream._received)
        with stream.held():
            await turns()
        await turns()
        assert len(stream._received) == waiting, "what nobody has read keeps the other end waiting"
        assert len(await everything(stream)) == len(sent)
        await sending


async def test_who_reads_already_is_woken_by_what_comes_after_a_pause(loop: Any) -> None:
    async with connected() as (stream, there):
        reading = asyncio.create_task(stream.read(LIMIT_S))
        await turns()
        with stream.held():
            there.send(b"one")
            await turns()
            assert not reading.done()
        assert await reading == b"one"
