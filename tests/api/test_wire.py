"""Replies as values: every field by its name, missing ones empty, wrong ones refused."""

import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.errors import ApiError, BadReply
from app.api.wire import (
    raise_error_of,
    read_chat,
    read_generate,
    read_ps,
    read_show,
    read_tags,
    read_version,
)
from app.domain.chat import ChatDelta, ChatMessage, GenerateDelta, ReplyStats, TokenLogprob, ToolCall
from app.domain.model_info import ModelDetails, ModelShow, ModelSummary, ModelTensor, RunningModel

WHEN = "2026-11-21T03:20:19.5Z"
MOMENT = datetime(2026, 11, 21, 3, 20, 19, 500_000, UTC)
DETAILS = {
    "parent_model": "p",
    "format": "gguf",
    "family": "llama",
    "families": ["llama", "clip"],
    "parameter_size": "8.0B",
    "quantization_level": "Q4_K_M",
    "context_length": 8192,
    "embedding_length": 4096,
}
DETAILS_VALUE = ModelDetails("p", "gguf", "llama", ("llama", "clip"), "8.0B", "Q4_K_M", 8192, 4096)
COUNTERS = {
    "total_duration": 1,
    "load_duration": 2.0,
    "prompt_eval_count": 3,
    "prompt_eval_duration": 4,
    "eval_count": 5,
    "eval_duration": 6e0,
}
CALLS = [
    {"id": "call_1", "function": {"index": 0, "name": "f", "arguments": {"x": [1]}}},
    {"function": {"name": "g"}},
]
CALL_VALUES = (ToolCall("f", {"x": [1]}, "call_1", 0), ToolCall("g", {}))
LOGPROBS = [
    {
        "token": "a",
        "logprob": -0.5,
        "bytes": [97],
        "top_logprobs": [{"token": "b", "logprob": -1, "bytes": None}],
    }
]
LOGPROB_VALUES = (TokenLogprob("a", -0.5, (97,), (TokenLogprob("b", -1.0),)),)

Reader = Callable[[Mapping[str, Any]], object]


def test_version() -> None:
    assert read_version({"version": "0.33.0-rc2", "extra": 1}) == "0.33.0-rc2"


def test_tags_with_every_field() -> None:
    row = {
        "name": "m:latest",
        "model": "m:latest",
        "modified_at": WHEN,
        "size": 123,
        "digest": "ab",
        "details": DETAILS,
        "capabilities": ["completion", "unheard-of"],
        "remote_model": "m",
        "remote_host": "https://ollama.com:443",
    }
    assert read_tags({"models": [row]}) == (
        ModelSummary(
            "m:latest",
            "ab",
            123,
            MOMENT,
            DETAILS_VALUE,
            ("completion", "unheard-of"),
            "m",
            "https://ollama.com:443",
        ),
    )


@pytest.mark.parametrize(
    "row", [{"name": "m"}, {"model": "m", "details": {"families": None}, "capabilities": None}]
)
def test_tags_of_other_servers_may_miss_nearly_all(row: dict[str, Any]) -> None:
    assert read_tags({"models": [row]}) == (ModelSummary("m"),)


def test_tags_come_newest_first_then_by_name() -> None:
    times = {
        "b": WHEN,
        "a": WHEN,
        "new": "2027-01-01T00:00:00+01:00",
        "none": None,
        "zero": "0001-01-01T00:00:00Z",
    }
    reply = {"models": [{"name": name, "modified_at": time} for name, time in times.items()]}
    assert [model.name for model in read_tags(reply)] == ["new", "a", "b", "none", "zero"]


@pytest.mark.parametrize("reply", [{"models": []}, {"models": None}])
@pytest.mark.parametrize("read", [read_tags, read_ps])
def test_no_models(read: Reader, reply: dict[str, Any]) -> None:
    assert read(reply) == ()


def test_ps_with_every_field() -> None:
    row = {
        "name": "m:latest",
        "digest": "ab",
        "size": 10,
        "size_vram": 5,
        "expires_at": WHEN,
        "context_length": 4096,
        "details": DETAILS,
    }
    assert read_ps({"models": [row]}) == (RunningModel("m:latest", "ab", 10, 5, MOMENT, 4096, DETAILS_VALUE),)


def test_sizes_below_nothing_are_unknown() -> None:
    assert read_ps({"models": [{"model": "m", "size": -1, "size_vram": -1}]}) == (RunningModel("m"),)


@pytest.mark.parametrize("expires_at", ["2318-07-01T00:00:00Z", "2319-03-04T05:06:07.1+02:00"])
def test_a_model_kept_for_ever_has_no_end(expires_at: str) -> None:
    (model,) = read_ps({"models": [{"model": "m", "expires_at": expires_at}]})
    assert model.expires_at is None
    assert model.context_length is None


