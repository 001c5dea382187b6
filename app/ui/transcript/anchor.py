"""What the reader is reading: the line that stays where it is, whatever grows or shrinks around it."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF

from app.ui.transcript.part import Part
from app.ui.transcript.turn import Turn


@dataclass(frozen=True, slots=True)
class Anchor:
    """A line of a part, and where it stands in the view.

    Attributes:
        part: None for a turn without parts.
        number: of the part in its turn.
        leaf, offset: the first character of the line, in leaves of the part.
        y: pixels from the top of the view to the line's; negative above it.
    """

    turn: Turn
    part: Part | None
    number: int
    leaf: int
    offset: int
    y: float

    def moved(self, distance: float) -> "Anchor":
        """The same line somewhere else in the view."""
        return Anchor(self.turn, self.part, self.number, self.leaf, self.offset, self.y + distance)


def anchor_at(turn: Turn, turn_top: float) -> Anchor:
    """The first line of a turn that is in view; `turn_top` is the turn's place in the view."""
    if not turn.parts:
        return Anchor(turn, None, 0, 0, 0, turn_top)
    number = turn.part_at(max(0.0, -turn_top))
    part = turn.parts[number]
    top = turn_top + turn.top_of(number)
    inside = -top
    if not part.leaf_count or not part.measured or inside <= 0:
        return Anchor(turn, part, number, 0, 0, top)
    leaf = part.leaf_at(inside + 1)
    offset = part.offset_at(leaf, QPointF(0, inside + 1))
    line_top = part.line_top(leaf, offset) if leaf or offset else 0  # as `line_in_turn` has it
    return Anchor(turn, part, number, leaf, offset, top + line_top)


def line_in_turn(anchor: Anchor) -> float:
    """How far the anchor's line is below the top of its turn now."""
    turn = anchor.turn
    if not turn.parts:
        return 0
    number = turn.part_number(anchor.part, anchor.number) if anchor.part is not None else 0
    part = turn.parts[number]
    if part is anchor.part and part.leaf_count and part.measured and (anchor.leaf or anchor.offset):
        return turn.top_of(number) + part.line_top(min(anchor.leaf, part.leaf_count - 1), anchor.offset)
    return turn.top_of(number)
