"""The undo list of a provisional step: what the unfinished line did to the tree, taken back one by one."""

from collections.abc import Callable


class Journal:
    """Remembers how to take back each change while it is on; costs one comparison while it is off."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], object]] | None = None

    @property
    def on(self) -> bool:
        """Changes are being remembered."""
        return self._undo is not None

    def begin(self) -> None:
        """Remember every change from here on."""
        self._undo = []

    def note(self, undo: Callable[[], object]) -> None:
        """Remember how to take back the change that was just made."""
        if self._undo is not None:
            self._undo.append(undo)

    def roll_back(self) -> None:
        """Take back every change since `begin`, the last one first, and stop remembering."""
        undo, self._undo = self._undo, None
        while undo:
            undo.pop()()
