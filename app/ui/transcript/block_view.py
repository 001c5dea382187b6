"""A view in which the keyboard can stand on a block."""

from PySide6.QtWidgets import QWidget

from app.ui.theme.theme import Theme
from app.ui.transcript.anchor import Anchor
from app.ui.transcript.block_focus import BlockFocus
from app.ui.transcript.positions import Position
from app.ui.transcript.reader_view import ReaderView
from app.ui.transcript.turn import Turn
from app.ui.transcript.turn_list import TurnList


class BlockView(ReaderView):
    """What the focus and screen readers ask a view for."""

    def __init__(self, theme: Theme, turns: TurnList, parent: QWidget | None = None) -> None:
        super().__init__(theme, turns, parent)
        self.blocks = BlockFocus(self, self._sheet)

    @property
    def reading_px(self) -> int:
        """How wide the reading column is."""
        return self._sheet.turns.width

    def place_of_keys(self) -> Position | None:
        return self.blocks.beginning()

    def turn_with_parts(self, at: int) -> Turn:
        """The message at a place with its parts, though perhaps not laid out."""
        turn = self._turns.turn(at)
        self._turns.trim((self._sheet.first, self._sheet.last))
        return turn

    def settle_at(self, anchor: Anchor) -> None:
        """Lay out with a line at a height; the end is not followed any more."""
        self._following = False
        self._settle(anchor)
