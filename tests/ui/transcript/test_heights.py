"""Sums of heights against a plain list."""

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from app.ui.transcript.heights import Heights

HEIGHT = st.integers(0, 900)


@given(
    st.lists(HEIGHT, max_size=40), st.lists(st.tuples(st.sampled_from("asc"), HEIGHT, HEIGHT), max_size=30)
)
def test_every_answer_is_that_of_a_list(first: list[int], steps: list[tuple[str, int, int]]) -> None:
    heights, values = Heights(first), list(first)
    for step, height, place in steps:
        if step == "a":
            heights.append(height)
            values.append(height)
        elif step == "s" and values:
            at = place % len(values)
            assert heights.set(at, height) == height - values[at]
            values[at] = height
        elif step == "c":
            count = place % (len(values) + 1)
            heights.truncate(count)
            del values[count:]
    assert [heights[at] for at in range(len(heights))] == values
    assert heights.total == sum(values)
    tops = [0, *accumulate(values)]
    assert [heights.above(at) for at in range(len(values) + 1)] == tops
    for y in {0, 1, 500, 5_000, heights.total - 1, heights.total, heights.total + 7}:
        covering = [at for at, value in enumerate(values) if tops[at] <= y < tops[at] + value]
        if covering:
            assert heights.at(y) == covering[0]
        elif values:
            assert 0 <= heights.at(y) < len(values)


def test_outside_it_is_the_first_or_the_last() -> None:
    heights = Heights([10, 20, 30])
    assert heights.at(-5) == 0
    assert heights.at(60) == 2
    assert heights.at(9) == 0
    assert heights.at(10) == 1
