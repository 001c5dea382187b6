"""Replies in a format: the blanks at their end, and what is wrong with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.chat import ChatDelta, ResponseFormat
from app.domain.failure import FailureCode
from app.services.reply_format import TrailingBlanks, format_fault

PERSON = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
    "required": ["name"],
}


@given(st.lists(st.text(" \t\n{}a1", max_size=4)))
def test_only_the_blanks_at_the_end_are_left_out(pieces: list[str]) -> None:
    blanks = TrailingBlanks()
    out = "".join(blanks.without(ChatDelta("m", content=piece)).content for piece in pieces)
    assert out == "".join(pieces).rstrip()


def test_a_delta_without_blanks_is_the_same_one() -> None:
    blanks = TrailingBlanks()
    for delta in (ChatDelta("m", content="{}"), ChatDelta("m", thinking="hm "), ChatDelta("m", done=True)):
        assert blanks.without(delta) is delta


@pytest.mark.parametrize("wanted", ["json", {}, {"type": "object"}, PERSON])
def test_what_fits_has_no_fault(wanted: ResponseFormat) -> None:
    assert format_fault(wanted, '{"name": "Ada", "age": 36}', "m") is None


@pytest.mark.parametrize(
    ("content", "place"),
    [('{\n "name": }', "2:10"), ("", "1:1"), ("Sure! {}", "1:1"), ("[" * 100_000, ""), ('{"a": NaN}', "")],
)
def test_what_is_no_json_is_told_with_its_place(content: str, place: str) -> None:
    fault = format_fault("json", content, "m")
    assert fault is not None
    assert (fault.code, fault.detail, fault.model) == (FailureCode.REPLY_NOT_JSON, place, "m")


@pytest.mark.parametrize(
    ("content", "told"),
    [('{"age": 1}', "$: 'name' is a required"), ('{"name": "A", "age": "x"}', "$.age: 'x' is not of type")],
)
def test_what_is_not_in_the_schema_is_told_with_its_place(content: str, told: str) -> None:
    fault = format_fault(PERSON, content, "m")
    assert fault is not None
    assert fault.code is FailureCode.REPLY_NOT_IN_SCHEMA
    assert fault.detail.startswith(told)


def test_a_fault_is_short() -> None:
    fault = format_fault({"type": "integer"}, '"' + "x" * 5000 + '"', "m")
    assert fault is not None
    assert len(fault.detail) <= 200


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "objec"},
        {"properties": 3},
        {"$ref": "http://127.0.0.1:1/schema.json"},
        {"$ref": "#"},
        {"pattern": "(a+)+$"},
        {"additionalProperties": False, "patternProperties": {"(a+)+$": {}}},
    ],
)
def test_a_schema_that_cannot_be_checked_with_accuses_no_reply(schema: dict[str, object]) -> None:
    """Nothing is fetched, and no expression of a schema is run: it might never end."""
    assert format_fault(schema, '{"' + "a" * 40 + '!": 1}', "m") is None
