"""What was deleted, as rows."""

import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QObject, Qt

from app.domain.trash import TrashItem, TrashKind
from app.ui.words import list_time, plain_tip

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex

    Index = QModelIndex | QPersistentModelIndex

ITEM_ROLE = Qt.ItemDataRole.UserRole + 1
LINE_ROLE = Qt.ItemDataRole.UserRole + 2
LEFT_ROLE = Qt.ItemDataRole.UserRole + 3
_NONE = QModelIndex()
_DAY_S = 86_400


def _tr(text: str) -> str:
    return QCoreApplication.translate("trash", text)


def title_words(item: TrashItem) -> str:
    """What a row is called: the chat, or how the version begins."""
    if item.kind is TrashKind.CHAT:
        return item.title or _tr("Untitled chat")
    return " ".join(item.excerpt.split()) or _tr("A version without words")


def left_words(item: TrashItem, now: datetime) -> str:
    """How long it is kept."""
    days = math.ceil((item.removed_at - now).total_seconds() / _DAY_S)
    if days <= 0:
        return _tr("goes today")
    return _tr("1 day left") if days == 1 else _tr("{count} days left").format(count=days)


def line_words(item: TrashItem, now: datetime) -> str:
    """What it is, how large, and when it was deleted."""
    if item.kind is TrashKind.CHAT:
        what = _tr("Chat")
    else:
        what = _tr("Version in “{title}”").format(title=item.title)
    one, many = _tr("1 message"), _tr("{count} messages")
    size = one if item.messages == 1 else many.format(count=item.messages)
    return " · ".join((what, size, _tr("deleted {when}").format(when=list_time(item.deleted_at, now))))


class TrashModel(QAbstractListModel):
    """Rows are frozen values, what was deleted last first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[TrashItem, ...] = ()
        self._now = datetime.now(UTC)

    def item(self, index: "Index") -> TrashItem | None:
        """What a row shows."""
        return self._items[index.row()] if index.isValid() else None

    def set_items(self, items: tuple[TrashItem, ...]) -> None:
        """Replace all rows."""
        self._now = datetime.now(UTC)
        self.beginResetModel()
        self._items = items
        self.endResetModel()

    def rowCount(self, parent: "Index" = _NONE) -> int:
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: "Index", role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self.item(index)
        if item is None:
            return None
        if role == ITEM_ROLE:
            return item
        if role == LINE_ROLE:
            return line_words(item, self._now)
        if role == LEFT_ROLE:
            return left_words(item, self._now)
        if role == Qt.ItemDataRole.DisplayRole:
            return title_words(item)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(title_words(item))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = (title_words(item), line_words(item, self._now), left_words(item, self._now))
            return ", ".join(words)
        return None
