"""The table of installed models: its header, and which columns are shown."""

from PySide6.QtCore import QModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.ui.library.library_words import tr
from app.ui.library.row_delegate import LEFT_PX, PAD_PX, RowDelegate
from app.ui.library.rows_model import SHOWN_COLUMNS, UPDATE, LibraryFilter
from app.ui.library.view_keys import ModelViewKeys
from app.ui.theme.theme import Theme

_LEAST_NAME_PX = 200
_SAMPLES = {
    "parameters": "134.5M",
    "quantization": "Q4_K_M__",
    "size": "999.9 GB",
    "family": "qwen25vlmoe",
    "context": "1024k",
    "modified": "30 May 2026_",
}


class Header(QHeaderView):
    """Painted headings; a click sorts, a second one the other way round."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self.sort = ""
        self.descending = False
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Columns"))
        self.setMinimumSectionSize(24)

    def set_order(self, column: str, descending: bool) -> None:
        """Show what the rows are sorted by."""
        self.sort, self.descending = column, descending
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(100, max(34, QFontMetrics(self._theme.font("ui_medium")).height() + 16))

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        column = SHOWN_COLUMNS[logical]
        cell = QRectF(rect)
        painter.fillRect(QRectF(cell.left(), cell.bottom() - 1, cell.width(), 1), self._theme.color("border"))
        text = str(self.model().headerData(logical, Qt.Orientation.Horizontal) or "")
        if not text:
            return
        left_px = LEFT_PX if column == "name" else PAD_PX
        box = cell.adjusted(left_px, 0, -PAD_PX, -1)
        is_sorted = column == self.sort
        painter.save()
        painter.setFont(self._theme.font("ui_medium"))
        painter.setPen(self._theme.color("text" if is_sorted else "muted"))
        width = QFontMetrics(painter.font()).horizontalAdvance(text)
        is_right = column in ("parameters", "size", "context")
        side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, text)
        if is_sorted:
            icon = "arrow-down" if self.descending else "arrow-up"
            left = box.right() - width - 17 if is_right else box.left() + width + 5
            self._theme.paint_icon(painter, icon, left, box.center().y() - 6, 12, "muted")
        painter.restore()


class ModelTable(ModelViewKeys, QTableView):
    """Rows of one height; the name takes the room that is left."""

    opened = Signal(str)  # name: chat with it
    name_requested = Signal(str)
    details_requested = Signal()
    delete_requested = Signal()
    pin_requested = Signal()
    menu_requested = Signal(QPoint)  # on the screen
    seen_changed = Signal()  # other rows are in view
    sort_requested = Signal(str)  # column

    def __init__(self, theme: Theme, rows: LibraryFilter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._wanted: tuple[str, ...] = ()
        self._has_updates = False
        self.rows = rows
        self.delegate = RowDelegate(theme, self)
        self.header = Header(theme, self)
        self.setHorizontalHeader(self.header)
        self.setModel(rows)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName(tr("Installed models"))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.set_up()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.header.sectionClicked.connect(self._on_section_clicked)
        self.doubleClicked.connect(self._on_double_clicked)
        theme.changed.connect(self.restyle)
        self.restyle()

    def show_columns(self, columns: tuple[str, ...], has_updates: bool) -> None:
        """Show these columns; those that do not fit beside the name wait for a wider window."""
        if (columns, has_updates) != (self._wanted, self._has_updates):
            self._wanted, self._has_updates = columns, has_updates
            self.arrange()

    @Slot()
    def restyle(self) -> None:
        """Take the fonts of the theme."""
        self.verticalHeader().setDefaultSectionSize(self.delegate.row_height())
        self.arrange()
        self.viewport().update()

    def _width_of(self, column: str) -> int:
        metrics = QFontMetrics(self._theme.font("ui_medium"))
        if column == UPDATE:
            return round(self.delegate.pill_rect(QRectF(0, 0, 100, 44)).width()) + 12
        heading = str(self.model().headerData(SHOWN_COLUMNS.index(column), Qt.Orientation.Horizontal) or "")
        icons = 3 * 24 if column == "capabilities" else 0
        words = metrics.horizontalAdvance(heading) + 17
        return max(metrics.horizontalAdvance(_SAMPLES.get(column, "")), words, icons) + 2 * PAD_PX

    def arrange(self) -> None:
        left = self.viewport().width() - _LEAST_NAME_PX * self._theme.text_scale
        shown = {"name"}
        # The pill is of more use than the last columns.
        wanted = (UPDATE, *self._wanted) if self._has_updates else self._wanted
        for column in wanted:
            width = self._width_of(column)
            if column != "name" and left >= width:
                shown.add(column)
                left -= width
                self.setColumnWidth(SHOWN_COLUMNS.index(column), width)
        for at, column in enumerate(SHOWN_COLUMNS):
            self.setColumnHidden(at, column not in shown)
        self.header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    @Slot(int)
    def _on_section_clicked(self, logical: int) -> None:
        if SHOWN_COLUMNS[logical] != UPDATE:
            self.sort_requested.emit(SHOWN_COLUMNS[logical])

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        row = self.rows.row_at(index)
        if row is not None and SHOWN_COLUMNS[index.column()] != UPDATE:
            self.opened.emit(row.name)
