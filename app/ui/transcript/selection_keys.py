"""Selecting by keyboard: Shift with the keys that move, from the last place that was clicked or reached."""

from enum import Enum
from typing import Protocol

from PySide6.QtCore import QKeyCombination, QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from app.ui.transcript.positions import Position
from app.ui.transcript.selecting import Selecting
from app.ui.transcript.sheet import Sheet
from app.ui.transcript.steps import Steps

_MARGIN_PX = 60


class Move(Enum):
    """How far a key leads."""

    CHARACTER = "character"
    WORD = "word"
    LINE = "line"
    LEAF = "leaf"
    EDGE = "edge"  # of the line
    PAGE = "page"
    END = "end"  # of all


_STANDARD = QKeySequence.StandardKey
_MOVES = (
    (_STANDARD.SelectNextChar, Move.CHARACTER, 1),
    (_STANDARD.SelectPreviousChar, Move.CHARACTER, -1),
    (_STANDARD.SelectNextWord, Move.WORD, 1),
    (_STANDARD.SelectPreviousWord, Move.WORD, -1),
    (_STANDARD.SelectNextLine, Move.LINE, 1),
    (_STANDARD.SelectPreviousLine, Move.LINE, -1),
    (_STANDARD.SelectEndOfLine, Move.EDGE, 1),
    (_STANDARD.SelectStartOfLine, Move.EDGE, -1),
    (_STANDARD.SelectEndOfBlock, Move.LEAF, 1),
    (_STANDARD.SelectStartOfBlock, Move.LEAF, -1),
    (_STANDARD.SelectNextPage, Move.PAGE, 1),
    (_STANDARD.SelectPreviousPage, Move.PAGE, -1),
    (_STANDARD.SelectEndOfDocument, Move.END, 1),
    (_STANDARD.SelectStartOfDocument, Move.END, -1),
)
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_BLOCK_KEYS = {
    QKeyCombination(_CONTROL | _SHIFT, Qt.Key.Key_Down): (Move.LEAF, 1),
    QKeyCombination(_CONTROL | _SHIFT, Qt.Key.Key_Up): (Move.LEAF, -1),
}
"""Keys that texts have on every system, though Qt names them on some only."""


class KeyView(Protocol):
    """The view, as far as keys work on it."""

    @property
    def column_left(self) -> int:
        """Where the reading column begins."""
        ...

    def scroll_by(self, distance: int) -> None:
        """Scroll so many pixels down."""
        ...

    def bring_into_view(self, place: Position) -> None:
        """Lay out what is around a place and scroll there."""
        ...

    def place_of_keys(self) -> Position | None:
        """The beginning of the block that the keyboard stands on."""
        ...


class SelectionKeys:
    """Moves the head of the selection; `caret_shown` while it was a key that moved it last."""

    def __init__(self, view: KeyView, sheet: Sheet, selecting: Selecting) -> None:
        self._view = view
        self._sheet = sheet
        self._selecting = selecting
        self._steps = Steps(sheet, selecting)
        self.caret_shown = False

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means; False where it selects nothing."""
        found = _BLOCK_KEYS.get(event.keyCombination()) or next(
            ((move, step) for key, move, step in _MOVES if event.matches(key)), None
        )
        if found is None:
            return False
        stands = self._view.place_of_keys() if self._selecting.stretch is None else None
        if stands is not None and not self.caret_shown:
            self._selecting.start(stands)
        at = self._selecting.head or self._first_in_view()
        if at is None:
            return False
        move, step = found
        points = event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and move in (Move.CHARACTER, Move.WORD)
        self._move(at, move, -step if points and self._steps.runs_left(at) else step)
        return True

    def caret(self) -> QRectF | None:
        """Where the head stands in the view, when a key moved it there."""
        head = self._selecting.head
        return self.box_of(head) if self.caret_shown and head is not None else None

    def box_of(self, place: Position) -> QRectF | None:
        """Where a place stands in the view, without width; None where it is not laid out."""
        if not self._sheet.first <= place.message <= self._sheet.last:
            return None
        return self._steps.caret(place, self._view.column_left)

    def forget(self) -> None:
        """The pointer has moved the head, or nothing is selected any more."""
        self.caret_shown = False
        self._steps.forget_column()

    def _first_in_view(self) -> Position | None:
        return self._selecting.place_at(QPointF(self._view.column_left, 0), self._view.column_left)

    def _move(self, at: Position, move: Move, step: int) -> None:
        if self._selecting.head is None:
            self._selecting.start(at)
        at = self._clamped(at)
        if move not in (Move.LINE, Move.PAGE):
            self._steps.forget_column()
        self._show(at)
        self._selecting.move(self._target(at, move, step))
        self.caret_shown = True
        head = self._selecting.head
        if head is not None:
            self._show(head)

    def _target(self, at: Position, move: Move, step: int) -> Position:
        steps, left = self._steps, self._view.column_left
        if move is Move.CHARACTER:
            return steps.by_character(at, step)
        if move is Move.WORD:
            return steps.by_word(at, step)
        if move is Move.LEAF:
            return steps.by_leaf(at, step)
        if move is Move.EDGE:
            return steps.to_edge(at, step, left)
        if move is Move.END:
            return steps.ends(step) or at
        if move is Move.PAGE:
            before = self._sheet.value
            self._view.scroll_by(step * max(1, self._sheet.view_px - _MARGIN_PX))
            moved = abs(self._sheet.value - before)
            return steps.by_line(at, step, left, moved) if moved else steps.ends(step) or at
        return steps.by_line(at, step, left)

    def _clamped(self, at: Position) -> Position:
        """A place that is there: the end of all may be further than any leaf."""
        if at.message < len(self._sheet.turns):
            turn = self._sheet.turns.turn(at.message)
            number, leaf = turn.part_of_leaf(at.leaf)
            if turn.parts and number < len(turn.parts) and 0 <= leaf < turn.parts[number].leaf_count:
                return at
        return self._steps.ends(1) or at

    def _show(self, at: Position) -> None:
        box = self._steps.caret(at, self._view.column_left)
        inside = self._sheet.first <= at.message <= self._sheet.last
        if box is None or not inside or abs(box.top()) > 4 * self._sheet.view_px:
            self._view.bring_into_view(at)
            return
        if box.top() < _MARGIN_PX:
            self._view.scroll_by(int(box.top()) - _MARGIN_PX)
        elif box.bottom() > self._sheet.view_px - _MARGIN_PX:
            self._view.scroll_by(int(box.bottom()) - self._sheet.view_px + _MARGIN_PX)
