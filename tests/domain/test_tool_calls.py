"""Calls of tools as texts."""

import json
from typing import Any

import pytest

from app.domain.chat import ToolCall
from app.domain.conversation import Message
from app.domain.tool_calls import (
    as_code,
    calls_from,
    calls_from_json,
    calls_to_json,
    is_too_deep,
    short_arguments,
    shown_markdown,
    text_with_calls,
    whole_call,
    whole_markdown,
)

PARIS = ToolCall("get_weather", {"city": "Paris", "days": [1, 2]}, "call_1", 0)
BARE = ToolCall("wait", {})


def message(role: str = "assistant", content: str = "", *calls: ToolCall) -> Message:
    return Message("1" * 32, "2" * 32, None, role, content, tool_calls=calls)


def test_calls_come_back_from_json() -> None:
    assert calls_from_json(calls_to_json((PARIS, BARE))) == (PARIS, BARE)
    assert calls_to_json(()) == ""
    assert calls_from_json("") == ()


@pytest.mark.parametrize(
    ("value", "calls"),
    [
        (None, ()),
        ({"name": "f"}, ()),
        ([1, None, {}, {"name": ""}, {"name": 3}], ()),
        ([{"name": "f", "arguments": "{}", "id": 3, "index": True}], (ToolCall("f", {}),)),
        ([{"name": "f", "arguments": {"x": float("nan")}}], (ToolCall("f", {}),)),
        ([{"name": "f", "arguments": {"x": {}}, "more": 1}], (ToolCall("f", {"x": {}}),)),
    ],
)
def test_odd_lists_give_what_they_hold_of_calls(value: Any, calls: tuple[ToolCall, ...]) -> None:
    assert calls_from(value) == calls


def test_a_whole_call_is_json_with_its_id() -> None:
    assert json.loads(whole_call(PARIS)) == {
        "name": "get_weather",
        "arguments": {"city": "Paris", "days": [1, 2]},
        "id": "call_1",
    }
    assert whole_call(BARE) == '{\n  "name": "wait",\n  "arguments": {}\n}'


def test_what_is_nested_without_end_is_too_deep() -> None:
    def nested(levels: int) -> dict[str, Any]:
        return {"a": [nested(levels - 2)]} if levels > 2 else {"a": 1}

    assert not is_too_deep({})
    assert not is_too_deep(nested(98))
    assert is_too_deep(nested(102))
    assert calls_from([{"name": "f", "arguments": nested(102)}]) == (ToolCall("f", {}),)


@pytest.mark.parametrize(
    ("arguments", "short"),
    [
        ({}, ""),
        ({"city": "Paris", "days": 3}, 'city="Paris", days=3'),
        ({"text": 'a\n"b"'}, 'text="a\\n\\"b\\""'),
        ({"town": "駱馬", "deep": {"x": [None]}}, 'town="駱馬", deep={"x": [null]}'),
        ({"long": "x" * 1_000_000, "more": 1}, 'long="' + "x" * 33 + "…"),
        ({f"a{n}": 1 for n in range(100)}, "a0=1, a1=1, a2=1, a3=1, a4=1, a5=1, a6=…"),
    ],
)
def test_arguments_in_short(arguments: dict[str, Any], short: str) -> None:
    assert short_arguments(arguments, 40) == short


def test_calls_are_searched_as_words() -> None:
    kept = calls_to_json((ToolCall("say", {"text": 'first\n"second"\x07third', "n": 7}), BARE))
    assert text_with_calls("Well:", kept).split() == [
        "Well:", "say", '{"text":', '"first', "second", 'third",', '"n":', "7}", "wait", "{}",
    ]  # fmt: skip
    assert text_with_calls("", kept).startswith("say ")


@pytest.mark.parametrize("text", ["plain", "```\ncode\n```", "a ````` b"])
def test_code_holds_any_text(text: str) -> None:
    first, *inside, last = as_code(text, "json").split("\n")
    assert "\n".join(inside) == text
    assert first == f"{last}json"
    assert last not in text


def test_a_result_is_shown_as_it_stands() -> None:
    assert shown_markdown(message("tool", '{"a": 1}')) == '```json\n{"a": 1}\n```'
    assert shown_markdown(message("tool", "*11*")) == "```text\n*11*\n```"
    assert shown_markdown(message("assistant", "*11*")) == "*11*"
    assert shown_markdown(message("tool")) == ""


def test_all_of_a_message_has_its_calls_above() -> None:
    assert whole_markdown(message("assistant", "It rains.")) == "It rains."
    only = whole_markdown(message("assistant", "", BARE))
    assert only == as_code(whole_call(BARE), "json")
    both = whole_markdown(message("assistant", "It rains.", PARIS, BARE))
    assert both.startswith("```json\n{")
    assert both.endswith(f"{only}\n\nIt rains.")
