"""Request bodies: the right JSON, a known length, and no large piece."""

import asyncio
import base64
import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.body import (
    PIECE_BYTES,
    Body,
    chat_body,
    chat_body_in_slices,
    create_body,
    embed_body,
    generate_body,
    json_body,
)
from app.domain.chat import ChatMessage, ChatRequest, GenerateRequest, ToolCall
from app.domain.create import CreateRequest
from app.domain.embedding import EmbedRequest
from tests.helpers.turns import counting_turns

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=9),
    st.binary(max_size=9),
)
FULL_CALL = ToolCall("f", {"x": 1}, "call_1", 0)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.text(max_size=4), inner, max_size=4),
    ),
    max_leaves=9,
)


def sent(body: Body) -> bytes:
    """What goes over the socket; checks length and pieces on the way."""
    pieces = list(body.pieces())
    assert all(len(piece) <= PIECE_BYTES for piece in pieces)
    data = b"".join(pieces)
    assert len(data) == body.size_bytes
    return data


def plain(value: Any) -> Any:
    """The value as JSON has it: bytes as base64, tuples as lists."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=4), VALUES, max_size=5))
def test_any_value_is_written_as_json(value: dict[str, Any]) -> None:
    data = sent(json_body(value))
    assert json.loads(data) == json.loads(json.dumps(plain(value)).encode().decode("utf-8", "replace"))


@pytest.mark.parametrize("size", [0, 1, 2, 3, PIECE_BYTES // 4 * 3, PIECE_BYTES // 4 * 3 + 1, 1_000_003])
def test_images_of_any_size_are_padded_base64(size: int) -> None:
    image = bytes(index % 251 for index in range(size))
    value = json.loads(sent(generate_body(GenerateRequest("m", "p", images=(image, image)), stream=True)))
    assert value["images"] == [base64.b64encode(image).decode()] * 2


@pytest.mark.parametrize(
    "text",
    ["x" * 700_000, "\x01" * 200_000, "\U0001f600" * 200_000, '"\\\u0085\n' * 90_000],
    ids=["plain", "control", "emoji", "mixed"],
)
def test_long_texts_are_cut_into_pieces(text: str) -> None:
    body = chat_body(ChatRequest("m", (ChatMessage("user", text),)), stream=True)
    assert json.loads(sent(body))["messages"][0]["content"] == text


def test_long_lists_of_numbers_are_cut_into_pieces() -> None:
    context = tuple(range(300_000))
    body = generate_body(GenerateRequest("m", "p", context=context), stream=True)
    assert json.loads(sent(body))["context"] == list(context)


def test_a_text_that_just_fills_a_piece_leaves_no_empty_one() -> None:
    body = json_body({"a": "x" * (8 * 1024 - 8)})
    assert [len(piece) for piece in body.pieces()] == [8 * 1024]


def test_half_a_character_becomes_a_question_mark() -> None:
    body = chat_body(ChatRequest("m", (ChatMessage("user", "a\ud83db"),)), stream=True)
    assert json.loads(sent(body))["messages"][0]["content"] == "a?b"


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_numbers_json_does_not_have_are_refused(number: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        json_body({"options": {"temperature": number}})


def test_values_json_does_not_have_are_refused() -> None:
    with pytest.raises(TypeError):
        json_body({"options": {"stop": {1, 2}}})


def test_a_long_chat_is_encoded_while_the_loop_runs_other_things() -> None:
    messages = tuple(ChatMessage("user", f"{number} \u00e9", images=(b"png",)) for number in range(1_001))
    request = ChatRequest("m", messages, options={"seed": 1})
    body, turns = asyncio.run(counting_turns(chat_body_in_slices(request, stream=False)))
    assert turns >= 10
    assert sent(body) == sent(chat_body(request, stream=False))


@pytest.mark.parametrize("count", [0, 1, 100, 101])
def test_slices_of_a_chat_make_the_same_body(count: int) -> None:
    request = ChatRequest("m", (ChatMessage("user", "u"),) * count)
    body = asyncio.run(chat_body_in_slices(request, stream=True))
    assert sent(body) == sent(chat_body(request, stream=True))


def test_an_empty_chat_request_is_model_and_no_messages() -> None:
    assert json.loads(sent(chat_body(ChatRequest("m"), stream=True))) == {"model": "m", "messages": []}


def test_an_empty_generate_request_is_the_model_alone() -> None:
    assert json.loads(sent(generate_body(GenerateRequest("m"), stream=False))) == {
        "model": "m",
        "stream": False,
    }


def test_every_field_of_chat_is_sent_under_its_name() -> None:
    request = ChatRequest(
        "m",
        messages=(
            ChatMessage("system", "s"),
            ChatMessage("user", "u", images=(b"png",)),
            ChatMessage(
                "assistant", "a", "t", tool_calls=(ToolCall("f", {"x": 1}, "call_1", 0), ToolCall("g", {}))
            ),
            ChatMessage("tool", "r", tool_name="f", tool_call_id="call_1"),
        ),
        tools=({"type": "function", "function": {"name": "f"}},),
        format={},
        options={"temperature": 0, "stop": ["a"]},
        keep_alive=0,
        think=False,
        truncate=False,
        shift=False,
        logprobs=False,
        top_logprobs=0,
        debug_render_only=False,
    )
    assert json.loads(sent(chat_body(request, stream=False))) == {
        "model": "m",
        "messages": [
            {"role": "system", "content": "s"},
            {"role": "user", "content": "u", "images": ["cG5n"]},
            {
                "role": "assistant",
                "content": "a",
                "thinking": "t",
                "tool_calls": [
                    {"id": "call_1", "function": {"name": "f", "arguments": {"x": 1}, "index": 0}},
                    {"function": {"name": "g", "arguments": {}}},
                ],
            },
            {"role": "tool", "content": "r", "tool_name": "f", "tool_call_id": "call_1"},
        ],
        "tools": [{"type": "function", "function": {"name": "f"}}],
        "format": {},
        "options": {"temperature": 0, "stop": ["a"]},
        "keep_alive": 0,
        "think": False,
        "truncate": False,
        "shift": False,
        "logprobs": False,
        "top_logprobs": 0,
        "_debug_render_only": False,
        "stream": False,
    }


def test_every_field_of_generate_is_sent_under_its_name() -> None:
    request = GenerateRequest(
        "m",
        prompt="p",
        suffix="x",
        images=(b"png",),
        system="s",
        template="t",
        raw=False,
        context=(1, 2),
        format="json",
        options={},
        keep_alive="5m",
        think="max",
        truncate=True,
        shift=True,
        logprobs=True,
        top_logprobs=3,
        debug_render_only=True,
    )
    assert json.loads(sent(generate_body(request, stream=True))) == {
        "model": "m",
        "prompt": "p",
        "suffix": "x",
        "images": ["cG5n"],
        "system": "s",
        "template": "t",
        "raw": False,
        "context": [1, 2],
        "format": "json",
        "options": {},
        "keep_alive": "5m",
        "think": "max",
        "truncate": True,
        "shift": True,
        "logprobs": True,
        "top_logprobs": 3,
        "_debug_render_only": True,
    }


@pytest.mark.parametrize(
    ("request_", "sent_fields"),
    [
        (EmbedRequest("m"), {}),
        (EmbedRequest("m", ""), {"input": ""}),
        (EmbedRequest("m", ()), {"input": []}),
        (EmbedRequest("m", ("a", "b")), {"input": ["a", "b"]}),
        (
            EmbedRequest("m", "a", truncate=False, dimensions=0, options={}, keep_alive=0),
            {"input": "a", "truncate": False, "dimensions": 0, "options": {}, "keep_alive": 0},
        ),
    ],
)
def test_every_field_of_embed_is_sent_under_its_name(
    request_: EmbedRequest, sent_fields: dict[str, Any]
) -> None:
    assert json.loads(sent(embed_body(request_))) == {"model": "m", **sent_fields}


def test_an_empty_create_request_is_the_name_alone() -> None:
    assert json.loads(sent(create_body(CreateRequest("m")))) == {"model": "m"}


def test_every_field_of_create_is_sent_under_its_name() -> None:
    request = CreateRequest(
        "m",
        from_="base",
        files={"a.gguf": "sha256:a"},
        adapters={"b.gguf": "sha256:b"},
        template="t",
        license=("l1", "l2"),
        system="s",
        parameters={"temperature": 0, "stop": ["x"]},
        messages=(ChatMessage("user", "u"),),
        quantize="q8_0",
        renderer="r",
        parser="p",
        requires="0.14.0",
        draft_files={"c.gguf": "sha256:c"},
        draft_quantize="q4_K_M",
        remote_host="https://ollama.com:443",
        info={"capabilities": ["vision"]},
    )
    assert json.loads(sent(create_body(request))) == {
        "model": "m",
        "from": "base",
        "files": {"a.gguf": "sha256:a"},
        "adapters": {"b.gguf": "sha256:b"},
        "template": "t",
        "license": ["l1", "l2"],
        "system": "s",
        "parameters": {"temperature": 0, "stop": ["x"]},
        "messages": [{"role": "user", "content": "u"}],
        "quantize": "q8_0",
        "renderer": "r",
        "parser": "p",
        "requires": "0.14.0",
        "draft_files": {"c.gguf": "sha256:c"},
        "draft_quantize": "q4_K_M",
        "remote_host": "https://ollama.com:443",
        "info": {"capabilities": ["vision"]},
    }


def test_one_licence_is_a_text() -> None:
    body = create_body(CreateRequest("m", license="MIT"))
    assert json.loads(sent(body)) == {"model": "m", "license": "MIT"}
