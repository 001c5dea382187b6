"""The rows of the chat list: chats under the headings of their time, of their folder, or pinned."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)

from app.domain.conversation import Chat, Folder
from app.ui.chat.chat_list_rows import (
    FolderRow,
    Listed,
    ListFilter,
    Row,
    batched,
    folder_of,
    list_rows,
    newest_first,
    place_for,
    place_of,
)
from app.ui.chat.chat_list_words import folder_words, spoken_chat
from app.ui.words import list_time, plain_tip

if TYPE_CHECKING:
    from app.ui.widgets.slices import Slices

CHAT_ROLE = Qt.ItemDataRole.UserRole + 1
RUNNING_ROLE = Qt.ItemDataRole.UserRole + 2
SHOWN_ROLE = Qt.ItemDataRole.UserRole + 3
TIME_ROLE = Qt.ItemDataRole.UserRole + 4
FOLDER_ROLE = Qt.ItemDataRole.UserRole + 5

DRAGGED = "application/x-arriero-chats"
_AT_ONCE = 2_000  # chats that are listed in one go, as fast as one frame is drawn

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()


class ChatListModel(QAbstractListModel):
    """Rows are values: chats, folders, headings (text); pinned chats on top, then folders, then times.

    Many chats are put in order in slices; until that is done the rows stay as they were.
    """

    relisted = Signal()  # the rows are others now
    folder_toggled = Signal(str, bool)  # folder id, whether it shows its chats now
    dropped = Signal(tuple, str)  # chat ids, id of the folder they were dropped on (empty: none)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chats: dict[str, Chat] = {}
        self._folders: tuple[Folder, ...] = ()
        self._closed: set[str] = set()
        self._listed = Listed([], [], [])
        self._is_arriving = False  # other chats are being taken
        self._slices: Slices | None = None
        self._filter = ListFilter()
        self._running: frozenset[str] = frozenset()
        self._shown_id = ""
        self._built_on: date | None = None

    @property
    def filter(self) -> ListFilter:
        """Which chats are listed."""
        return self._filter

    @property
    def folders(self) -> tuple[Folder, ...]:
        """All folders in their order."""
        return self._folders

    @property
    def chat_count(self) -> int:
        """How many chats there are, shown or filtered out."""
        return len(self._chats)

    def chat(self, index: Index) -> Chat | None:
        """The chat of a row, or None for a heading."""
        row = self._listed.rows[index.row()] if index.isValid() else ""
        return row if isinstance(row, Chat) else None

    def folder(self, index: Index) -> FolderRow | None:
        """The folder that a row is the heading of."""
        row = self._listed.rows[index.row()] if index.isValid() else ""
        return row if isinstance(row, FolderRow) else None

    def row_of(self, chat_id: str) -> int:
        """The row of a chat, or -1 when it is not listed."""
        try:
            return self._listed.ids.index(chat_id) if chat_id else -1
        except ValueError:
            return -1

    def chat_by_id(self, chat_id: str) -> Chat | None:
        """The chat with that id, listed or filtered out."""
        return self._chats.get(chat_id)

    def all_chats(self) -> tuple[Chat, ...]:
        """Every chat, listed or filtered out, newest first."""
        return tuple(newest_first(self._chats.values()))

    @property
    def row_ids(self) -> Sequence[str]:
        """The id of the chat of each row; empty for what is no chat."""
        return self._listed.ids

    def listed_ids(self) -> list[str]:
        """The ids of the rows, top to bottom."""
        return [chat_id for chat_id in self._listed.ids if chat_id]

    def tags(self) -> list[str]:
        """Every tag there is, in alphabetical order."""
        return sorted({tag for chat in self._chats.values() for tag in chat.tags}, key=str.casefold)

    def models(self) -> list[str]:
        """Every model that a chat was used with last, in alphabetical order."""
        return sorted({chat.model for chat in self._chats.values() if chat.model})

    @property
    def heading_rows(self) -> Sequence[int]:
        """The numbers of the headings, in order."""
        return self._listed.headings

    def set_chats(self, chats: tuple[Chat, ...]) -> None:
        """Replace all rows."""
        self._is_arriving = True
        self._run(self._arrival(chats), len(chats))

    def set_folders(self, folders: tuple[Folder, ...]) -> None:
        """Take the folders; other names alone leave rows, and the field that one is typed in, in place."""
        self.settle()
        are_the_same = [folder.id for folder in folders] == [folder.id for folder in self._folders]
        self._folders = folders
        if not are_the_same:
            self._rebuild()
            return
        for folder in folders:
            at = self._folder_at(folder.id)
            row = self._listed.rows[at] if at >= 0 else None
            if isinstance(row, FolderRow) and row.folder != folder:
                self._listed.rows[at] = replace(row, folder=folder)
                self._emit_changed(at)

    def set_filter(self, text: str) -> None:
        """List only chats whose title contains a text."""
        self.narrow(replace(self._filter, text=text.strip().casefold()))

    def narrow(self, wanted: ListFilter) -> None:
        """List only the chats that a filter lets through."""
        if wanted != self._filter:
            self._filter = wanted
            self._rebuild()

    def set_folder_open(self, folder_id: str, is_open: bool) -> None:
        """Show the chats of a folder, or only its heading."""
        if is_open == (folder_id not in self._closed):
            return
        self.settle()
        self._closed ^= {folder_id}
        self.folder_toggled.emit(folder_id, is_open)
        at = self._folder_at(folder_id)
        if at < 0:
            return
        chats = self._in_folder(folder_id)
        if is_open:
            self._insert(at + 1, chats)
        else:
            self._remove(at + 1, at + len(chats))
        self._recount(folder_id)

    @Slot(frozenset)
    def set_closed(self, folder_ids: frozenset[str]) -> None:
        """Show only the headings of these folders."""
        self._closed = set(folder_ids)
        self._rebuild()

    def update_chat(self, chat: Chat) -> None:
        """Insert a chat, or change its one row; it moves when its time, pin or folder changed."""
        self.settle()
        old = self._chats.get(chat.id)
        self._chats[chat.id] = chat
        if self._built_on != datetime.now().astimezone().date():
            self._rebuild()  # "Today" is another day
            return
        row = self.row_of(chat.id)
        stays = old is not None and place_of(old) == place_of(chat)
        if row >= 0 and stays and self._filter.lets(chat):
            self._listed.rows[row] = chat
            self._emit_changed(row)
            return
        if row >= 0:
            self._take(row)
        if self._filter.lets(chat) and self._is_open(folder_of(chat, self._folders)):
            self._insert(*place_for(chat, self._listed.rows, self._folders, datetime.now(UTC)))
        for folder_id in {chat.folder_id, old.folder_id if old is not None else ""}:
            self._recount(folder_id)

    def remove_chat(self, chat_id: str) -> None:
        """Drop a chat and, when it was the last under it, its heading."""
        self.settle()
        chat = self._chats.pop(chat_id, None)
        row = self.row_of(chat_id)
        if row >= 0:
            self._take(row)
        if chat is not None:
            self._recount(chat.folder_id)

    def set_running(self, ids: frozenset[str]) -> None:
        """Name the chats in which a reply is being written."""
        changed = self._running ^ ids
        self._running = ids
        for chat_id in changed:
            self._emit_changed(self.row_of(chat_id))

    def set_shown(self, chat_id: str) -> None:
        """Name the chat that is open."""
        old, self._shown_id = self._shown_id, chat_id
        for each in {old, chat_id}:
            self._emit_changed(self.row_of(each))

    def mark_read(self, chat_id: str) -> None:
        """Take the unread dot off the chat that is being opened."""
        chat = self._chats.get(chat_id)
        if chat is not None and chat.unread:
            self.update_chat(replace(chat, unread=False))

    def _emit_changed(self, row: int) -> None:
        if row >= 0:
            index = self.index(row)
            self.dataChanged.emit(index, index)

    def _is_open(self, folder_id: str) -> bool:
        return self._filter.narrows or folder_id not in self._closed

    def _folder_at(self, folder_id: str) -> int:
        rows = enumerate(self._listed.rows)
        return next((at for at, row in rows if isinstance(row, FolderRow) and row.folder.id == folder_id), -1)

    def _in_folder(self, folder_id: str) -> list[Chat]:
        chats = [chat for chat in self._chats.values() if chat.folder_id == folder_id and not chat.pinned]
        return newest_first(chat for chat in chats if self._filter.lets(chat))

    def _recount(self, folder_id: str) -> None:
        at = self._folder_at(folder_id) if folder_id else -1
        if at >= 0:
            row = self._listed.rows[at]
            assert isinstance(row, FolderRow)
            count = len(self._in_folder(folder_id))
            self._listed.rows[at] = FolderRow(row.folder, count, self._is_open(folder_id))
            self._emit_changed(at)

    def settle(self) -> None:
        """End what is under way: the rows are right when this returns."""
        if self._slices is not None:
            self._slices.finish()

    def _rebuild(self) -> None:
        if self._is_arriving:
            self.settle()
        self._run(self._relist(), len(self._chats))

    def _run(self, work: Iterator[None], chats: int) -> None:
        if self._slices is None and chats <= _AT_ONCE:
            for _ in work:
                pass
            self.relisted.emit()
            return
        if self._slices is None:
            # Few have so many chats.
            from app.ui.widgets.slices import Slices

            self._slices = Slices(self)
            self._slices.done.connect(self.relisted)
        self._slices.begin(work)
        if chats <= _AT_ONCE:
            self._slices.finish()

    def _arrival(self, chats: tuple[Chat, ...]) -> Iterator[None]:
        known: dict[str, Chat] = {}
        for step in batched(chats):
            known.update((chat.id, chat) for chat in step)
            yield
        self._chats = known
        self._is_arriving = False
        yield from self._relist()

    def _relist(self) -> Iterator[None]:
        now = datetime.now(UTC)
        chats = tuple(self._chats.values())
        listed = yield from list_rows(chats, self._folders, self._closed, self._filter, now)
        self.beginResetModel()
        self._built_on = now.astimezone().date()
        self._listed = listed
        self.endResetModel()

    def _insert(self, at: int, rows: Iterable[Row]) -> None:
        new = list(rows)
        if new:
            self.beginInsertRows(_NONE, at, at + len(new) - 1)
            self._listed.insert(at, new)
            self.endInsertRows()

    def _remove(self, first: int, last: int) -> None:
        if last >= first:
            self.beginRemoveRows(_NONE, first, last)
            self._listed.remove(first, last)
            self.endRemoveRows()

    def _take(self, row: int) -> None:
        lone_before = isinstance(self._listed.rows[row - 1], str)
        lone_after = row + 1 == len(self._listed.rows) or not self._listed.ids[row + 1]
        self._remove(row - 1 if lone_before and lone_after else row, row)

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._listed.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.ItemIsDropEnabled
        row = self._listed.rows[index.row()]
        if isinstance(row, str):
            return flag.ItemIsDropEnabled
        usable = flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsEditable | flag.ItemIsDropEnabled
        return usable | flag.ItemIsDragEnabled if isinstance(row, Chat) else usable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._listed.rows[index.row()]
        if isinstance(row, str):
            return row if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None
        if isinstance(row, FolderRow):
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
                return row.folder.name
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return folder_words(row.folder.name, row.count, row.is_open)
            return row if role == FOLDER_ROLE else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(row.title)
        if role == CHAT_ROLE:
            return row
        if role == RUNNING_ROLE:
            return row.id in self._running
        if role == SHOWN_ROLE:
            return row.id == self._shown_id
        if role == TIME_ROLE:
            return list_time(row.updated_at, datetime.now(UTC))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken_chat(row, row.id in self._running)
        return None

    def mimeTypes(self) -> list[str]:
        return [DRAGGED]

    def mimeData(self, indexes: Iterable[Index]) -> QMimeData:
        chats = [chat for index in indexes if (chat := self.chat(index)) is not None]
        data = QMimeData()
        data.setData(DRAGGED, QByteArray("\n".join(chat.id for chat in chats).encode()))
        return data

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        if not data.hasFormat(DRAGGED):
            return False
        at = parent.row() if parent.isValid() else min(row, len(self._listed.rows)) - 1
        target = self._listed.rows[at] if 0 <= at < len(self._listed.rows) else ""
        folder_id = target.folder.id if isinstance(target, FolderRow) else ""
        if isinstance(target, Chat):
            folder_id = folder_of(target, self._folders)
        ids = tuple(bytes(data.data(DRAGGED).data()).decode().split("\n"))
        self.dropped.emit(ids, folder_id)
        return False  # nothing was moved here: the rows follow when the change is told
