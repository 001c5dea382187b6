"""Block structure beyond the specification: formulas, footnotes, depth, line endings, tables, tasks."""

import pytest

from app.markup.parser import BlockParser
from app.markup.tree import (
    Alignment,
    Code,
    Container,
    Footnote,
    Item,
    Kind,
    List,
    Table,
    containers_of,
    opened_by,
)
from tests.markup.oracle import grown, look, outline, source_of


def parsed(text: str) -> BlockParser:
    parser = BlockParser()
    parser.feed(text)
    parser.finish()
    return parser


def leaves(text: str) -> list[tuple[Kind, str]]:
    return [(leaf.kind, leaf.text) for leaf in parsed(text).leaves]


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("$$\nx = 1\n$$", "x = 1"),
        ("$$ x = 1 $$", "x = 1"),
        ("\\[\nx\n+ y\n\\]", "x\n+ y"),
        ("\\[ x = 1 \\]", "x = 1"),
        ("$$ x = \\frac{1}{2}\n+ 1 $$", "x = \\frac{1}{2}\n+ 1"),
        ("text\n$$\nx\n$$\nmore", "x"),
        ("- item\n\n  $$\n  x\n  $$", "x"),
    ],
)
def test_a_formula_on_its_own(text: str, tex: str) -> None:
    assert (Kind.MATH, tex) in leaves(text)


@pytest.mark.parametrize(
    "text",
    [
        "$$ is the process id\nof the shell",
        "$$\nnever closed\n\nnext",
        "$$",
        "$$$$",
        "\\[escaped\\] brackets",
        "\\[1\\]: a source",
        "    $$\n    x\n    $$",
        "```\n$$\nx\n$$\n```",
    ],
)
def test_dollars_that_are_no_formula(text: str) -> None:
    assert Kind.MATH not in [kind for kind, _ in leaves(text)]


def test_an_unclosed_formula_takes_no_more_than_its_paragraph() -> None:
    assert leaves("$$\na\n\n# head") == [(Kind.PARAGRAPH, "$$\na"), (Kind.HEADING, "head")]
    assert leaves("$$\na\n    b\n") == [(Kind.PARAGRAPH, "$$\na\nb")]


def test_lines_of_a_formula_keep_their_indentation() -> None:
    assert leaves("- $$\n  a\n    b\n  $$") == [(Kind.MATH, "a\n  b")]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("So $$\n= x\n- y\n$$\nmore", ["So $$\n= x\n- y\n$$\nmore"]),
        ("So \\[\n# x\n\\]\n- item", ["So \\[\n# x\n\\]", "item"]),
        ("- So $$\n  + x\n  $$ more\n- next", ["So $$\n+ x\n$$ more", "next"]),
        ("1. So $$\nx\n$$\n2. next", ["So $$\nx\n$$", "next"]),
        ("So $$x = 1\n- y$$ then\n- item", ["So $$x = 1\n- y$$ then", "item"]),
        ("$$\nx\n$$.\n- item", ["$$\nx\n$$.", "item"]),
        ("kill `$$`\n- item", ["kill `$$`", "item"]),
        ("costs $$5\n- item", ["costs $$5", "item"]),
        ("in US$$\n- item", ["in US$$", "item"]),
        ("this $$\n- is not closed\n\n- item", ["this $$\n- is not closed", "item"]),
        ("an \\[escaped\n- item", ["an \\[escaped", "item"]),
    ],
)
def test_lines_of_a_formula_in_a_paragraph_begin_nothing(text: str, lines: list[str]) -> None:
    assert [words for _, words in leaves(text)] == lines


def test_a_footnote_holds_blocks() -> None:
    root = parsed("[^1]: one\n\n    two\n\n    - three\n\nout").root
    assert outline(root) == [["Footnote", "one", "two", ["List", ["Item", "three"]]], "out"]
    note = root.children[0]
    assert isinstance(note, Footnote)
    assert (note.label, note.number) == ("1", 1)


