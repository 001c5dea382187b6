"""The end of a stream looks calm: nothing is shown that the next letters would take back."""

import pytest

from app.markup.runs import RunKind, Style
from app.markup.tree import Kind
from tests.markup.oracle import grown, plain_text


def shown(source: str) -> list[str]:
    """What stands in each leaf while the text is still being written."""
    text = grown(source)
    return [
        " | ".join(plain_text(cell) for cell in text.cell_runs(leaf))
        if leaf.cells
        else plain_text(text.runs(leaf)) or leaf.kind.value
        for leaf in text.leaves
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("some **bo", ["some bo"]),
        ("some **", ["some "]),
        ("some **bold*", ["some bold"]),
        ("***both", ["both"]),
        ("some `co", ["some co"]),
        ("some ``co`d", ["some co`d"]),
        ("see [all the notes of this year", ["see all the notes of this year"]),
        ("see [all the notes of this year]", ["see all the notes of this year"]),
        ("see [the docs](https://exam", ["see the docs"]),
        ("see [the docs](https://example.com/a_(b", ["see the docs"]),
        ("see ![the pic](https://exam", ["see "]),
        ("claim[^1", ["claim"]),
        ("~~old", ["old"]),
        ("a <su", ["a "]),
        ("[ref]: https://exam", ["paragraph"]),
        ("# **he", ["he"]),
        ("> **qu", ["qu"]),
        ("H<sub>2", ["H2"]),
        ("press <kbd>Ct", ["press Ct"]),
        ("fish &amp", ["fish "]),
        ("a \\*", ["a "]),
        ("see <https://exam", ["see https://exam"]),
        ("see [![badge](b.svg)](https://exam", ["see badge"]),
    ],
)
def test_half_written_markup(source: str, expected: list[str]) -> None:
    assert shown(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "use `a[0]",
        "use `a[i",
        "use `List<in",
        "use `$HOME and",
        "use `a](b",
        "see [the long notes of `f(x)[0]",
        "it lies in [0, 1) and not",
        "it lies in [0, 1) and not in (2",
        "it lies in [0, 1[ and not elsewhere, as is known",
        "in [brackets that nothing closes" + ", and words" * 12,
        "2*3 = 6 and 2**3 = 8",
        "when x <y and y <z then",
        "it costs $5 and",
        "see $HOME/bin",
        "as $$ is the",
    ],
)
def test_nothing_is_taken_for_markup_that_is_none(source: str) -> None:
    """Save brackets that may become those of a link."""
    (line,) = shown(source)
    assert line == source.replace("`", "").replace("see [", "see ")


@pytest.mark.parametrize(
    ("source", "before"),
    [
        ("as [1", "as "),
        ("as [1]", "as "),
        ("as [1][2]", "as "),
        ("Dear [Name]", "Dear "),
        ("Call [Your Phone Number]", "Call "),
        ("the area $A = \\pi", "the area "),
        ("the area $A_1 + \\text{of it", "the area "),
        ("where \\(x", "where "),
        ("then \\[ y = m", "then "),
        ("so **$x", "so "),
        ("so **\\(x", "so "),
        ("see **[`f(x)", "see "),
        ("so $$ y =", "so "),
        ("so $$y", "so "),
        ("so $$y = 1$", "so "),
        ("[a]: https://example.org\n[b]: https://exam", "paragraph"),
        ("[a]: https://example.org\n", "paragraph"),
        ("Use ``", "Use "),
        ("Use `` `", "Use  "),
        ("Use `a` and `", "Use a and "),
        ("H<", "H"),
        ("H<sub>2</", "H2"),
    ],
)
def test_a_few_letters_wait_until_it_is_known_what_they_are(source: str, before: str) -> None:
    assert shown(source) == [before]


@pytest.mark.parametrize("source", ["as [1] s", "Dear [Name],", "so $x is the", "this \\(or that)", "AT&T i"])
def test_what_waited_is_shown_when_it_is_words(source: str) -> None:
    assert shown(source) == [source.replace("\\(", "(")]


