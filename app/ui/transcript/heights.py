"""Heights of things that stand one below the other, with every question answered in O(log n)."""

from collections.abc import Iterable


class Heights:
    """A Fenwick tree over whole pixels that grows and shrinks at its end.

    Source: P. Fenwick, "A New Data Structure for Cumulative Frequency Tables", 1994.
    """

    __slots__ = ("_sums", "_total", "_values")

    def __init__(self, heights: Iterable[int] = ()) -> None:
        self._values = list(heights)
        self._total = sum(self._values)
        self._sums = [0, *self._values]
        for at in range(1, len(self._sums)):
            above = at + (at & -at)
            if above < len(self._sums):
                self._sums[above] += self._sums[at]

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, index: int) -> int:
        return self._values[index]

    @property
    def total(self) -> int:
        """All of them together."""
        return self._total

    def append(self, height: int) -> None:
        """Add one at the end."""
        self._values.append(height)
        self._total += height
        at = len(self._values)
        step, found = 1, height
        while step < at & -at:
            found += self._sums[at - step]
            step <<= 1
        self._sums.append(found)

    def truncate(self, count: int) -> None:
        """Keep the first so many."""
        self._total -= sum(self._values[count:])
        del self._values[count:]
        del self._sums[count + 1 :]

    def set(self, index: int, height: int) -> int:
        """Change one; returns by how much it grew."""
        grown = height - self._values[index]
        if grown:
            self._values[index] = height
            self._total += grown
            at = index + 1
            while at < len(self._sums):
                self._sums[at] += grown
                at += at & -at
        return grown

    def above(self, index: int) -> int:
        """The heights before this one together: where its upper edge is."""
        found = 0
        while index:
            found += self._sums[index]
            index &= index - 1
        return found

    def at(self, y: int) -> int:
        """The index of the one that covers `y`; the last one for anything below, 0 for anything above."""
        at, count = 0, len(self._values)
        step = 1 << count.bit_length()
        while step:
            following = at + step
            if following <= count and self._sums[following] <= y:
                at = following
                y -= self._sums[following]
            step >>= 1
        return max(0, min(at, count - 1))
