"""The client's calls against a healthy server: values out, requests in, nothing left open."""

import asyncio
import subprocess
import sys
from collections.abc import Mapping
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.api.client import OllamaClient
from app.api.errors import ApiError
from app.api.hosts import ServerAddress, parse_address
from app.domain.chat import ChatMessage, ChatRequest, GenerateRequest
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.replies import Answer, Gate, Pause, Stream, delta, done

ROOT = Path(__file__).resolve().parents[2]
HELLO = ChatRequest("smol", (ChatMessage("user", "Hello"),))


def client_of(server: OllamaServer, **options: object) -> OllamaClient:
    """A client for the server."""
    return OllamaClient(parse_address(server.url), **options)  # type: ignore[arg-type]


async def test_version_tags_and_show() -> None:
    async with OllamaServer() as server:
        client = client_of(server)
        assert await client.version() == "0.33.0"
        assert [model.name for model in await client.tags()] == [
            "smol:latest",
            "thinker:latest",
            "gemma3:4b",
            "nomic-embed-text:latest",
        ]
        show = await client.show("GEMMA3:4B", verbose=True, system="s", options={"seed": 1})
        assert show.capabilities == ("completion", "vision")
        assert show.model_info["gemma3.context_length"] == 131_072
        await client.aclose()
    assert server.requests[-1].json == {
        "model": "GEMMA3:4B",
        "verbose": True,
        "system": "s",
        "options": {"seed": 1},
    }


async def test_load_shows_in_ps_and_unload_takes_it_out() -> None:
    async with OllamaServer() as server:
        client = client_of(server)
        await client.load("smol", keep_alive=600)
        (running,) = await client.ps()
        assert running.name == "smol:latest"
        assert running.expires_at is not None
        assert running.expires_at - datetime.now(UTC) > timedelta(minutes=9)
        await client.load("smol", keep_alive=-1)
        (running,) = await client.ps()
        assert running.expires_at is None
        await client.unload("smol")
        assert await client.ps() == ()
        await client.aclose()
    assert [request.json for request in server.requests_to("/api/generate")] == [
        {"model": "smol", "keep_alive": 600, "stream": False},
        {"model": "smol", "keep_alive": -1, "stream": False},
        {"model": "smol", "keep_alive": 0, "stream": False},
    ]


async def test_streamed_and_whole_replies_say_the_same() -> None:
    async with OllamaServer() as server:
        client = client_of(server)
        chat = ChatRequest("thinker", (ChatMessage("user", "Hello"),))
        deltas = [each async for each in client.chat_deltas(chat)]
        whole = await client.chat(chat)
        assert "".join(each.content for each in deltas) == whole.content != ""
        assert "".join(each.thinking for each in deltas) == whole.thinking != ""
        assert [each.done for each in deltas] == [False] * (len(deltas) - 1) + [True]
        assert deltas[-1].stats == whole.stats is not None
        generate = GenerateRequest("thinker", "Hello")
        pieces = [each async for each in client.generate_deltas(generate)]
        assert "".join(each.response for each in pieces) == (await client.generate(generate)).response
        await client.aclose()


async def test_one_connection_serves_many_calls() -> None:
    async with OllamaServer() as server:
        client = client_of(server)
        for _ in range(3):
            await client.version()
            assert [each async for each in client.chat_deltas(HELLO)]
        await client.aclose()
        assert server.connections == 1


async def test_several_streams_run_at_once() -> None:
    async with OllamaServer() as server:
        client = client_of(server)
        gates = [Gate() for _ in range(4)]
        for index, gate in enumerate(gates):
            server.script("/api/chat", Stream([delta(f"{index}"), gate, done(f"!{index}")]))
        streams = [client.chat_deltas(HELLO) for _ in gates]
        firsts = [(await anext(stream)).content for stream in streams]
        assert sorted(firsts) == ["0", "1", "2", "3"]
        for gate in reversed(gates):
            gate.open()
        lasts = [[each.content async for each in stream] for stream in streams]
        assert lasts == [[f"!{first}"] for first in firsts]
        await client.aclose()


async def test_the_first_calls_may_come_together() -> None:
    async with OllamaServer() as server:
        client = client_of(server)
        version, models, running = await asyncio.gather(client.version(), client.tags(), client.ps())
        assert (version, len(models), running) == ("0.33.0", 4, ())
        await client.aclose()


async def test_a_delta_arrives_before_the_next_is_sent() -> None:
    gate = Gate()
    async with OllamaServer() as server:
        server.script("/api/chat", Stream([delta("one"), gate, delta("two"), done()]))
        client = client_of(server)
        contents = []
        async with aclosing(client.chat_deltas(HELLO)) as deltas:
            async for each in deltas:
                contents.append(each.content)
                gate.open()
        await client.aclose()
    assert contents == ["one", "two", ""]


async def test_a_reply_ends_with_done_even_when_the_server_keeps_the_stream_open() -> None:
    gate = Gate()
    async with OllamaServer() as server:
        server.script("/api/chat", Stream([delta("x"), done(), gate]))
        client = client_of(server)
        assert [each.done async for each in client.chat_deltas(HELLO)] == [False, True]
        assert await client.version() == "0.33.0"
        gate.open()
        await client.aclose()


