"""JSON, times and durations in Go's form."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.errors import Refusal
from app.engine.goform import created_now, encode, keep_alive_s, local_after, timestamp


def test_json_is_compact_and_escaped_as_go_does() -> None:
    value = {"a": "<b>&\u2028\u2029", "n": "\u0085\u00a0é", "c": "\x01\n"}
    assert encode(value) == (
        rb'{"a":"\u003cb\u003e\u0026\u2028\u2029","n":"' + "\u0085\u00a0é".encode() + rb'","c":"\u0001\n"}'
    )


@given(st.text() | st.dictionaries(st.text(), st.integers() | st.text()))
def test_json_means_what_it_was_made_of_and_is_one_line(value: object) -> None:
    data = encode(value)
    assert json.loads(data) == value
    assert b"\n" not in data


def test_half_a_character_does_not_break_a_reply() -> None:
    assert json.loads(encode({"a": "x\ud83d"})) == {"a": "x?"}


def test_a_number_that_json_lacks_becomes_null() -> None:
    assert encode({"a": [float("nan"), float("inf"), 1.5]}) == b'{"a":[null,null,1.5]}'


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 11, 21, 3, 5, 7, 120000, UTC), "2026-11-21T03:05:07.12Z"),
        (datetime(2026, 11, 21, 3, 5, 7, 0, UTC), "2026-11-21T03:05:07Z"),
        (
            datetime(2026, 11, 21, 3, 5, 7, 1, timezone(timedelta(hours=-7))),
            "2026-11-21T03:05:07.000001-07:00",
        ),
        (
            datetime(2026, 11, 21, 3, 5, 0, 0, timezone(timedelta(hours=5, minutes=30))),
            "2026-11-21T03:05:00+05:30",
        ),
    ],
)
def test_a_timestamp_has_no_trailing_zeros(moment: datetime, text: str) -> None:
    assert timestamp(moment) == text
    assert datetime.fromisoformat(text) == moment


def test_now_is_utc() -> None:
    assert created_now().endswith("Z")


def test_for_ever_is_beyond_2300() -> None:
    assert datetime.fromisoformat(local_after(-1)).year > 2300
    assert datetime.fromisoformat(local_after(1e300)).year > 2300


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None), (0, 0), ("0", 0), ("0s", 0), (1.5, 1.5), (300, 300), (-1, -1), (-0.5, -1), ("-1m", -1),
        ("300ms", 0.3), ("1h30m", 5400), ("24h", 86400), ("+2s", 2), ("1.5h", 5400), (1e300, -1), (2**80, -1),
        (10**400, -1),
    ],
)  # fmt: skip
def test_keep_alive_in_seconds(value: object, seconds: float | None) -> None:
    assert keep_alive_s(value) == seconds


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("300", 'time: missing unit in duration "300"'),
        ("-1", 'time: missing unit in duration "-1"'),
        ("1h5", 'time: missing unit in duration "1h5"'),
        ("1d", 'time: unknown unit "d" in duration "1d"'),
        ("", 'time: invalid duration ""'),
        ("soon", 'time: invalid duration "soon"'),
        ("1h 5m", 'time: unknown unit "h " in duration "1h 5m"'),
        (True, "Unsupported type: 'bool'"),
    ],
)
def test_a_wrong_keep_alive_is_refused_with_gos_text(value: object, text: str) -> None:
    with pytest.raises(Refusal) as refused:
        keep_alive_s(value)
    assert (refused.value.status, refused.value.text) == (400, text)


@given(
    st.one_of(
        st.text(),
        st.floats(allow_nan=False),
        st.integers(),
        st.lists(st.none()),
        st.dictionaries(st.text(), st.none()),
    )
)
def test_any_keep_alive_is_seconds_or_a_400(value: object) -> None:
    status, seconds = 400, 0.0
    try:
        seconds = keep_alive_s(value) or 0.0
    except Refusal as refused:
        status = refused.status
    assert status == 400
    assert seconds == -1 or seconds >= 0
