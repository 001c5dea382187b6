"""Colours code that came into view, for a short while in each turn of the event loop."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.sheet import Sheet
from app.ui.transcript.turn import Turn

_LEXER_MS = 15  # between two looks whether the lexer of a language is there


class LateColours(QObject):
    """What is in view is painted without colours first."""

    def __init__(self, sheet: Sheet, repaint: Callable[[float, float], None], parent: QObject) -> None:
        """Wait for code.

        Args:
            repaint: paints anew what is between two heights of the view.
        """
        super().__init__(parent)
        self._sheet = sheet
        self._repaint = repaint
        self._shown: list[Turn] = []
        self._slices = QTimer(self, interval=0)
        self._slices.timeout.connect(self._on_slice)

    def look(self, shown: list[Turn]) -> None:
        """Colour what has no colours yet in the turns that are in view now."""
        self._shown = shown
        if not self._slices.isActive() and any(turn.waits for turn in shown):
            self._slices.start(0)

    def _span(self, turn: Turn) -> tuple[float, float]:
        """What of a turn is in view, from its top."""
        top = self._sheet.top_of(self._sheet.turns.place(turn)) - self._sheet.value
        return max(0, -top), self._sheet.view_px - top

    def _code_waits(self, turn: Turn) -> bool:
        return isinstance(turn, ReplyTurn) and turn.code_waits(*self._span(turn))

    @Slot()
    def _on_slice(self) -> None:
        sheet = self._sheet
        for turn in self._shown:
            part = turn.colour_some(*self._span(turn)) if isinstance(turn, ReplyTurn) else None
            if part is not None:
                top = sheet.top_of(sheet.turns.place(turn)) - sheet.value + turn.top_of(part)
                self._repaint(top, top + turn.parts[part].height)
                self._slices.setInterval(0)
                return
        for turn in self._shown:
            turn.waits = any(part.waits and part.measured for part in turn.parts)
        if any(map(self._code_waits, self._shown)):
            self._slices.setInterval(_LEXER_MS)  # nothing could be coloured: a lexer is being made
        else:
            self._slices.stop()
