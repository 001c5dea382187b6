"""The column with the pages of the settings and the search field."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFontMetrics,
    QPainter,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.setting import SettingPage
from app.ui.settings.texts import page_icon, page_text
from app.ui.theme.theme import Theme
from app.ui.widgets.label import Label
from app.ui.widgets.ring_by_keys import RingedList
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.surface import Surface

LIST_PX = 236
_BESIDE_WORDS_PX = 62  # the edges of a row, its icon and what lies between
_PAGE_ROLE = Qt.ItemDataRole.UserRole + 1


class _Rows(QStyledItemDelegate):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, max(36, QFontMetrics(self._theme.font("ui_strong")).height() + 20))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        state = option.state
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # words stay with their icon
        box = QRectF(option.rect).adjusted(8, 1, -8, -1)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            self._theme.paint_box(painter, box, 8, "tint")
        elif state & QStyle.StateFlag.State_MouseOver:
            self._theme.paint_box(painter, box, 8, "hover")
        if selected and isinstance(option.widget, PageView) and option.widget.wears_ring:
            self._theme.paint_box(painter, box, 8, border="accent", border_width=2)
        icon, ink = page_icon(index.data(_PAGE_ROLE)), "accent_text" if selected else "muted"
        left, middle = box.left() + 12, box.center().y()
        self._theme.paint_icon(painter, icon, left, middle - 8, 16, ink)  # type: ignore[arg-type]
        painter.setFont(self._theme.font("ui_strong" if selected else "ui"))
        painter.setPen(self._theme.color("text"))
        painter.drawText(box.adjusted(38, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter, str(index.data()))


class PageView(RingedList):
    """The pages."""

    def __init__(self, rows: _Rows) -> None:
        super().__init__()
        rows.setParent(self)
        self.setItemDelegate(rows)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


class PageList(Surface):
    """Title, search, pages."""

    page_selected = Signal(SettingPage)
    search_changed = Signal(str)
    search_left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "side", parent=parent)
        self._theme = theme
        self._fit()
        self.search_field = SearchField(theme, self.tr("Search settings"))
        self._model = QStandardItemModel(self)
        for page in SettingPage:
            item = QStandardItem(page_text(page))
            item.setData(page, _PAGE_ROLE)
            self._model.appendRow(item)
        self.view = PageView(_Rows(theme))
        self.view.setModel(self._model)
        self.view.setAccessibleName(self.tr("Pages of the settings"))
        self._lay_out(Label(theme, self.tr("Settings"), "heading"))
        self.search_field.textChanged.connect(self.search_changed)
        self.search_field.left.connect(self.search_left)
        self.view.selectionModel().currentChanged.connect(self._on_current_changed)
        self.view.clicked.connect(self._on_clicked)
        theme.changed.connect(self._restyle)

    def show_page(self, page: SettingPage | None) -> None:
        """Mark the page that is open; None: the results of a search are shown."""
        rows = range(self._model.rowCount())
        at = next((row for row in rows if self._model.index(row, 0).data(_PAGE_ROLE) == page), None)
        if at is None:
            self.view.clearSelection()
        else:
            self.view.setCurrentIndex(self._model.index(at, 0))

    def _lay_out(self, title: Label) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        title.setContentsMargins(20, 16, 12, 16)
        field = QVBoxLayout()
        field.setContentsMargins(12, 0, 12, 9)
        field.addWidget(self.search_field)
        column.addWidget(title)
        column.addLayout(field)
        column.addWidget(self.view, 1)

    def _fit(self) -> None:
        """Be as wide as the longest name needs when its row is marked."""
        metrics = QFontMetrics(self._theme.font("ui_strong"))
        longest = max(metrics.horizontalAdvance(page_text(page)) for page in SettingPage)
        self.setFixedWidth(max(LIST_PX, longest + _BESIDE_WORDS_PX))

    @Slot()
    def _restyle(self) -> None:
        self._fit()
        self.view.doItemsLayout()

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self._select(current)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self._select(index)

    def _select(self, index: QModelIndex) -> None:
        page = index.data(_PAGE_ROLE)
        if page is not None:
            self.page_selected.emit(SettingPage(page))  # a model keeps plain text
