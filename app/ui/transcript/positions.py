"""Places in the text of a transcript."""

from dataclasses import dataclass, replace

THOUGHT_LEAF = -2_000_000_000
"""Number of the first leaf of a thought: it comes before all else, and grows at its end only."""
CALL_LEAF = -1_000_000_000
"""Number of the first line of the calls of tools, which come between the thought and what is said."""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place between two characters; places are ordered as they are read.

    Attributes:
        message: number of the message in the transcript, from 0.
        leaf: number of the leaf in its message: from 0 in what was said, from `THOUGHT_LEAF` in a thought,
            from `CALL_LEAF` in the calls of tools.
        offset: characters (code points) before it in the plain text of the leaf.
    """

    message: int
    leaf: int
    offset: int

    def moved(self, messages: int) -> "Position":
        """The same place after so many messages were put before the first."""
        return replace(self, message=self.message + messages)
