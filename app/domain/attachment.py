"""Images on their way from a person into a message."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.conversation import Attachment

MOST_FILE_BYTES = 100_000_000
MOST_PIXELS = 64_000_000
SENT_EDGE_PX = 2048
"""Unless a person chose another size."""


class ImageFault(StrEnum):
    """Why something cannot be attached."""

    NOT_AN_IMAGE = "not_an_image"
    FOLDER = "folder"
    MISSING = "missing"
    FORBIDDEN = "forbidden"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    BROKEN = "broken"  # the beginning is that of an image, the rest is not
    HEIC = "heic"
    AVIF = "avif"
    FILE_TOO_LARGE = "file_too_large"  # more than MOST_FILE_BYTES
    TOO_MANY_PIXELS = "too_many_pixels"  # more than MOST_PIXELS
    FIRST_FRAME_ONLY = "first_frame_only"  # attached all the same: of an animation one frame is sent


@dataclass(frozen=True, slots=True)
class ImageTrouble:
    """A fault with the values its sentence needs."""

    fault: ImageFault
    name: str
    size_bytes: int = 0
    width_px: int = 0
    height_px: int = 0


@dataclass(frozen=True, slots=True)
class PreparedImage:
    """An image that was read for the draft of a chat (empty id: the new one).

    `original` is the file as it came, `sent` what a model gets of it: PNG or JPEG, upright, without
    metadata, its longest edge as long as the settings allow. `attached_at_ns` as in `DraftImage`.
    """

    id: str
    chat_id: str
    name: str
    media_type: str
    original: bytes
    sent: bytes
    attached_at_ns: int = 0


@dataclass(frozen=True, slots=True)
class DraftImage:
    """An image of a message that is not sent yet.

    `attached_at_ns` is by a clock that began with this run of the program; 0 before it.
    """

    id: str
    attachment: Attachment
    attached_at_ns: int = 0


def place_in(draft: Sequence[DraftImage], attached_at_ns: int) -> int:
    """Where in a draft a file belongs that was read later than others: before those attached after it."""
    at = len(draft)
    while at and draft[at - 1].attached_at_ns > attached_at_ns:
        at -= 1
    return at


@dataclass(frozen=True, slots=True)
class DraftImages:
    """All images of one draft, in order."""

    chat_id: str
    images: tuple[DraftImage, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredFile:
    """The bytes of a stored file; None where it is not there any more."""

    sha256: str
    data: bytes | None
