"""The block that the keyboard stands on: from message to message, from block to block, to what is in it."""

from collections import Counter
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from app.ui.transcript.anchor import Anchor
from app.ui.transcript.part import Part
from app.ui.transcript.positions import Position
from app.ui.transcript.pressed import Pressed
from app.ui.transcript.reading_order import blocks_of, boxes_of, controls_in, links_in, widgets_of
from app.ui.transcript.sheet import TOP_PX, Sheet
from app.ui.transcript.turn import Turn

_ROOM_PX = 12  # below a block that was brought into view
_OVERLAP_PX = 60  # that stay in view when a long block is read on


@dataclass(frozen=True, slots=True)
class Stop:
    """What Tab stops at: a widget, or a link in a block, behind so many that are alike."""

    message_id: str
    block: int
    widget: QWidget | None = None
    link: Pressed | None = None
    alike: int = 0


class FocusView(Protocol):
    """The view, as far as the focus in it works on it."""

    @property
    def column_left(self) -> int:
        """Where the reading column begins."""
        ...

    def scroll_by(self, distance: int) -> None:
        """Scroll so many pixels down."""
        ...

    def settle_at(self, anchor: Anchor) -> None:
        """Lay out with a line at a height."""
        ...


class BlockFocus:
    """Knows the message by its id, and the block by its number among those that hold text."""

    def __init__(self, view: FocusView, sheet: Sheet) -> None:
        self._view = view
        self._sheet = sheet
        self._message_id = ""
        self._block = 0
        self._hint = 0  # where the message was last
        self.link: Pressed | None = None
        self.alike = 0  # how many links like it stand before it in the block

    @property
    def message_id(self) -> str:
        """The message with the block; empty: none."""
        return self._message_id if self.place() is not None else ""

    @property
    def block(self) -> int:
        """The number of the block in its message."""
        return self._block

    def place(self) -> int | None:
        """Where the message is; None: the keyboard stands on none."""
        messages = self._sheet.turns.messages
        if not self._message_id:
            return None
        if self._hint >= len(messages) or messages[self._hint].id != self._message_id:
            found = self._sheet.turns.find(self._message_id)
            if found is None:
                self.clear()
                return None
            self._hint = found
        return self._hint

    def clear(self) -> bool:
        """Stand on no block; whether there was one."""
        was = bool(self._message_id)
        self._message_id, self._block, self.link, self.alike = "", 0, None, 0
        return was

    def take(self, message_id: str, block: int, link: Pressed | None = None, alike: int = 0) -> None:
        """Stand on a block, or on a link in it, behind so many that are alike."""
        self._message_id, self._block, self.link, self.alike = message_id, block, link, alike

    def step_message(self, step: int) -> bool:
        """Go to the next message, or to the one before; from none, to one in view."""
        sheet = self._sheet
        if not len(sheet.turns):
            return False
        at = self.place()
        if at is None:
            at = sheet.first if step > 0 else sheet.last
        elif step > 0 or not self._block:
            at += step
        if not 0 <= at < len(sheet.turns):
            return False
        self.take(sheet.turns.messages[at].id, 0)
        self._hint = at
        turn = sheet.turns.turn(at)
        top = sheet.top_of(at) - sheet.value
        if top < 0 or top + turn.height > sheet.view_px:
            self._view.settle_at(Anchor(turn, None, 0, 0, 0, TOP_PX))
        return True

    def step_block(self, step: int) -> bool:
        """Read on in a block that is longer than the view, else go to the next block or the one before."""
        found = self._here()
        if found is None:
            return False
        at, turn, blocks = found
        self.link = None
        box = self.box()
        if box is not None and self._read_on(box, step):
            return True
        block = self._block + step
        if not 0 <= block < len(blocks):
            at += step
            if not 0 <= at < len(self._sheet.turns):
                return False
            turn = self._sheet.turns.turn(at)
            blocks = blocks_of(turn)
            block = 0 if step > 0 else max(0, len(blocks) - 1)
        self.take(turn.message.id, block)
        self._hint = at
        self._bring(at, turn, blocks[block] if block < len(blocks) else 0, step)
        return True

    def box(self) -> QRectF | None:
        """Where the block stands in the view."""
        found = self._here()
        if found is None:
            return None
        at, turn, blocks = found
        top = self._sheet.top_of(at) - self._sheet.value
        if self._block >= len(blocks):
            return QRectF(self._view.column_left, top, turn.width, turn.height)
        number = blocks[self._block]
        left = self._view.column_left + turn.left
        return QRectF(left, top + turn.top_of(number), turn.part_width, turn.parts[number].height)

    def beginning(self) -> Position | None:
        """Where the text of the block begins."""
        found = self._here()
        if found is None or self._block >= len(found[2]):
            return None
        at, turn, blocks = found
        return Position(at, turn.leaf_number(blocks[self._block], 0), 0)

    def part(self) -> Part | None:
        """The block, while there is one."""
        found = self._here()
        return found[1].parts[found[2][self._block]] if found is not None and found[2] else None

    def link_boxes(self) -> list[QRectF]:
        """Where the link stands in the view."""
        found = self._here()
        if found is None or self.link is None or self._block >= len(found[2]):
            return []
        box = self.box()
        part = found[1].parts[found[2][self._block]]
        boxes = boxes_of(part, self.link, self.alike) if box else []
        return [each.translated(box.topLeft()) for each in boxes] if box else []

    def reveal(self, step: int) -> bool:
        """Scroll on in the message of the block, where more of it is to come; False: all was seen."""
        at, sheet = self.place(), self._sheet
        if at is None:
            return False
        top = sheet.top_of(at) - sheet.value
        beyond = top + sheet.turns.turn(at).height - sheet.view_px if step > 0 else -top
        before = sheet.value
        if beyond > 0:
            self._view.scroll_by(step * int(min(beyond + _ROOM_PX, sheet.view_px - _OVERLAP_PX)))
        return sheet.value != before

    def stops(self) -> list[Stop]:
        """What Tab stops at: in the message of the block, or without one in all messages in view."""
        place, sheet = self.place(), self._sheet
        places = range(sheet.first, sheet.last + 1) if place is None else (place,)
        return [stop for at in places for stop in _stops_of(sheet.turns.turn(at))]

    def _here(self) -> tuple[int, Turn, list[int]] | None:
        at = self.place()
        if at is None:
            return None
        turn = self._sheet.turns.turn(at)
        blocks = blocks_of(turn)
        self._block = min(self._block, max(0, len(blocks) - 1))
        return at, turn, blocks

    def _read_on(self, box: QRectF, step: int) -> bool:
        view_px = self._sheet.view_px
        beyond = box.bottom() - view_px if step > 0 else -box.top()
        if beyond <= 0 or box.height() <= view_px or box.bottom() < 0 or box.top() > view_px:
            return False
        self._view.scroll_by(step * int(min(beyond + _ROOM_PX, view_px - _OVERLAP_PX)))
        return True

    def _bring(self, at: int, turn: Turn, number: int, step: int) -> None:
        """Have a block in view, the head of one that is too long for it."""
        sheet = self._sheet
        part = turn.parts[number] if turn.parts else None
        top = sheet.top_of(at) - sheet.value + turn.top_of(number)
        height = part.height if part is not None else turn.height
        if top >= 0 and top + height <= sheet.view_px and part is not None and part.measured:
            return
        over = step > 0 and height + TOP_PX + _ROOM_PX < sheet.view_px and 0 <= top <= 2 * sheet.view_px
        y = sheet.view_px - height - _ROOM_PX if over else TOP_PX
        self._view.settle_at(Anchor(turn, part, number, 0, 0, y))


def _stops_of(turn: Turn) -> list[Stop]:
    found: list[Stop] = []
    message_id, block = turn.message.id, -1
    blocks = set(blocks_of(turn))
    for number, part in enumerate(turn.parts):
        block += number in blocks
        here = max(0, block)
        for widget in widgets_of(turn, number):
            found += [Stop(message_id, here, widget=each) for each in controls_in(widget)]
        if number in blocks:
            seen: Counter[Pressed] = Counter()
            for link in links_in(part):
                found.append(Stop(message_id, here, link=link.of_message(message_id), alike=seen[link]))
                seen[link] += 1
    return found
