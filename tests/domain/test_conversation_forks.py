"""A fork knows which of its versions is shown and which stand beside it."""

import pytest

from app.domain.conversation import Fork


@pytest.mark.parametrize(
    ("shown", "index", "before", "after"), [("a", 1, "", "b"), ("b", 2, "a", "c"), ("c", 3, "b", "")]
)
def test_place_of_the_shown_version(shown: str, index: int, before: str, after: str) -> None:
    fork = Fork(shown, ("a", "b", "c"))
    assert (fork.index, fork.count) == (index, 3)
    assert (fork.beside(-1), fork.beside(1)) == (before, after)
