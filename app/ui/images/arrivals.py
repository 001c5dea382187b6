"""Files on their way into drafts."""

from dataclasses import dataclass
from time import monotonic_ns


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that a person attached; `chat_id` is empty for the new chat, `path` for what is no file."""

    id: str
    chat_id: str
    name: str
    path: str
    attached_at_ns: int  # see `DraftImage`


class Arrivals:
    """What is being read, until it is in a draft or it was said why it is not."""

    def __init__(self) -> None:
        self._last_ns = 0
        self._reading: dict[str, Arrival] = {}
        self._attached: list[str] = []  # names of those that are in a draft, and it was not said yet

    def __bool__(self) -> bool:
        return bool(self._reading)

    def now_ns(self) -> int:
        """When a file is attached: later than the one before, however coarse the clock is."""
        self._last_ns = max(self._last_ns + 1, monotonic_ns())
        return self._last_ns

    def add(self, arrival: Arrival) -> None:
        """Note one that is about to be read."""
        self._reading[arrival.id] = arrival

    def get(self, arrival_id: str) -> Arrival | None:
        """One that is being read; None where it was taken out or is through."""
        return self._reading.get(arrival_id)

    def of(self, chat_id: str) -> list[Arrival]:
        """Those for one chat, in the order they came in."""
        return [arrival for arrival in self._reading.values() if arrival.chat_id == chat_id]

    def end(self, arrival_id: str, *, is_attached: bool = False) -> bool:
        """It is in its draft, or nobody wants it any more; False where it was through before."""
        arrival = self._reading.pop(arrival_id, None)
        if arrival is not None and is_attached:
            self._attached.append(arrival.name)
        return arrival is not None

    def take_attached(self) -> list[str]:
        """The names of what was attached, once nothing is being read any more."""
        names: list[str] = []
        if not self._reading:
            names, self._attached = self._attached, names
        return names
