"""What was found, as rows; further pages are asked for when the end comes into view."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QObject, Qt, Signal

from app.domain.search import HitPlace, SearchHit, SearchHits
from app.ui.words import list_time

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex

    Index = QModelIndex | QPersistentModelIndex

HIT_ROLE = Qt.ItemDataRole.UserRole + 1
LINE_ROLE = Qt.ItemDataRole.UserRole + 2
_NONE = QModelIndex()


def _tr(text: str) -> str:
    return QCoreApplication.translate("search", text)


def where_words(hit: SearchHit) -> str:
    """Where in its chat something was found."""
    if hit.place is HitPlace.TITLE:
        return _tr("Title")
    if hit.place is HitPlace.THINKING:
        return _tr("Thought of {model}").format(model=hit.model or _tr("the model"))
    if hit.place is HitPlace.FILE:
        return _tr("File name")
    if hit.role == "assistant":
        return hit.model or _tr("Model")
    others = {"user": _tr("You"), "system": _tr("System prompt"), "tool": _tr("Result of a tool")}
    return others.get(hit.role, hit.role)


class HitModel(QAbstractListModel):
    """Rows are frozen values, in the order in which they were told."""

    more_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: list[SearchHit] = []
        self._has_more = False
        self._now = datetime.now(UTC)

    @property
    def has_more(self) -> bool:
        """Whether there are pages that were not told yet."""
        return self._has_more

    def hit(self, index: "Index") -> SearchHit | None:
        """What a row shows."""
        return self._hits[index.row()] if index.isValid() else None

    def set_hits(self, hits: SearchHits) -> None:
        """Show the first page of another search."""
        self._now = datetime.now(UTC)
        self.beginResetModel()
        self._hits = list(hits.hits)
        self._has_more = hits.next_before is not None
        self.endResetModel()

    def add_hits(self, hits: SearchHits) -> None:
        """Add the next page."""
        self._has_more = hits.next_before is not None
        if hits.hits:
            first = len(self._hits)
            self.beginInsertRows(_NONE, first, first + len(hits.hits) - 1)
            self._hits += hits.hits
            self.endInsertRows()

    def _line(self, hit: SearchHit) -> str:
        parts = [where_words(hit), list_time(hit.at, self._now)]
        if not hit.is_shown:
            parts.append(_tr("on another version"))
        return " · ".join(parts)

    def canFetchMore(self, parent: "Index") -> bool:
        return self._has_more

    def fetchMore(self, parent: "Index") -> None:
        self.more_wanted.emit()

    def rowCount(self, parent: "Index" = _NONE) -> int:
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: "Index", role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        hit = self.hit(index)
        if hit is None:
            return None
        if role == HIT_ROLE:
            return hit
        if role == LINE_ROLE:
            return self._line(hit)
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.chat_title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join((hit.chat_title, self._line(hit), hit.snippet))
        return None
