"""What the mouse does in a transcript: selects, and points at links."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from app.ui.transcript.part import Part
from app.ui.transcript.pressed import Pressed
from app.ui.transcript.presses import Presses
from app.ui.transcript.selecting import Selecting
from app.ui.transcript.sheet import Sheet


class Pointer:
    """Knows what is under it; `left` is where the reading column begins in the view."""

    def __init__(self, canvas: QWidget, sheet: Sheet, selecting: Selecting) -> None:
        self._canvas = canvas
        self._sheet = sheet
        self._selecting = selecting
        self._presses = Presses()
        self._pressed_at: QPoint | None = None

    def part_under(self, point: QPointF, left: int) -> tuple[Part, QPointF] | None:
        """The part at a point of the view, and the point in it."""
        sheet = self._sheet
        if not len(sheet.turns):
            return None
        at = sheet.turn_at(point.y() + sheet.value)
        turn = sheet.turns.turn(at)
        top = sheet.top_of(at) - sheet.value
        number = turn.part_at(point.y() - top)
        return turn.parts[number], point - QPointF(left + turn.left, top + turn.top_of(number))

    def pressed_under(self, point: QPointF, left: int) -> Pressed | None:
        """The link, image or formula at a point of the view."""
        found = self.part_under(point, left)
        return found[0].pressed_at(found[1]) if found is not None else None

    def press(self, event: QMouseEvent, left: int) -> None:
        """Begin to select; with Shift go on, at the third press take the whole leaf."""
        place = self._selecting.place_at(event.position(), left)
        self._pressed_at = event.position().toPoint()
        if place is None:
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._selecting.extend(place)
        elif self._presses.is_third(event):
            self._selecting.take_leaf(place)
        else:
            self._selecting.start(place)
        self._canvas.update()

    def press_twice(self, event: QMouseEvent, left: int) -> None:
        """Select a word."""
        place = self._selecting.place_at(event.position(), left)
        self._presses.note_second(event)
        if place is not None:
            self._selecting.take_word(place)
            self._canvas.update()

    def move(self, event: QMouseEvent, left: int) -> None:
        """Select up to here, or show what a click would do."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            place = self._selecting.place_at(event.position(), left)
            if place is not None and self._pressed_at is not None:
                self._selecting.extend(place)
                self._canvas.update()
            return
        under = self.pressed_under(event.position(), left)
        over = under is not None and not under.is_math
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.IBeamCursor
        if self._canvas.cursor().shape() != shape:
            self._canvas.setCursor(shape)

    def release(self, event: QMouseEvent, left: int) -> Pressed | None:
        """Stop selecting; the link or image that was clicked."""
        start, self._pressed_at = self._pressed_at, None
        if start is None or self._selecting.stretch is not None:
            return None
        under = self.pressed_under(event.position(), left)
        return under if under is not None and not under.is_math else None
