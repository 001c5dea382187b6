"""The installed models as rows: values, order, filter."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QSortFilterProxyModel, Qt

from app.domain.library import COLUMNS, LibraryRow
from app.ui.library.library_words import (
    age_text,
    can_text,
    column_text,
    context_text,
    moment_text,
    parameters_text,
    row_words,
    tr,
)
from app.ui.words import plain_tip, size

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex

    Index = QModelIndex | QPersistentModelIndex

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
UPDATE = "update"
SHOWN_COLUMNS = (*COLUMNS, UPDATE)
"""The columns of the table: those of a model, and the one with the pill."""
_NONE = QModelIndex()
_RIGHT = frozenset({"parameters", "size", "context"})

_KEYS: dict[str, Callable[[LibraryRow], Any]] = {
    "name": lambda row: row.name.casefold(),
    "parameters": lambda row: row.parameter_count,
    "quantization": lambda row: row.quantization.casefold(),
    "size": lambda row: row.size_bytes,
    "family": lambda row: row.family.casefold(),
    "context": lambda row: row.context_length or -1,
    "capabilities": lambda row: (len(row.capabilities or ()), row.capabilities or ()),
    "modified": lambda row: row.modified_at.timestamp() if row.modified_at else 0.0,
}


def _is_below(row: LibraryRow) -> bool:
    return not row.is_pinned


class LibraryModel(QAbstractTableModel):
    """Keeps its rows in the order that is wanted: Python sorts a thousand faster than Qt asks for them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[LibraryRow] = []
        self._sort = "modified"
        self._descending = True
        self._now = datetime.now(UTC)

    @property
    def rows(self) -> tuple[LibraryRow, ...]:
        """All rows in their order."""
        return tuple(self._rows)

    def at(self, row: int) -> LibraryRow:
        """The model of a row."""
        return self._rows[row]

    def row_at(self, index: "Index") -> LibraryRow | None:
        """The model of an index."""
        at = index.row()
        return self._rows[at] if index.isValid() and at < len(self._rows) else None

    def index_of(self, name: str) -> QModelIndex:
        """Where a model stands; an invalid index where it is not there."""
        at = next((at for at, row in enumerate(self._rows) if row.name == name), -1)
        return self.index(at, 0) if at >= 0 else QModelIndex()

    def set_rows(self, rows: Sequence[LibraryRow]) -> None:
        """Take another list; what stays keeps its selection, only what changed is painted."""
        self._now = datetime.now(UTC)
        wanted = {row.name: row for row in rows}
        for at in range(len(self._rows) - 1, -1, -1):
            if self._rows[at].name not in wanted:
                self.beginRemoveRows(_NONE, at, at)
                del self._rows[at]
                self.endRemoveRows()
        for at, old in enumerate(self._rows):
            new = wanted.pop(old.name)
            if new != old:
                self._rows[at] = new
                self.dataChanged.emit(self.index(at, 0), self.index(at, len(SHOWN_COLUMNS) - 1))
        if wanted:
            added = self._ordered(wanted.values())
            first = len(self._rows)
            self.beginInsertRows(_NONE, first, first + len(added) - 1)
            self._rows += added
            self.endInsertRows()
        self._order()

    def order_by(self, column: str, descending: bool) -> None:
        """Sort by a column."""
        if (column, descending) != (self._sort, self._descending):
            self._sort, self._descending = column, descending
            self._order()

    def retell_ages(self) -> None:
        """Say again how old everything is."""
        self._now = datetime.now(UTC)
        if self._rows:
            column = SHOWN_COLUMNS.index("modified")
            self.dataChanged.emit(self.index(0, column), self.index(len(self._rows) - 1, column))

    def _ordered(self, rows: Iterable[LibraryRow]) -> list[LibraryRow]:
        """Pinned ones first, then by the column; among equal ones by name, whichever way that goes."""
        by_name = sorted(rows, key=_KEYS["name"])
        ordered = sorted(by_name, key=_KEYS[self._sort], reverse=self._descending)
        return sorted(ordered, key=_is_below)

    def _order(self) -> None:
        ordered = self._ordered(self._rows)
        if [row.name for row in ordered] == [row.name for row in self._rows]:
            return
        self.layoutAboutToBeChanged.emit()
        place = {row.name: at for at, row in enumerate(ordered)}
        before = self.persistentIndexList()
        after = [self.index(place[self._rows[index.row()].name], index.column()) for index in before]
        self._rows = ordered
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _text(self, row: LibraryRow, column: str) -> str:
        match column:
            case "name":
                return row.name
            case "parameters":
                return parameters_text(row.parameters)
            case "quantization":
                return row.quantization
            case "size":
                return size(row.size_bytes) if row.size_bytes else ""
            case "family":
                return row.family
            case "context":
                return context_text(row.context_length)
            case "capabilities":
                return ", ".join(can_text(each) for each in row.capabilities or ())
            case "modified":
                return age_text(row.modified_at, self._now)
        return tr("Update") if row.newer_digest else ""

    def rowCount(self, parent: "Index" = _NONE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: "Index" = _NONE) -> int:
        return 0 if parent.isValid() else len(SHOWN_COLUMNS)

    def data(self, index: "Index", role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index)
        if row is None:
            return None
        if role == ROW_ROLE:
            return row
        column = SHOWN_COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row_words(row) if column == "name" else self._text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._tip(row, column))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column in _RIGHT else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = SHOWN_COLUMNS[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return "" if column == UPDATE else column_text(column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column in _RIGHT else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def _tip(self, row: LibraryRow, column: str) -> str:
        if column == "capabilities":
            if row.capabilities is None:
                return tr("The server has not told what it can do")
            return "\n".join(can_text(each) for each in row.capabilities)
        if column == "name":
            same = tr("Same content as {names}").format(names=", ".join(row.aliases)) if row.aliases else ""
            return "\n".join(part for part in (row.name, same) if part)
        if column == "modified" and row.modified_at:
            return moment_text(row.modified_at)
        return ""


class LibraryFilter(QSortFilterProxyModel):
    """Lets through what has all words and the capability."""

    def __init__(self, model: LibraryModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()
        self._capability = ""
        self._model = model
        self.setSourceModel(model)

    def set_filter(self, text: str, capability: str) -> None:
        """Filter by words (name, aliases, family, quantisation, parameters) and a capability; empty: all."""
        self._words, self._capability = tuple(text.casefold().split()), capability
        self.invalidate()

    def row_at(self, index: "Index") -> LibraryRow | None:
        """The model of an index of this filter."""
        return self._model.row_at(self.mapToSource(index))

    def rows(self) -> list[LibraryRow]:
        """What is let through, in order."""
        found = (self.row_at(self.index(at, 0)) for at in range(self.rowCount()))
        return [row for row in found if row is not None]

    def index_of(self, name: str) -> QModelIndex:
        """Where a model is shown; an invalid index where it is not."""
        return self.mapFromSource(self._model.index_of(name))

    def filterAcceptsRow(self, source_row: int, source_parent: "Index") -> bool:
        row = self._model.at(source_row)
        if self._capability and self._capability not in (row.capabilities or ()):
            return False
        if not self._words:
            return True
        told = " ".join((row.name, *row.aliases, row.family, row.quantization, row.parameters)).casefold()
        return all(word in told for word in self._words)
