"""Models that stand first."""

import pytest

from app.domain.pinned_models import MOST, pinned_models, renamed, with_turned
from app.domain.setting import PINNED_MODELS


@pytest.mark.parametrize(
    ("line", "names", "after"),
    [
        ("", ("a:1", "b:2"), "a:1 b:2"),
        ("a:1 b:2", ("a:1",), "b:2"),
        ("a:1", ("a:1", "b:2"), "a:1 b:2"),
        ("a:1 b:2", ("b:2", "a:1"), ""),
    ],
)
def test_pinned_and_unpinned(line: str, names: tuple[str, ...], after: str) -> None:
    assert with_turned(line, names) == after


def test_a_pin_follows_its_model() -> None:
    assert renamed("a:1 b:2", ("a:1",), "c:3") == "c:3 b:2"
    assert renamed("a:1 b:2", ("a:1",), "b:2") == "b:2"
    assert renamed("b:2", ("a:1",), "c:3") == "b:2"


def test_the_newest_pins_are_kept_and_fit_into_the_setting() -> None:
    names = tuple(f"{number}{'x' * 300}" for number in range(MOST + 5))
    line = with_turned("", names)
    assert pinned_models(line) == names[5:]
    assert PINNED_MODELS.kind.read(line) == line
