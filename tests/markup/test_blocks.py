"""The splitter of growing Markdown."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.markup.blocks import Block, BlockKind, BlockSplitter

TEXT = """# Title
Some *words*
go on

1. one
   - inner

   more of one
2. two
```py
x = 1

y = 2
```
| a | b |
|---|---|
| 1 | 2 |

> quoted
lazy

---
~~~
~~
~~~
    indented

end"""


def split(*pieces: str) -> list[Block]:
    """All blocks of a text that came in pieces."""
    splitter = BlockSplitter()
    for piece in pieces:
        splitter.feed(piece)
    splitter.finish()
    return splitter.blocks


def test_every_kind_of_block_is_found() -> None:
    assert split(TEXT) == [
        Block(BlockKind.HEADING, "# Title"),
        Block(BlockKind.PARAGRAPH, "Some *words*\ngo on"),
        Block(BlockKind.LIST_ITEM, "1. one\n   - inner\n\n   more of one"),
        Block(BlockKind.LIST_ITEM, "2. two"),
        Block(BlockKind.CODE, "x = 1\n\ny = 2", "py"),
        Block(BlockKind.TABLE, "| a | b |\n|---|---|\n| 1 | 2 |"),
        Block(BlockKind.QUOTE, "> quoted\nlazy"),
        Block(BlockKind.RULE, "---"),
        Block(BlockKind.CODE, "~~"),
        Block(BlockKind.CODE, "indented"),
        Block(BlockKind.PARAGRAPH, "end"),
    ]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("words\n===", ["heading"]),
        ("a | b\nc", ["paragraph"]),
        ("words\n- item", ["paragraph", "list_item"]),
        ("words\n2024. is a year", ["paragraph"]),
        ("- a\n\n\n- b\n\nafter", ["list_item", "list_item", "paragraph"]),
        ("- a\n  ```sh\n  ls\n  ```\n- b", ["list_item", "code", "list_item"]),
        ("```\n", ["code"]),
        ("* * *", ["rule"]),
        ("", []),
        ("\n \n", []),
    ],
)
def test_edges_between_blocks(text: str, kinds: list[str]) -> None:
    assert [block.kind for block in split(text)] == kinds


def test_a_fence_inside_a_list_loses_the_indent_of_the_list() -> None:
    assert split("- a\n  ```sh\n  ls\n    -l\n  ```")[1] == Block(BlockKind.CODE, "ls\n  -l", "sh")


def test_the_unfinished_line_is_seen_but_not_final() -> None:
    splitter = BlockSplitter()
    splitter.feed("done\n\nop")
    assert splitter.blocks == [Block(BlockKind.PARAGRAPH, "done")]
    assert splitter.open_blocks() == [Block(BlockKind.PARAGRAPH, "op")]
    splitter.feed("en\n# He")
    assert splitter.blocks == [Block(BlockKind.PARAGRAPH, "done")]
    assert splitter.open_blocks() == [
        Block(BlockKind.PARAGRAPH, "open"),
        Block(BlockKind.HEADING, "# He"),
    ]


def test_a_finished_block_stays_the_same_object() -> None:
    splitter = BlockSplitter()
    splitter.feed("first\n\nsecond")
    first = splitter.blocks[0]
    splitter.feed(" grows\n\nthird")
    assert splitter.blocks[0] is first


def test_line_ends_of_other_systems_are_line_ends() -> None:
    assert split("a\r", "\nb\r\n\r\nc\rd") == split("a\nb\n\nc\nd")


@given(st.text(alphabet="ab \n\r-*#>`~|1.2_\t", max_size=120), st.lists(st.integers(0, 120), max_size=8))
def test_any_chunking_gives_the_blocks_of_the_whole(text: str, cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(text)]
    pieces = [text[start:end] for start, end in pairwise(edges)]
    assert split(*pieces) == split(text)


@given(st.text(alphabet="ab \n-*#>|1.", max_size=120))
def test_no_text_is_lost(text: str) -> None:
    letters = "".join(block.text + block.language for block in split(text))
    assert sorted(letter for letter in letters if letter in "ab") == sorted(c for c in text if c in "ab")