def test_show_with_every_field() -> None:
    reply = {
        "license": "MIT",
        "modelfile": "FROM x",
        "parameters": "stop x",
        "template": "t",
        "system": "s",
        "renderer": "r",
        "parser": "p",
        "requires": "0.14.0",
        "details": DETAILS,
        "messages": [{"role": "user", "content": "hi"}],
        "model_info": {"general.architecture": "llama", "tokenizer.ggml.tokens": None},
        "projector_info": {"clip.x": 1},
        "tensors": [{"name": "w", "type": "F16", "shape": [2, 3]}],
        "capabilities": ["completion"],
        "modified_at": WHEN,
        "remote_model": "m",
        "remote_host": "h",
    }
    assert read_show(reply) == ModelShow(
        DETAILS_VALUE,
        "MIT",
        "FROM x",
        "stop x",
        "t",
        "s",
        "r",
        "p",
        "0.14.0",
        (ChatMessage("user", "hi"),),
        {"general.architecture": "llama", "tokenizer.ggml.tokens": None},
        {"clip.x": 1},
        (ModelTensor("w", "F16", (2, 3)),),
        ("completion",),
        MOMENT,
        "m",
        "h",
    )


def test_a_thin_show_is_enough() -> None:
    assert read_show({"model_info": {}}) == ModelShow()


def test_chat_with_every_field() -> None:
    reply = {
        "model": "m",
        "created_at": WHEN,
        "message": {"role": "assistant", "content": "c", "thinking": "t", "tool_calls": CALLS},
        "logprobs": LOGPROBS,
        "done": True,
        "done_reason": "stop",
        "remote_model": "rm",
        "remote_host": "rh",
        **COUNTERS,
    }
    assert read_chat(reply) == ChatDelta(
        "m",
        MOMENT,
        "c",
        "t",
        CALL_VALUES,
        LOGPROB_VALUES,
        True,
        "stop",
        ReplyStats(1, 2, 3, 4, 5, 6),
        "rm",
        "rh",
    )


def test_generate_with_every_field() -> None:
    reply = {
        "model": "m",
        "created_at": WHEN,
        "response": "r",
        "thinking": "t",
        "tool_calls": CALLS,
        "logprobs": LOGPROBS,
        "done": True,
        "done_reason": "unheard-of",
        "context": [1, 2.0],
        **COUNTERS,
    }
    assert read_generate(reply) == GenerateDelta(
        "m",
        MOMENT,
        "r",
        "t",
        CALL_VALUES,
        LOGPROB_VALUES,
        True,
        "unheard-of",
        (1, 2),
        ReplyStats(1, 2, 3, 4, 5, 6),
    )


def test_load_and_unload_replies_have_no_counters() -> None:
    assert read_chat({"model": "m", "done": True, "done_reason": "load"}) == ChatDelta(
        "m", done=True, done_reason="load"
    )
    assert read_generate({"model": "m", "done": True, "response": ""}) == GenerateDelta("m", done=True)


def test_a_rendered_prompt_comes_alone() -> None:
    reply = {"model": "m", "done": False, "_debug_info": {"rendered_template": "<s>hi"}}
    assert read_chat(reply).rendered_template == "<s>hi"
    assert read_generate(reply).rendered_template == "<s>hi"


def test_a_token_may_come_without_its_number() -> None:
    (token,) = read_chat({"message": {}, "logprobs": [{"token": "a"}]}).logprobs
    assert token == TokenLogprob("a", 0.0)


def test_null_is_absent() -> None:
    message = {"role": "assistant", "content": None, "images": None, "tool_calls": None, "thinking": None}
    reply = {"model": None, "created_at": None, "message": message, "done": None, "logprobs": None}
    assert read_chat(reply) == ChatDelta("")
    assert read_generate({"thinking": "t", "response": None, "context": None}) == GenerateDelta(
        "", thinking="t"
    )


