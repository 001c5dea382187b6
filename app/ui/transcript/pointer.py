"""What the mouse does in a transcript: selects, and points at links."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from app.ui.transcript.part import Part
from app.ui.transcript.pressed import Pressed
from app.ui.transcript.presses import Presses
from app.ui.transcript.selecting import Selecting, Stretch
from app.ui.transcript.sheet import Sheet

_EDGE_MS = 30
_EDGE_PX = 8  # so near to an edge counts as beyond it: a maximised window has nothing further out
_MOST_STEP_PX = 120
_NEAR_PX = 7  # the mark of a note is narrow: beside it counts too


class Pointer:
    """Knows what is under it; `left` is where the reading column begins in the view."""

    def __init__(
        self,
        canvas: QWidget,
        sheet: Sheet,
        selecting: Selecting,
        repaint: Callable[[float, float], None],
        scroll_by: Callable[[int], None],
        on_selected: Callable[[], None],
        on_over: Callable[[], None],
    ) -> None:
        """Work on a view.

        Args:
            repaint: paints anew what is between two heights of the view.
            scroll_by: scrolls so many pixels down, or up where negative.
            on_selected: called when the button is let go and something is selected.
            on_over: called when `over` is something else.
        """
        self._canvas = canvas
        self._sheet = sheet
        self._selecting = selecting
        self._repaint = repaint
        self._scroll_by = scroll_by
        self._on_selected = on_selected
        self._on_over = on_over
        self.over: Pressed | None = None
        """What the pointer rests on, as far as it has told."""
        self._presses = Presses()
        self._pressed_at: QPoint | None = None
        self._at = QPointF()
        self._left = 0
        self._edge_timer = QTimer(canvas, interval=_EDGE_MS)
        self._edge_timer.timeout.connect(self._on_edge)

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
        if found is None:
            return None
        part, inside = found
        pressed = part.pressed_at(inside)
        for aside in (-_NEAR_PX, _NEAR_PX):
            near = part.pressed_at(inside + QPointF(aside, 0)) if pressed is None else None
            pressed = near if near is not None and near.is_note else pressed
        turn = self._sheet.turns.turn(self._sheet.turn_at(point.y() + self._sheet.value))
        return pressed.of_message(turn.message.id) if pressed is not None else None

    def press(self, event: QMouseEvent, left: int) -> None:
        """Begin to select; with Shift go on, at the third press take the whole leaf."""
        place, before = self._selecting.place_at(event.position(), left), self._selecting.stretch
        self._pressed_at = event.position().toPoint()
        if place is None:
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._selecting.extend(place)
        elif self._presses.is_third(event):
            self._selecting.take_leaf(place)
        else:
            self._selecting.start(place)
        self._repaint_since(before)

    def press_twice(self, event: QMouseEvent, left: int) -> None:
        """Select a word; what is dragged over from here on is taken by words."""
        place, before = self._selecting.place_at(event.position(), left), self._selecting.stretch
        self._presses.note_second(event)
        self._pressed_at = event.position().toPoint()
        if place is not None:
            self._selecting.take_word(place)
            self._repaint_since(before)

    def move(self, event: QMouseEvent, left: int) -> None:
        """Select up to here, or show what a click would do."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            if self._pressed_at is not None:
                self._at, self._left = event.position(), left
                self._extend()
                self._follow_edge()
            return
        under = self.pressed_under(event.position(), left)
        self._take_over(under if under is not None and not under.is_math else None)
        shape = Qt.CursorShape.PointingHandCursor if self.over else Qt.CursorShape.IBeamCursor
        if self._canvas.cursor().shape() != shape:
            self._canvas.setCursor(shape)

    def leave(self) -> None:
        """The pointer is elsewhere, or what was under it went away."""
        self._take_over(None)

    def _take_over(self, under: Pressed | None) -> None:
        if under != self.over:
            self.over = under
            self._on_over()

    def release(self, event: QMouseEvent, left: int) -> Pressed | None:
        """Stop selecting; the link or image that was clicked."""
        start, self._pressed_at = self._pressed_at, None
        self._edge_timer.stop()
        if self._selecting.stretch is not None:
            self._on_selected()
        if start is None or self._selecting.stretch is not None:
            return None
        under = self.pressed_under(event.position(), left)
        return under if under is not None and not under.is_math else None

    def _extend(self) -> None:
        inside = QPointF(self._at.x(), min(max(self._at.y(), 0.0), self._sheet.view_px - 1.0))
        place, before = self._selecting.place_at(inside, self._left), self._selecting.stretch
        if place is not None:
            self._selecting.extend(place)
            self._repaint_since(before)

    def _repaint_since(self, before: Stretch | None) -> None:
        """Paint anew what was selected or is selected now, but not both."""
        changed = self._selecting.changed_since(before)
        if changed is not None:
            top, bottom = self._selecting.rows_of(changed)
            self._repaint(top, bottom + 1)

    def _beyond(self) -> float:
        """How far the pointer is above or below what is shown."""
        y = self._at.y()
        return min(0.0, y - _EDGE_PX) + max(0.0, y - self._sheet.view_px + _EDGE_PX)

    def _follow_edge(self) -> None:
        if (self._beyond() != 0) != self._edge_timer.isActive():
            self._edge_timer.stop() if self._edge_timer.isActive() else self._edge_timer.start()

    def _on_edge(self) -> None:
        """Scroll the faster the further the pointer is out, and select what comes."""
        beyond = self._beyond()
        step = max(1, min(_MOST_STEP_PX, int(abs(beyond) / 2)))
        self._scroll_by(step if beyond > 0 else -step)
        self._extend()
