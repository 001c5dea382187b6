"""What is selected in a transcript, across leaves and messages."""

from dataclasses import replace
from enum import Enum

from PySide6.QtCore import QPointF

from app.ui.transcript.positions import THOUGHT_LEAF, Position
from app.ui.transcript.sheet import Sheet
from app.ui.transcript.turn import Turn
from app.ui.transcript.word_bounds import word_at

_LAST = 1 << 60
Stretch = tuple[Position, Position]
Within = tuple[tuple[int, int], tuple[int, int]]
"""Leaf and offset of both ends in one message."""


class Unit(Enum):
    """By what a selection grows."""

    CHARACTER = "character"
    WORD = "word"
    LEAF = "leaf"


class Selecting:
    """A stretch between two places; the head is the one that moves.

    Places are numbers of messages, leaves and characters. What becomes of the layout, or of the parts of a
    message out of view, is nothing to them.
    """

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._first: Stretch | None = None  # what was taken when the selection began
        self._head: Position | None = None
        self._unit = Unit.CHARACTER

    @property
    def stretch(self) -> Stretch | None:
        """First and last place; None when nothing is selected."""
        if self._first is None or self._head is None:
            return None
        first, last = min(self._first[0], self._head), max(self._first[1], self._head)
        return (first, last) if first != last else None

    @property
    def head(self) -> Position | None:
        """The place that moves; None before the first press or key."""
        return self._head

    def start(self, at: Position) -> None:
        """Begin at a place, with nothing selected."""
        self._take(at, Unit.CHARACTER)

    def extend(self, to: Position) -> None:
        """Select up to a place, and all of the word or leaf there where the selection began with one."""
        if self._first is None:
            self.start(to)
            return
        begin, end = self._around(to, self._unit)
        self._head = begin if to < self._first[0] else end

    def move(self, to: Position) -> None:
        """Select up to exactly this place, as keys do."""
        if self._first is None:
            self.start(to)
            return
        if self._unit is not Unit.CHARACTER and self._head is not None:
            fixed = self._first[1] if self._head < self._first[1] else self._first[0]
            self._first, self._unit = (fixed, fixed), Unit.CHARACTER
        self._head = to

    def take_word(self, at: Position) -> None:
        """Select the word at a place."""
        self._take(at, Unit.WORD)

    def take_leaf(self, at: Position) -> None:
        """Select the leaf at a place."""
        self._take(at, Unit.LEAF)

    def take_all(self) -> None:
        """Select every message."""
        count = len(self._sheet.turns)
        if count:
            start = Position(0, THOUGHT_LEAF, 0)
            self._first, self._unit = (start, start), Unit.CHARACTER
            self._head = Position(count - 1, _LAST, _LAST)

    def clear(self) -> bool:
        """Select nothing; whether anything was selected."""
        had = self.stretch is not None
        self._first = self._head = None
        return had

    def shift(self, messages: int) -> None:
        """So many messages were put before the first."""
        if self._first is not None and self._head is not None:
            self._first = self._first[0].moved(messages), self._first[1].moved(messages)
            self._head = self._head.moved(messages)

    def remove(self, at: int) -> None:
        """A message was taken away: what was selected behind it stays so, a selection that met it is gone."""
        stretch = self.stretch
        if stretch is not None and stretch[0].message <= at <= stretch[1].message:
            self.clear()
        elif self._head is not None and self._head.message > at:
            self.shift(-1)

    def changed_since(self, before: Stretch | None) -> Stretch | None:
        """All that is selected and was not, or was and is not; None: nothing."""
        after = self.stretch
        if before is None or after is None or before == after:
            return (before or after) if before != after else None
        (one, other), (first, last) = before, after
        if one == first:
            return min(other, last), max(other, last)
        return min(one, first), max(one, first) if other == last else max(other, last)

    def rows_of(self, stretch: Stretch) -> tuple[float, float]:
        """Between which heights of the view the parts of a stretch stand."""
        sheet, (first, last) = self._sheet, stretch
        if first.message > sheet.last or last.message < sheet.first:
            return 0.0, 0.0
        top = self._edges(first)[0] if first.message >= sheet.first else 0.0
        return top, self._edges(last)[1] if last.message <= sheet.last else sheet.view_px

    def _edges(self, at: Position) -> tuple[float, float]:
        """Where the part at a place begins and ends in the view, or its turn, where it may be folded away."""
        turn = self._sheet.turns.turn(at.message)
        top = self._sheet.top_of(at.message) - self._sheet.value
        if at.leaf < 0:
            return top, top + turn.height
        number, _ = turn.part_of_leaf(at.leaf)
        top += turn.top_of(number)
        return top, top + turn.parts[number].height

    def mark(self, turn: Turn) -> None:
        """Tell a turn what of it is selected."""
        turn.selected = self.within(self._sheet.turns.place(turn))

    def place_at(self, point: QPointF, left: int) -> Position | None:
        """The place nearest to a point of the view."""
        sheet = self._sheet
        if not len(sheet.turns):
            return None
        at = sheet.turn_at(point.y() + sheet.value)
        turn = sheet.turns.turn(at)
        top = sheet.top_of(at) - sheet.value
        number = turn.part_at(point.y() - top)
        part = turn.parts[number]
        if not part.leaf_count:
            return _beside(turn, at, number)
        inside = point - QPointF(left + turn.left, top + turn.top_of(number))
        leaf = max(0, min(part.leaf_at(inside.y()), part.leaf_count - 1))
        return Position(at, turn.leaf_number(number, leaf), part.offset_at(leaf, inside))

    def within(self, at: int) -> Within | None:
        """The part of the stretch in one message."""
        stretch = self.stretch
        if stretch is None or not stretch[0].message <= at <= stretch[1].message:
            return None
        first, last = stretch
        start = (first.leaf, first.offset) if first.message == at else (THOUGHT_LEAF, 0)
        return start, ((last.leaf, last.offset) if last.message == at else (_LAST, _LAST))

    def _take(self, at: Position, unit: Unit) -> None:
        self._unit = unit
        self._first = self._around(at, unit)
        self._head = self._first[1]

    def _around(self, at: Position, unit: Unit) -> Stretch:
        """The word or leaf at a place; for characters just the place."""
        if unit is Unit.CHARACTER:
            return at, at
        text = leaf_text(self._sheet, at)
        if unit is Unit.LEAF:
            return replace(at, offset=0), replace(at, offset=len(text))
        start, end = word_at(text, at.offset)
        return replace(at, offset=start), replace(at, offset=end)


def leaf_text(sheet: Sheet, at: Position) -> str:
    """The text of the leaf at a place."""
    turn = sheet.turns.turn(at.message)
    number, leaf = turn.part_of_leaf(at.leaf)
    part = turn.parts[number]
    return part.leaf_text(leaf) if 0 <= leaf < part.leaf_count else ""


def _beside(turn: Turn, at: int, number: int) -> Position:
    """The end of the text above a part that has none, else the beginning of the text below."""
    for above in range(number - 1, -1, -1):
        part = turn.parts[above]
        if part.leaf_count:
            leaf = part.leaf_count - 1
            return Position(at, turn.leaf_number(above, leaf), len(part.leaf_text(leaf)))
    below = next((each for each in range(number, len(turn.parts)) if turn.parts[each].leaf_count), None)
    return Position(at, turn.leaf_number(below, 0), 0) if below is not None else Position(at, THOUGHT_LEAF, 0)
