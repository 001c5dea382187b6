"""Where the reader was in each chat, while the program runs."""

from collections import OrderedDict
from dataclasses import dataclass

from app.ui.transcript.anchor import Anchor
from app.ui.transcript.sheet import Sheet

_KEPT = 200


@dataclass(frozen=True, slots=True)
class _Place:
    message_id: str
    part: int
    leaf: int
    offset: int
    y: float


class Places:
    """Remembers a line of a message for every chat that was left above its end."""

    def __init__(self) -> None:
        self._chat_id = ""
        self._places: OrderedDict[str, _Place] = OrderedDict()

    def leave(self, sheet: Sheet, at_end: bool) -> None:
        """The chat that was entered last is about to go; at its end nothing need be remembered."""
        if not self._chat_id:
            return
        self._places.pop(self._chat_id, None)
        anchor = None if at_end else sheet.anchor()
        if anchor is not None:
            message_id = anchor.turn.message.id
            place = _Place(message_id, anchor.number, anchor.leaf, anchor.offset, anchor.y)
            self._places[self._chat_id] = place
            if len(self._places) > _KEPT:
                self._places.popitem(last=False)

    def enter(self, chat_id: str, sheet: Sheet) -> Anchor | None:
        """The line that was read in a chat; None for its end."""
        self._chat_id = chat_id
        place = self._places.get(chat_id)
        at = sheet.turns.find(place.message_id) if place is not None else None
        if place is None or at is None:
            return None
        turn = sheet.turns.turn(at)
        number = min(place.part, len(turn.parts) - 1)
        return Anchor(turn, turn.parts[number], number, place.leaf, place.offset, place.y)