def test_a_formula_does_not_wait_for_ever() -> None:
    source = "the area $A = " + "\\pi + " * 20
    assert shown(source) == [source.rstrip()]


def test_what_a_list_shows_is_never_a_rule_before() -> None:
    assert shown("* **") == []
    assert shown("- a\n- --") == ["a"]
    assert shown("* **Bo") == ["Bo"]


@pytest.mark.parametrize("tag", ["<", "<th", "<think", "<think>", "</details", "<answer> "])
def test_a_tag_that_begins_a_line_waits(tag: str) -> None:
    assert shown("before\n\n" + tag) == ["before"]


@pytest.mark.parametrize(
    "mark", ["-", "*", "+", "1", "1.", "1. ", "2) ", "##", "`", "``", "~~", "==", "---", "|", "$", "   "]
)
def test_a_line_of_which_too_little_is_known_is_kept_back(mark: str) -> None:
    assert shown("before\n" + mark) == ["before"]


@pytest.mark.parametrize("end", ["-", "- ", "|--", "|---|-"])
def test_a_half_written_row_of_dashes_leaves_the_table(end: str) -> None:
    assert shown("| a | b |\n" + end) == ["a | b"]


def test_a_header_is_a_table_from_its_first_cell_on() -> None:
    assert shown("| na") == ["na"]
    assert shown("| name | si") == ["name | si"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("| x | **bo", "x | bo | "),
        ("| `x", "x |  | "),
        ("| x | [the docs](https://exam", "x | the docs | "),
        ("| **x** | 2 | **th", "x | 2 | th"),
        ("| 2 ** 3 | ", "2 ** 3 |  | "),
        ("| x | **bo |", "x | **bo | "),
        ("| `x \\|", "x | |  | "),
        ("| `x\\", "x |  | "),
        ("| x | `y |", "x | y | | "),
    ],
)
def test_the_cell_that_is_being_written_looks_calm(row: str, expected: str) -> None:
    assert shown("| a | b | c |\n|--|--|--|\n" + row)[-1] == expected


def test_a_task_mark_is_kept_back() -> None:
    assert shown("- [") == ["empty"]
    assert shown("- [x]") == ["empty"]
    assert shown("- [x] done") == ["done"]


def test_a_closing_fence_is_kept_back() -> None:
    text = grown("```py\nx = 1\n``")
    assert [(leaf.kind, leaf.text) for leaf in text.leaves] == [(Kind.CODE_LINE, "x = 1")]


def test_the_look_is_that_of_the_finished_markup() -> None:
    text = grown("some **bold *and `co")
    looks = [(run.text, run.kind, run.style) for run in text.runs(text.leaves[0])]
    assert looks == [
        ("some ", RunKind.TEXT, Style.PLAIN),
        ("bold ", RunKind.TEXT, Style.BOLD),
        ("and ", RunKind.TEXT, Style.BOLD | Style.ITALIC),
        ("co", RunKind.CODE, Style.BOLD | Style.ITALIC),
    ]


def test_a_finished_leaf_is_taken_literally() -> None:
    text = grown("some **bo\n")
    assert plain_text(text.runs(text.leaves[0])) == "some bo"
    text.changes()
    text.feed("\nnext")
    assert text.leaves[0].id in text.changes().restyled
    assert plain_text(text.runs(text.leaves[0])) == "some **bo"


def test_a_finished_text_hides_nothing() -> None:
    for source in ("some **", "see [the do", "before\n-", "- [x]", "| a | b |"):
        text = grown(source, finish=True)
        assert "".join(leaf.text for leaf in text.leaves).replace("\n", "") != ""
        plain = grown(source, calm=False, finish=True)
        assert [leaf.text for leaf in text.leaves] == [leaf.text for leaf in plain.leaves]
