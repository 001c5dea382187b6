"""Where the arrow keys lead in the text of a transcript."""

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, QTextBoundaryFinder

from app.markup.direction import is_right_to_left, letter_runs_left
from app.ui.transcript.positions import Position
from app.ui.transcript.selecting import Selecting, leaf_text
from app.ui.transcript.sheet import Sheet
from app.ui.transcript.turn import Turn
from app.ui.transcript.word_bounds import word_at

_LOOK = 64  # characters around a place in which a cluster ends
_PROBE_PX = 6
_MOST_PROBES = 60
_EDGE_PX = 12


class Steps:
    """From a place to the next one; what a step leads to is brought into view by who asked."""

    def __init__(self, sheet: Sheet, selecting: Selecting) -> None:
        self._sheet = sheet
        self._selecting = selecting
        self._goal_x: float | None = None  # kept while lines are changed

    def forget_column(self) -> None:
        """The next step up or down starts from where the place is."""
        self._goal_x = None

    def by_character(self, at: Position, step: int) -> Position:
        """One character forth or back, whatever it is made of."""
        text = leaf_text(self._sheet, at)
        offset = min(at.offset, len(text))
        if step > 0 and offset < len(text):
            return replace(at, offset=offset + _cluster(text[offset : offset + _LOOK], back=False))
        if step < 0 and offset > 0:
            return replace(at, offset=offset - _cluster(text[max(0, offset - _LOOK) : offset], back=True))
        return self._other_leaf(at, step)

    def by_word(self, at: Position, step: int) -> Position:
        """To the end of this word or the beginning of the one before."""
        text = leaf_text(self._sheet, at)
        offset = min(at.offset, len(text))
        if step > 0 and text[offset:].strip():
            while text[offset].isspace():
                offset += 1
            return replace(at, offset=word_at(text, offset)[1])
        before = text[:offset].rstrip()
        if step < 0 and before:
            return replace(at, offset=word_at(text, len(before) - 1)[0])
        return self._other_leaf(at, step)

    def runs_left(self, at: Position) -> bool:
        """Whether the text at a place runs to the left: there, the key that points left leads on."""
        return is_right_to_left(leaf_text(self._sheet, at))

    def by_leaf(self, at: Position, step: int) -> Position:
        """To the beginning of this leaf or the one before; to the end of this one or the next."""
        length = len(leaf_text(self._sheet, at))
        if step > 0 and at.offset < length:
            return replace(at, offset=length)
        if step < 0 and at.offset > 0:
            return replace(at, offset=0)
        other = self._other_leaf(at, step)
        return replace(other, offset=len(leaf_text(self._sheet, other)) if step > 0 else 0)

    def by_line(self, at: Position, step: int, left: int, distance_px: float = 0.0) -> Position:
        """A line, or so many pixels, up or down, in the same column."""
        box = self.caret(at, left)
        if box is None:
            return at
        if self._goal_x is None:
            self._goal_x = box.left()
        y = box.center().y() + step * distance_px
        y += step * (box.height() / 2 + _PROBE_PX) if not distance_px else 0
        for _ in range(_MOST_PROBES):
            found = self._selecting.place_at(QPointF(self._goal_x, y), left)
            if found is not None and (found > at if step > 0 else found < at):
                return found
            y += step * _PROBE_PX
        return self._other_leaf(at, step)

    def to_edge(self, at: Position, step: int, left: int) -> Position:
        """To the beginning or the end of the line."""
        box = self.caret(at, left)
        if box is None:
            return at
        y = box.center().y()
        turn = self._sheet.turns.turn(at.message)
        is_left = (step < 0) is not self.runs_left(at)
        x = left + turn.left - _EDGE_PX if is_left else left + turn.width + _EDGE_PX
        found = self._selecting.place_at(QPointF(x, y), left)
        same = found is not None and (found.message, found.leaf) == (at.message, at.leaf)
        return found if found is not None and same else at

    def ends(self, step: int) -> Position | None:
        """The very first or last place of all messages."""
        turns = self._sheet.turns
        order = range(len(turns)) if step < 0 else range(len(turns) - 1, -1, -1)
        for at in order:
            turn = turns.turn(at)
            leaves = _leaves(turn)
            if leaves:
                place = Position(at, leaves[0 if step < 0 else -1], 0)
                return replace(place, offset=len(leaf_text(self._sheet, place)) if step > 0 else 0)
        return None

    def caret(self, at: Position, left: int) -> QRectF | None:
        """Where a place stands in the view, without width; None where nothing is laid out."""
        sheet = self._sheet
        turn = sheet.turns.turn(at.message)
        if not turn.parts:
            return None
        number, leaf = turn.part_of_leaf(at.leaf)
        part = turn.parts[number]
        if leaf >= part.leaf_count or not part.measured:
            return None
        x = left + turn.left
        y = sheet.top_of(at.message) + turn.top_of(number) - sheet.value
        text = part.leaf_text(leaf)
        length = len(text)
        offset = min(at.offset, length)
        boxes = part.rectangles(leaf, offset, offset + 1) if offset < length else []
        if boxes:
            box = boxes[0]
            side = box.right() if letter_runs_left(text, offset) else box.left()
            return QRectF(x + side, y + box.top(), 0, box.height())
        boxes = part.rectangles(leaf, max(0, offset - 1), offset)
        if boxes:
            box = boxes[-1]
            side = box.left() if letter_runs_left(text, offset - 1) else box.right()
            return QRectF(x + side, y + box.top(), 0, box.height())
        pitch = turn.style.text("body").pitch_px if turn.style is not None else 20
        return QRectF(x, y + part.line_top(leaf, 0), 0, pitch)

    def _other_leaf(self, at: Position, step: int) -> Position:
        """The beginning of the next leaf, or the end of the one before; the same place at the ends."""
        turns = self._sheet.turns
        message = at.message
        while 0 <= message < len(turns):
            leaves = _leaves(turns.turn(message))
            if message == at.message:
                leaves = [leaf for leaf in leaves if (leaf > at.leaf if step > 0 else leaf < at.leaf)]
            if leaves:
                place = Position(message, leaves[0 if step > 0 else -1], 0)
                return place if step > 0 else replace(place, offset=len(leaf_text(self._sheet, place)))
            message += step
        return at


def _leaves(turn: Turn) -> list[int]:
    """The numbers of all leaves of a message."""
    return [
        turn.leaf_number(number, leaf)
        for number, part in enumerate(turn.parts)
        for leaf in range(part.leaf_count)
    ]


def _cluster(text: str, *, back: bool) -> int:
    """How many code points the first character of a text has, or with `back` the last."""
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Grapheme, text)
    units = text.encode("utf-16-le", "surrogatepass")
    if back:
        finder.toEnd()
        at = max(0, finder.toPreviousBoundary())
        return len(text) - len(units[: 2 * at].decode("utf-16-le", "surrogatepass"))
    at = finder.toNextBoundary()
    if at <= 0:
        return len(text)
    return len(units[: 2 * at].decode("utf-16-le", "surrogatepass"))