def test_the_first_of_two_footnotes_counts() -> None:
    parser = parsed("[^a]: one\n\n[^A]: two")
    assert [note.label for note in parser.footnotes.values()] == ["a"]


def test_task_items() -> None:
    (tasks,) = parsed("- [x] a\n- [ ] b\n- c\n- [ ]d").root.children
    assert isinstance(tasks, List)
    assert [item.checked for item in tasks.children if isinstance(item, Item)] == [True, False, None, None]
    assert outline(tasks) == [["Item", "a"], ["Item", "b"], ["Item", "c"], ["Item", "[ ]d"]]


def test_numbers_of_items() -> None:
    (numbers,) = parsed("7. a\n7. b\n1. c").root.children
    assert [item.number for item in numbers.children if isinstance(item, Item)] == [7, 8, 9]


def test_a_table_has_as_many_cells_everywhere() -> None:
    (table,) = parsed("a | b | c\n:-- | :-: | --:\n1\n1 | 2 | 3 | 4\n").root.children
    assert isinstance(table, Table)
    assert table.alignments == (Alignment.LEFT, Alignment.CENTER, Alignment.RIGHT)
    rows = [leaf.cells for leaf in parsed("a | b | c\n:-- | :-: | --:\n1\n1 | 2 | 3 | 4\n").leaves]
    assert rows == [("a", "b", "c"), ("1", "", ""), ("1", "2", "3")]


@pytest.mark.parametrize(
    "text",
    [
        "a | b\n---",
        "a | b\n--- | --- | ---",
        "a\n- | -",
        "| a |\n| b |",
        "a | b\n\n--- | ---",
        "a | b\n-+-|-",
    ],
)
def test_what_is_no_table(text: str) -> None:
    assert Kind.ROW not in [kind for kind, _ in leaves(text)]


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("| a | `b | c` | d |", ("a", "`b | c`", "d")),
        ("| `a || b` | c | `` ` | `` |", ("`a || b`", "c", "`` ` | ``")),
        ("| a | `b \\| c | d` | e", ("a", "`b | c | d`", "e")),
        ("| a | b | c | d |", ("a", "b", "c")),
        ("| ` | b | ` |", ("`", "b", "`")),
        ("| \\` | b | c | ` |", ("\\`", "b", "c")),
        ("| `b | c` |", ("`b", "c`", "")),
    ],
)
def test_pipes_in_code_end_no_cell_where_the_row_has_too_many(row: str, cells: tuple[str, ...]) -> None:
    assert parsed("| x | y | z |\n|---|---|---|\n" + row).leaves[1].cells == cells


def test_the_code_with_pipes_that_is_being_written_is_one_cell() -> None:
    text = grown("| x | y | z |\n|---|---|---|\n| a | `b | c")
    assert text.leaves[1].cells == ("a", "`b | c", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a:\n| b |\n|---|\n| c |\n- d", [["List", ["Item", "a:"]], "T", ["List", ["Item", "d"]]]),
        ("> 1. a\n> | b |\n> |---|\n> | c |", [["Quote", ["List", ["Item", "a"]], "T"]]),
        ("- - a\n  | b |\n  |---|\n  | c |", [["List", ["Item", ["List", ["Item", "a"]], "T"]]]),
        ("- a\nb | c\n--|--", [["List", ["Item", "a\nb | c\n--|--"]]]),
    ],
)
def test_a_table_right_under_an_item_is_not_in_it(text: str, expected: list[object]) -> None:
    found = str(outline(parsed(text).root)).replace("['Table', '| b |', '| c |']", "'T'")
    assert found == str(expected)
    for size in (1, 5):
        pieces = [text[start : start + size] for start in range(0, len(text), size)]
        assert look(grown(*pieces, finish=True)) == look(grown(text, finish=True))


