"""The transcript for screen readers: a list of messages, their blocks as text, their buttons.

Qt keeps interfaces by number and deletes those that it knows; Python must not let go of one before that.
So every interface is known to Qt from the start and held here until Qt was told to delete it.
"""

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from shiboken6 import isValid

from app.ui.transcript.accessible_items import CUT, BlockItem, MessageList, TurnItem
from app.ui.transcript.block_view import BlockView

_all: "set[Items]" = set()  # the views may go without telling Python


class Items(QObject):
    """All interfaces of one view; those of messages that are gone go with `prune`."""

    def __init__(self, view: BlockView) -> None:
        super().__init__()
        self.view = view
        self.list = MessageList(self)
        self._turns: dict[str, TurnItem] = {}
        self._blocks: dict[tuple[str, int], BlockItem] = {}
        view.destroyed.connect(self.close)
        _all.add(self)

    @property
    def is_alive(self) -> bool:
        """Whether the view is there."""
        return isValid(self.view)

    def turn_item(self, message_id: str, near: int) -> "TurnItem":
        """The interface of a message, made when it is first wanted; `near` is where it is now."""
        item = self._turns.get(message_id)
        if item is None:
            item = self._turns[message_id] = TurnItem(self, message_id)
            self._keep(item)
        item.near = near
        return item

    def block_item(self, turn: "TurnItem", number: int) -> "BlockItem":
        """The interface of a block, by its number among those of its message."""
        key = (turn.message_id, number)
        item = self._blocks.get(key)
        if item is None:
            item = self._blocks[key] = BlockItem(self, turn, number)
            self._keep(item)
        return item

    def prune(self) -> None:
        """Let go of the interfaces of messages that are not shown any more."""
        there = {message.id for message in self.view.turns.messages} | {CUT}
        for key in [key for key in self._blocks if key[0] not in there]:
            self._delete(self._blocks.pop(key))
        for message_id in [each for each in self._turns if each not in there]:
            self._delete(self._turns.pop(message_id))

    def tell_added(self) -> None:
        """Let a screen reader know of the message at the end."""
        at = self.list.childCount() - 1
        item = self.list.child(at) if at >= 0 else None
        if item is not None:
            QAccessible.updateAccessibility(QAccessibleEvent(item, QAccessible.Event.ObjectCreated))

    def tell_focus(self, message_id: str, block: int) -> None:
        """Let a screen reader know which block the keyboard stands on."""
        at = self.view.turns.find(message_id)
        if at is None:
            return
        turn = self.turn_item(message_id, at)
        item: QAccessibleInterface = self.block_item(turn, block) if turn.block_count else turn
        QAccessible.updateAccessibility(QAccessibleEvent(item, QAccessible.Event.Focus))

    @Slot()
    def close(self) -> None:
        """The view is gone."""
        _all.discard(self)
        for block in self._blocks.values():
            self._delete(block)
        for turn in self._turns.values():
            self._delete(turn)
        self._blocks.clear()
        self._turns.clear()

    def _keep(self, item: TurnItem | BlockItem) -> None:
        item.item_id = QAccessible.registerAccessibleInterface(item)

    def _delete(self, item: TurnItem | BlockItem) -> None:
        if isValid(item):  # else Qt has deleted it, as it does at the end of the program
            QAccessible.deleteAccessibleInterface(item.item_id)
