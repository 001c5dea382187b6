"""Words that were found in the messages: where, and which of them is looked at."""

from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtGui import QColor

from app.ui.transcript.positions import Position


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """Characters of one leaf of a message."""

    leaf: int
    start: int
    end: int


class Found:
    """Hits by message. Messages count from the first there ever was, so that earlier ones may be added."""

    def __init__(self) -> None:
        self._hits: dict[int, list[Hit]] = {}
        self._messages: list[int] = []  # those with hits, in order
        self.count = 0
        self.current: tuple[int, Hit] | None = None
        self.fill = QColor()  # behind every hit
        self.edge = QColor()  # below every hit, and around the current one

    def set_hits(self, message: int, hits: list[Hit]) -> None:
        """Take all hits of a message, in order."""
        before = self._hits.pop(message, [])
        self.count += len(hits) - len(before)
        if hits:
            self._hits[message] = hits
            if not before:
                insort(self._messages, message)
        elif before:
            del self._messages[bisect_left(self._messages, message)]

    def hits(self, message: int) -> list[Hit]:
        """The hits of a message."""
        return self._hits.get(message, [])

    def between(self, message: int, first: int, stop: int) -> list[Hit]:
        """The hits in some leaves of a message."""
        hits = self._hits.get(message)
        if not hits:
            return []
        begin = bisect_left(hits, Hit(first, 0, 0))
        return hits[begin : bisect_left(hits, Hit(stop, 0, 0), begin)]

    def place(self) -> int:
        """The number of the current hit, from 1; 0 where there is none."""
        if self.current is None:
            return 0
        message, hit = self.current
        before = sum(len(self._hits[each]) for each in self._messages[: bisect_left(self._messages, message)])
        return before + bisect_left(self._hits.get(message, []), hit) + 1

    def next_from(self, at: Position, step: int) -> tuple[int, Hit, bool] | None:
        """The first hit at or behind a place, or before it; whether the search went round an end.

        Args:
            at: with the message counted as here.
        """
        if not self._messages:
            return None
        where = Hit(at.leaf, at.offset, 0)
        if step > 0:
            for message in self._from(at.message, 1):
                hits = self._hits[message]
                begin = bisect_left(hits, where) if message == at.message else 0
                if begin < len(hits):
                    return message, hits[begin], False
            return self._messages[0], self._hits[self._messages[0]][0], True
        for message in self._from(at.message, -1):
            hits = self._hits[message]
            end = bisect_left(hits, where) if message == at.message else len(hits)
            if end:
                return message, hits[end - 1], False
        return self._messages[-1], self._hits[self._messages[-1]][-1], True

    def _from(self, message: int, step: int) -> Iterator[int]:
        """Up to two messages with hits, from one on."""
        at = bisect_left(self._messages, message)
        if step < 0 and (at == len(self._messages) or self._messages[at] != message):
            at -= 1
        for place in (at, at + step):
            if 0 <= place < len(self._messages):
                yield self._messages[place]
