"""What the worker streams becomes pieces of a reply, whatever its chunks, errors and breaks."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
import pytest

from app.engine.errors import ModelStopped, Refusal
from app.engine.upstream import Piece, chat_pieces, completion_pieces, merged, without_oldest

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
TIMINGS = {"cache_n": 2, "prompt_n": 3, "prompt_ms": 1.5, "predicted_n": 4, "predicted_ms": 2.0}
METRICS = {
    "prompt_eval_count": 5,
    "prompt_eval_duration": 1_500_000,
    "eval_count": 4,
    "eval_duration": 2_000_000,
}


def event(value: Any) -> bytes:
    return b"data: " + json.dumps(value, ensure_ascii=False).encode() + b"\n\n"


def delta(finish: str | None = None, **fields: Any) -> bytes:
    return event({"choices": [{"delta": fields, "finish_reason": finish}]})


LAST = event({"choices": [], "timings": TIMINGS}) + b"data: [DONE]\n\n"


@asynccontextmanager
async def llama_server(*parts: bytes) -> AsyncIterator[httpx.AsyncClient]:
    """A real socket that answers every request with these bytes, one write each, and closes."""

    answering: set[asyncio.Task[Any] | None] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answering.add(asyncio.current_task())
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
        await reader.readexactly(int(length.split(b":")[1]))
        with suppress(ConnectionError):  # the client leaves when it has what it needs
            for part in parts:
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(0)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
        yield http
    await asyncio.gather(*(task for task in answering if task))


async def chat(
    *parts: bytes, truncate: bool = True, messages: Sequence[Any] = ({"role": "user"},)
) -> list[Piece]:
    async with llama_server(*parts) as http:
        return [piece async for piece in chat_pieces(http, {"messages": list(messages)}, 100, truncate)]


async def test_content_thinking_and_counters() -> None:
    stream = (
        HEAD + delta(role="assistant", content=None) + delta(reasoning_content="Hm") + delta(content="Hi")
    )
    pieces = await chat(stream + delta("stop") + LAST)
    assert pieces == [Piece(thinking="Hm"), Piece("Hi"), Piece(done_reason="stop", metrics=METRICS)]
    assert merged(pieces) == Piece("Hi", "Hm", done_reason="stop", metrics=METRICS)


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
async def test_any_chunking_gives_the_same_pieces(size: int) -> None:
    text = "a\u0085b\u2028c\r\n😀"
    stream = HEAD + b": a comment to keep the line open\n\n" + delta(content=text) + delta("length") + LAST
    parts = [stream[at : at + size] for at in range(0, len(stream), size)]
    assert await chat(*parts) == [Piece(text), Piece(done_reason="length", metrics=METRICS)]


async def test_tool_calls_come_whole_on_the_last_piece() -> None:
    def call(index: int, function: dict[str, str], **more: str) -> bytes:
        return delta(tool_calls=[{"index": index, "function": function, **more}])

    stream = [
        call(0, {"name": "look", "arguments": ""}, id="a"),
        call(0, {"arguments": '{"word":'}),
        call(1, {"name": "now"}, id="b"),
        call(0, {"arguments": ' "owl"}'}),
        delta("tool_calls"),
    ]
    (last,) = await chat(HEAD, *stream, LAST)
    assert last.done_reason == "stop"
    assert last.tool_calls == (
        {"id": "a", "function": {"index": 0, "name": "look", "arguments": {"word": "owl"}}},
        {"id": "b", "function": {"index": 1, "name": "now", "arguments": {}}},
    )


async def test_broken_arguments_of_a_tool_call_are_an_error() -> None:
    call = delta(tool_calls=[{"index": 0, "function": {"name": "look", "arguments": "{"}}])
    with pytest.raises(Refusal, match='invalid tool call arguments for "look"'):
        await chat(HEAD + call + LAST)


@pytest.mark.parametrize(
    "cut", [HEAD, HEAD + delta(content="Hi"), HEAD + delta(content="Hi") + b"data: {", b""]
)
async def test_a_stream_that_breaks_off_is_a_stopped_model(cut: bytes) -> None:
    with pytest.raises(ModelStopped):
        await chat(cut)


async def test_a_worker_that_is_not_there_is_a_stopped_model() -> None:
    async with llama_server() as http:
        gone = str(http.base_url)
    async with httpx.AsyncClient(base_url=gone, trust_env=False) as http:
        with pytest.raises(ModelStopped):
            await anext(chat_pieces(http, {"messages": []}, 100, truncate=True))


async def test_an_error_inside_the_stream_is_passed_on_as_it_is() -> None:
    with pytest.raises(Refusal) as refused:
        await chat(HEAD + delta(content="Hi") + event({"error": {"code": 500, "message": "m"}}))
    assert json.loads(refused.value.text) == {"error": {"code": 500, "message": "m"}}


@pytest.mark.parametrize(
    "body", [b"no json", b"[]", b'{"error": "text"}', b'{"error": {"message": "m"}}', b"\xff"]
)
async def test_an_error_status_is_passed_on_with_its_body(body: bytes) -> None:
    head = b"HTTP/1.1 418 X\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(body)
    with pytest.raises(Refusal) as refused:
        await chat(head + body)
    assert (refused.value.status, refused.value.text) == (418, body.decode("utf-8", "replace"))


def too_long(tokens: int) -> bytes:
    body = json.dumps({"error": {"type": "exceed_context_size_error", "n_prompt_tokens": tokens}}).encode()
    return b"HTTP/1.1 400 X\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body


async def test_a_history_that_never_fits_is_told_in_the_end() -> None:
    messages = [{"role": "user", "content": "x" * 50}] * 9
    with pytest.raises(Refusal, match="longer than the context length"):
        await chat(too_long(1000), messages=messages)
    with pytest.raises(Refusal, match="input length exceeds"):
        await chat(too_long(1000), messages=messages, truncate=False)


async def test_a_raw_prompt_ends_by_text_or_limit() -> None:
    for kind, reason in (("limit", "length"), ("eos", "stop"), ("word", "stop")):
        first, last = {"content": "a", "stop": False}, {"content": "b", "stop": True, "stop_type": kind}
        stream = HEAD + event(first) + event(last | {"timings": TIMINGS})
        async with llama_server(stream) as http:
            pieces = [piece async for piece in completion_pieces(http, {"prompt": "x"})]
        assert pieces == [Piece("a"), Piece("b", done_reason=reason, metrics=METRICS)]
    async with llama_server(too_long(5)) as http:
        with pytest.raises(Refusal, match="longer than the context length"):
            await anext(completion_pieces(http, {"prompt": "x"}))


def message(role: str, letter: str) -> dict[str, str]:
    return {"role": role, "content": letter * 100}


def test_the_oldest_messages_go_first_and_system_and_last_stay() -> None:
    system, last = message("system", "s"), message("user", "d")
    first, second, third = message("user", "a"), message("assistant", "b"), message("user", "c")
    messages = [system, first, second, third, last]
    # 500 tokens into 400, a quarter of which is kept free: two messages of a hundred go.
    assert without_oldest(messages, 500, 400) == [system, third, last]
    assert without_oldest(messages, 10_000, 100) == [system, last]
    assert without_oldest([system, last], 10_000, 100) == [system, last]
    assert without_oldest([last], 0, 100) == [last]


def test_one_message_at_least_goes() -> None:
    messages = [{"role": "user", "content": text} for text in ("", "x" * 1000, "y")]
    assert len(without_oldest(messages, 101, 100)) < 3
    picture = {"role": "user", "content": [{"type": "text", "text": "x"}]}
    assert len(without_oldest([picture, messages[-1]], 101, 100)) == 1
