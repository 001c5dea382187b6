"""Replies of the real starter model through chat and generate."""

import json
from typing import Any

import httpx
import pytest

from tests.engine.program import MODEL

pytestmark = pytest.mark.engine

SHORT: dict[str, Any] = {"num_predict": 8, "temperature": 0, "seed": 1, "num_thread": 1}
QUESTION = [{"role": "user", "content": "Tell me the capital of France."}]
METRICS = {
    "total_duration",
    "load_duration",
    "prompt_eval_count",
    "prompt_eval_duration",
    "eval_count",
    "eval_duration",
}


def post(client: httpx.Client, endpoint: str, **fields: Any) -> dict[str, Any]:
    """Ask without streaming; the reply must be a good one."""
    body = {"model": MODEL, "stream": False, "options": SHORT} | fields
    answer = client.post(f"/api/{endpoint}", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    value: dict[str, Any] = answer.json()
    return value


def lines(client: httpx.Client, endpoint: str, **fields: Any) -> list[dict[str, Any]]:
    """Ask with streaming; the objects of the reply."""
    body = {"model": MODEL, "options": SHORT} | fields
    with client.stream("POST", f"/api/{endpoint}", json=body) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/x-ndjson"
        assert answer.headers["transfer-encoding"] == "chunked"
        data = answer.read()
    assert data.endswith(b"\n")
    return [json.loads(line) for line in data.split(b"\n")[:-1]]


def test_a_chat_streams_its_answer_word_by_word(client: httpx.Client) -> None:
    objects = lines(client, "chat", messages=QUESTION)
    *pieces, last = objects
    assert len(pieces) > 3
    assert all(one["message"]["role"] == "assistant" and one["done"] is False for one in pieces)
    assert all(one["model"] == MODEL and one["created_at"].endswith("Z") for one in objects)
    assert "Paris" in "".join(one["message"]["content"] for one in objects)
    assert (last["done"], last["done_reason"], last["message"]["content"]) == (True, "length", "")
    assert set(last) - {"model", "created_at", "message", "done", "done_reason"} <= METRICS
    assert last["eval_count"] == 8
    assert last["total_duration"] > last["eval_duration"] > 0
    assert last["prompt_eval_count"] > 10


def test_a_chat_without_streaming_is_the_same_in_one_object(client: httpx.Client) -> None:
    streamed = lines(client, "chat", messages=QUESTION)
    whole = post(client, "chat", messages=QUESTION)
    assert whole["message"]["content"] == "".join(one["message"]["content"] for one in streamed)
    assert whole["done"] is True
    assert whole["eval_count"] == streamed[-1]["eval_count"]


def test_a_reply_can_end_by_itself(client: httpx.Client) -> None:
    reply = post(
        client, "chat", messages=QUESTION, options=SHORT | {"num_predict": 40, "repeat_penalty": 1.0}
    )
    assert reply["done_reason"] == "stop"
    assert reply["message"]["content"] == "The capital of France is Paris."


def test_an_earlier_turn_is_known_in_a_later_one(client: httpx.Client) -> None:
    alone = post(client, "chat", messages=QUESTION)
    earlier = [
        {"role": "user", "content": "Hello, I am Ada."},
        {"role": "assistant", "content": "Hello Ada."},
    ]
    later = post(client, "chat", messages=earlier + QUESTION)
    assert later["prompt_eval_count"] > alone["prompt_eval_count"]


def test_a_conversation_that_ends_with_the_assistant_gets_a_new_turn(client: httpx.Client) -> None:
    messages = [*QUESTION, {"role": "assistant", "content": "One, two,"}]
    assert not post(client, "chat", messages=messages)["message"]["content"].startswith("One, two,")


def test_roles_that_are_missing_or_unknown_are_taken(client: httpx.Client) -> None:
    for message in ({"content": "Hi"}, {"role": "robot", "content": "Hi"}, {"role": "USER", "content": "Hi"}):
        assert post(client, "chat", messages=[message])["message"]["content"]


def test_generate_answers_a_prompt_with_a_system_text(client: httpx.Client) -> None:
    plain = post(client, "generate", prompt="Who are you?")
    pirate = post(client, "generate", prompt="Who are you?", system="You are a pirate.")
    assert plain["response"]
    assert pirate["response"] != plain["response"]
    assert "message" not in plain


def test_generate_streams(client: httpx.Client) -> None:
    *pieces, last = lines(client, "generate", prompt="Hi")
    assert "".join(one["response"] for one in pieces)
    assert (last["response"], last["done_reason"]) == ("", "length")


def test_a_raw_prompt_is_continued_as_it_is(client: httpx.Client) -> None:
    reply = post(client, "generate", prompt="The capital of France is", raw=True)
    assert reply["response"].startswith(" Paris")
    assert reply["prompt_eval_count"] == 5
    objects = lines(client, "generate", prompt="The capital of France is", raw=True)
    assert "".join(one["response"] for one in objects) == reply["response"]


def test_a_seed_repeats_a_reply(client: httpx.Client) -> None:
    warm = {"num_predict": 12, "temperature": 1.2, "num_thread": 1}
    first, again, other = (
        post(client, "generate", prompt="Tell me a word.", options=warm | {"seed": seed})["response"]
        for seed in (7, 7, 8)
    )
    assert first == again
    assert other != first


def test_a_stop_text_ends_the_reply_and_is_left_out(client: httpx.Client) -> None:
    reply = post(client, "chat", messages=QUESTION, options=SHORT | {"stop": [" of"]})
    assert reply["done_reason"] == "stop"
    assert reply["message"]["content"] == "The capital"


def test_unknown_options_are_ignored(client: httpx.Client) -> None:
    assert post(client, "generate", prompt="Hi", options=SHORT | {"nonsense": {"a": 1}, "mirostat": 2})[
        "response"
    ]


def test_a_schema_shapes_the_reply(client: httpx.Client) -> None:
    old = {"properties": {"old": {"type": "boolean"}}, "required": ["old"]}
    schema = {"type": "object", "additionalProperties": False} | old
    options = SHORT | {"num_predict": 24}
    content = post(client, "chat", messages=QUESTION, format=schema, options=options)["message"]["content"]
    assert isinstance(json.loads(content)["old"], bool)
    raw = post(client, "generate", prompt="Age as JSON:", raw=True, format=schema, options=options)[
        "response"
    ]
    assert isinstance(json.loads(raw)["old"], bool)


def test_json_format_gives_the_beginning_of_json(client: httpx.Client) -> None:
    # The model opens a code fence first, which takes tokens and is left out.
    options = SHORT | {"num_predict": 20}
    content = post(client, "chat", messages=QUESTION, format="json", options=options)["message"]["content"]
    assert content.lstrip().startswith("{")


def test_a_schema_that_cannot_be_used_is_refused_before_the_stream(client: httpx.Client) -> None:
    body = {"model": MODEL, "messages": QUESTION, "format": {"type": "nonsense"}, "options": SHORT}
    answer = client.post("/api/chat", json=body)
    assert answer.status_code == 400
    # As a server does, the worker's own JSON is the text.
    assert "nonsense" in json.loads(answer.json()["error"])["error"]["message"]


def test_an_image_is_refused_by_a_text_model(client: httpx.Client) -> None:
    messages = [{"role": "user", "content": "What is this?", "images": ["iVBORw0KGgo="]}]
    answer = client.post("/api/chat", json={"model": MODEL, "messages": messages})
    assert answer.status_code == 500
    assert "image input is not supported" in json.loads(answer.json()["error"])["error"]["message"]


def test_logprobs_come_when_asked_for(client: httpx.Client) -> None:
    chat = post(client, "chat", messages=QUESTION, logprobs=True, top_logprobs=2)
    raw = post(client, "generate", prompt="The capital of France is", raw=True, logprobs=True, top_logprobs=2)
    for reply in (chat, raw):
        assert len(reply["logprobs"]) == 8
        first = reply["logprobs"][0]
        assert first["logprob"] <= 0
        assert bytes(first["bytes"]).decode() == first["token"]
        assert len(first["top_logprobs"]) == 2
    assert "logprobs" not in post(client, "chat", messages=QUESTION)


def test_the_rendered_prompt_can_be_asked_for(client: httpx.Client) -> None:
    shown = post(client, "generate", prompt="Hi", _debug_render_only=True)
    assert "<|im_start|>user\nHi<|im_end|>" in shown["_debug_info"]["rendered_template"]
    assert shown["done"] is False


def test_a_prompt_longer_than_the_context_is_told(client: httpx.Client) -> None:
    body = {"model": MODEL, "prompt": "word " * 300, "options": SHORT | {"num_ctx": 256}}
    for endpoint, fields in (("generate", {}), ("generate", {"raw": True})):
        answer = client.post(f"/api/{endpoint}", json=body | fields)
        assert answer.status_code == 400
        assert "longer than the context length" in answer.json()["error"]


def test_old_messages_make_room_and_are_not_dropped_when_that_is_unwanted(client: httpx.Client) -> None:
    old = [{"role": "user", "content": "word " * 60}, {"role": "assistant", "content": "ok"}] * 6
    messages = [{"role": "system", "content": "Be brief."}, *old, *QUESTION]
    options = SHORT | {"num_ctx": 256}
    reply = post(client, "chat", messages=messages, options=options)
    assert reply["prompt_eval_count"] <= 256
    refused = client.post(
        "/api/chat", json={"model": MODEL, "messages": messages, "truncate": False, "options": options}
    )
    assert (refused.status_code, refused.json()) == (
        400,
        {"error": "the input length exceeds the context length"},
    )


def test_special_characters_arrive_escaped_as_a_go_server_does(client: httpx.Client) -> None:
    body = {"model": MODEL, "prompt": "Hi", "_debug_render_only": True}
    data = client.post("/api/generate", json=body).content
    assert b"\\u003c|im_start|\\u003e" in data
    assert b"<" not in data


def test_the_template_and_context_of_ollama_are_refused_with_a_sentence(client: httpx.Client) -> None:
    for fields in ({"template": "{{ .Prompt }}"}, {"context": [1, 2]}):
        answer = client.post("/api/generate", json={"model": MODEL, "prompt": "x"} | fields)
        assert answer.status_code == 501
        assert "built-in engine" in answer.json()["error"]
