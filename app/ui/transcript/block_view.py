"""A view in which the keyboard can stand on a block; blocks know whether it or the pointer is on them."""

from PySide6.QtCore import QPointF, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from app.markup.runs import RunKind
from app.ui.theme.theme import Theme
from app.ui.transcript.anchor import Anchor
from app.ui.transcript.block_focus import BlockFocus, Stop
from app.ui.transcript.block_part import BlockPart
from app.ui.transcript.part import Part
from app.ui.transcript.positions import Position
from app.ui.transcript.pressed import Pressed
from app.ui.transcript.reader_view import ReaderView
from app.ui.transcript.turn import Turn
from app.ui.transcript.turn_list import TurnList


class BlockView(ReaderView):
    """What the focus and screen readers ask a view for."""

    led_nowhere = Signal()  # the end of a note was pressed that no mark leads to

    def __init__(self, theme: Theme, turns: TurnList, parent: QWidget | None = None) -> None:
        super().__init__(theme, turns, parent)
        self.blocks = BlockFocus(self, self._sheet)
        self._pointer_at: QPointF | None = None
        self._stood: Part | None = None  # the block that has the keyboard
        self._lit: list[BlockPart] = []
        self._mark_left: tuple[str, str, int] | None = None
        """The mark of a note that was pressed last: its message, its label, its leaf."""
        self._canvas.left.connect(self._on_pointer_left)

    @property
    def reading_px(self) -> int:
        """How wide the reading column is."""
        return self._sheet.turns.width

    def place_of_keys(self) -> Position | None:
        return self.blocks.beginning()

    def press(self, pressed: Pressed) -> None:
        if not pressed.is_note:
            super().press(pressed)
            return
        # With the first note that somebody goes to.
        from app.ui.transcript.note_links import note_target

        name = pressed.message_id, pressed.run.source
        here = self.blocks.beginning() or self._selecting.head
        if pressed.run.kind is RunKind.FOOTNOTE:
            self._mark_left = (*name, max(0, here.leaf)) if here is not None else None
        left = self._mark_left
        target = note_target(self._turns, pressed, left[2] if left is not None and left[:2] == name else 0)
        if target is None:
            self.led_nowhere.emit()
            return
        place, end, stop = target
        self.reveal(place, end)
        self.stand_on(stop)

    def stand_on(self, stop: Stop) -> None:
        """Have the keyboard on a block, or on a link in it."""

    def turn_with_parts(self, at: int) -> Turn:
        """The message at a place with its parts, though perhaps not laid out."""
        turn = self._turns.turn(at)
        self._turns.trim((self._sheet.first, self._sheet.last))
        return turn

    def settle_at(self, anchor: Anchor) -> None:
        """Lay out with a line at a height; the end is not followed any more."""
        self._following = False
        self._settle(anchor)

    def _light(self) -> None:
        """Tell blocks that the pointer or the keyboard came to them, or went."""
        found = self._part_under_pointer(), self._stood
        wanted = [part for part in found if isinstance(part, BlockPart)]
        for part in self._lit:
            if part not in wanted:
                part.light(False)
        for part in wanted:
            if part not in self._lit:
                part.light(True)
        self._lit = wanted

    def _part_under_pointer(self) -> Part | None:
        point, sheet = self._pointer_at, self._sheet
        if point is None or sheet.last < 0 or not 0 <= point.x() - self._left < self.reading_px:
            return None
        at = sheet.turn_at(point.y() + sheet.value)
        turn = self._turns.peek(at) if sheet.first <= at <= sheet.last else None
        if turn is None or not turn.parts:
            return None
        y = point.y() + sheet.value - sheet.top_of(at)
        number = turn.part_at(y)
        part = turn.parts[number]
        return part if 0 <= y - turn.top_of(number) < part.height else None

    @Slot()
    def _on_pointer_left(self) -> None:
        self._pointer_at = None
        self._light()

    def _show(self) -> None:
        super()._show()
        self._light()  # what was scrolled is under the pointer now

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._pointer_at = event.position()
        self._light()
