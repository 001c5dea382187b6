"""One message in the transcript: its parts, where they are, and which of them are laid out."""

import math

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app.domain.conversation import Message
from app.ui.transcript.formula import FormulaKeys
from app.ui.transcript.found import Found
from app.ui.transcript.heights import Heights
from app.ui.transcript.part import Part, Selected
from app.ui.transcript.reading_style import ReadingStyle


class Turn:
    """What every message has. Parts are made by `build`, and measured when the reader comes near.

    Attributes:
        parts: top to bottom.
        number: its place among the messages; see `TurnList`.
        left: where the parts begin in the column; `part_width` is theirs.
        selected: number of the leaf and offset where the selection begins, and where it ends.
    """

    left = 0
    painted_mark_top = math.inf
    """What `mark_top` was when the message was painted last."""
    found: Found | None = None  # words that are marked
    selected: tuple[tuple[int, int], tuple[int, int]] | None = None

    def __init__(self, message: Message, number: int = 0) -> None:
        self._message = message
        self.number = number
        self.parts: list[Part] = []
        self.part_width = 0
        self.style: ReadingStyle | None = None
        self.width = 0
        self.waits = False  # for colours of code that was laid out
        self._heights = Heights()
        self._settled = (0, 0)  # these parts are measured, and stay so until they are told otherwise
        self._widgets_shown: set[int] = set()

    @property
    def message(self) -> Message:
        """What is shown."""
        return self._message

    @property
    def height(self) -> int:
        """Of all parts, the unmeasured ones guessed."""
        return self._heights.total

    @property
    def is_built(self) -> bool:
        """Whether the parts are there."""
        return bool(self.parts)

    def accessible_name(self) -> str:
        """Who speaks, and when."""
        return ""

    def mark_top(self) -> float:
        """How far down the mark behind the last glyph begins; infinite where there is none."""
        return math.inf

    def tail_top(self) -> int:
        """The upper edge of what stands below the text and does not change with every growth."""
        return self.height

    def fit(self, style: ReadingStyle, width: int) -> None:
        """Take style and width; guesses anew what was measured with others."""
        if not self.parts:
            self.build()
            self.style = None
        if style is self.style and width == self.width:
            return
        self.style, self.width = style, width
        self.arrange()

    def build(self) -> None:
        """Make the parts."""

    def arrange(self) -> None:
        """Guess all heights for the present style and width."""
        assert self.style is not None
        self.part_width = self.width - self.left
        for part in self.parts:
            part.estimate(self.style, self.part_width)
        self._settled = (0, 0)
        self._set_heights([part.gap + part.height for part in self.parts])

    def _set_heights(self, heights: list[int]) -> None:
        self._heights = Heights(heights)

    def is_laid_out(self, top: float, bottom: float) -> bool:
        """Whether nothing between two heights waits for its layout."""
        if not self.parts:
            return False
        shown = self.parts[self.part_at(top) : self.part_at(bottom) + 1]
        return all(part.measured for part in shown)

    def settle(self, top: float, bottom: float) -> bool:
        """Lay out the parts between two heights; whether any height changed."""
        assert self.style is not None
        heights, parts = self._heights, self.parts
        changed = False
        first = at = heights.at(int(top)) if parts else 0
        y = heights.above(at)
        while at < len(parts) and (y <= bottom or at == 0):
            if self._settled[0] <= at < self._settled[1]:
                at = self._settled[1]
                y = heights.above(at)
                continue
            part = parts[at]
            if not part.measured or part.settles:
                part.measure(self.style, self.part_width)
                part.settle(top - y - part.gap, bottom - y - part.gap)
                if part.has_widgets:
                    self._widgets_shown.add(at)  # it may have made some, and need not be in view in the end
                changed |= heights.set(at, part.gap + part.height) != 0
                self.waits |= part.waits
            y += heights[at]
            at += 1
        self._note_settled(first, at)
        return changed

    def settle_piece(self, top: float, bottom: float, *, from_below: bool) -> bool:
        """Lay out one part between two heights, the first that waits; False: none does, and none changed."""
        numbers = range(self.part_at(top), self.part_at(bottom) + 1)
        for number in reversed(numbers) if from_below else numbers:
            if not self.parts[number].measured:
                y = self._heights.above(number)
                self.settle(y, y)
                return self.parts[number].measured
        return self.settle(top, bottom)

    def unsettle(self, number: int) -> None:
        """A part, and perhaps some behind it, must be measured again."""
        self._settled = (min(self._settled[0], number), min(self._settled[1], number))

    def _note_settled(self, first: int, end: int) -> None:
        """Remember what was measured, up to the first part that looks after its own inside."""
        if self._settled[0] <= first <= self._settled[1]:
            first = self._settled[0]
        end = next((at for at in range(max(first, self._settled[1]), end) if self.parts[at].settles), end)
        self._settled = (first, max(first, end))

    def replace_parts(self, first: int, parts: list[Part]) -> None:
        """Put other parts in the place of those from `first` on."""
        self.unsettle(first)
        kept = {id(part): number for number, part in enumerate(parts, first)}
        shown = [number for number in self._widgets_shown if number >= first]
        self._widgets_shown.difference_update(shown)
        for part in [self.parts[number] for number in shown]:
            if id(part) in kept:
                self._widgets_shown.add(kept[id(part)])  # its widgets may be out of view by now
            else:
                part.hide_widgets()
        del self.parts[first:]
        self.parts += parts
        if self.style is None:
            return
        self._heights.truncate(first)
        for part in parts:
            if not part.height:
                part.estimate(self.style, self.part_width)
            self._heights.append(part.gap + part.height)

    def top_of(self, part: int) -> int:
        """The upper edge of a part, below its gap."""
        return self._heights.above(part) + (self.parts[part].gap if part < len(self.parts) else 0)

    def part_at(self, y: float) -> int:
        """The number of the part at a height."""
        return self._heights.at(int(y))

    def part_number(self, part: Part, near: int = 0) -> int:
        """Where a part is, or `near` when it is not there any more."""
        if near < len(self.parts) and self.parts[near] is part:
            return near
        return next(
            (at for at, each in enumerate(self.parts) if each is part), min(near, len(self.parts) - 1)
        )

    def paint(self, painter: QPainter, left: float, top: float, clip: QRectF) -> None:
        """Draw the parts that the clip shows."""
        self.painted_mark_top = math.inf
        if not self.parts:
            return
        at = self.part_at(clip.top() - top)
        y = top + self._heights.above(at)
        while at < len(self.parts) and y <= clip.bottom():
            part = self.parts[at]
            part.selected = self._selected_in(at) if self.selected and part.leaf_count else None
            if self.found is not None and part.leaf_count:
                part.found = self.found, self.number, self.leaf_number(at, 0)
            else:
                part.found = None
            part.paint(painter, left + self.left, y + part.gap, clip)
            y += part.gap + part.height
            at += 1

    def _selected_in(self, number: int) -> Selected | None:
        """What of a part is selected, in leaves of the part."""
        assert self.selected is not None
        (first, start), (last, end) = self.selected
        begin = self.leaf_number(number, 0)
        stop = begin + self.parts[number].leaf_count
        if last < begin or first >= stop:
            return None
        one = (first - begin, start) if first >= begin else (0, 0)
        return one, ((last - begin, end) if last < stop else (stop - begin, 0))

    def show_widgets(self, parent: QWidget, left: int, top: int, view: tuple[float, float]) -> None:
        """Place the widgets of the parts in a view (top and bottom); those outside let go of theirs."""
        shown = set()
        if self.parts:
            at = self.part_at(view[0] - top)
            y = top + self._heights.above(at)
            while at < len(self.parts) and y <= view[1]:
                part = self.parts[at]
                if part.has_widgets:
                    part.show_widgets(parent, left + self.left, y + part.gap, self.part_width)
                    shown.add(at)
                y += part.gap + part.height
                at += 1
        for number in self._widgets_shown - shown:
            if number < len(self.parts):
                self.parts[number].hide_widgets()
        self._widgets_shown = shown

    def hide_widgets(self) -> None:
        """The turn is out of view."""
        for number in self._widgets_shown:
            if number < len(self.parts):
                self.parts[number].hide_widgets()
        self._widgets_shown = set()

    def renew_math(self, ready: FormulaKeys) -> int:
        """Have the parts that waited for formulas laid out again; returns the number of the first of them.

        That is the number of parts when none did.
        """
        changed = [number for number, part in enumerate(self.parts) if part.renew_math(ready)]
        first = min(changed, default=len(self.parts))
        self.unsettle(first)
        return first

    def discard(self) -> None:
        """Let go of the parts; they are made again when the reader comes back."""
        self.hide_widgets()
        self.parts = []

    def texts(self) -> list[str]:
        """The plain text of every leaf that is shown, folded lines included, top to bottom."""
        if not self.parts:
            self.build()
        return [part.leaf_text(leaf) for part in self.parts for leaf in range(part.leaf_count)]

    def leaf_number(self, part: int, leaf: int) -> int:
        """The number, in the message, of a leaf of a part."""
        return part + leaf

    def part_of_leaf(self, number: int) -> tuple[int, int]:
        """The part that holds a leaf of the message, and which of its leaves that is."""
        return number, 0
