"""What turns need of the view that shows them."""

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from app.domain.conversation import Fork
from app.ui.theme.theme import Theme

if TYPE_CHECKING:
    from app.ui.images.pictures import Pictures
    from app.ui.transcript.code_languages import CodeLanguages
    from app.ui.transcript.part import Part
    from app.ui.transcript.turn import Turn


class TurnWish(StrEnum):
    """What a person wants of a message, beside another reply."""

    EDIT = "edit"
    GO_ON = "go_on"
    BRANCH = "branch"  # a new chat from here
    DELETE = "delete"  # this version and what follows it
    MENU = "menu"
    BACK = "back"  # to the version before
    FORTH = "forth"  # to the next one


class TurnHost(Protocol):
    """The view, as turns see it."""

    theme: Theme
    pictures: "Pictures | None"
    languages: "CodeLanguages"

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

    def wish(self, wish: TurnWish, message_id: str) -> None:
        """A person wants something else of a message."""
        ...

    def fork_of(self, message_id: str) -> Fork | None:
        """The versions of a message, where there are several."""
        ...

    def is_last(self, message_id: str) -> bool:
        """Whether the chat ends with a message."""
        ...

    def act(self, action: str) -> None:
        """A person takes the offer of a notice."""
        ...
