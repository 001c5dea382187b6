"""Images of replies, as their cards see them: asked for by a person, loaded by others."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from PySide6.QtGui import QImage


class PictureState(Enum):
    """How far an image has come."""

    ASKS = auto()  # nothing is loaded before a person wants it
    LOADING = auto()
    FAILED = auto()
    SHOWN = auto()
    REFUSED = auto()  # its address is one that is never loaded


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """An image of a reply; another object stands for every other state.

    Attributes:
        host: that would be asked; empty where the bytes are in the address.
        words: what went wrong, or why it is never loaded.
        image: small enough for the column at twice its pixels; only when it is shown.
    """

    state: PictureState
    host: str = ""
    words: str = ""
    image: QImage | None = None


class ReplyPictures(Protocol):
    """Loads images; when one changed the view must hear `reply_pictures_changed`."""

    def picture(self, address: str) -> Picture:
        """What there is of the image at an address."""
        ...

    def want_in_place(self, address: str, description: str) -> None:
        """A person wants it: load it, after asking, or show it large when it is there."""
        ...
