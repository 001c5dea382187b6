"""Every method against every fault: it ends in time, with a value or an error of ours, and leaves nothing."""

import asyncio
import inspect
import socket
import threading
from collections.abc import Coroutine
from contextlib import aclosing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.api.client import OllamaClient
from app.api.direct_sender import DirectSender
from app.api.errors import ApiError, OllamaError, ServerUnreachable
from app.api.hosts import parse_address
from app.api.httpx_sender import HttpxSender
from tests.faults.calls import CALLS, CHAT, Call
from tests.faults.expected import allowed
from tests.helpers.fault_names import FAULTS
from tests.helpers.faults import IN_HEAD, NOTHING, Fault, StallAt
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.ollama_state import OllamaState

IN_TIME_S = 60.0
"""More than any of these takes on a busy computer; what takes longer hangs."""
SILENCE_S = 0.3
STALLS = {name for name in FAULTS if name == "silent" or name.startswith("stall")}
LOCAL_METHODS = {"warm_up", "leave", "aclose"}


@pytest.fixture
def gguf(tmp_path: Path) -> Path:
    """A file to upload, longer than the buffers of a socket."""
    path = tmp_path / "model.gguf"
    path.write_bytes(b"GGUF" + bytes(range(256)) * 40_000)
    return path


def some_state() -> OllamaState:
    """Signed in, and with a model in memory, so that every call has something to get."""
    state = OllamaState(account={"name": "herder"})
    state.loaded["smol:latest"] = datetime.now(UTC) + timedelta(minutes=5)
    return state


def test_every_method_is_in_the_matrix() -> None:
    methods = {
        name
        for name, method in inspect.getmembers(OllamaClient)
        if inspect.iscoroutinefunction(method) or inspect.isasyncgenfunction(method)
        if not name.startswith("_")
    }
    assert {name.split()[0] for name in CALLS} == methods - LOCAL_METHODS


@pytest.mark.parametrize("name", CALLS)
async def test_every_fault(name: str, gguf: Path) -> None:
    call = CALLS[name]
    faults = [fault for fault in FAULTS if not (call.has_patience and fault in STALLS)]
    threads = thread_names()
    findings = await asyncio.gather(*(trouble_of(name, call, fault, gguf) for fault in faults))
    assert [text for text in findings if text] == []
    assert thread_names() <= threads


async def trouble_of(name: str, call: Call, fault: str, gguf: Path) -> str:
    """Make a call whose answer is spoiled; what is wrong with how it ends, if anything."""
    patience_s = SILENCE_S if fault in STALLS else IN_TIME_S
    async with OllamaServer(some_state()) as server:
        client = OllamaClient(
            parse_address(server.url), lookup_timeout_s=patience_s, read_timeout_s=patience_s
        )
        server.misbehave(call.path, FAULTS[fault].make())
        outcome, value = await ending_of(call.make(client, gguf))
        wrong = "" if outcome in allowed(name, call, fault, value) else f"{fault} gave {outcome}; "
        server.misbehave(call.path, None)
        return wrong + await left_behind(server, client)


async def ending_of(call: Coroutine[Any, Any, Any]) -> tuple[str, Any]:
    """How a call ends: "value" or the error's class (with the status); and the value."""
    try:
        async with asyncio.timeout(IN_TIME_S):
            return "value", await call
    except ApiError as error:
        return f"ApiError {error.status}", error.failure
    except OllamaError as error:
        return type(error).__name__, error.failure
    except TimeoutError:
        return "no end", None


async def left_behind(server: OllamaServer, client: OllamaClient) -> str:
    """What a call left open, seen from both ends; and whether the client can still be used."""
    try:
        async with asyncio.timeout(IN_TIME_S):
            await server.idle()
            await client.version(timeout_s=IN_TIME_S)
            active = active_connections(client)
            await client.aclose()
            await server.alone()
    except TimeoutError:
        return "a connection stays open; "
    except OllamaError as error:
        return f"the next call fails: {error!r}; "
    return f"still active: {active}; " if active else ""


def active_connections(client: OllamaClient) -> list[str]:
    """The connections of the pool that are not free for the next request; no public way shows them."""
    sender = client._transport._sender
    if isinstance(sender, DirectSender):
        return [repr(each) for each in sender.busy]
    assert isinstance(sender, HttpxSender)
    pool = sender._http._transport._pool  # type: ignore[attr-defined]
    return [repr(each) for each in pool.connections if not each.is_idle() and not each.is_closed()]


def thread_names() -> set[str]:
    """The threads that somebody would have to end; those of the loop's own pool end with it."""
    return {thread.name for thread in threading.enumerate() if not thread.name.startswith("asyncio_")}


async def test_a_stream_left_open_would_be_seen() -> None:
    async with OllamaServer() as server:
        server.misbehave("/api/chat", StallAt(200))
        client = OllamaClient(parse_address(server.url))
        async with aclosing(client.chat_deltas(CHAT)) as deltas:
            assert (await anext(deltas)).content
            assert active_connections(client)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(server.idle(), 0.05)
        assert await left_behind(server, client) == ""


@pytest.mark.parametrize("name", CALLS)
async def test_leaving_a_stalled_answer(name: str, gguf: Path) -> None:
    threads = thread_names()
    places = (NOTHING, IN_HEAD, 10)
    findings = await asyncio.gather(*(trouble_of_leaving(CALLS[name], StallAt(at), gguf) for at in places))
    assert [text for text in findings if text] == []
    for thread in threading.enumerate():
        if thread.name not in threads and not thread.name.startswith("asyncio_"):
            await asyncio.to_thread(thread.join, IN_TIME_S)  # it has given its result and is about to end
    assert thread_names() <= threads


async def trouble_of_leaving(call: Call, fault: Fault, gguf: Path) -> str:
    """Cancel a call in the middle; what is wrong with how it ends."""
    async with OllamaServer(some_state()) as server:
        client = OllamaClient(parse_address(server.url))
        server.misbehave(call.path, fault)
        task = asyncio.ensure_future(call.make(client, gguf))
        await server.requested(2 if call.path.startswith("POST /api/blobs") else 1)
        task.cancel()
        try:
            async with asyncio.timeout(IN_TIME_S):
                with suppress(asyncio.CancelledError):
                    await task
        except TimeoutError:
            return f"{fault}: no end"
        server.misbehave(call.path, None)
        return await left_behind(server, client)


@pytest.mark.parametrize("name", CALLS)
async def test_nobody_listens(name: str, gguf: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        client = OllamaClient(parse_address(f"127.0.0.1:{unused.getsockname()[1]}"))
        outcome, value = await ending_of(CALLS[name].make(client, gguf))
        await client.aclose()
    if name == "is_alive":
        assert (outcome, value) == ("value", False)
    else:
        assert outcome == ServerUnreachable.__name__
        assert value.address == client.address.url
