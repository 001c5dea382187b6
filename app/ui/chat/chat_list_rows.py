"""What the chat list is made of: folders, filters, groups of time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from app.domain.conversation import Chat, Folder
from app.ui.words import list_group


@dataclass(frozen=True, slots=True)
class FolderRow:
    """The heading of a folder; `count` are the chats in it that the filter lets through."""

    folder: Folder
    count: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class ListFilter:
    """Which chats are listed; `text` is in lower case, what is empty lets all through."""

    text: str = ""
    tag: str = ""
    model: str = ""
    is_archive: bool = False

    @property
    def narrows(self) -> bool:
        """Whether chats are left out that would else be in this list."""
        return bool(self.text or self.tag or self.model)

    def lets(self, chat: Chat) -> bool:
        """Whether a chat is listed."""
        return (
            chat.archived is self.is_archive
            and (not self.text or self.text in chat.title.casefold())
            and (not self.tag or self.tag in chat.tags)
            and (not self.model or self.model == chat.model)
        )


Row = Chat | FolderRow | str


def place_of(chat: Chat) -> tuple[bool, datetime, str, bool]:
    """What decides where a chat is listed."""
    return (chat.pinned, chat.updated_at, chat.folder_id, chat.archived)


def newest_first(chats: Iterable[Chat]) -> list[Chat]:
    """Chats by the time of their last use."""
    return sorted(chats, key=attrgetter("updated_at"), reverse=True)


def under_dates(chats: list[Chat], now: datetime) -> list[Row]:
    """Chats, newest first, with the heading of their time above each group, found by halving."""
    rows: list[Row] = []
    first = 0
    while first < len(chats):
        heading = list_group(chats[first].updated_at, now)
        low, high = first + 1, len(chats)
        while low < high:
            middle = (low + high) // 2
            if list_group(chats[middle].updated_at, now) == heading:
                low = middle + 1
            else:
                high = middle
        rows.append(heading)
        rows += chats[first:low]
        first = low
    return rows
