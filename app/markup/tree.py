"""The block tree of a markdown text: containers, and the leaves that a view lays out."""

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# py title=x, py:main.py, rust,no_run, js{1,3}, {.python .numberLines}, {r, echo=FALSE}, language-ts
_LANGUAGE = re.compile(r"(?:\{\s*\.?|language-)?([^\s:,{}.][^\s:,{}]*)")


class Kind(enum.Enum):
    """What a leaf is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    CODE_LINE = "code line"  # parent: Code
    ROW = "row"  # parent: Table; the first row is the header
    RULE = "rule"
    MATH = "math"  # a formula on its own; text is the TeX without its delimiters
    RAW = "raw"  # an HTML block, shown as written
    EMPTY = "empty"  # stands for a container that has no leaf of its own, such as an empty item


@dataclass(eq=False, slots=True)
class Container:
    """A block that holds others.

    Attributes:
        id: unique in its text, and shared by no leaf.
        line: number of the source line that it begins on, from 0.
    """

    id: int
    parent: "Container | None"
    line: int = 0
    children: "list[Container | Leaf]" = field(default_factory=list, repr=False)


@dataclass(eq=False, slots=True)
class Document(Container):
    """The root."""


@dataclass(eq=False, slots=True)
class Quote(Container):
    """A block quote."""


@dataclass(eq=False, slots=True)
class List(Container):
    """A list; all its children are items.

    Attributes:
        marker: `-`, `+` or `*` of a bullet list, `.` or `)` behind the numbers of an ordered one.
        start: number of the first item, None for bullets.
        loose: items stand apart like paragraphs; the only thing about a finished leaf that may still change.
    """

    marker: str = "-"
    start: int | None = None
    loose: bool = False


@dataclass(eq=False, slots=True)
class Item(Container):
    """One item of a list.

    Attributes:
        width: columns that a further line of the item is indented by, against the list.
        number: its number, None for bullets.
        checked: state of a task item, None for any other.
    """

    width: int = 2
    number: int | None = None
    checked: bool | None = None


@dataclass(eq=False, slots=True)
class Footnote(Container):
    """The text of `[^label]`. `number` counts from 1 in the order of the definitions."""

    label: str = ""
    number: int = 1


@dataclass(eq=False, slots=True)
class Code(Container):
    """A code block; its children are code lines. `info` is what stands behind an opening fence."""

    info: str = ""
    fence: str = ""  # the opening fence; empty for an indented block
    fence_indent: int = 0
    closed: bool = False  # a closing fence was read, or an indented block ended

    @property
    def language(self) -> str:
        """The language in the info string, as the writer spelled it; else the first word of that."""
        words = self.info.split(maxsplit=1)
        match = _LANGUAGE.match(self.info)
        return match.group(1) if match else words[0] if words else ""


class Alignment(enum.Enum):
    """Alignment of a table column."""

    NONE = ""
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(eq=False, slots=True)
class Table(Container):
    """A table; its children are rows, the header first, each with as many cells as there are alignments."""

    alignments: tuple[Alignment, ...] = ()


@dataclass(eq=False, slots=True)
class Leaf:
    """The unit that freezes: a paragraph, heading, table row, line of code, rule, formula or raw text.

    Identity is `id`: the leaf of an unfinished line is made anew at each look, and keeps its id as long as
    the text before it does not change. Ids rise in reading order.

    Attributes:
        level: 1 to 6 for headings, else 0.
        line: number of the source line that it begins on, from 0.
        cells: source text of the cells of a table row.
        lines: source lines without the markers of the containers.
    """

    id: int
    kind: Kind
    parent: Container
    lines: list[str] = field(default_factory=list)
    level: int = 0
    line: int = 0
    cells: tuple[str, ...] = ()
    memo: object = field(default=None, repr=False)  # of the parser: the last inline result

    @property
    def text(self) -> str:
        """The leaf's source, lines joined by a line feed; of a formula, only the TeX."""
        text = self.lines[0] if len(self.lines) == 1 else "\n".join(self.lines)
        if self.kind in (Kind.PARAGRAPH, Kind.HEADING):
            return text.strip(" \t\n")
        return _without_delimiters(text) if self.kind is Kind.MATH else text


def _without_delimiters(text: str) -> str:
    closing = "\\]" if text.startswith("\\[") else "$$"
    text = text[2:].rstrip()
    return text.removesuffix(closing).strip()


def containers_of(leaf: Leaf) -> tuple[Container, ...]:
    """The containers around a leaf, outermost first, without the document."""
    found: list[Container] = []
    node: Container | None = leaf.parent
    while node is not None and node.parent is not None:
        found.append(node)
        node = node.parent
    return tuple(reversed(found))


def opened_by(leaf: Leaf) -> tuple[Container, ...]:
    """The containers whose first leaf this is, outermost first; their bullets and numbers stand beside it."""
    found: list[Container] = []
    node: Container | Leaf = leaf
    while node.parent is not None and node.parent.parent is not None and node.parent.children[0] is node:
        node = node.parent
        found.append(node)
    return tuple(reversed(found))


def walk(root: Container) -> Iterator[tuple[Container | Leaf, bool]]:
    """All nodes below `root` in reading order, without recursion.

    Yields:
        (node, True) where a node begins, and (container, False) where it ends.
    """
    waiting: list[tuple[Container | Leaf, bool]] = [(child, True) for child in reversed(root.children)]
    while waiting:
        node, begins = waiting.pop()
        yield node, begins
        if begins and isinstance(node, Container):
            waiting.append((node, False))
            waiting.extend((child, True) for child in reversed(node.children))
