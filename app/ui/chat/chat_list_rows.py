"""What the chat list is made of: folders, filters, groups of time."""

from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from operator import attrgetter

from app.domain.conversation import Chat, Folder
from app.ui.chat.chat_list_words import pinned_words
from app.ui.words import list_group

_STEP = 500
_DATES = 1_000_000  # comes after every folder


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


def folder_of(chat: Chat, folders: Sequence[Folder]) -> str:
    """The id of the folder that a chat is listed under; empty where it is pinned, or in none."""
    known = not chat.pinned and any(folder.id == chat.folder_id for folder in folders)
    return chat.folder_id if known else ""


def newest_first(chats: Iterable[Chat]) -> list[Chat]:
    """Chats by the time of their last use."""
    return sorted(chats, key=attrgetter("updated_at"), reverse=True)


@dataclass(slots=True)
class Listed:
    """Rows from the top; `ids` are of the chats (else empty), `headings` the numbers of the headings."""

    rows: list[Row]
    ids: list[str]
    headings: list[int]

    def insert(self, at: int, new: list[Row]) -> None:
        """Put rows before the one at a place."""
        self.rows[at:at] = new
        self.ids[at:at] = [row.id if isinstance(row, Chat) else "" for row in new]
        below = [number + len(new) for number in self.headings if number >= at]
        own = [at + place for place, row in enumerate(new) if isinstance(row, str)]
        self.headings = [number for number in self.headings if number < at] + own + below

    def remove(self, first: int, last: int) -> None:
        """Take rows out, the last one too."""
        del self.rows[first : last + 1]
        del self.ids[first : last + 1]
        below = [number - (last + 1 - first) for number in self.headings if number > last]
        self.headings = [number for number in self.headings if number < first] + below


def list_rows(
    chats: Collection[Chat],
    folders: Sequence[Folder],
    closed: Collection[str],
    wanted: ListFilter,
    now: datetime,
) -> Generator[None, None, Listed]:
    """Put chats under pinned, folders and times; a step looks at some hundred of them.

    Args:
        closed: ids of the folders that show only their heading, unless a filter narrows the list.
    """
    pinned: list[Chat] = []
    others: list[Chat] = []
    in_folders: dict[str, list[Chat]] = {folder.id: [] for folder in folders}
    lets, is_in_order = wanted.lets, True
    for step in batched(chats):
        for chat in step:
            if not lets(chat):
                continue
            if chat.pinned:
                pinned.append(chat)
            elif chat.folder_id in in_folders:
                in_folders[chat.folder_id].append(chat)
            else:
                is_in_order = is_in_order and not (others and others[-1].updated_at < chat.updated_at)
                others.append(chat)
        yield
    listed = Listed([], [], [])
    if pinned:
        yield from _add(listed, [pinned_words()], newest_first(pinned))
    for folder in folders:
        in_folder = in_folders[folder.id]
        if in_folder or not (wanted.narrows or wanted.is_archive):
            is_open = wanted.narrows or folder.id not in closed
            row = FolderRow(folder, len(in_folder), is_open)
            yield from _add(listed, [row], newest_first(in_folder) if is_open else [])
    if not is_in_order:  # as they mostly come; it is one long step
        others = newest_first(others)
        yield
    first = 0
    while first < len(others):
        heading, end = _group(others, first, now)
        yield from _add(listed, [heading], others[first:end])
        first = end
    return listed


def batched(chats: Collection[Chat]) -> Iterator[list[Chat]]:
    """Some hundred at a time."""
    rest = iter(chats)
    while step := list(islice(rest, _STEP)):
        yield step


def _add(listed: Listed, above: list[Row], chats: list[Chat]) -> Iterator[None]:
    if isinstance(above[0], str):
        listed.headings.append(len(listed.rows))
    listed.rows += above
    listed.ids += [""] * len(above)
    listed.rows += chats
    for step in batched(chats):
        listed.ids += [chat.id for chat in step]
        yield


def _group(chats: list[Chat], first: int, now: datetime) -> tuple[str, int]:
    """The heading of the time of a chat, and where its group ends: found by halving."""
    heading = list_group(chats[first].updated_at, now)
    low, high = first + 1, len(chats)
    while low < high:
        middle = (low + high) // 2
        if list_group(chats[middle].updated_at, now) == heading:
            low = middle + 1
        else:
            high = middle
    return heading, low


def place_for(
    chat: Chat, rows: Sequence[Row], folders: Sequence[Folder], now: datetime
) -> tuple[int, list[Row]]:
    """The row that a chat is put before, and what is put there: perhaps with a heading."""
    key = _order(chat, folders)
    heading = pinned_words() if chat.pinned else list_group(chat.updated_at, now)
    at = next(
        (at for at, row in enumerate(rows) if not isinstance(row, str) and _order(row, folders) > key),
        len(rows),
    )
    if 0 < key[0] < _DATES:
        return at - isinstance(rows[at - 1], str), [chat]
    # The place found may stand below the heading of the group that comes next.
    if at > 0 and isinstance(rows[at - 1], str) and rows[at - 1] != heading:
        at -= 1
    above = next((row for row in reversed(rows[:at]) if not isinstance(row, Chat)), "")
    return at, [chat] if above == heading else [heading, chat]


def _order(row: Chat | FolderRow, folders: Sequence[Folder]) -> tuple[int, float, str]:
    if isinstance(row, FolderRow):
        return (folders.index(row.folder) + 1, float("-inf"), "")
    if row.pinned:
        section = 0
    else:
        folder_id = folder_of(row, folders)
        section = next((at for at, each in enumerate(folders, 1) if each.id == folder_id), _DATES)
    return (section, -row.updated_at.timestamp(), row.id)
