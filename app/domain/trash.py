"""What was deleted and is still there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

KEPT_FOR = timedelta(days=30)


class TrashKind(StrEnum):
    """What a row of the trash is."""

    CHAT = "chat"
    VERSION = "version"  # a message with all that followed it; its chat is still there


@dataclass(frozen=True, slots=True)
class TrashItem:
    """One row of the trash; `id` is of the chat, or of the first message of the version.

    `title` is the chat's; `excerpt` the beginning of the text that a version begins with.
    """

    kind: TrashKind
    id: str
    chat_id: str
    title: str
    excerpt: str
    deleted_at: datetime
    messages: int

    @property
    def removed_at(self) -> datetime:
        """When it is removed for good by itself."""
        return self.deleted_at + KEPT_FOR


@dataclass(frozen=True, slots=True)
class OldCopies:
    """Copies of the whole database, from before a change of its format or of a damaged file.

    They may hold what was deleted since; nothing removes them but a person, and newer copies.
    """

    count: int = 0
    size_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Emptied:
    """What was removed from the trash, and which older copies stay."""

    items: int
    files: int
    copies: OldCopies
