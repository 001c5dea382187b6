"""The block tree under construction: open containers, the open leaf, and changes that can be taken back."""

import re
from functools import partial
from typing import Any, TypeVar

from app.markup.dialect import Dialect
from app.markup.journal import Journal
from app.markup.lexing import TASK
from app.markup.links import Target, normal_label, scan_definition
from app.markup.math import open_display
from app.markup.tree import Code, Container, Document, Footnote, Item, Kind, Leaf, List, Table

MAX_DEPTH = 100  # nested quotes, items and footnotes; markers beyond that are text

C = TypeVar("C", bound=Container)


class Builder:
    """Adds to the tree and closes blocks; knows nothing of how a line is read.

    Attributes:
        root: the document.
        leaves: all leaves in reading order.
        stack: open containers, the root first.
        leaf: the paragraph, formula or raw block that may still grow.
        block: the code block or table that may still grow; a child of `stack[-1]`, not on the stack.
        formula_end: what ends the displayed formula that the open paragraph is in; empty: it is in none.
        blank_lines: lines of an open indented block of which it is not yet known that they are inside it.
        raw_end: what ends the open raw block; None for a blank line.
        after_blank: the line before was blank in a way that makes its list loose.
        definitions, footnotes: by normal label.
        kept: the view sets it to the number of leaves; so many of them are still where they were.
        respaced: ids of lists that became loose or tight.
        touched_labels: labels that were defined, or whose definition was taken back.
        line: number of the source line that is being read, from 0.
    """

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.journal = Journal()
        self.root = Document(id=0, parent=None)
        self.leaves: list[Leaf] = []
        self.stack: list[Container] = [self.root]
        self.leaf: Leaf | None = None
        self.block: Code | Table | None = None
        self.formula_end = ""
        self.blank_lines: list[str] = []
        self.raw_end: re.Pattern[str] | None = None
        self.after_blank = False
        self.definitions: dict[str, Target] = {}
        self.footnotes: dict[str, Footnote] = {}
        self.kept = 0
        self.respaced: set[int] = set()
        self.touched_labels: set[str] = set()
        self.line = 0
        self._next_id = 1
        self._mark = 1
        self._ghosts: dict[int, Leaf] = {}

    def begin_provisional(self) -> None:
        """Make what follows provisional, until `roll_back`."""
        self._mark = self._next_id
        self.journal.begin()

    def roll_back(self) -> None:
        """Take back every provisional change; the next leaves get the same ids again."""
        if not self.journal.on:
            return
        index = len(self.leaves)
        while index and self.leaves[index - 1].id >= self._mark:
            index -= 1
        self._ghosts = {leaf.id: leaf for leaf in self.leaves[index:]}
        self.journal.roll_back()
        self._next_id = self._mark

    def is_provisional(self, leaf: Leaf) -> bool:
        """Whether the leaf comes from what will be taken back."""
        return self.journal.on and leaf.id >= self._mark

    def set(self, target: object, name: str, value: Any) -> None:
        """Set an attribute of this builder, a container or a leaf."""
        if self.journal.on:
            old = getattr(target, name)
            self.journal.note(lambda: setattr(target, name, old))
        setattr(target, name, value)

    def has_room(self) -> bool:
        """Another container may be opened."""
        stack = self.stack
        return len(stack) <= MAX_DEPTH or sum(not isinstance(node, List) for node in stack) <= MAX_DEPTH

    def open(self, kind: type[C], **details: Any) -> C:
        """Open a container in the innermost open one that can hold it, and close what it interrupts."""
        self._make_room(kind is Item)
        container = kind(id=self._take_id(), parent=self.stack[-1], line=self.line, **details)
        self._append(container)
        self.stack.append(container)
        self.journal.note(self.stack.pop)
        return container

    def open_block(self, kind: type[C], **details: Any) -> C:
        """Open a code block or a table."""
        self._make_room(False)
        block = kind(id=self._take_id(), parent=self.stack[-1], line=self.line, **details)
        self._append(block)
        self.set(self, "block", block)
        return block

    def add_leaf(self, kind: Kind, text: str, *, level: int = 0) -> Leaf:
        """Add a leaf in the innermost open container that can hold it, and close what it interrupts."""
        self._make_room(False)
        parent = self.stack[-1]
        if kind is Kind.PARAGRAPH and self.dialect.task_items and isinstance(parent, Item):
            text = self._take_task(parent, text)
        leaf = self._new_leaf(kind, text, parent, level)
        self._append(leaf)
        if kind in (Kind.PARAGRAPH, Kind.MATH, Kind.RAW):
            self.set(self, "leaf", leaf)
            self._note_formula(text, "")
        return leaf

    def add_to_block(self, block: Code | Table, kind: Kind, text: str, cells: tuple[str, ...] = ()) -> None:
        """Add a line of code or a table row."""
        leaf = self._new_leaf(kind, text, block, 0)
        leaf.cells = cells
        self._append_to(block, leaf)

    def add_line(self, leaf: Leaf, text: str) -> None:
        """Add a line to the open leaf."""
        leaf.lines.append(text)
        self.journal.note(leaf.lines.pop)
        self._note_formula(text, self.formula_end)
        self.touch_last()

    def lengthen_last(self, text: str) -> None:
        """Add to the last line of the last leaf, both provisional."""
        self.leaves[-1].lines[-1] += text
        self._touch(len(self.leaves) - 1)

    def _note_formula(self, text: str, before: str) -> None:
        end = before
        if self.dialect.math and (before or "$$" in text or "\\[" in text):
            end = open_display(text, before)
        if end != self.formula_end:
            self.set(self, "formula_end", end)

    def touch_last(self) -> None:
        """Note that the last leaf is not what it was."""
        self._touch(len(self.leaves) - 1)
        if self.journal.on:
            self.journal.note(partial(self._touch, len(self.leaves) - 1))

    def remove_last(self) -> None:
        """Remove the last leaf, the open paragraph, of which nothing is left."""
        leaf = self.leaves[-1]
        self.touch_last()
        self.leaves.pop()
        leaf.parent.children.pop()

        def put_back() -> None:
            leaf.parent.children.append(leaf)
            self.leaves.append(leaf)

        self.journal.note(put_back)
        self.set(self, "leaf", None)

    def close_leaf(self) -> None:
        """Close the open paragraph, formula, raw block, code block or table."""
        leaf, block = self.leaf, self.block
        if leaf is not None:
            if leaf.kind is Kind.MATH:
                self.set(leaf, "kind", Kind.PARAGRAPH)  # no closing delimiter came
                self.set(leaf, "lines", [line.lstrip(" \t") for line in leaf.lines])
                self.touch_last()
            if leaf.kind is not Kind.PARAGRAPH or not self.take_definitions(leaf):
                self.set(self, "leaf", None)
        if block is not None:
            if not block.children:
                self._append_to(block, self._new_leaf(Kind.EMPTY, "", block, 0))
            if self.blank_lines:
                self.set(self, "blank_lines", [])
            self.set(self, "block", None)

    def close_to(self, depth: int) -> None:
        """Close the innermost containers until so many are open."""
        if len(self.stack) > depth:
            self.close_leaf()
        while len(self.stack) > depth:
            container = self.stack.pop()
            self.journal.note(partial(self.stack.append, container))
            self.fill(container)

    def fill(self, container: Container) -> None:
        """Give a container that would have no leaf an empty one."""
        if not container.children and container is not self.root:
            self._append_to(container, self._new_leaf(Kind.EMPTY, "", container, 0))

    def take_definitions(self, leaf: Leaf) -> bool:
        """Move link definitions from the start of a paragraph; True when it was nothing else and is gone."""
        if not leaf.lines[0].startswith("["):
            return False
        text = leaf.text
        pos = 0
        while text.startswith("[", pos) and (found := scan_definition(text, pos)):
            label, target, pos = found
            if label not in self.definitions:
                self._define(label, target)
        if pos == 0:
            return False
        self.touch_last()
        if pos >= len(text):
            self.remove_last()
            return True
        self.set(leaf, "lines", text[pos:].split("\n"))
        self.set(leaf, "line", leaf.line + text.count("\n", 0, pos))
        return False

    def open_footnote(self, label: str) -> None:
        """Open a footnote; of two with one label, the first is the one that counts."""
        key = normal_label(label)
        first = self.footnotes.get(key)
        number = first.number if first is not None else len(self.footnotes) + 1
        footnote = self.open(Footnote, label=label, number=number)
        if first is None:
            self.footnotes[key] = footnote
            self.touched_labels.add("^" + key)
            self.journal.note(lambda: self._forget_footnote(key))

    def _define(self, label: str, target: Target) -> None:
        self.definitions[label] = target
        self.touched_labels.add(label)
        self.journal.note(lambda: self._forget_definition(label))

    def _forget_definition(self, label: str) -> None:
        del self.definitions[label]
        self.touched_labels.add(label)

    def _forget_footnote(self, label: str) -> None:
        del self.footnotes[label]
        self.touched_labels.add("^" + label)

    def _take_task(self, item: Item, text: str) -> str:
        match = None if item.children else TASK.match(text)
        if match is None:
            return text
        self.set(item, "checked", match.group(1) != " ")
        return text[match.end() :]

    def _make_room(self, for_item: bool) -> None:
        """Close the open leaf, and a list when what comes is no item of it; mark the list around as loose."""
        self.close_leaf()
        parent = self.stack[-1]
        if isinstance(parent, List) and not for_item:
            self.close_to(len(self.stack) - 1)
            parent = self.stack[-1]
        if not self.after_blank or not parent.children:
            return
        around = parent.parent if isinstance(parent, Item) else parent
        if isinstance(around, List) and not around.loose:
            self.set(around, "loose", True)
            self.respaced.add(around.id)
            self.journal.note(lambda: self.respaced.add(around.id))

    def _append(self, node: Container | Leaf) -> None:
        self._append_to(self.stack[-1], node)

    def _append_to(self, parent: Container, node: Container | Leaf) -> None:
        parent.children.append(node)
        self.journal.note(parent.children.pop)
        if isinstance(node, Leaf):
            self.leaves.append(node)
            self.journal.note(self._drop_leaf)

    def _drop_leaf(self) -> None:
        self.leaves.pop()
        self._touch(len(self.leaves))

    def _touch(self, index: int) -> None:
        self.kept = min(self.kept, index)

    def _new_leaf(self, kind: Kind, text: str, parent: Container, level: int) -> Leaf:
        leaf = Leaf(self._take_id(), kind, parent, [text], level, self.line)
        ghost = self._ghosts.get(leaf.id)
        if ghost is not None:
            leaf.memo = ghost.memo
        return leaf

    def _take_id(self) -> int:
        number = self._next_id
        self._next_id += 1
        return number
