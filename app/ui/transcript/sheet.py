"""Where turns are, and which of them are laid out: the long sheet that the view shows a piece of."""

from dataclasses import replace

from app.ui.transcript.anchor import Anchor, anchor_at, line_in_turn
from app.ui.transcript.reading_style import ReadingStyle
from app.ui.transcript.turn import Turn
from app.ui.transcript.turn_list import GAP_PX, TurnList

TOP_PX = 20
BOTTOM_PX = 24
_ROUNDS = 8  # of laying out what comes into view because of what was laid out


class Sheet:
    """Turns one below the other; `value` is how much of the sheet is above the view.

    Attributes:
        first, last: places of the first and the last turn in view; `last` is below `first` without turns.
        band: from where to where the view is laid out, while that is not all of it.
    """

    def __init__(self, turns: TurnList) -> None:
        self.turns = turns
        self.value = 0
        self.view_px = 0
        self.first = 0
        self.last = -1
        self.band: tuple[int, int] | None = None
        self._kept: Anchor | None = None  # by which it was laid out last

    @property
    def height(self) -> int:
        """The whole sheet."""
        return TOP_PX + self.turns.heights.total - GAP_PX + BOTTOM_PX if len(self.turns) else 0

    @property
    def most(self) -> int:
        """The value at which the end is in view."""
        return max(0, self.height - self.view_px)

    def set_look(self, style: ReadingStyle, width: int, view_px: int) -> None:
        """Take the size of the view; what was measured with another width is guessed anew."""
        self.turns.set_look(style, width)
        self.view_px = view_px

    def top_of(self, at: int) -> int:
        """The upper edge of a turn."""
        return TOP_PX + self.turns.heights.above(at)

    def turn_at(self, y: float) -> int:
        """The place of the turn at a height."""
        return self.turns.heights.at(int(y) - TOP_PX)

    def visible(self) -> list[Turn]:
        """The turns in view."""
        return [self.turns.turn(at) for at in range(self.first, self.last + 1)]

    def anchor(self) -> Anchor | None:
        """The first line in view.

        As long as that is the line by which all was laid out last, it goes by the same character: with each
        other width a line begins elsewhere, and going by its first character would lead up and up.
        """
        if not len(self.turns):
            return None
        at = self.turn_at(self.value)
        found, kept = anchor_at(self.turns.turn(at), self.top_of(at) - self.value), self._kept
        if kept is not None and kept.turn is found.turn and kept.part is found.part:
            stays = kept.leaf == found.leaf and abs(self.line_y(kept) - found.y) < 1
            return replace(found, offset=kept.offset) if stays else found
        return found

    def anchor_of(self, turn: Turn, part: int) -> Anchor:
        """The top of a part, where it stands now."""
        found = turn.parts[part] if part < len(turn.parts) else None
        top = self.top_of(self.turns.place(turn)) + (turn.top_of(part) if found else 0)
        return Anchor(turn, found, part, 0, 0, top - self.value)

    def line_y(self, anchor: Anchor) -> float:
        """Where an anchor's line stands in the view now."""
        return self.top_of(self.turns.place(anchor.turn)) + line_in_turn(anchor) - self.value

    def settle(self, anchor: Anchor | None) -> None:
        """Lay out what is in view, with the anchor's line where it was; without an anchor, the end."""
        for _ in range(_ROUNDS):
            value = self._wanted(anchor)
            if not self._lay_out(value):
                break
        self.value = self._wanted(anchor)
        self._kept = anchor
        self.turns.trim((self.first, self.last))

    def lay_out_beyond(self, height: int, *, is_up: bool) -> bool:
        """Lay out a piece of what is so near above or below the view; False: nothing was left.

        What is in view stays where it is.
        """
        anchor = self.anchor()
        if anchor is None or self.band is not None:
            return False
        first = max(0, self.value - height) if is_up else self.value + self.view_px
        last = self.value if is_up else min(self.height, first + height)
        turn = self._settle_piece(first, last, is_up=is_up) if first < last else None
        if turn is None:
            return False
        self.turns.note_height(turn)
        self.value = self._wanted(anchor)
        return True

    def _settle_piece(self, first: int, last: int, *, is_up: bool) -> Turn | None:
        """Lay out what is nearest of what waits between two heights of the sheet; the turn it is of."""
        turns = self.turns
        places = range(self.turn_at(first), self.turn_at(last - 1) + 1)
        for at in reversed(places) if is_up else places:
            if not turns.is_fitted(at):
                return turns.turn(at)
            turn, top = turns.peek(at), self.top_of(at)
            if turn.settle_piece(max(0, first - top), last - 1 - top, from_below=is_up):
                return turn
        return None

    def is_laid_out(self, anchor: Anchor | None) -> bool:
        """Whether nothing would have to be laid out with the anchor's line where it was."""
        value, turns = self._wanted(anchor), self.turns
        at = self.turn_at(value)
        top = self.top_of(at)
        while at < len(turns) and top < value + self.view_px:
            if not turns.is_laid_out(at, value - top, value + self.view_px - top):
                return False
            top += turns.heights[at]
            at += 1
        return True

    def _wanted(self, anchor: Anchor | None) -> int:
        if anchor is None:
            return self.most
        top = self.top_of(self.turns.place(anchor.turn)) + line_in_turn(anchor)
        return max(0, min(self.most, round(top - anchor.y)))

    def _lay_out(self, value: int) -> bool:
        """Lay out what a value brings into view, of that the band; whether any height changed."""
        turns = self.turns
        first, last = self.band or (0, self.view_px)
        value, bottom = value + first, value + last
        if not len(turns):
            self.first, self.last = 0, -1
            return False
        at = self.first = self.turn_at(value)
        top = self.top_of(at)
        changed = False
        while at < len(turns) and top < bottom:
            turn = turns.turn(at)
            changed |= turn.settle(max(0, value - top), bottom - top)
            changed |= turns.note_height(turn) != 0
            self.last = at
            top += turns.heights[at]
            at += 1
        self.last = max(self.first, min(self.last, at - 1))
        return changed
