"""The transcript for screen readers: a list of messages, their blocks as text, their buttons.

Qt keeps interfaces by number and deletes those that it knows; Python must not let go of one before that.
So every interface is known to Qt from the start and held here until Qt was told to delete it.
"""

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent
from shiboken6 import isValid

from app.ui.transcript.accessible_blocks import BlockItem, LinkItem
from app.ui.transcript.accessible_items import CUT, MessageList, TurnItem
from app.ui.transcript.block_view import BlockView
from app.ui.transcript.reading_order import links_in

_all: "set[Items]" = set()  # the views may go without telling Python


class Items(QObject):
    """All interfaces of one view; those of messages that are gone go with `prune`."""

    def __init__(self, view: BlockView) -> None:
        super().__init__()
        self.view = view
        self.list = MessageList(self)
        self._turns: dict[str, TurnItem] = {}
        self._blocks: dict[tuple[str, int], BlockItem] = {}
        self._links: dict[tuple[str, int, int], LinkItem] = {}
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

    def link_item(self, block: "BlockItem", number: int) -> "LinkItem":
        """The interface of a link or an image in a block."""
        key = (block.message_id, block.number, number)
        item = self._links.get(key)
        if item is None:
            item = self._links[key] = LinkItem(self, block, number)
            self._keep(item)
        return item

    def stood_on(self) -> "TurnItem | BlockItem | LinkItem | None":
        """The interface of what the keyboard stands on."""
        blocks = self.view.blocks
        at = blocks.place()
        if at is None:
            return None
        turn = self.turn_item(blocks.message_id, at)
        if not turn.block_count:
            return turn
        block = self.block_item(turn, blocks.block)
        part = block.part()
        if blocks.link is None or part is None:
            return block
        alike = [number for number, link in enumerate(links_in(part)) if link == blocks.link]
        return self.link_item(block, alike[blocks.alike]) if blocks.alike < len(alike) else block

    def prune(self) -> None:
        """Let go of the interfaces of messages that are not shown any more."""
        there = {message.id for message in self.view.turns.messages} | {CUT}
        for place in [place for place in self._links if place[0] not in there]:
            self._delete(self._links.pop(place))
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

    def tell_focus(self) -> None:
        """Let a screen reader know which block or link the keyboard stands on."""
        item = self.stood_on()
        if item is not None:
            QAccessible.updateAccessibility(QAccessibleEvent(item, QAccessible.Event.Focus))

    @Slot()
    def close(self) -> None:
        """The view is gone."""
        _all.discard(self)
        for link in self._links.values():
            self._delete(link)
        for block in self._blocks.values():
            self._delete(block)
        for turn in self._turns.values():
            self._delete(turn)
        self._links.clear()
        self._blocks.clear()
        self._turns.clear()

    def _keep(self, item: TurnItem | BlockItem | LinkItem) -> None:
        item.item_id = QAccessible.registerAccessibleInterface(item)

    def _delete(self, item: TurnItem | BlockItem | LinkItem) -> None:
        if isValid(item):  # else Qt has deleted it, as it does at the end of the program
            QAccessible.deleteAccessibleInterface(item.item_id)
