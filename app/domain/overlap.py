"""A reply that goes on may begin with words it already has: they are left out."""

SHORTEST = 12
"""Fewer repeated characters may be chance: "the the" is kept, a repeated phrase is not."""
_LONGEST = 20_000


class OverlapTrimmer:
    """Leaves out of what arrives the part that repeats the end of what was there.

    What may still turn out to be such a part is held back; `end` gives it out.
    """

    def __init__(self, before: str) -> None:
        self._before = before[-_LONGEST:]
        self._held = ""
        self._is_done = not before

    def feed(self, text: str) -> str:
        """Take what arrived; return what of it is new for certain."""
        if self._is_done:
            return text
        self._held += text
        if self._may_grow():
            return ""
        return self.end()

    def end(self) -> str:
        """Nothing more comes: return what was held back, without the repeated part."""
        self._is_done = True
        held, self._held = self._held, ""
        return held[overlap(self._before, held) :]

    def _may_grow(self) -> bool:
        """Whether a longer text could repeat more of the end than what is held so far does."""
        tail = self._before
        length = len(self._held)
        place = tail.find(self._held)
        return place >= 0 and place + length < len(tail)


def overlap(before: str, after: str) -> int:
    """How many characters at the beginning of `after` repeat the end of `before`; 0 where fewer than 12.

    A text shorter than that is repeated only as a whole.
    """
    shortest = min(SHORTEST, len(before)) or 1
    for length in range(min(len(before), len(after)), shortest - 1, -1):
        if before.endswith(after[:length]):
            return length
    return 0
