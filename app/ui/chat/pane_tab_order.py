"""Tab goes down through the pane of a chat."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QBoxLayout, QLayout, QWidget

from app.ui.widgets.tab_order import put_at, shown_in_order

if TYPE_CHECKING:
    from app.ui.transcript.walking_view import WalkingView


class PaneTabOrder(QObject):
    """Puts in order what Tab reaches above and below the messages, when a person walks.

    Banners, the bar for finding, and what stands above the message are made later than what follows them.
    """

    def __init__(self, column: QBoxLayout, header: QWidget, messages: QLayout, composer: QWidget) -> None:
        super().__init__(header.parent())
        self._column = column
        self._header = header
        self._messages = messages
        self._composer = composer

    def watch(self, transcript: "WalkingView") -> None:
        """Give the messages, which are also made late, their place."""
        put_at(self._composer, (transcript,))
        transcript.tab_leaves.connect(self.put)

    def add_bar(self, bar: QWidget) -> None:
        """Show a bar right above the messages."""
        self._column.insertWidget(self._column.indexOf(self._messages), bar)

    @Slot()
    def put(self) -> None:
        """Do it now: before Tab goes on."""
        items = (self._column.itemAt(at) for at in range(self._column.indexOf(self._messages)))
        bars = [item.widget() for item in items if item is not None]
        put_at(self._header, [each for bar in bars if bar is not None for each in shown_in_order(bar)])
        put_at(self._composer, shown_in_order(self._composer))
