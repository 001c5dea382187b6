"""Chat and generate: replies, streams, loading and unloading, and what is refused."""

import asyncio
import json
from contextlib import aclosing

import pytest

from tests.conformance.driver import Driver, Piece, Refusal
from tests.conformance.target import Case

QUESTION = [{"role": "user", "content": "Tell me the capital of France."}]
LONG_S = 120.0
SCHEMA = {"type": "object", "properties": {"age": {"type": "integer"}}, "required": ["age"]}
LOOKUP = {
    "type": "function",
    "function": {
        "name": "lookup",
        "description": "Find a word",
        "parameters": {"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"]},
    },
}


async def test_a_chat_reply_is_whole(case: Case) -> None:
    case.needs("chat")
    async with case.driver() as server:
        reply = await server.chat(case.model(), QUESTION, options=case.short())
    assert reply.text.strip()
    assert reply.done
    assert reply.reason in ("stop", "length")
    assert 0 < reply.reply_tokens <= 8
    assert reply.prompt_tokens > 0


async def test_a_chat_streams_pieces_and_ends_with_the_counters(case: Case) -> None:
    case.needs("chat")
    async with case.driver() as server:
        pieces = [piece async for piece in server.chat_pieces(case.model(), QUESTION, options=case.short())]
    *first, last = pieces
    assert len(first) > 2
    assert not any(piece.done or piece.reply_tokens for piece in first)
    assert "".join(piece.text for piece in pieces).strip()
    assert (last.done, last.reason in ("stop", "length")) == (True, True)
    assert 0 < last.reply_tokens <= 8


async def test_a_stream_says_what_the_whole_reply_says(case: Case) -> None:
    case.needs("chat")
    async with case.driver() as server:
        whole = await server.chat(case.model(), QUESTION, options=case.short())
        pieces = [piece async for piece in server.chat_pieces(case.model(), QUESTION, options=case.short())]
    assert "".join(piece.text for piece in pieces) == whole.text


async def test_num_predict_cuts_a_reply(case: Case) -> None:
    case.needs("chat")
    async with case.driver() as server:
        reply = await server.chat(case.model(), QUESTION, options=case.short(num_predict=2))
    assert (reply.reason, reply.reply_tokens) == ("length", 2)


async def test_a_conversation_has_turns(case: Case) -> None:
    case.needs("chat")
    turns = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "My name is Ada."},
        {"role": "assistant", "content": "Hello Ada."},
        {"role": "user", "content": "Who am I?"},
    ]
    async with case.driver() as server:
        reply = await server.chat(case.model(), turns, options=case.short())
    assert reply.done


async def test_generate_gives_text(case: Case) -> None:
    case.needs("generate")
    async with case.driver() as server:
        reply = await server.generate(case.model(), "Hello", options=case.short())
        prompt = "Hello"
        pieces = [piece async for piece in server.generate_pieces(case.model(), prompt, options=case.short())]
    assert reply.text
    assert "".join(piece.text for piece in pieces) == reply.text
    assert [piece.done for piece in pieces] == [False] * (len(pieces) - 1) + [True]


async def test_a_schema_shapes_the_reply(case: Case) -> None:
    case.needs("chat")
    question = [{"role": "user", "content": "Ollama is 22 years old. Respond using JSON"}]
    async with case.driver() as server:
        reply = await server.chat(case.model(), question, format=SCHEMA, options=case.short(num_predict=40))
    assert isinstance(json.loads(reply.text)["age"], int)


async def test_an_empty_chat_loads_and_keep_alive_0_unloads(case: Case) -> None:
    case.needs("chat", "generate", "ps")
    model = case.model()
    async with case.driver() as server:
        assert (
            await server.chat(model, [], keep_alive=600, options=dict(case.target.options))
        ).reason == "load"
        assert model in [running.name for running in await server.ps()]
        assert (await server.generate(model, "", keep_alive=0)).reason == "unload"
        async with asyncio.timeout(LONG_S):
            await gone(server, model)


async def gone(server: Driver, model: str) -> None:
    """Wait until a model is out of memory; a server tells nobody when that is."""
    while True:
        if model not in [running.name for running in await server.ps()]:
            return
        await asyncio.sleep(0.05)


