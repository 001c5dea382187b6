"""The rows of the chat list: chats under the headings of their time."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from app.domain.conversation import Chat
from app.ui.words import list_group, list_time

CHAT_ROLE = Qt.ItemDataRole.UserRole + 1
RUNNING_ROLE = Qt.ItemDataRole.UserRole + 2
SHOWN_ROLE = Qt.ItemDataRole.UserRole + 3
TIME_ROLE = Qt.ItemDataRole.UserRole + 4

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()


def _tr(text: str) -> str:
    return QCoreApplication.translate("ChatListModel", text)


class ChatListModel(QAbstractListModel):
    """Rows are chats (frozen values) or headings (plain text), newest first, pinned ones on top."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chats: dict[str, Chat] = {}
        self._rows: list[Chat | str] = []
        self._filter = ""
        self._running: frozenset[str] = frozenset()
        self._shown_id = ""

    @property
    def filter_text(self) -> str:
        """What titles must contain, in lower case; empty for all."""
        return self._filter

    @property
    def chat_count(self) -> int:
        """How many chats there are, shown or filtered out."""
        return len(self._chats)

    def chat(self, index: Index) -> Chat | None:
        """The chat of a row, or None for a heading."""
        row = self._rows[index.row()] if index.isValid() else ""
        return row if isinstance(row, Chat) else None

    def row_of(self, chat_id: str) -> int:
        """The row of a chat, or -1 when it is not listed."""
        return next(
            (at for at, row in enumerate(self._rows) if isinstance(row, Chat) and row.id == chat_id), -1
        )

    def chat_by_id(self, chat_id: str) -> Chat | None:
        """The chat with that id, listed or filtered out."""
        return self._chats.get(chat_id)

    def all_chats(self) -> tuple[Chat, ...]:
        """Every chat, listed or filtered out, newest first."""
        return tuple(sorted(self._chats.values(), key=lambda chat: chat.updated_at, reverse=True))

    def listed_ids(self) -> list[str]:
        """The ids of the rows, top to bottom."""
        return [row.id for row in self._rows if isinstance(row, Chat)]

    def set_chats(self, chats: tuple[Chat, ...]) -> None:
        """Replace all rows."""
        self._chats = {chat.id: chat for chat in chats}
        self._rebuild()

    def set_filter(self, text: str) -> None:
        """List only chats whose title contains a text."""
        wanted = text.strip().casefold()
        if wanted != self._filter:
            self._filter = wanted
            self._rebuild()

    def update_chat(self, chat: Chat) -> None:
        """Insert a chat, or change its one row; it moves when its time or pin changed."""
        old = self._chats.get(chat.id)
        self._chats[chat.id] = chat
        row = self.row_of(chat.id)
        stays = old is not None and (old.pinned, old.updated_at) == (chat.pinned, chat.updated_at)
        if row >= 0 and stays and self._matches(chat):
            self._rows[row] = chat
            self._emit_changed(row)
            return
        if row >= 0:
            self._take(row)
        if self._matches(chat):
            self._put(chat)

    def remove_chat(self, chat_id: str) -> None:
        """Drop a chat and, when it was the last under it, its heading."""
        self._chats.pop(chat_id, None)
        row = self.row_of(chat_id)
        if row >= 0:
            self._take(row)

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

    def _emit_changed(self, row: int) -> None:
        if row >= 0:
            index = self.index(row)
            self.dataChanged.emit(index, index)

    def _matches(self, chat: Chat) -> bool:
        return not self._filter or self._filter in chat.title.casefold()

    def _heading(self, chat: Chat, now: datetime) -> str:
        return _tr("Pinned") if chat.pinned else list_group(chat.updated_at, now)

    def _rebuild(self) -> None:
        now = datetime.now(UTC)
        self.beginResetModel()
        self._rows = []
        last = ""
        for chat in sorted(self._chats.values(), key=_sort_key):
            if not self._matches(chat):
                continue
            heading = self._heading(chat, now)
            if heading != last:
                self._rows.append(heading)
                last = heading
            self._rows.append(chat)
        self.endResetModel()

    def _take(self, row: int) -> None:
        lone_before = isinstance(self._rows[row - 1], str)
        lone_after = row + 1 == len(self._rows) or isinstance(self._rows[row + 1], str)
        first = row - 1 if lone_before and lone_after else row
        self.beginRemoveRows(_NONE, first, row)
        del self._rows[first : row + 1]
        self.endRemoveRows()

    def _put(self, chat: Chat) -> None:
        heading = self._heading(chat, datetime.now(UTC))
        key = _sort_key(chat)
        at = next(
            (i for i, row in enumerate(self._rows) if isinstance(row, Chat) and _sort_key(row) > key),
            len(self._rows),
        )
        # The place found may stand below the heading of the group that comes next.
        if at > 0 and isinstance(self._rows[at - 1], str) and self._rows[at - 1] != heading:
            at -= 1
        above = next((row for row in reversed(self._rows[:at]) if isinstance(row, str)), "")
        new: list[Chat | str] = [chat] if above == heading else [heading, chat]
        self.beginInsertRows(_NONE, at, at + len(new) - 1)
        self._rows[at:at] = new
        self.endInsertRows()

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.chat(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if isinstance(row, str):
            return row if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return row.title
        if role == CHAT_ROLE:
            return row
        if role == RUNNING_ROLE:
            return row.id in self._running
        if role == SHOWN_ROLE:
            return row.id == self._shown_id
        if role == TIME_ROLE:
            return list_time(row.updated_at, datetime.now(UTC))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row)
        return None

    def _spoken(self, chat: Chat) -> str:
        parts = [chat.title, chat.model, list_time(chat.updated_at, datetime.now(UTC))]
        if chat.pinned:
            parts.append(_tr("pinned"))
        if chat.id in self._running:
            parts.append(_tr("reply is being written"))
        elif chat.unread:
            parts.append(_tr("unread"))
        return ", ".join(part for part in parts if part)

    def mark_read(self, chat_id: str) -> None:
        """Take the unread dot off the chat that is being opened."""
        chat = self._chats.get(chat_id)
        if chat is not None and chat.unread:
            self.update_chat(replace(chat, unread=False))


def _sort_key(chat: Chat) -> tuple[bool, float, str]:
    return (not chat.pinned, -chat.updated_at.timestamp(), chat.id)
