"""What turns need of the view that shows them."""

from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from app.ui.theme.theme import Theme

if TYPE_CHECKING:
    from app.ui.images.pictures import Pictures
    from app.ui.transcript.part import Part
    from app.ui.transcript.turn import Turn


class TurnHost(Protocol):
    """The view, as turns see it."""

    theme: Theme
    pictures: "Pictures | None"

    @property
    def canvas(self) -> QWidget:
        """The parent of all widgets in turns."""
        ...

    def part_changed(self, turn: "Turn", part: "Part") -> None:
        """A person changed a part: its height, or what it shows."""
        ...

    def retry(self, message_id: str) -> None:
        """A person wants a reply again."""
        ...

    def act(self, action: str) -> None:
        """A person takes the offer of a notice."""
        ...
