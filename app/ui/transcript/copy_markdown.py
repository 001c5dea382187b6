"""Blocks as the Markdown that they were written in."""

from bisect import bisect_right
from collections.abc import Sequence

from app.markup.text import MarkdownText
from app.markup.tree import Alignment, Code, Container, Leaf, List, Table
from app.ui.transcript.plain_part import split_lines

_DELIMITERS = {
    Alignment.NONE: "---",
    Alignment.LEFT: ":--",
    Alignment.CENTER: ":-:",
    Alignment.RIGHT: "--:",
}


def blocks_markdown(source: str, text: MarkdownText, first: int, last: int) -> str:
    """The source of the blocks that hold the leaves from `first` to `last`.

    A block is what stands in no other, or an item of a list that does: it means the same on its own.
    """
    units = _units(text)
    if not units:
        return ""
    numbers = [number for number, _ in units]
    begin, end = max(0, bisect_right(numbers, first) - 1), bisect_right(numbers, last)
    lines = split_lines(source)
    stop = units[end][1] if end < len(units) else len(lines)
    start = (
        units[begin][1] if begin else _first_line(lines)
    )  # definitions before the first block are no block
    return "\n".join(without_blank_end(lines[start:stop]))


def without_blank_end(lines: Sequence[str]) -> list[str]:
    """Lines up to the last that is not blank."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return list(lines[:end])


def _first_line(lines: Sequence[str]) -> int:
    return next((number for number, line in enumerate(lines) if line.strip()), 0)


def code_markdown(code: Code, lines: Sequence[str]) -> str:
    """A code block between fences, which are longer than any in it."""
    longest = max((_ticks(line) for line in lines), default=0)
    fence = "`" * max(3, longest + 1)
    if "`" in code.info:  # may not follow a fence of backticks
        fence = "~" * max(3, *(_ticks(line, "~") + 1 for line in lines), 3)
    return "\n".join([fence + code.info, *lines, fence])


def table_markdown(table: Table) -> str:
    """A table as it was written, without what stands before it in a list or quote."""
    rows = [child.lines[0] if child.lines else "" for child in table.children if isinstance(child, Leaf)]
    delimiters = "| " + " | ".join(_DELIMITERS[side] for side in table.alignments) + " |"
    return "\n".join([*rows[:1], delimiters, *rows[1:]])


def _units(text: MarkdownText) -> list[tuple[int, int]]:
    """The first leaf and the first line of each block."""
    places = {leaf.id: number for number, leaf in enumerate(text.leaves)}
    found = []
    for child in text.root.children:
        for node in child.children if isinstance(child, List) else [child]:
            leaf = _first_leaf(node)
            if leaf is not None and leaf.id in places:
                found.append((places[leaf.id], node.line))
    return found


def _first_leaf(node: Container | Leaf) -> Leaf | None:
    while not isinstance(node, Leaf):
        if not node.children:
            return None
        node = node.children[0]
    return node


def _ticks(line: str, sign: str = "`") -> int:
    stripped = line.lstrip()
    return len(stripped) - len(stripped.lstrip(sign))
