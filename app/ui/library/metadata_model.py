"""The metadata of a model as a tree: keys by their dots, long arrays and tensors a piece at a time."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractItemModel, QLocale, QModelIndex, QObject, Qt

from app.domain.model_info import ModelShow
from app.ui.library.library_words import tr
from app.ui.words import plain_tip

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex

    Index = QModelIndex | QPersistentModelIndex

PIECE = 200
_MOST_CHARS = 300
_NONE = QModelIndex()


class Node:
    """One row; `rest` gives children that are not made yet."""

    def __init__(self, key: str, text: str = "", parent: "Node | None" = None) -> None:
        self.key = key
        self.text = text
        self.parent = parent
        self.row = 0
        self.children: list[Node] = []
        self.rest: Iterator[tuple[str, str]] | None = None

    def add(self, child: "Node") -> "Node":
        """Put a child at the end."""
        child.parent, child.row = self, len(self.children)
        self.children.append(child)
        return child


class MetadataModel(QAbstractItemModel):
    """Two columns: key and value."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = Node("")

    def show(self, show: ModelShow) -> None:
        """Take the metadata of a model."""
        self.beginResetModel()
        self._root = Node("")
        self._add_mapping(self._root, show.model_info)
        if show.projector_info:
            self._add_mapping(self._root.add(Node(tr("Projector"))), show.projector_info)
        if show.tensors:
            tensors = self._root.add(Node(tr("Tensors"), _count(len(show.tensors))))
            tensors.rest = iter(
                (tensor.name, f"{tensor.type}  {' x '.join(map(str, tensor.shape))}")
                for tensor in show.tensors
            )
        self.endResetModel()

    def node(self, index: "Index") -> Node:
        """The row of an index; the root for an invalid one."""
        found = index.internalPointer() if index.isValid() else self._root
        assert isinstance(found, Node)
        return found

    def _add_mapping(self, top: Node, values: Mapping[str, Any]) -> None:
        groups: dict[str, Node] = {}
        for key in sorted(values):
            group, dot, rest = key.partition(".")
            parent = top
            if dot:
                if group not in groups:
                    groups[group] = top.add(Node(group))
                parent = groups[group]
            value = values[key]
            node = parent.add(Node(rest or key, _value_text(value)))
            if isinstance(value, list | tuple):
                node.rest = iter((str(at), _value_text(each)) for at, each in enumerate(value))

    def index(self, row: int, column: int, parent: "Index" = _NONE) -> QModelIndex:
        children = self.node(parent).children
        return self.createIndex(row, column, children[row]) if 0 <= row < len(children) else QModelIndex()

    def parent(self, index: "Index" = _NONE) -> QModelIndex:  # type: ignore[override]
        above = self.node(index).parent
        if above is None or above is self._root:
            return QModelIndex()
        return self.createIndex(above.row, 0, above)

    def rowCount(self, parent: "Index" = _NONE) -> int:
        return 0 if parent.column() > 0 else len(self.node(parent).children)

    def columnCount(self, parent: "Index" = _NONE) -> int:
        return 2

    def hasChildren(self, parent: "Index" = _NONE) -> bool:
        node = self.node(parent)
        return parent.column() <= 0 and (bool(node.children) or node.rest is not None)

    def canFetchMore(self, parent: "Index") -> bool:
        return self.node(parent).rest is not None

    def fetchMore(self, parent: "Index") -> None:
        node = self.node(parent)
        if node.rest is None:
            return
        piece = [each for _, each in zip(range(PIECE), node.rest, strict=False)]
        if len(piece) < PIECE:
            node.rest = None
        if piece:
            first = len(node.children)
            self.beginInsertRows(parent, first, first + len(piece) - 1)
            for key, text in piece:
                node.add(Node(key, text))
            self.endInsertRows()

    def data(self, index: "Index", role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        node = self.node(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return node.key if index.column() == 0 else node.text
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 1:
            return plain_tip(node.text)
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == 0:
            return f"{node.key}: {node.text}" if node.text else node.key
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        return tr("Key") if section == 0 else tr("Value")


def has_gaps(show: ModelShow) -> bool:
    """Whether long arrays were left out of an answer."""
    return any(value is None for value in show.model_info.values())


def _value_text(value: Any) -> str:
    if value is None:
        return tr("long list, not sent yet")
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, int):
        return QLocale().toString(value) if abs(value) >= 10_000 and abs(value) < 2**63 else str(value)
    if isinstance(value, list | tuple):
        return _count(len(value))
    text = " ".join(str(value).split())
    return text if len(text) <= _MOST_CHARS else text[:_MOST_CHARS] + "…"


def _count(count: int) -> str:
    return tr("1 entry") if count == 1 else tr("{count} entries").format(count=QLocale().toString(count))
