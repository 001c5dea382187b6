"""Request bodies are read as leniently as by a server written in Go, and refused with its texts."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.body import Body, parse_body
from app.engine.errors import Refusal


def refusal(data: bytes) -> tuple[int, str]:
    with pytest.raises(Refusal) as refused:
        parse_body(data, "ChatRequest")
    return refused.value.status, refused.value.text


def test_keys_match_in_any_case_and_null_is_absent() -> None:
    body = parse_body(b'{"MODEL": "m", "Stream": null, "Options": null, "messages": null}', "ChatRequest")
    assert body.text("model") == "m"
    assert body.flag("stream", default=True)
    assert body.mapping("options") == {}
    assert body.objects("messages", "api.Message") == []


def test_what_follows_the_first_value_is_ignored() -> None:
    assert parse_body(b' {"model": "m"} trailing {', "X").text("model") == "m"


def test_null_is_an_empty_object() -> None:
    assert parse_body(b"null", "X").text("model") == ""


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", "missing request body"),
        (b" \n", "missing request body"),
        (b"{", "unexpected EOF"),
        (b'{"a": "b', "unexpected EOF"),
        (b'{"a": [1,', "unexpected EOF"),
        (b"{a}", "invalid character 'a' looking for beginning of object key string"),
        (b"x", "invalid character 'x' looking for beginning of value"),
        (b'{"a" 1}', "invalid character '1' after object key"),
        (b'{"a": NaN}', "invalid character 'N' looking for beginning of value"),
        (b'"text"', "json: cannot unmarshal string into Go value of type api.ChatRequest"),
        (b"[1]", "json: cannot unmarshal array into Go value of type api.ChatRequest"),
        (b"5", "json: cannot unmarshal number into Go value of type api.ChatRequest"),
        (b"[" * 200_000, "exceeded max depth"),
    ],
)
def test_broken_bodies(data: bytes, text: str) -> None:
    assert refusal(data) == (400, text)


def test_a_trailing_comma_is_an_error() -> None:
    assert refusal(b'{"a": 1,}')[0] == 400


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("text", 5, "number into Go struct field R.f of type string"),
        ("text", {}, "object into Go struct field R.f of type string"),
        ("flag", "yes", "string into Go struct field R.f of type bool"),
        ("number", True, "bool into Go struct field R.f of type int"),
        ("number", 1.5, "number into Go struct field R.f of type int"),
        ("mapping", [], "array into Go struct field R.f of type map[string]interface {}"),
    ],
)
def test_a_wrong_type_names_the_field(field: str, value: object, text: str) -> None:
    body = Body({"f": value}, "R")
    with pytest.raises(Refusal) as refused:
        getattr(body, field)("f")
    assert refused.value.text == "json: cannot unmarshal " + text


def test_wrong_items_of_an_array_are_refused() -> None:
    with pytest.raises(Refusal, match=r"R\.f of type api\.Message"):
        Body({"f": [{}, "x"]}, "R").objects("f", "api.Message")
    with pytest.raises(Refusal, match=r"R\.f of type string"):
        Body({"f": ["x", 1]}, "R").texts("f", "[]string")


@given(st.binary(max_size=60) | st.text(alphabet='{}[]",:0ab\\ue.-', max_size=30).map(str.encode))
def test_any_bytes_are_an_object_or_a_400(data: bytes) -> None:
    status = 400
    try:
        parse_body(data, "R")
    except Refusal as refused:
        status = refused.status
    assert status == 400


@given(st.dictionaries(st.text(max_size=5).map(str.lower), st.text(max_size=9), max_size=4))
def test_every_text_field_is_read_back(fields: dict[str, str]) -> None:
    body = parse_body(json.dumps(fields).encode(), "R")
    assert {key: body.text(key) for key in fields} == {key.lower(): text for key, text in fields.items()}
