"""What a screen reader meets in the transcript: the list and its messages; each looked up when asked."""

from typing import Protocol

from PySide6.QtCore import QObject, QPoint, QRect, QRectF
from PySide6.QtGui import QAccessible, QAccessibleInterface, QWindow
from PySide6.QtWidgets import QWidget

from app.ui.transcript.block_view import BlockView
from app.ui.transcript.cut_mark import cut_words
from app.ui.transcript.reading_order import blocks_of, buttons_in, widgets_of
from app.ui.transcript.turn import Turn

CUT = ""
"""Stands for the id of a message where the mark of what was left out is meant."""


class Items(Protocol):
    """Where interfaces are made and kept."""

    view: BlockView
    list: "MessageList"

    @property
    def is_alive(self) -> bool:
        """Whether the view is there."""
        ...

    def turn_item(self, message_id: str, near: int) -> "TurnItem":
        """The interface of a message."""
        ...

    def block_item(self, turn: "TurnItem", number: int) -> "Item":
        """The interface of a block."""
        ...

    def stood_on(self) -> "Item | None":
        """The interface of what the keyboard stands on."""
        ...


class Item(QAccessibleInterface):
    """What all interfaces here have in common: nobody writes into them, and they are where they are shown."""

    item_id = 0
    """The number that Qt knows it by."""

    def __init__(self, items: Items) -> None:
        super().__init__()
        self._items = items

    def box(self) -> QRectF:
        """Where it is, in the view."""
        return QRectF()

    def isValid(self) -> bool:
        return self._items.is_alive

    def object(self) -> QObject | None:  # type: ignore[override]
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]
        return self._items.view.window().windowHandle() if self._items.is_alive else None

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def childCount(self) -> int:
        return 0

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        for index in range(self.childCount()):
            child = self.child(index)
            if child is not None and child.rect().contains(x, y):
                return child
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return next((at for at in range(self.childCount()) if self.child(at) == child), -1)

    def rect(self) -> QRect:
        if not self.isValid():
            return QRect()
        canvas = self._items.view.canvas
        return self.box().toAlignedRect().translated(canvas.mapToGlobal(QPoint(0, 0)))

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Nothing here can be named by others."""

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.readOnly = 1
        state.focusable = 1
        if not self.isValid():
            state.invalid = 1
        elif not self.box().intersects(QRectF(self._items.view.canvas.rect())):
            state.offscreen = 1
        return state


class MessageList(Item):
    """The view: one child for each message, and one for the mark of what was left out."""

    def object(self) -> QObject | None:  # type: ignore[override]
        return self._items.view if self._items.is_alive else None

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        around = self._items.view.parentWidget()
        return QAccessible.queryAccessibleInterface(around) if around is not None else None

    def childCount(self) -> int:
        turns = self._items.view.turns
        return len(turns) + (turns.cut_at is not None)

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        if not 0 <= index < self.childCount():
            return None
        turns = self._items.view.turns
        cut = turns.cut_at
        if cut is not None and index == cut:
            return self._items.turn_item(CUT, cut)
        at = index - (cut is not None and index > cut)
        return self._items.turn_item(turns.messages[at].id, at)

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        if not isinstance(child, TurnItem):
            return -1
        cut, at = self._items.view.turns.cut_at, child.place()
        if at is None or child.message_id == CUT:
            return -1 if at is None else at
        return at + (cut is not None and at >= cut)

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        view = self._items.view
        point = view.canvas.mapFromGlobal(QPoint(x, y))
        if not view.canvas.rect().contains(point) or not len(view.turns):
            return None
        at = view.sheet.turn_at(point.y() + view.sheet.value)
        return self._items.turn_item(view.turns.messages[at].id, at)

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        return self._items.stood_on() if self._items.view.hasFocus() else None

    def box(self) -> QRectF:
        return QRectF(self._items.view.canvas.rect())

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.List

    def text(self, kind: QAccessible.Text) -> str:
        view = self._items.view
        if kind is QAccessible.Text.Name:
            return view.accessibleName()
        return view.accessibleDescription() if kind is QAccessible.Text.Description else ""

    def state(self) -> QAccessible.State:
        state = super().state()
        state.focused = int(self.isValid() and self._items.view.hasFocus())
        return state


class TurnItem(Item):
    """One message, or the mark; its parts are made when its children are asked for."""

    def __init__(self, items: Items, message_id: str) -> None:
        super().__init__(items)
        self.message_id = message_id
        self.near = 0

    def place(self) -> int | None:
        """Where the message is now; None: not there any more."""
        if not self._items.is_alive:
            return None
        turns = self._items.view.turns
        if self.message_id == CUT:
            return turns.cut_at
        if not (self.near < len(turns) and turns.messages[self.near].id == self.message_id):
            found = turns.find(self.message_id)
            if found is None:
                return None
            self.near = found
        return self.near

    @property
    def block_count(self) -> int:
        """How many blocks it has."""
        turn = self.turn()
        return len(blocks_of(turn)) if turn is not None else 0

    def turn(self) -> Turn | None:
        """The message with its parts."""
        at = self.place()
        return self._items.view.turn_with_parts(at) if at is not None and self.message_id else None

    def isValid(self) -> bool:
        return self.place() is not None

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        return self._items.list if self._items.is_alive else None

    def childCount(self) -> int:
        return len(self._children())

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        children = self._children()
        if not 0 <= index < len(children):
            return None
        child = children[index]
        if isinstance(child, QWidget):
            return QAccessible.queryAccessibleInterface(child)
        return self._items.block_item(self, child)

    def box(self) -> QRectF:
        at = self.place()
        if at is None:
            return QRectF()
        view = self._items.view
        sheet, width = view.sheet, view.reading_px
        top = sheet.top_of(at) - sheet.value
        if self.message_id == CUT:
            room = view.turns.room_below(at - 1)
            return QRectF(view.column_left, top - room, width, room)
        return QRectF(view.column_left, top, width, view.turns.heights[at] - view.turns.room_below(at))

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem if self.message_id else QAccessible.Role.Separator

    def text(self, kind: QAccessible.Text) -> str:
        at = self.place()
        if at is None or kind is not QAccessible.Text.Name:
            return ""
        return self._items.view.turns.peek(at).accessible_name() if self.message_id else cut_words()

    def state(self) -> QAccessible.State:
        state = super().state()
        at = self.place()
        if at is not None and self.message_id:
            state.busy = int(getattr(self._items.view.turns.peek(at), "running", False))
        return state

    def _children(self) -> list[int | QWidget]:
        """Numbers of blocks and widgets, in reading order; a row of buttons gives its buttons."""
        turn = self.turn()
        if turn is None:
            return []
        found: list[int | QWidget] = []
        blocks = {number: at for at, number in enumerate(blocks_of(turn))}
        for number in range(len(turn.parts)):
            if number in blocks:
                found.append(blocks[number])
            for widget in widgets_of(turn, number):
                buttons = buttons_in(widget)
                found += buttons or [widget]
        return found