async def test_a_model_that_stays_for_ever(case: Case) -> None:
    case.needs("generate", "ps")
    model = case.model()
    async with case.driver() as server:
        await server.generate(model, "", keep_alive=-1, options=dict(case.target.options))
        (running,) = [each for each in await server.ps() if each.name == model]
        await server.generate(model, "", keep_alive=0)
    assert running.expires_at is None
    assert running.size_bytes > 0
    assert running.context_length
    assert len(running.digest) == 64


async def test_leaving_a_stream_frees_the_model(case: Case) -> None:
    case.needs("chat")
    endless = [{"role": "user", "content": "Write a very long story about a ship and its crew. " * 5}]
    async with case.driver() as server, asyncio.timeout(LONG_S):
        stream = server.chat_pieces(case.model(), endless, options=case.short(num_predict=2000))
        async with aclosing(stream) as pieces:
            first = await anext(pieces)
        assert not first.done
        assert (await server.chat(case.model(), QUESTION, options=case.short(num_predict=1))).done


async def test_two_streams_at_once(case: Case) -> None:
    case.needs("chat")
    async with case.driver() as server:

        async def ask() -> list[Piece]:
            return [piece async for piece in server.chat_pieces(case.model(), QUESTION, options=case.short())]

        async with asyncio.timeout(LONG_S):
            replies = await asyncio.gather(ask(), ask())
    assert all(pieces[-1].done for pieces in replies)


async def test_thinking_comes_before_the_answer(case: Case) -> None:
    case.needs("chat")
    model = case.model("thinking")
    options = case.short(num_predict=400)
    async with case.driver() as server:
        pieces = [piece async for piece in server.chat_pieces(model, QUESTION, think=True, options=options)]
        silent = await server.chat(model, QUESTION, think=False, options=case.short())
    kinds = ["thinking" if piece.thinking else "text" for piece in pieces if piece.thinking or piece.text]
    assert kinds[0] == "thinking"
    assert kinds == sorted(kinds, key=["thinking", "text"].index)
    assert not silent.thinking


async def test_a_tool_is_called(case: Case) -> None:
    case.needs("chat")
    question = [{"role": "user", "content": "Look up the word owl with the tool lookup."}]
    options = case.short(num_predict=200)
    async with case.driver() as server:
        stream = server.chat_pieces(case.model("tools"), question, tools=[LOOKUP], options=options)
        calls = [call async for piece in stream for call in piece.calls]
    assert [name for name, _ in calls][:1] == ["lookup"]
    assert isinstance(calls[0][1], dict)


async def test_an_unknown_model_is_404(case: Case) -> None:
    case.needs("chat", "generate")
    async with case.driver() as server:
        with pytest.raises(Refusal) as whole:
            await server.chat("no-such-model", QUESTION)
        with pytest.raises(Refusal) as streamed:
            [piece async for piece in server.chat_pieces("no-such-model", QUESTION)]
        with pytest.raises(Refusal) as of_generate:
            await server.generate("no-such-model", "Hi")
    for refusal in (whole.value, streamed.value, of_generate.value):
        assert (refusal.status, refusal.text) == (404, "model 'no-such-model' not found")


async def test_what_a_model_cannot_do_is_refused(case: Case) -> None:
    case.needs("chat", "show")
    async with case.driver() as server:
        model = case.model()
        able = (await server.show(model)).capabilities
        if "thinking" not in able:
            with pytest.raises(Refusal) as caught:
                await server.chat(model, QUESTION, think=True)
            assert (caught.value.status, caught.value.text) == (400, f'"{model}" does not support thinking')
        if "tools" not in able:
            with pytest.raises(Refusal) as caught:
                await server.chat(model, QUESTION, tools=[LOOKUP])
            assert caught.value.status == 400
            assert caught.value.text.endswith("does not support tools")


@pytest.mark.parametrize(
    ("fields", "status", "text"),
    [
        ({"keep_alive": "300"}, 400, 'time: missing unit in duration "300"'),
        ({"options": {"top_k": "many"}}, 500, 'option "top_k" must be of type integer'),
        ({"think": "hard"}, 400, 'invalid think value: "hard"'),
    ],
)
async def test_bad_values_are_refused(case: Case, fields: dict[str, object], status: int, text: str) -> None:
    case.needs("chat")
    if case.driver_name == "official" and "think" in fields:
        pytest.skip("the official client checks it itself")
    async with case.driver() as server:
        with pytest.raises(Refusal) as caught:
            await server.chat(case.model(), QUESTION, **fields)
    assert caught.value.status == status
    assert caught.value.text.startswith(text)
