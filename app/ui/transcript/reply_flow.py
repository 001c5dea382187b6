"""The parts of a Markdown text, in reading order; growth touches those at the end only."""

from bisect import bisect_left, bisect_right

from app.markup.direction import is_right_to_left
from app.markup.inline import Inline
from app.markup.text import MarkdownText
from app.markup.tree import Code, Container, Kind, Leaf, List, Table, containers_of
from app.ui.transcript.code_languages import MessageLanguages
from app.ui.transcript.code_part import CodePart
from app.ui.transcript.formula_part import FormulaPart
from app.ui.transcript.picture_part import PicturePart, is_picture
from app.ui.transcript.setting import setting_of
from app.ui.transcript.simple_parts import EmptyPart
from app.ui.transcript.table_part import TablePart
from app.ui.transcript.text_part import TextPart

FlowPart = TextPart | CodePart | TablePart | FormulaPart | EmptyPart
_BARE = (Kind.RULE, Kind.EMPTY)
_ROWS = (Kind.CODE_LINE, Kind.ROW)


def _has_ended(block: Code | Table) -> bool:
    """Whether a block has an end of its own, and it has come."""
    return isinstance(block, Code) and block.closed


class ReplyFlow:
    """Feed it text, then `sync`; finished parts keep their identity and their layout.

    Attributes:
        only_longer: by the last `sync` nothing changed but the text of the last part.
    """

    def __init__(self, inline: Inline, languages: MessageLanguages, *, folds: bool) -> None:
        """Make an empty flow.

        Args:
            languages: of its code.
            folds: long code is shown folded.
        """
        self.text = MarkdownText(inline)
        self.parts: list[FlowPart] = []
        self.only_longer = False
        self._languages = languages
        self._folds = folds
        self._first_leaf: list[int] = []  # of each part
        self._ids: list[int] = []  # of the first leaf of each part
        self._loose: dict[int, bool] = {}

    def feed(self, text: str) -> None:
        """Take more text."""
        self.text.feed(text)

    def finish(self) -> None:
        """No more text will come."""
        if not self.text.finished:
            self.text.finish()

    def sync(self) -> int:
        """Bring the parts up to date; returns the number of the first one that changed."""
        changes = self.text.changes()
        last = self.parts[-1] if self.parts else None
        self.only_longer = changes.only_longer and type(last) is TextPart
        if self.only_longer:
            assert last is not None
            last.restyle()
            return len(self.parts) - 1
        first = self._rebuild(changes.kept)
        for leaf_id in changes.restyled:
            at = bisect_right(self._ids, leaf_id) - 1
            if 0 <= at < first:
                self.parts[at].restyle()
                first = at
        for list_id in changes.respaced:
            first = min(first, self._respace(list_id))
        return first

    def first_leaf(self, part: int) -> int:
        """The number of the first leaf of a part."""
        return self._first_leaf[part]

    def part_of(self, leaf: int) -> int:
        """The number of the part that holds a leaf."""
        return max(0, bisect_right(self._first_leaf, leaf) - 1)

    def _rebuild(self, kept: int) -> int:
        leaves = self.text.leaves
        start = bisect_left(self._first_leaf, kept)
        if start and isinstance(self.parts[start - 1], CodePart | TablePart):
            start -= 1  # a block goes on, or ends
        elif start and start == len(self.parts) and kept == len(leaves):
            # Nothing is new; the last leaf may have been finished.
            return start
        old = {number: part for number, part in zip(self._ids[start:], self.parts[start:], strict=True)}
        leaf_number = self._first_leaf[start] if start < len(self._first_leaf) else kept
        del self.parts[start:], self._first_leaf[start:], self._ids[start:]
        open_at = len(leaves) - 1 if not self.text.finished else -1
        while leaf_number < len(leaves):
            leaf = leaves[leaf_number]
            above = leaves[leaf_number - 1] if leaf_number else None
            part = self._part(old.get(leaf.id), leaf, above, kept - leaf_number, open_at - leaf_number)
            self.parts.append(part)
            self._first_leaf.append(leaf_number)
            self._ids.append(leaf.id)
            leaf_number += part.leaf_count
        return start

    def _part(
        self, old: FlowPart | None, leaf: Leaf, above: Leaf | None, kept: int, open_at: int
    ) -> FlowPart:
        """The part that begins with a leaf: the one that was there, brought up to date, or a new one.

        Args:
            kept: how many leaves from this one on are as they were.
            open_at: where the leaf that is being written is, counted from this one.
        """
        setting = setting_of(leaf, above)
        runs_left = self._runs_left()
        block = leaf.parent
        if isinstance(block, Code | Table) and (leaf.kind in _ROWS or _has_ended(block)):
            is_open = open_at == len(block.children) - 1 and not _has_ended(block)
            part: CodePart | TablePart
            if isinstance(block, Code):
                if not isinstance(old, CodePart):
                    folds = self._folds
                    old = CodePart(block, setting, self._languages, folds=folds, runs_left=runs_left)
                    kept = 0
                part = old
                part.sync(block, setting, max(0, kept), is_open)
            else:
                fits = isinstance(old, TablePart)
                assert isinstance(block, Table)
                if not isinstance(old, TablePart):
                    old = TablePart(self.text, block, setting, runs_left=runs_left)
                part = old
                part.sync(block, setting, max(0, kept) if fits else 0, is_open)
            return part
        if leaf.kind is Kind.MATH:
            if not isinstance(old, FormulaPart):
                return FormulaPart(leaf, setting, runs_left=runs_left)
            old.show(leaf, setting)
            return old
        kind = EmptyPart if leaf.kind in _BARE else PicturePart if is_picture(self.text, leaf) else TextPart
        if isinstance(old, TextPart | EmptyPart) and type(old) is kind and old.leaf.kind is leaf.kind:
            old.show(leaf, setting)
            return old
        if kind is EmptyPart:
            return EmptyPart(leaf, setting, runs_left=runs_left)
        return (PicturePart if kind is PicturePart else TextPart)(self.text, leaf, setting)

    def _runs_left(self) -> bool:
        """Whether the text that the parts end with runs to the left; what is no text takes its direction."""
        last = self.parts[-1] if self.parts else None
        if isinstance(last, TextPart):
            return is_right_to_left(last.leaf.text)
        return last is not None and last.runs_left

    def _respace(self, list_id: int) -> int:
        """Give the leaves of a list that became loose or tight their new distances."""
        found = self._list(list_id)
        if found is None or self._loose.get(list_id, False) == found.loose:
            return len(self.parts)
        self._loose[list_id] = found.loose
        leaves = self.text.leaves
        first = len(self.parts)
        for number in range(len(self.parts) - 1, -1, -1):
            leaf = leaves[self._first_leaf[number]]
            if leaf.line < found.line:
                break
            if any(container is found for container in containers_of(leaf)):
                above = leaves[self._first_leaf[number] - 1] if self._first_leaf[number] else None
                part = self.parts[number]
                part.setting = setting_of(leaf, above)
                part.respace()
                first = number
        return first

    def _list(self, list_id: int) -> List | None:
        """A list, looked for at the end first: that is where lists change."""
        leaves = self.text.leaves
        node: Container | None = leaves[-1].parent if leaves else None
        while node is not None:
            if node.id == list_id and isinstance(node, List):
                return node
            node = node.parent
        for leaf in reversed(leaves):
            for container in containers_of(leaf):
                if container.id == list_id and isinstance(container, List):
                    return container
        return None
