"""Models in memory: clocks that differ, how long they stay, where they lie."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.model_info import RunningModel
from app.domain.running import (
    LEAVING_S,
    LoadedModel,
    Memory,
    RunningAnswer,
    Staying,
    by_our_clock,
    followed,
    is_named,
    parse_http_date,
)

NOW = datetime(2026, 11, 21, 3, 20, 36, tzinfo=UTC)


def model(
    left_s: float | None = 60, size: int = 100, vram: int = 0, context: int | None = 4096
) -> RunningModel:
    expires_at = None if left_s is None else NOW + timedelta(seconds=left_s)
    return RunningModel("smol:latest", "88", size, vram, expires_at, context)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("Sat, 21 Nov 2026 03:20:36 GMT", NOW),
        ("Sat, 21 Nov 2026 03:20:60 GMT", NOW.replace(second=59)),  # a leap second
        ("", None),
        ("Sat, 21 Foo 2026 03:20:36 GMT", None),
        ("Sat, 31 Feb 2026 03:20:36 GMT", None),
        ("Saturday, 21-Nov-26 03:20:36 GMT", None),
    ],
)
def test_the_date_of_an_answer(text: str, time: datetime | None) -> None:
    assert parse_http_date(text) == time


@pytest.mark.parametrize("ahead_s", [-86_400, -40, 0, 3, 7_200])
def test_another_clock_moves_no_time_by_more_than_half_a_second(ahead_s: float) -> None:
    """Ours is the right one here: the server's differs by so much, and it says 60 s from its now."""
    ahead = timedelta(seconds=ahead_s)
    told = RunningModel("smol:latest", "88", expires_at=NOW + ahead + timedelta(seconds=60))
    (read,) = by_our_clock(RunningAnswer((told,), NOW + ahead), NOW)
    assert read.expires_at is not None
    assert abs(read.expires_at - NOW - timedelta(seconds=60)) <= timedelta(seconds=0.5)


@pytest.mark.parametrize("year", [1, 9999])
def test_a_clock_that_is_centuries_off_tells_nothing(year: int) -> None:
    told = model(60)
    assert by_our_clock(RunningAnswer((told,), datetime(year, 12, 31, tzinfo=UTC)), NOW) == (told,)


def test_a_time_that_hardly_moved_stays() -> None:
    known = model(60)
    told = model(61.2)
    assert by_our_clock(RunningAnswer((told,), NOW), NOW, (known,)) == (known,)
    later = model(64)
    assert by_our_clock(RunningAnswer((later,), NOW), NOW, (known,)) == (later,)


def test_for_ever_stays_so_and_no_date_moves_nothing() -> None:
    answer = RunningAnswer((model(None), model(5)), None)
    assert by_our_clock(answer, NOW) == answer.models


@pytest.mark.parametrize(
    ("left_s", "replying", "staying"),
    [
        (60, False, Staying.COUNTING),
        (60, True, Staying.BUSY),
        (None, False, Staying.PINNED),
        (-1, False, Staying.LEAVING),
        (-LEAVING_S - 1, False, Staying.BUSY),
    ],
    ids=["idle", "our reply", "for ever", "just over", "listed long after: somebody uses it"],
)
def test_how_a_model_stays(left_s: float | None, replying: bool, staying: Staying) -> None:
    assert LoadedModel(model(left_s), is_replying=replying).staying(NOW) is staying


@pytest.mark.parametrize(
    ("size", "vram", "memory"),
    [
        (100, 0, Memory.CPU),
        (100, 40, Memory.BOTH),
        (100, 100, Memory.GPU),
        (100, 120, Memory.GPU),
        (0, 0, Memory.UNKNOWN),
    ],
)
def test_where_a_model_lies(size: int, vram: int, memory: Memory) -> None:
    assert LoadedModel(model(size=size, vram=vram)).memory is memory


@pytest.mark.parametrize(
    ("context", "smaller"),
    [(32_768, 16_384), (40_000, 32_768), (4096, 2048), (2048, None), (2049, 2048), (None, None)],
)
def test_the_next_smaller_context(context: int | None, smaller: int | None) -> None:
    assert LoadedModel(model(context=context)).smaller_context == smaller


def test_the_whole_time_is_what_was_left_when_it_was_given() -> None:
    (first,) = followed((), (model(72),), NOW, is_first=True)
    assert (first.keep_s, first.since) == (300, None), "the usual time, until more is known"
    (same,) = followed((first,), (model(72),), NOW + timedelta(seconds=10), is_first=False)
    assert same.keep_s == 300
    (again,) = followed((same,), (model(600),), NOW, is_first=False)
    assert again.keep_s == 600
    (new,) = followed((), (model(90),), NOW, is_first=False)
    assert (new.keep_s, new.since) == (90, NOW)
    (pinned,) = followed((new,), (model(None),), NOW, is_first=False)
    assert pinned.left_s(NOW) == 0


def test_what_is_loaded_keeps_its_place() -> None:
    a, b, c = (replace(model(60), name=name) for name in ("a", "b", "c"))
    before = followed((), (a, b), NOW, is_first=True)
    used = replace(b, expires_at=None)  # a server tells the one that stays longest first
    after = followed(before, (used, c, a), NOW, is_first=False)
    assert [each.name for each in after] == ["a", "b", "c"]


def test_names_are_compared_as_the_server_does() -> None:
    assert is_named(LoadedModel(model()), ("Smol",))
    assert not is_named(LoadedModel(model()), ("other", ""))
