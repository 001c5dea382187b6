"""What is selected in a transcript, across leaves and messages, and its text."""

import re
from dataclasses import replace

from PySide6.QtCore import QPointF

from app.ui.transcript.positions import THOUGHT_LEAF, Position
from app.ui.transcript.sheet import Sheet
from app.ui.transcript.turn import Turn

_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_LAST = 1 << 60
_BLOCK_GAP_PX = 6  # parts that stand further apart are parted by an empty line in a copy


class Selecting:
    """A stretch between two places; the head is the one that moves."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._anchor: Position | None = None
        self._head: Position | None = None

    @property
    def stretch(self) -> tuple[Position, Position] | None:
        """First and last place; None when nothing is selected."""
        if self._anchor is None or self._head is None or self._anchor == self._head:
            return None
        return min(self._anchor, self._head), max(self._anchor, self._head)

    def start(self, at: Position) -> None:
        """Begin at a place, with nothing selected."""
        self._anchor = self._head = at

    def extend(self, to: Position) -> None:
        """Select up to a place."""
        self._anchor = self._anchor or to
        self._head = to

    def take_word(self, at: Position) -> None:
        """Select the word at a place."""
        text = self._leaf_text(at)
        for found in _WORD.finditer(text):
            if found.start() <= at.offset < found.end():
                self._anchor = replace(at, offset=found.start())
                self._head = replace(at, offset=found.end())
                return
        self.start(at)

    def take_leaf(self, at: Position) -> None:
        """Select the leaf at a place."""
        self._anchor = replace(at, offset=0)
        self._head = replace(at, offset=len(self._leaf_text(at)))

    def take_all(self) -> None:
        """Select every message."""
        count = len(self._sheet.turns)
        if count:
            self._anchor = Position(0, THOUGHT_LEAF, 0)
            self._head = Position(count - 1, _LAST, _LAST)

    def clear(self) -> bool:
        """Select nothing; whether anything was selected."""
        had = self.stretch is not None
        self._anchor = self._head = None
        return had

    def shift(self, messages: int) -> None:
        """So many messages were put before the first."""
        self._anchor = self._anchor.moved(messages) if self._anchor else None
        self._head = self._head.moved(messages) if self._head else None

    def mark(self, turn: Turn) -> None:
        """Tell a turn what of it is selected."""
        turn.selected = self._within(self._sheet.turns.place(turn))

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
            return Position(at, turn.leaf_number(number, 0), 0) if number else Position(at, THOUGHT_LEAF, 0)
        inside = point - QPointF(left + turn.left, top + turn.top_of(number))
        leaf = part.leaf_at(inside.y())
        return Position(at, turn.leaf_number(number, leaf), part.offset_at(leaf, inside))

    def text(self) -> str:
        """What is selected, as plain text."""
        stretch = self.stretch
        if stretch is None:
            return ""
        turns = self._sheet.turns
        pieces = []
        for at in range(stretch[0].message, min(stretch[1].message, len(turns) - 1) + 1):
            turn = turns.peek(at)
            if not turn.parts:
                turn.build()
            piece = _text_of(turn, self._within(at))
            if piece:
                pieces.append(piece)
        return "\n\n".join(pieces)

    def _within(self, at: int) -> tuple[tuple[int, int], tuple[int, int]] | None:
        """The part of the stretch in one message: leaf and offset of both ends."""
        stretch = self.stretch
        if stretch is None or not stretch[0].message <= at <= stretch[1].message:
            return None
        first, last = stretch
        start = (first.leaf, first.offset) if first.message == at else (THOUGHT_LEAF, 0)
        return start, ((last.leaf, last.offset) if last.message == at else (_LAST, _LAST))

    def _leaf_text(self, at: Position) -> str:
        turn = self._sheet.turns.turn(at.message)
        number, leaf = turn.part_of_leaf(at.leaf)
        part = turn.parts[number]
        return part.leaf_text(leaf) if leaf < part.leaf_count else ""


def _text_of(turn: Turn, within: tuple[tuple[int, int], tuple[int, int]] | None) -> str:
    if within is None:
        return ""
    (first, start), (last, end) = within
    lines: list[str] = []
    for number, part in enumerate(turn.parts):
        for leaf in range(part.leaf_count):
            at = turn.leaf_number(number, leaf)
            if not first <= at <= last:
                continue
            text = part.leaf_text(leaf).replace("\u2028", "\n")
            cut = text[start if at == first else 0 : end if at == last else None]
            if lines:
                lines.append("\n\n" if leaf == 0 and part.gap > _BLOCK_GAP_PX else "\n")
            lines.append(cut)
    return "".join(lines)
