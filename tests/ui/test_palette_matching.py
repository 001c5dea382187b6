"""Which names fit what was typed, how well, and which of their letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.palette.matching import match

NAMES = (
    "Choose a model…", "Show or hide the list of chats", "New chat", "Next chat", "qwen3:8b",
    "moondream:1.8b",
)  # fmt: skip


def best(wanted: str) -> str:
    found = [(fit.score, name) for name in NAMES if (fit := match(wanted, name)) is not None]
    return max(found)[1] if found else ""


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("new", "New chat"),
        ("mod", "Choose a model…"),
        ("nc", "New chat"),
        ("nxt", "Next chat"),
        ("q8", "qwen3:8b"),
        ("MOON", "moondream:1.8b"),
        ("ch mod", "Choose a model…"),
        ("hide list", "Show or hide the list of chats"),
        ("xyz", ""),
        ("tahc", ""),
    ],
)
def test_the_best_name(wanted: str, name: str) -> None:
    assert best(wanted) == name


def test_the_letters_that_are_strong() -> None:
    fit = match("mod", "Choose a model…")
    assert fit is not None
    assert fit.positions == (9, 10, 11)
    scattered = match("nc", "New chat")
    assert scattered is not None
    assert scattered.positions == (0, 4)


def test_a_word_start_wins_over_the_middle_of_an_earlier_word() -> None:
    fit = match("ch", "Search chats")
    assert fit is not None
    assert fit.positions == (7, 8)


def test_nothing_typed_fits_everything() -> None:
    fit = match("  ", "New chat")
    assert fit is not None
    assert (fit.score, fit.positions) == (0, ())


@given(st.text(max_size=8), st.text(max_size=40))
def test_positions_are_letters_of_the_name_in_order(wanted: str, name: str) -> None:
    fit = match(wanted, name)
    if fit is not None:
        assert list(fit.positions) == sorted(set(fit.positions))
        assert all(0 <= at < len(name) for at in fit.positions)
        if wanted.split():
            assert fit.positions