@pytest.mark.parametrize("time", ["now", "0001-01-02T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_a_time_nobody_can_read_or_show_costs_nothing(time: str) -> None:
    assert read_chat({"message": {}, "created_at": time}).created_at is None


@pytest.mark.parametrize(
    ("read", "reply", "field"),
    [
        (read_version, {}, "version"),
        (read_version, {"version": 5}, "version"),
        (read_tags, {}, "models"),
        (read_tags, {"models": {}}, "models"),
        (read_tags, {"models": ["x"]}, "models"),
        (read_tags, {"models": [{}]}, "model"),
        (read_tags, {"models": [{"name": "m", "size": "big"}]}, "size"),
        (read_tags, {"models": [{"name": "m", "size": True}]}, "size"),
        (read_tags, {"models": [{"name": "m", "size": 1e999}]}, "size"),
        (read_tags, {"models": [{"name": "m", "size": 10**400}]}, "size"),
        (read_tags, {"models": [{"name": "m", "size": 2**63}]}, "size"),
        (read_tags, {"models": [{"name": "m", "size": 1e300}]}, "size"),
        (read_chat, {"message": {}, "done": True, "eval_count": -(2**63) - 1}, "eval_count"),
        (read_show, {"details": {}, "tensors": [{"shape": [1, 2**64]}]}, "shape"),
        (read_tags, {"models": [{"name": "m", "details": []}]}, "details"),
        (read_tags, {"models": [{"name": "m", "details": {"families": [1]}}]}, "families"),
        (read_ps, {}, "models"),
        (read_show, {}, "description"),
        (read_show, {"error_text": 1}, "description"),
        (read_show, {"modelfile": 1}, "modelfile"),
        (read_show, {"details": {}, "tensors": [{"shape": ["x"]}]}, "shape"),
        (read_chat, {}, "message"),
        (read_chat, {"done": "yes"}, "done"),
        (read_chat, {"message": "hi"}, "message"),
        (read_chat, {"message": {"content": ["parts"]}}, "content"),
        (read_chat, {"message": {"tool_calls": [{"function": {}}]}}, "name"),
        (
            read_chat,
            {"message": {"tool_calls": [{"function": {"name": "f", "arguments": "{}"}}]}},
            "arguments",
        ),
        (read_chat, {"message": {}, "logprobs": [{"logprob": "x"}]}, "logprob"),
        (read_chat, {"message": {}, "logprobs": "x"}, "logprobs"),
        (read_generate, {}, "response"),
        (read_generate, {"response": 1}, "response"),
        (read_generate, {"response": "", "context": 1}, "context"),
    ],
)
def test_what_is_missing_or_wrong_is_named(read: Reader, reply: dict[str, Any], field: str) -> None:
    with pytest.raises(BadReply, match=field) as caught:
        read(reply)
    assert caught.value.excerpt.startswith("{")
    assert len(caught.value.excerpt) <= 200


def test_the_largest_counts_of_a_server_are_read() -> None:
    (model,) = read_tags({"models": [{"name": "m", "size": 2**63 - 1, "details": {"context_length": 5.0}}]})
    assert (model.size_bytes, model.details.context_length) == (2**63 - 1, 5)


def test_only_the_beginning_of_a_bad_object_is_written_again() -> None:
    deep: Any = "end"
    for _ in range(10 * sys.getrecursionlimit()):
        deep = [deep]
    with pytest.raises(BadReply) as caught:
        read_tags({"models": "none", "deep": deep})
    assert caught.value.excerpt.startswith('{"models": "none", "deep": [[[')
    assert len(caught.value.excerpt) == 200


@pytest.mark.parametrize("read", [read_chat, read_generate])
def test_an_error_line_is_raised_whatever_else_it_has(read: Reader) -> None:
    with pytest.raises(ApiError) as caught:
        read({"error": "out of memory", "done": True, "message": {}, "response": ""})
    assert caught.value.status is None
    assert caught.value.message == "out of memory"


@pytest.mark.parametrize(
    ("error", "message"),
    [
        ("text", "text"),
        ({"message": "relayed", "code": 500}, "relayed"),
        ({"code": 500}, "{'code': 500}"),
        (["x"], "['x']"),
    ],
)
def test_an_error_of_any_shape_is_told(error: object, message: str) -> None:
    with pytest.raises(ApiError) as caught:
        raise_error_of({"error": error, "signin_url": "https://ollama.com/connect"}, 401)
    assert (caught.value.message, caught.value.status) == (message, 401)
    assert caught.value.signin_url == "https://ollama.com/connect"


def test_a_sign_in_address_that_is_no_text_is_ignored() -> None:
    with pytest.raises(ApiError) as caught:
        raise_error_of({"error": "x", "signin_url": 5})
    assert caught.value.signin_url == ""


@pytest.mark.parametrize("reply", [{}, {"error": None}, {"error": ""}, {"status": "success"}])
def test_no_error_is_no_error(reply: dict[str, Any]) -> None:
    raise_error_of(reply)


KEYS = st.one_of(
    st.sampled_from(
        ["models", "name", "details", "message", "content", "tool_calls", "function", "arguments"]
    ),
    st.sampled_from(["done", "response", "context", "logprobs", "token", "bytes", "shape", "tensors"]),
    st.sampled_from(["arguments", "expires_at", "created_at", "version", "_debug_info", "error_text"]),
)
SCRAPS = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=5)),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, SCRAPS))
def test_no_object_breaks_a_reader(reply: dict[str, Any]) -> None:
    readers: list[Reader] = [read_version, read_tags, read_ps, read_show, read_chat, read_generate]
    for read in readers:
        try:
            read(reply)
        except BadReply:
            continue
