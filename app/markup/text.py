"""A growing markdown text as a view needs it: its leaves, the runs of each, and what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.markup.calm import without_definitions
from app.markup.inline import Inline, Parsed
from app.markup.links import normal_label
from app.markup.parser import BlockParser
from app.markup.runs import Runs, note_end
from app.markup.spans import Context
from app.markup.tree import Document, Footnote, Kind, Leaf

_WITH_MARKUP = (Kind.PARAGRAPH, Kind.HEADING)


@dataclass(frozen=True, slots=True)
class TextChanges:
    """What happened since the last look.

    Attributes:
        kept: the first `kept` leaves are at their places, with their ids; those behind are new, gone or
            grown.
        restyled: ids of kept leaves whose runs changed, because a definition came or the leaf was finished.
        respaced: ids of lists that became loose or tight.
        only_longer: nothing happened but that the last leaf, behind those kept, became longer.
    """

    kept: int
    restyled: frozenset[int] = frozenset()
    respaced: frozenset[int] = frozenset()
    only_longer: bool = False


@dataclass(frozen=True, slots=True)
class _Memo:
    """The runs of a leaf, and which of its texts was being written; see `MarkdownText._calm_at`."""

    calm_at: int = -1
    parts: tuple[Parsed, ...] = ()


class MarkdownText:
    """One text that grows: fed in any pieces, looked at at any time.

    A look costs the unfinished line and the open leaf. Runs are made when they are asked for and kept with
    their leaf; as long as they do not change, the same tuple comes back.
    """

    def __init__(self, inline: Inline, *, calm: bool = True) -> None:
        """Make an empty text.

        Args:
            inline: parses the leaves; may serve many texts.
            calm: half-written markup at the end looks as it will when it is complete.
        """
        self._inline = inline
        self._calm = calm
        self._parser = BlockParser(inline.dialect, calm=calm)
        self._mentions: dict[str, dict[int, Leaf]] = {}
        self._open_id = 0
        self._told_end = False

    def feed(self, text: str) -> None:
        """Take the next piece of the text.

        Raises:
            ValueError: the text was finished.
        """
        self._parser.feed(text)

    def finish(self) -> None:
        """End the text."""
        self._parser.finish()

    @property
    def finished(self) -> bool:
        """No more text comes."""
        return self._parser.finished

    @property
    def root(self) -> Document:
        """The tree so far."""
        return self._parser.root

    @property
    def leaves(self) -> Sequence[Leaf]:
        """All leaves so far, in reading order."""
        return self._parser.leaves

    @property
    def footnotes(self) -> Mapping[str, Footnote]:
        """The notes so far that marks lead to, by normal label."""
        return self._parser.footnotes

    def changes(self) -> TextChanges:
        """What happened since the last call; to be asked after `feed` and before any runs."""
        changes = self._parser.changes()
        if changes.only_longer:
            return TextChanges(changes.kept, only_longer=True)
        labels = changes.labels
        if self.finished and not self._told_end:
            self._told_end = True
            labels |= {label for label in self._mentions if label.startswith("^")}  # no more notes come
        restyled = {
            leaf.id
            for label in labels
            for leaf in self._mentions.get(label, {}).values()
            if isinstance(leaf.memo, _Memo) and not self._holds(leaf.memo)
        }
        open_leaf = self._parser.open_leaf
        open_id = open_leaf.id if open_leaf is not None else 0
        if self._calm and self._open_id != open_id:
            restyled |= {self._open_id, open_id} - {0}
        self._open_id = open_id
        last_kept_id = self.leaves[changes.kept - 1].id if changes.kept else 0
        kept = frozenset(number for number in restyled if number <= last_kept_id)
        return TextChanges(changes.kept, kept, changes.respaced)

    def runs(self, leaf: Leaf) -> Runs:
        """The markup of a paragraph or heading; of any other leaf none."""
        if leaf.kind not in _WITH_MARKUP:
            return ()
        text = leaf.text
        if self._calm and text.startswith("[") and leaf is self._parser.open_leaf:
            text = without_definitions(text)
        return self._parts(leaf, (text,))[0].runs

    def cell_runs(self, leaf: Leaf) -> tuple[Runs, ...]:
        """The markup of each cell of a table row."""
        return tuple(part.runs for part in self._parts(leaf, leaf.cells))

    def _parts(self, leaf: Leaf, texts: tuple[str, ...]) -> tuple[Parsed, ...]:
        calm_at = self._calm_at(leaf, texts)
        memo = leaf.memo if isinstance(leaf.memo, _Memo) and self._holds(leaf.memo) else _Memo()
        if memo.calm_at == calm_at and tuple(part.text for part in memo.parts) == texts:
            return memo.parts
        parts: list[Parsed] = []
        for number, text in enumerate(texts):
            before = memo.parts[number] if number < len(memo.parts) else None
            if before is None or before.text != text or number in (calm_at, memo.calm_at):
                before = self._part(text, before, number == calm_at)
            parts.append(before)
        if calm_at < 0 and (label := self._ended_note(leaf)):
            parts[0] = replace(parts[0], runs=(*parts[0].runs, note_end(label)))
        leaf.memo = _Memo(calm_at, tuple(parts))
        for part in parts:
            for label in part.asked:
                self._mentions.setdefault(label, {})[leaf.id] = leaf
        return leaf.memo.parts

    def _calm_at(self, leaf: Leaf, texts: tuple[str, ...]) -> int:
        """Which of the texts of a leaf is being written; -1: none."""
        if not self._calm or leaf is not self._parser.open_leaf:
            return -1
        if leaf.kind is not Kind.ROW:
            return 0
        written = [number for number, text in enumerate(texts) if text]
        # A pipe behind a backslash or in code belongs to its cell.
        if not written or (leaf.lines[-1].rstrip().endswith("|") and not texts[written[-1]].endswith("|")):
            return -1
        return written[-1]

    def _ended_note(self, leaf: Leaf) -> str:
        """The label of the note that begins with a leaf; empty for other leaves."""
        note = leaf.parent
        if not isinstance(note, Footnote) or note.children[:1] != [leaf] or leaf.kind not in _WITH_MARKUP:
            return ""
        return note.label if self._parser.footnotes.get(normal_label(note.label)) is note else ""

    def _part(self, text: str, before: Parsed | None, calm: bool) -> Parsed:
        return self._inline.parse(text, self._context(), calm=calm, before=before)

    def _context(self) -> Context:
        may_come = self._calm and not self.finished
        return Context(self._parser.definitions, self._parser.footnotes, may_come)

    def _holds(self, memo: _Memo) -> bool:
        """Whether every label that the leaf mentions still means what it meant."""
        for part in memo.parts:
            if part.asked:
                found = self._context().found
                if any(found(label) != before for label, before in part.asked.items()):
                    return False
        return True
