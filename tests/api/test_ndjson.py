"""Bytes to objects: any chunking gives the same, and nothing but `\\n` ends a line."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.errors import BadReply
from app.api.ndjson import NdjsonDecoder, parse_large_object, parse_object

ODD_CHARACTERS = "\u0085\u2028\u2029\u00a0\x0b\x0c\x1c\x1d\x1e\r\U0001f469\u200d\ufeff\x7f"
TEXTS = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from(ODD_CHARACTERS)), max_size=20)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.one_of(
        TEXTS,
        st.integers(-(2**70), 2**70),
        st.booleans(),
        st.none(),
        st.floats(allow_nan=False, allow_infinity=False),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=6,
)
OBJECTS = st.lists(st.dictionaries(TEXTS, VALUES, max_size=4), max_size=6)
BLANKS = st.sampled_from([b"", b"\n", b"\r\n", b"  \n\n"])


def decode(chunks: list[bytes]) -> list[dict[str, Any]]:
    """Everything a stream of these chunks gives."""
    decoder = NdjsonDecoder()
    found = [value for chunk in chunks for value in decoder.feed(chunk)]
    return found + decoder.finish()


def cut(data: bytes, sizes: list[int]) -> list[bytes]:
    """`data` in pieces of these sizes, the rest as the last piece."""
    pieces = []
    for size in sizes:
        pieces.append(data[:size])
        data = data[size:]
    return [*pieces, data]


@given(OBJECTS, st.lists(st.integers(0, 40), max_size=60), BLANKS, st.booleans(), st.booleans())
def test_any_chunking_gives_the_objects(
    objects: list[dict[str, Any]], sizes: list[int], blank: bytes, last_line_feed: bool, escaped: bool
) -> None:
    lines = [json.dumps(value, ensure_ascii=escaped).encode() for value in objects]
    data = (b"\n" + blank).join(lines) + (b"\n" if last_line_feed else b"")
    assert decode(cut(data, sizes)) == objects
    assert decode([bytes([byte]) for byte in data]) == objects


@pytest.mark.parametrize("character", ODD_CHARACTERS)
def test_only_the_byte_line_feed_ends_a_line(character: str) -> None:
    line = json.dumps({"text": f"a{character}b"}, ensure_ascii=False).encode()
    assert decode([line + b"\n" + line]) == [{"text": f"a{character}b"}] * 2


def test_objects_come_as_soon_as_their_line_ends() -> None:
    decoder = NdjsonDecoder()
    assert list(decoder.feed(b'{"a":1}\n{"b"')) == [{"a": 1}]
    assert list(decoder.feed(b":2}")) == []
    assert list(decoder.feed(b"\n")) == [{"b": 2}]
    assert decoder.finish() == []


def test_what_comes_before_a_bad_line_is_given() -> None:
    found = NdjsonDecoder().feed(b'{"a":1}\nbad\n{"b":2}\n')
    assert next(found) == {"a": 1}
    with pytest.raises(BadReply):
        next(found)


def test_half_an_object_at_the_end_is_none() -> None:
    assert decode([b'{"a":1}\n{"b":"x']) == [{"a": 1}]


def test_something_else_at_the_end_is_a_bad_reply() -> None:
    with pytest.raises(BadReply) as caught:
        decode([b"<html>no line feed"])
    assert caught.value.foreign


def test_invalid_utf8_costs_a_character_not_the_reply() -> None:
    assert decode([b'{"a":"x\xff\xc3y"}\n']) == [{"a": "x\ufffd\ufffdy"}]


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        (r"\ud83d\ude00", "\U0001f600"),
        (r"a\ud83db", "a\ufffdb"),
        (r"\ude00", "\ufffd"),
        (r"\ude00\ud83d", "\ufffd\ufffd"),
        (r"\\ud83d", r"\ud83d"),
        (r"\u2028", "\u2028"),
    ],
)
def test_half_characters_never_get_in(escaped: str, text: str) -> None:
    value = parse_object(f'{{"a":"{escaped}"}}'.encode())
    assert value == {"a": text}
    value["a"].encode()


@pytest.mark.parametrize("line", [b"[1]", b'"x"', b"1", b"null"])
def test_json_that_is_no_object_is_a_bad_reply(line: bytes) -> None:
    with pytest.raises(BadReply, match="object"):
        decode([line + b"\n"])


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b'{"a":1,}',
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'{"a":1}{"b":2}',
        b"{'a':1}",
        b'{"a":' + b"9" * 5000 + b"}",
        b'{"a":' * 100_000,
        b"\x00",
    ],
)
def test_what_is_not_json_is_a_bad_reply(line: bytes) -> None:
    with pytest.raises(BadReply) as caught:
        decode([line + b"\n"])
    assert caught.value.excerpt == line[:200].decode()
    assert not caught.value.foreign


def test_a_web_page_is_known_as_such() -> None:
    with pytest.raises(BadReply) as caught:
        decode([b"\n <!DOCTYPE html>\n"])
    assert caught.value.foreign


def test_a_line_without_end_is_refused() -> None:
    decoder = NdjsonDecoder(most_line_bytes=1000)
    for _ in range(10):
        decoder.feed(b"x" * 100)
    with pytest.raises(BadReply, match="line") as caught:
        decoder.feed(b"x")
    assert caught.value.excerpt == "x" * 100


@given(st.binary(max_size=60), st.lists(st.integers(0, 9), max_size=9))
def test_any_bytes_are_objects_or_a_bad_reply(data: bytes, sizes: list[int]) -> None:
    try:
        found = decode(cut(data, sizes))
    except BadReply:
        return
    assert all(isinstance(value, dict) for value in found)


def test_a_long_line_in_small_pieces_ends() -> None:
    """5 MB in pieces of 16 bytes: a decoder that joins on every piece would copy 800 GB and never end."""
    line = b'{"context":"' + b"x" * 5_000_000 + b'"}\n'
    (value,) = decode([line[start : start + 16] for start in range(0, len(line), 16)])
    assert len(value["context"]) == 5_000_000


@given(st.one_of(st.dictionaries(TEXTS, VALUES, max_size=4).map(json.dumps), TEXTS))
def test_a_large_object_is_read_as_any_other(text: str) -> None:
    data = text.encode()
    assert outcome(parse_large_object, data) == outcome(parse_object, data)


def outcome(parse: Any, data: bytes) -> object:
    try:
        return parse(data)
    except BadReply as error:
        return str(error)
