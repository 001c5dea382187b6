"""What a continued reply repeats is left out, however it arrives, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.overlap import SHORTEST, OverlapTrimmer, overlap

texts = st.text(st.sampled_from("ab \n駱"), max_size=60)


def trimmed(before: str, chunks: list[str]) -> str:
    trimmer = OverlapTrimmer(before)
    return "".join([trimmer.feed(chunk) for chunk in chunks] + [trimmer.end()])


@pytest.mark.parametrize(
    ("before", "after", "new"),
    [
        ("The llama eats gra", "ss and hay.", "ss and hay."),
        ("The llama eats grass", "llama eats grass and hay.", " and hay."),
        ("The llama eats grass", "The llama eats grass and hay.", " and hay."),
        ("Hel", "lo", "lo"),
        ("Hel", "Hello", "lo"),
        ("I said the the", "the end", "the end"),
        ("A llama eats", "A llama eats", ""),
        ("", "Hello", "Hello"),
        ("a", "b", "b"),
    ],
)
def test_what_is_new(before: str, after: str, new: str) -> None:
    assert trimmed(before, [after]) == new
    assert trimmed(before, list(after)) == new


@given(texts, texts, st.data())
def test_however_it_is_cut_the_result_is_the_same(before: str, after: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(after)), max_size=5)))
    chunks = [after[left:right] for left, right in zip([0, *cuts], [*cuts, len(after)], strict=True)]
    assert trimmed(before, chunks) == after[overlap(before, after) :]


@given(texts, st.text(min_size=1, max_size=20), st.integers(min_value=SHORTEST))
def test_a_repeated_end_is_left_out(before: str, new: str, length: int) -> None:
    repeated = before[-length:]
    if len(repeated) >= min(SHORTEST, len(before)):
        assert before + trimmed(before, [repeated, new]) == before + new or overlap(
            before, repeated + new
        ) > len(repeated)


@given(st.text(st.sampled_from("abc"), max_size=40), st.text(st.sampled_from("xyz"), max_size=40))
def test_what_repeats_nothing_stays_whole(before: str, after: str) -> None:
    assert trimmed(before, list(after)) == after
