"""The tab with the metadata: a filter, the tree, and a way to what was left out."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QSortFilterProxyModel, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import (
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.domain.model_info import ModelShow
from app.ui.library.library_words import tr
from app.ui.library.metadata_model import MetadataModel, has_gaps
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    Index = QModelIndex | QPersistentModelIndex

_OPEN_AT_MOST = 60
_ROW_PX = 24


class _Rows(QStyledItemDelegate):
    """Rows high enough to be hit."""

    def sizeHint(self, option: QStyleOptionViewItem, index: "Index") -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width(), max(_ROW_PX, option.fontMetrics.height() + 8))


class _Tree(QTreeView):
    """Ctrl+C copies the row."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            index = self.currentIndex()
            key, value = index.siblingAtColumn(0).data(), index.siblingAtColumn(1).data()
            if key:
                QGuiApplication.clipboard().setText(f"{key}: {value}" if value else str(key))
        else:
            super().keyPressEvent(event)


class MetadataView(QWidget):
    """Every value is plain text."""

    everything_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._show: ModelShow | None = None
        self.field = SearchField(theme, tr("Filter keys"))
        self._model = MetadataModel(self)
        self._filter = QSortFilterProxyModel(self)
        self._filter.setSourceModel(self._model)
        self._filter.setRecursiveFilteringEnabled(True)
        self._filter.setAutoAcceptChildRows(True)
        self._filter.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.tree = _Tree()
        self.tree.setModel(self._filter)
        self.tree.setAccessibleName(tr("Metadata"))
        self.tree.setUniformRowHeights(True)
        self.tree.setIndentation(14)
        self.tree.setTabKeyNavigation(False)
        self.tree.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.tree.setHeaderHidden(True)
        self.tree.setItemDelegate(_Rows(self.tree))
        self._note = Label(theme, "", "caption", "muted", wrap=True)
        self.all_button = Button(theme, tr("Load everything"), "download", height_px=28)
        self.all_button.clicked.connect(self.everything_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.field)
        column.addWidget(self.tree, 1)
        column.addWidget(self._note)
        column.addWidget(self.all_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.field.textChanged.connect(self._on_text_changed)
        self.field.left.connect(self._on_left)
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_metadata(self, show: ModelShow, has_everything: bool) -> None:
        """Show the metadata of a model."""
        if show is not self._show:
            self._show = show
            self._model.show(show)
            self._open_groups()
        is_short = has_gaps(show) and not has_everything
        self._note.setText(
            tr("Long lists, such as the vocabulary, can be many megabytes.") if is_short else ""
        )
        self._note.setVisible(is_short)
        self.all_button.setVisible(is_short)

    def _open_groups(self) -> None:
        for row in range(min(_OPEN_AT_MOST, self._filter.rowCount())):
            index = self._filter.index(row, 0)
            if not self._filter.canFetchMore(index):
                self.tree.expand(index)

    @Slot()
    def _restyle(self) -> None:
        palette = QPalette(self.tree.palette())
        palette.setColor(QPalette.ColorRole.Highlight, self._theme.color("tint"))
        palette.setColor(QPalette.ColorRole.HighlightedText, self._theme.color("text"))
        self.tree.setPalette(palette)
        self.tree.setFont(self._theme.font("caption"))

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        self._filter.setFilterFixedString(text.strip())
        self._open_groups()

    @Slot()
    def _on_left(self) -> None:
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)
