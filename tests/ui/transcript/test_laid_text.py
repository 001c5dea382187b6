"""Where characters stand: in lines that run both ways, and code that stays in one line."""

import pytest
from PySide6.QtCore import QRectF

from app.ui.transcript.part import Part
from app.ui.transcript.reading_order import boxes_of, links_in
from app.ui.transcript.view import Transcript
from tests.ui.transcript.conftest import Show, said

HEBREW = "\u05e9\u05dc\u05d5\u05dd"


def boxes(part: Part, words: str) -> list[QRectF]:
    start = part.leaf_text(0).index(words)
    return part.rectangles(0, start, start + len(words))


@pytest.mark.parametrize(
    "text", [f"{HEBREW} `x = 1`", f"{HEBREW} `x = 1` {HEBREW}", f"`x = 1` {HEBREW}, {HEBREW}"]
)
def test_code_beside_words_that_run_to_the_left_has_its_own_width(show: Show, text: str) -> None:
    (alone,) = boxes(said(show("`x = 1`"))[0], "x = 1")
    (beside,) = boxes(said(show(text))[0], "x = 1")
    assert abs(beside.width() - alone.width()) <= 1


def test_what_is_selected_across_both_directions_is_marked_in_two_places(show: Show) -> None:
    part = said(show(f"{HEBREW} {HEBREW} english words {HEBREW}"))[0]
    text = part.leaf_text(0)
    inside = text.index("english")
    parted = part.rectangles(0, inside - 2, inside + 3)
    assert len(parted) == 2
    whole = part.rectangles(0, 0, len(text))
    assert len(whole) == 1
    marked = sum(box.width() for box in parted)
    assert 0 < marked < whole[0].width() / 2


def test_a_link_in_a_text_that_runs_to_the_left_is_found_where_it_stands(show: Show) -> None:
    part = said(show(f"{HEBREW} [site](https://example.org) {HEBREW} [{HEBREW}](https://example.com)"))[0]
    found = [boxes_of(part, link)[0] for link in links_in(part)]
    assert len(found) == 2
    assert not found[0].intersects(found[1])


@pytest.mark.parametrize(("letters", "is_kept"), [(8, True), (20, True), (60, False)])
def test_short_code_is_not_broken_at_its_spaces(
    view: Transcript, show: Show, letters: int, is_kept: bool
) -> None:
    code = ("run it " * 20)[:letters].rstrip()
    part = said(show(f"{'Words before it. ' * 4} `{code}` behind them."))[0]
    rows = set()
    for width in range(460, 800, 10):
        view.resize(width, 700)
        view.verticalScrollBar().setValue(0)
        rows.add(len({round(box.top()) for box in boxes(part, code)}))
    assert (2 not in rows) is is_kept