def test_code_blocks_tell_language_and_end() -> None:
    first, second = (node for node in parsed("```py title=x\na\n```\n\n~~~\nb").root.children)
    assert isinstance(first, Code)
    assert isinstance(second, Code)
    assert (first.language, first.info, first.closed) == ("py", "py title=x", True)
    assert (second.language, second.closed) == ("", False)


@pytest.mark.parametrize(
    ("info", "language"),
    [
        ("", ""),
        ("py title=x", "py"),
        ("Python:src/main.py", "Python"),
        ("rust,no_run", "rust"),
        ("js{1,3-5}", "js"),
        ("{.python .numberLines}", "python"),
        ("{ .c++ }", "c++"),
        ("{r, echo=FALSE}", "r"),
        ("language-ts", "ts"),
        (";", ";"),
        ("{}", "{}"),
        ("C#", "C#"),
    ],
)
def test_the_language_is_found_in_what_stands_behind_a_fence(info: str, language: str) -> None:
    (code,) = parsed(f"~~~ {info}\nx\n~~~").root.children
    assert isinstance(code, Code)
    assert code.language == language


def test_a_code_block_without_lines_has_an_empty_leaf() -> None:
    assert leaves("```\n```") == [(Kind.EMPTY, "")]


def test_html_blocks_are_raw_text() -> None:
    assert leaves("<div>\n**x**\n</div>\n\ny") == [
        (Kind.RAW, "<div>\n**x**\n</div>"),
        (Kind.PARAGRAPH, "y"),
    ]
    assert leaves("<br>\n") == [(Kind.PARAGRAPH, "<br>")]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings(ending: str) -> None:
    text = ending.join(["# a", "", "b", "c", "", "- d", ""])
    assert leaves(text) == leaves(text.replace(ending, "\n"))
    streamed = grown(*text, finish=True)
    assert [leaf.text for leaf in streamed.leaves] == ["a", "b\nc", "d"]


def test_other_separators_end_no_line() -> None:
    assert leaves("a\u2028b\x85c\x0bd\x0ce") == [(Kind.PARAGRAPH, "a\u2028b\x85c\x0bd\x0ce")]


def test_what_cannot_be_text_is_replaced() -> None:
    assert leaves("a\0b\ud83dc") == [(Kind.PARAGRAPH, "a\ufffdb\ufffdc")]


def depth(node: Container) -> int:
    deepest, waiting = 0, [(node, 0)]
    while waiting:
        current, level = waiting.pop()
        deepest = max(deepest, level)
        waiting.extend((child, level + 1) for child in current.children if isinstance(child, Container))
    return deepest


def test_nesting_has_an_end() -> None:
    root = parsed(">" * 10_000 + " deep").root
    assert depth(root) == 100
    assert parsed(">" * 10_000 + " deep").leaves[0].text.endswith("> deep")
    assert depth(parsed("- " * 5_000 + "deep").root) == 200


def test_every_block_knows_its_source() -> None:
    blocks = [
        "# a",
        "b\nc",
        "- d\n\n  e",
        "```\nf\n\n```",
        "    g\n\n    h",
        "> i\nj",
        "k\n===",
        "| l |\n|---|\n| m |",
    ]
    text = "\r\n\r\n".join(block.replace("\n", "\r\n") for block in blocks)
    root = parsed(text + "\n\n").root
    assert [source_of(block, text) for block in root.children] == blocks


def test_a_block_behind_definitions_knows_its_source() -> None:
    text = "[a]: /b\n[c]: /d\ntext\n| x |\n|---|"
    assert [source_of(block, text) for block in parsed(text).root.children] == ["text", "| x |\n|---|"]


def test_what_a_view_marks_beside_a_leaf() -> None:
    first, second = parsed("> - a\n>\n>   b").leaves
    assert [type(node).__name__ for node in containers_of(first)] == ["Quote", "List", "Item"]
    assert [type(node).__name__ for node in opened_by(first)] == ["Quote", "List", "Item"]
    assert containers_of(second) == containers_of(first)
    assert opened_by(second) == ()
