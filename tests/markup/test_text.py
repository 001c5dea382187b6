"""Texts that grow: the same tree for any pieces, ids that stay, and changes from which a view can live."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.markup.inline import Inline
from app.markup.runs import RunKind, Style
from app.markup.text import MarkdownText
from app.markup.tree import Footnote, Kind, Leaf, List
from tests.markup.oracle import grown, leaf_look, look, plain_text
from tests.markup.test_oracle import LINES, PIECES

REPLY_PIECES = (
    *LINES, *PIECES,
    "\n", "\n", "\n\n", "\r\n", "\r", "    ", "\t", "$x^2$", "$$\n", "\\(x\\)", "\\[", "\\]", "$5",
    "[^1]", "\n[^1]: note\n", "- [ ] ", "- [x] do\n", "<sub>2</sub>", "<br>", "| a | b", "|-", "漢字", "**。",
    "👩‍👩‍👧", "\u200d", "\x02klzzwxh:0001\x03", "\0", "\ud83d", "www.example.com", "  \n", "1",
    "a_b@c.de", "@", "xmpp:", "`" * 5,
)  # fmt: skip
texts = st.lists(st.sampled_from(REPLY_PIECES), max_size=24).map("".join)


def cut(text: str, sizes: list[int]) -> list[str]:
    """A text in pieces of these sizes, over and over."""
    pieces, start, turn = [], 0, 0
    while start < len(text):
        pieces.append(text[start : start + sizes[turn % len(sizes)]])
        start += len(pieces[-1])
        turn += 1
    return pieces


class View:
    """Keeps rows as a real view does: from the changes alone."""

    def __init__(self, text: MarkdownText) -> None:
        self._text = text
        self.rows: list[tuple[object, ...]] = []
        self.drawn = 0

    def update(self) -> None:
        changes = self._text.changes()
        leaves = self._text.leaves
        del self.rows[changes.kept :]
        for index, row in enumerate(self.rows):
            if row[0] in changes.restyled:
                self._draw(index, leaves[index])
        for index in range(changes.kept, len(leaves)):
            self.rows.append(())
            self._draw(index, leaves[index])

    def _draw(self, index: int, leaf: Leaf) -> None:
        self.rows[index] = leaf_look(self._text, leaf)
        self.drawn += 1


@settings(deadline=None, max_examples=150)
@given(texts, st.lists(st.integers(1, 9), min_size=1, max_size=5), st.booleans())
def test_any_pieces_give_the_tree_of_the_whole_at_any_time(text: str, sizes: list[int], calm: bool) -> None:
    streamed = grown(calm=calm)
    so_far = ""
    for piece in cut(text, sizes):
        streamed.feed(piece)
        so_far += piece
        assert look(streamed) == look(grown(so_far, calm=calm))
    streamed.finish()
    assert look(streamed) == look(grown(text, calm=False, finish=True))


@settings(deadline=None, max_examples=150)
@given(texts, st.lists(st.integers(1, 9), min_size=1, max_size=5), st.lists(st.booleans(), min_size=3))
def test_a_view_of_the_changes_shows_the_text(text: str, sizes: list[int], looks: list[bool]) -> None:
    streamed = grown()
    view = View(streamed)
    for number, piece in enumerate(cut(text, sizes)):
        streamed.feed(piece)
        if looks[number % len(looks)]:
            view.update()
            assert view.rows == [leaf_look(streamed, leaf) for leaf in streamed.leaves]
    streamed.finish()
    view.update()
    assert view.rows == [leaf_look(streamed, leaf) for leaf in streamed.leaves]


@settings(deadline=None, max_examples=100)
@given(texts)
def test_every_container_has_a_leaf_and_ids_rise(text: str) -> None:
    whole = grown(text)
    ids = [leaf.id for leaf in whole.leaves]
    assert ids == sorted(set(ids))
    for leaf in whole.leaves:
        assert leaf in leaf.parent.children


def test_finished_leaves_are_never_drawn_again() -> None:
    text = grown()
    view = View(text)
    pieces = cut("".join(f"- item **{number}** of many\n" for number in range(300)), [24])
    for piece in pieces:
        text.feed(piece)
        view.update()
    # One drawing for each look, and a few more where one piece ends an item and begins the next.
    assert view.drawn < 2.5 * len(pieces)


def test_runs_that_do_not_change_stay_the_same_object() -> None:
    text = grown("first **one**\n\nsecond")
    first = text.runs(text.leaves[0])
    text.feed(" goes on")
    assert text.runs(text.leaves[0]) is first


def test_an_open_leaf_keeps_its_id() -> None:
    text = grown("para\n\n- it")
    before = [leaf.id for leaf in text.leaves]
    text.feed("em grows\n  and grows")
    assert [leaf.id for leaf in text.leaves] == before


@pytest.mark.parametrize("before", ["Some wor", "- item wor", "> a\n> **bo", "```py\nx = ", "1. a\n\n   b"])
def test_a_line_that_goes_on_makes_its_leaf_longer_and_nothing_else(before: str) -> None:
    text = MarkdownText(Inline())
    text.feed(before)
    text.changes()
    leaf, words = text.leaves[-1], text.leaves[-1].text
    text.feed("d, and")
    changes = text.changes()
    assert changes.only_longer
    assert changes.kept == len(text.leaves) - 1
    assert text.leaves[-1] is leaf
    assert leaf.text == words + "d, and"
    assert text.changes().kept == len(text.leaves)


@pytest.mark.parametrize("more", ["\n", "$", "\\", "\r", "\0"])
def test_what_may_begin_something_else_is_read_anew(more: str) -> None:
    text = MarkdownText(Inline())
    text.feed("Some wor")
    text.changes()
    text.feed(more)
    assert not text.changes().only_longer


@pytest.mark.parametrize(
    ("before", "more", "kind"),
    [
        ("__", "_", Kind.RULE),
        ("12", ". a", Kind.PARAGRAPH),
        ("``", "`\na", Kind.CODE_LINE),
        ("a\n=", "=", Kind.HEADING),
        ("```\na\n``", "`\n# b", Kind.HEADING),
    ],
)
def test_a_line_that_is_not_decided_may_become_anything(before: str, more: str, kind: Kind) -> None:
    text = MarkdownText(Inline(), calm=False)
    text.feed(before)
    text.changes()
    text.feed(more)
    assert not text.changes().only_longer
    assert text.leaves[-1].kind is kind


def test_a_late_definition_changes_only_who_mentions_it() -> None:
    text = grown("see [one]\n\nno link\n\nalso [one][]\n\n")
    for leaf in text.leaves:
        text.runs(leaf)
    text.changes()
    text.feed("[one]: https://example.com\n\n")
    changes = text.changes()
    assert changes.kept == 3
    assert changes.restyled == {text.leaves[0].id, text.leaves[2].id}
    link = text.runs(text.leaves[0])[1].link
    assert link is not None
    assert link.address == "https://example.com"


def test_a_late_footnote_changes_who_mentions_it() -> None:
    text = grown("claim[^a]\n\n")
    assert plain_text(text.runs(text.leaves[0])) == "claim[^a]"
    text.changes()
    text.feed("[^a]: proof\n")
    assert text.changes().restyled == {text.leaves[0].id}
    assert text.runs(text.leaves[0])[1].kind is RunKind.FOOTNOTE
    assert text.runs(text.leaves[0])[1].text == "1"


def test_a_numbered_mark_stands_as_it_will_until_its_note_comes() -> None:
    text = grown("claim[^1] and\n\nmore\n\n")
    before = text.runs(text.leaves[0])
    assert plain_text(before) == "claim1 and"
    assert not before[1].is_note_link
    text.changes()
    text.feed("[^1]: proof\n")
    assert text.changes().restyled == {text.leaves[0].id}
    after = text.runs(text.leaves[0])
    assert after[1].is_note_link
    assert [(run.text, run.kind) for run in after] == [(run.text, run.kind) for run in before]


def test_a_mark_whose_note_never_came_is_text_in_the_end() -> None:
    text = grown("[a-z] or [^1], [^a]\n\nmore")
    text.changes()
    assert [plain_text(text.runs(leaf)) for leaf in text.leaves] == ["[a-z] or 1, [^a]", "more"]
    text.finish()
    assert text.leaves[0].id in text.changes().restyled
    assert plain_text(text.runs(text.leaves[0])) == "[a-z] or [^1], [^a]"


def test_a_note_leads_back_once_its_first_paragraph_is_written() -> None:
    text = grown("claim[^a]\n\n[^a]: the proof")
    view = View(text)
    view.update()
    assert [run.kind for run in text.runs(text.leaves[1])] == [RunKind.TEXT]
    text.feed("\n\n    further\n\nbehind")
    view.update()
    assert view.rows == [leaf_look(text, leaf) for leaf in text.leaves]
    assert [run.kind for run in text.runs(text.leaves[1])] == [RunKind.TEXT, RunKind.NOTE_END]
    text.finish()
    kinds = [run.kind for leaf in text.leaves for run in text.runs(leaf)]
    assert kinds.count(RunKind.NOTE_END) == 1


def test_only_the_note_that_counts_leads_back() -> None:
    text = grown("claim[^a]\n\n[^a]: one\n\n[^A]: two\n\n[^b]: three", finish=True)
    ends = [text.runs(leaf)[-1].kind is RunKind.NOTE_END for leaf in text.leaves]
    assert ends == [False, True, False, True]
    notes = [leaf.parent for leaf in text.leaves[1:]]
    assert [note.number for note in notes if isinstance(note, Footnote)] == [1, 1, 2]


def test_a_list_that_becomes_loose_says_so() -> None:
    text = grown("- a\n- b\n")
    text.changes()
    text.feed("\n- c")
    (around,) = text.root.children
    assert isinstance(around, List)
    assert around.loose
    assert text.changes().respaced == {around.id}


def test_a_table_takes_the_last_line_of_a_paragraph() -> None:
    text = grown("Compare:\n| a | b |\n")
    assert [leaf.kind for leaf in text.leaves] == [Kind.PARAGRAPH, Kind.ROW]
    text.feed("|---|:-:|\n| 1 | **2** |")
    assert [leaf.cells for leaf in text.leaves] == [(), ("a", "b"), ("1", "**2**")]
    assert text.cell_runs(text.leaves[2])[1][0].style is Style.BOLD


def test_feeding_a_finished_text_is_refused() -> None:
    text = grown("a", finish=True)
    with pytest.raises(ValueError, match="finished"):
        text.feed("b")


def test_one_inline_object_serves_many_texts() -> None:
    inline = Inline()
    one, two = MarkdownText(inline), MarkdownText(inline)
    one.feed("[a]: /one\n\n[a] **x")
    two.feed("[a] *y")
    assert plain_text(one.runs(one.leaves[-1])) == "a x"
    assert plain_text(two.runs(two.leaves[-1])) == "[a] y"