async def test_a_slow_model_is_waited_for_although_look_ups_are_not() -> None:
    async with OllamaServer() as server:
        server.script("/api/chat", Stream([done("late")], before=[Pause(0.15)]))
        client = client_of(server, lookup_timeout_s=0.05)
        assert [each.content async for each in client.chat_deltas(HELLO)] == ["late"]
        await client.aclose()


async def test_a_debug_render_ends_without_done() -> None:
    rendered = {"model": "m", "response": "", "done": False, "_debug_info": {"rendered_template": "<s>"}}
    async with OllamaServer() as server:
        server.script("/api/generate", Answer(rendered))
        client = client_of(server)
        request = GenerateRequest("m", "p", debug_render_only=True)
        (only,) = [each async for each in client.generate_deltas(request)]
        assert only.rendered_template == "<s>"
        await client.aclose()


async def test_what_every_request_carries() -> None:
    async with OllamaServer() as server:
        client = client_of(server, token="t0p", headers={"X-Team": "blue", "User-Agent": "mine"})
        await client.version()
        assert [each async for each in client.chat_deltas(HELLO)]
        await client.aclose()
    version, chat = server.requests
    for request in (version, chat):
        assert request.header("Authorization") == "Bearer t0p"
        assert request.header("X-Team") == "blue"
        assert request.header("User-Agent") == "mine"
        assert request.header("Host") == f"127.0.0.1:{server.port}"
        assert request.header("Origin") is None
        assert request.header("Cookie") is None
    assert version.header("Accept") == "application/json"
    assert chat.header("Accept") == "application/x-ndjson"
    assert chat.header("Accept-Encoding") == "identity"
    assert chat.header("Content-Type") == "application/json"
    assert chat.header("Transfer-Encoding") is None


async def test_a_path_prefix_comes_before_every_path() -> None:
    async with OllamaServer() as server:
        server.script("/prefix/api/version", Answer({"version": "1"}))
        client = OllamaClient(parse_address(f"{server.url}/prefix/"))
        assert await client.version() == "1"
        await client.aclose()


@pytest.mark.parametrize(
    "headers",
    [
        {"X": "a\r\nEvil: 1"},
        {"X": "\u00fc"},
        {"X ": "a"},
        {"": "a"},
        {"X": " a"},
        {"Content-Length": "5"},
        {"transfer-encoding": "chunked"},
        {"Origin": "http://x"},
    ],
)
def test_headers_that_cannot_be_sent_are_refused(headers: Mapping[str, str]) -> None:
    with pytest.raises(ValueError, match="header"):
        OllamaClient(parse_address(""), headers=headers)


def test_a_token_that_cannot_be_sent_is_refused_without_telling_it() -> None:
    with pytest.raises(ValueError, match="Authorization") as caught:
        OllamaClient(parse_address(""), token="sec\nret")
    assert "ret" not in str(caught.value)


async def test_large_images_go_out_in_pieces_while_other_calls_run() -> None:
    image = bytes(range(256)) * 4096 * 8
    async with OllamaServer() as server:
        client = client_of(server)
        request = ChatRequest("smol", (ChatMessage("user", "See", images=(image, b"x")),))
        turns = 0

        async def count_turns() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        counting = asyncio.create_task(count_turns())
        reply = await client.chat(request)
        counting.cancel()
        assert reply.done
        assert turns >= len(image) * 4 // 3 // (192 * 1024)
        await client.aclose()
    (sent,) = server.requests
    assert len(sent.json["messages"][0]["images"][0]) == len(image) // 3 * 4 + 4


async def test_warm_up_opens_no_connection_and_the_client_works_after_closing() -> None:
    async with OllamaServer() as server:
        client = client_of(server)
        await client.aclose()
        await client.warm_up()
        assert server.connections == 0
        assert await client.version()
        await client.aclose()
        assert await client.version()
        assert server.connections == 2
        await client.aclose()


async def test_the_server_sees_a_missing_model() -> None:
    async with OllamaServer() as server:
        client = client_of(server)
        with pytest.raises(ApiError) as caught:
            await client.show("nosuch")
        assert caught.value.message == "model 'nosuch:latest' not found"
        assert caught.value.model == "nosuch"
        await client.aclose()


def test_holding_a_client_does_not_load_the_http_library() -> None:
    """Start-up: the window is painted before httpx, which takes some 50 ms, is imported."""
    program = (
        "import sys; from app.api.client import OllamaClient; from app.api.hosts import DEFAULT_ADDRESS;"
        "OllamaClient(DEFAULT_ADDRESS); sys.exit('httpx' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


async def test_the_client_works_on_the_loop_of_the_window(loop: asyncio.AbstractEventLoop) -> None:
    gate = Gate()
    async with OllamaServer() as server:
        server.script("/api/chat", Stream([delta("one"), gate, done("two")]))
        client = client_of(server)
        await client.warm_up()
        contents = []
        async with aclosing(client.chat_deltas(HELLO)) as deltas:
            async for each in deltas:
                contents.append(each.content)
                gate.open()
        assert contents == ["one", "two"]
        assert await client.version(timeout_s=5) == "0.33.0"
        await client.aclose()


def test_the_address_is_kept_for_whoever_asks() -> None:
    assert OllamaClient(parse_address("h:1")).address == ServerAddress("http", "h", 1)
