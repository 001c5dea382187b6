"""Durations and timestamps: the forms the API uses, and nothing else."""

import math
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.units import (
    is_for_ever,
    keep_alive_s,
    parse_duration,
    parse_timestamp,
)

MOST_NS = 2**63 - 1


@pytest.mark.parametrize(
    ("text", "duration_ns"),
    [
        ("0", 0),
        ("0s", 0),
        ("-0", 0),
        ("300ms", 300_000_000),
        ("5s", 5_000_000_000),
        ("+5s", 5_000_000_000),
        ("10m", 600_000_000_000),
        ("1h30m", 5_400_000_000_000),
        ("24h", 86_400_000_000_000),
        ("-1m", -60_000_000_000),
        ("1.5s", 1_500_000_000),
        (".5s", 500_000_000),
        ("1.s", 1_000_000_000),
        ("1us", 1_000),
        ("1\u00b5s", 1_000),
        ("1\u03bcs", 1_000),
        ("7ns", 7),
        ("1.9ns", 1),
        ("1s1s", 2_000_000_000),
        ("9223372036854775807ns", MOST_NS),
    ],
)
def test_durations_are_read(text: str, duration_ns: int) -> None:
    assert parse_duration(text) == duration_ns


@pytest.mark.parametrize(
    "text",
    [
        "",
        "300",
        "-1",
        "1d",
        "1 s",
        "s",
        ".s",
        "-",
        "--1s",
        "1s ",
        "soon",
        "1e3s",
        "9223372036854775808ns",
        "1" * 200 + "s",
        "1sx",
    ],
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        parse_duration(text)


@given(st.text("0123456789.nsumh-+\u00b5", max_size=12))
def test_any_text_is_a_duration_or_refused(text: str) -> None:
    try:
        duration_ns = parse_duration(text)
    except ValueError:
        return
    assert abs(duration_ns) <= MOST_NS


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (0, 0),
        (1.5, 1.5),
        (600, 600),
        (-1, math.inf),
        ("-1m", math.inf),
        ("0", 0),
        ("90s", 90),
        ("1h30m", 5400),
    ],
)
def test_keep_alive_in_seconds(value: float | str, seconds: float) -> None:
    assert keep_alive_s(value) == seconds


@pytest.mark.parametrize("value", ["300", "-1", "1d", "", "soon", math.nan])
def test_keep_alive_the_server_would_refuse(value: float | str) -> None:
    with pytest.raises(ValueError, match="not a"):
        keep_alive_s(value)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-21T03:20:19Z", datetime(2026, 11, 21, 3, 20, 19, tzinfo=UTC)),
        ("2026-11-21T03:20:19.5Z", datetime(2026, 11, 21, 3, 20, 19, 500_000, tzinfo=UTC)),
        ("2026-11-21t03:20:19.049965856z", datetime(2026, 11, 21, 3, 20, 19, 49_965, tzinfo=UTC)),
        (
            "2026-11-21T03:20:19-07:00",
            datetime(2026, 11, 21, 3, 20, 19, tzinfo=timezone(-timedelta(hours=7))),
        ),
        (
            "2026-11-21T03:20:19.1+05:30",
            datetime(2026, 11, 21, 3, 20, 19, 100_000, tzinfo=timezone(timedelta(hours=5, minutes=30))),
        ),
        ("0001-01-01T00:00:00Z", None),
    ],
)
def test_timestamps_are_read(text: str, moment: datetime | None) -> None:
    assert parse_timestamp(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-11-21",
        "2026-11-21 03:20:19Z",
        "2026-11-21T03:20:19",
        "2026-13-21T03:20:19Z",
        "2026-11-21T25:20:19Z",
        "2026-11-21T03:20:19.Z",
        "2026-11-21T03:20:19+25:00",
        "2026-11-21T03:20:19+05:61",
        "2026-11-21T03:20:19Z\n",
    ],
)
def test_what_is_no_timestamp_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"timestamp|must be|must be in|offset"):
        parse_timestamp(text)


ZONES = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(min_value=datetime(1, 1, 2), timezones=ZONES)


@given(MOMENTS, st.text("0123456789", min_size=3, max_size=3))
def test_every_moment_reads_back(moment: datetime, nanoseconds: str) -> None:
    text = moment.isoformat(timespec="microseconds")
    assert parse_timestamp(text) == moment
    with_nanoseconds = text[:26] + nanoseconds + text[26:]
    assert parse_timestamp(with_nanoseconds) == moment


@given(st.integers(0, 9), MOMENTS)
def test_a_fraction_may_have_any_number_of_digits(digits: int, moment: datetime) -> None:
    fraction = f".{'123456789'[:digits]}" if digits else ""
    read = parse_timestamp(f"{moment:%Y}".zfill(4) + f"-{moment:%m-%dT%H:%M:%S}{fraction}Z")
    assert read is not None
    assert read.microsecond == int("123456789"[: min(digits, 6)].ljust(6, "0"))


def test_for_ever_is_far_away() -> None:
    assert is_for_ever(datetime(2318, 5, 1, tzinfo=UTC))
    assert not is_for_ever(datetime(2036, 5, 1, tzinfo=UTC))
