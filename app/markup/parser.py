"""The incremental block parser: takes a growing text in any pieces and keeps its tree."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.markup.builder import Builder
from app.markup.dialect import REPLY, Dialect
from app.markup.lexing import Line
from app.markup.links import Target
from app.markup.reading import LineReader
from app.markup.starts import begin_table
from app.markup.tables import split_row
from app.markup.tree import Alignment, Code, Container, Document, Footnote, Kind, Leaf

_UNUSABLE = re.compile("[\0\ud800-\udfff]")
_RETURN = re.compile(r"\r\n?")
# A line of a paragraph that begins so begins no block and no image, whatever follows.
_DECIDED = re.compile(r"[*_`~#]*[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened since the last look.

    Attributes:
        kept: the first `kept` leaves are the same, at the same place, with the same source text; those behind
            them are new, gone or grown.
        labels: normal labels whose definition came or went; those of footnotes with `^` before them.
        respaced: ids of lists that became loose or tight.
        only_longer: nothing happened but that the last leaf, behind those kept, became longer.
    """

    kept: int
    labels: frozenset[str]
    respaced: frozenset[int]
    only_longer: bool = False


class BlockParser:
    """Parses a text that arrives in pieces; the tree is at any time that of the text so far.

    Complete lines are final. The unfinished one is parsed as if it were complete, and taken back when more
    arrives. A line costs its own length and the number of open containers, never the length of the text.
    """

    def __init__(self, dialect: Dialect = REPLY, *, calm: bool = False) -> None:
        """Make a parser of an empty text.

        Args:
            dialect: which constructs the text may use.
            calm: keep back an unfinished line of which too little is known (`-` may become an item, a rule
                or a heading), and show a header line as a table before its row of dashes has come.
        """
        self._builder = Builder(dialect)
        self._reader = LineReader(self._builder)
        self._calm = calm
        self._partial: list[str] = []
        self._after_return = False
        self._settled = True
        self._only_longer = False
        self._growing: Leaf | None = None
        self._finished = False

    def feed(self, text: str) -> None:
        """Take the next piece of the text, of any length.

        Raises:
            ValueError: the text was finished.
        """
        if self._finished:
            raise ValueError("the text is finished")
        if not text or self._lengthen(text):
            return
        self._unsettle()
        if self._after_return:
            text = text.removeprefix("\n")
        self._after_return = text.endswith("\r")
        lines = _UNUSABLE.sub("\ufffd", _RETURN.sub("\n", text)).split("\n")
        self._partial.append(lines[0])
        if len(lines) > 1:
            self._read("".join(self._partial))
            for complete in lines[1:-1]:
                self._read(complete)
            self._partial = [lines[-1]]

    def finish(self) -> None:
        """End the text: its last line is complete and every block is closed."""
        if self._finished:
            return
        self._unsettle()
        last = "".join(self._partial)
        if last:
            self._read(last)
        self._partial = []
        self._builder.close_to(1)
        self._builder.close_leaf()
        self._finished = True
        self._settled = True

    @property
    def dialect(self) -> Dialect:
        """Which constructs the text may use."""
        return self._builder.dialect

    @property
    def finished(self) -> bool:
        """No more text comes."""
        return self._finished

    @property
    def root(self) -> Document:
        """The tree of the text so far."""
        self._settle()
        return self._builder.root

    @property
    def leaves(self) -> Sequence[Leaf]:
        """All leaves of the text so far, in reading order; not to be changed by the caller."""
        self._settle()
        return self._builder.leaves

    @property
    def open_leaf(self) -> Leaf | None:
        """The leaf at the end that more text may still change, if there is one."""
        self._settle()
        builder = self._builder
        if self._finished or not builder.leaves:
            return None
        last = builder.leaves[-1]
        return last if builder.leaf is last or builder.is_provisional(last) else None

    @property
    def definitions(self) -> Mapping[str, Target]:
        """The link definitions so far, by normal label."""
        self._settle()
        return self._builder.definitions

    @property
    def footnotes(self) -> Mapping[str, Footnote]:
        """The footnotes so far, by normal label."""
        self._settle()
        return self._builder.footnotes

    def changes(self) -> Changes:
        """What happened since the last call."""
        self._settle()
        builder = self._builder
        if self._only_longer:
            kept, builder.kept = builder.kept, len(builder.leaves)
            return Changes(kept, frozenset(), frozenset(), only_longer=True)
        changes = Changes(builder.kept, frozenset(builder.touched_labels), frozenset(builder.respaced))
        self._only_longer = True
        builder.kept = len(builder.leaves)
        builder.touched_labels.clear()
        builder.respaced.clear()
        return changes

    def _lengthen(self, text: str) -> bool:
        """Add to the unfinished line where that can only make the last leaf longer; else False."""
        leaf = self._growing if self._settled else None
        if leaf is None or not text.isprintable():
            return False
        line = leaf.lines[-1]
        if leaf.kind is Kind.PARAGRAPH and ("$" in text or "\\" in text or line.endswith("\\")):
            return False  # a formula may begin or end
        self._builder.lengthen_last(text)
        self._partial.append(text)
        return True

    def _read(self, line: str) -> None:
        """Read a complete line."""
        self._reader.read(Line(line))
        self._builder.line += 1

    def _unsettle(self) -> None:
        self._builder.roll_back()
        self._settled = self._only_longer = False
        self._growing = None

    def _settle(self) -> None:
        """Parse the unfinished line provisionally, and give every open container a leaf."""
        if self._settled:
            return
        self._settled = True
        builder = self._builder
        builder.begin_provisional()
        text = "".join(self._partial)
        self._partial = [text]
        lines = len(builder.leaf.lines) if builder.leaf is not None else 0
        if text:
            self._reader.read(Line(text), calm=self._calm)
        if self._calm:
            self._show_header_as_table()
        innermost: Container = builder.stack[-1] if builder.block is None else builder.block
        builder.fill(innermost)
        self._growing = self._decided_leaf(lines) if text and builder.leaves else None

    def _decided_leaf(self, lines: int) -> Leaf | None:
        """The leaf that got the unfinished line, where that can become nothing else when it goes on.

        Args:
            lines: so many the open paragraph had before that line.
        """
        builder = self._builder
        leaf, block = builder.leaves[-1], builder.block
        if not builder.is_provisional(leaf) and (leaf is not builder.leaf or len(leaf.lines) == lines):
            return None
        line = leaf.lines[-1]
        if leaf.kind is Kind.CODE_LINE and isinstance(block, Code) and block.fence:
            return leaf if line.strip(" " + block.fence[0]) else None
        if leaf is not builder.leaf or leaf.kind is not Kind.PARAGRAPH or builder.formula_end:
            return None
        return leaf if _DECIDED.match(leaf.lines[0]) and _DECIDED.match(line) else None

    def _show_header_as_table(self) -> None:
        leaf = self._builder.leaf
        if leaf is None or leaf.kind is not Kind.PARAGRAPH or not self.dialect.tables:
            return
        header = leaf.lines[-1]
        if header.startswith("|") and (columns := len(split_row(header))):
            begin_table(self._builder, leaf, (Alignment.NONE,) * columns)
