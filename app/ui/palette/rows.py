"""The rows of the palette: their model and how they are drawn."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui.palette.entries import Entry, Found, Row
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.widgets.key_caps import caps_height, caps_width, paint_caps

FOUND_ROLE = Qt.ItemDataRole.UserRole + 1
_Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()
_ROW_PX = 37
_HEADING_PX = 28
_SIDE_PX = 9
_TEXT_PX = 36
_GAP_PX = 10


def _spoken(entry: Entry) -> str:
    return ", ".join(part for part in (entry.text, entry.detail, entry.reason, entry.keys) if part)


class PaletteRows(QAbstractListModel):
    """Headings and entries."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []

    def show_rows(self, rows: list[Row]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def found(self, row: int) -> Found | None:
        """The entry of a row; None for a heading or no row."""
        each = self._rows[row] if 0 <= row < len(self._rows) else ""
        return each if isinstance(each, Found) else None

    def row_of(self, entry: Entry) -> int:
        """Where an entry is listed first; -1 where it is not."""
        return next(
            (at for at, row in enumerate(self._rows) if isinstance(row, Found) and row.entry == entry), -1
        )

    def next_row(self, row: int, step: int) -> int:
        """The next entry from a row on, round the ends; -1 where there is none."""
        count = len(self._rows)
        for distance in range(1, count + 1):
            at = (row + step * distance) % count
            if self.found(at) is not None:
                return at
        return -1

    def rowCount(self, parent: _Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return super().flags(index) if self.found(index.row()) else Qt.ItemFlag.NoItemFlags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()] if index.isValid() else ""
        if role == Qt.ItemDataRole.DisplayRole:
            return row.entry.text if isinstance(row, Found) else row
        if role == FOUND_ROLE:
            return row if isinstance(row, Found) else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _spoken(row.entry) if isinstance(row, Found) else row
        return None


class PaletteDelegate(QStyledItemDelegate):
    """Icon, name with the typed letters strong, detail, keys."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        if index.data(FOUND_ROLE) is None:
            return QSize(100, max(_HEADING_PX, QFontMetrics(self._theme.font("micro")).height() + 12))
        text = QFontMetrics(self._theme.font("ui")).height()
        return QSize(100, max(_ROW_PX, text + 18, caps_height(self._theme) + 14) + 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        shown: Any = option  # the stubs do not name the fields of QStyleOption
        # Stretches of one name keep their order, and their dots their side, in a mirrored window.
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        box = QRectF(shown.rect).adjusted(_SIDE_PX, 1, -_SIDE_PX, -1)
        found = index.data(FOUND_ROLE)
        if found is None:
            self._paint_heading(painter, box, str(index.data()))
            return
        is_current = bool(shown.state & QStyle.StateFlag.State_Selected)
        if is_current:
            self._theme.paint_box(painter, box, 8, "tint")
        elif shown.state & QStyle.StateFlag.State_MouseOver:
            self._theme.paint_box(painter, box, 8, "hover")
        self._paint_entry(painter, box, found, is_current)

    def _paint_heading(self, painter: QPainter, box: QRectF, text: str) -> None:
        painter.setFont(self._theme.font("micro"))
        painter.setPen(self._theme.color("muted"))
        at = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        painter.drawText(box.adjusted(12, 0, 0, -4), at, text)

    def _paint_entry(self, painter: QPainter, box: QRectF, found: Found, is_current: bool) -> None:
        entry, theme, middle = found.entry, self._theme, box.center().y()
        ink: Role = "faint" if entry.reason else "accent_text" if is_current else "muted"
        theme.paint_icon(painter, entry.icon, box.left() + 12, middle - 8, 16, ink)
        right = box.right() - 12
        if entry.keys:
            right -= caps_width(theme, entry.keys)
            paint_caps(theme, painter, right, middle, entry.keys)
            right -= _GAP_PX
        left = box.left() + _TEXT_PX
        left = self._paint_text(painter, left, middle, right, found) + _GAP_PX
        detail = entry.reason or entry.detail
        font = theme.font("caption")
        metrics = QFontMetricsF(font)
        if detail and right - left > metrics.averageCharWidth() * 4:
            painter.setFont(font)
            painter.setPen(theme.color("faint" if entry.reason and not is_current else "muted"))
            text = metrics.elidedText(detail, Qt.TextElideMode.ElideRight, right - left)
            painter.drawText(QPointF(left, _baseline(metrics, middle)), text)

    def _paint_text(self, painter: QPainter, left: float, middle: float, right: float, found: Found) -> float:
        """Draw the name, the meant letters strong; returns where it ends."""
        entry = found.entry
        painter.setPen(self._theme.color("faint" if entry.reason else "text"))
        plain, strong = self._theme.font("ui"), self._theme.font("ui_strong")
        for text, is_meant in _stretches(entry.text, frozenset(found.match.positions)):
            font: QFont = strong if is_meant else plain
            metrics = QFontMetricsF(font)
            room = right - left
            if metrics.horizontalAdvance(text) > room:
                text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.setFont(font)
            painter.drawText(QPointF(left, _baseline(metrics, middle)), text)
            left += metrics.horizontalAdvance(text)
            if left >= right - metrics.averageCharWidth():
                break
        return left


def _stretches(text: str, meant: frozenset[int]) -> list[tuple[str, bool]]:
    """The text in stretches of letters that were meant or not."""
    stretches: list[tuple[str, bool]] = []
    for at, letter in enumerate(text):
        is_meant = at in meant
        if stretches and stretches[-1][1] is is_meant:
            stretches[-1] = (stretches[-1][0] + letter, is_meant)
        else:
            stretches.append((letter, is_meant))
    return stretches


def _baseline(metrics: QFontMetricsF, middle: float) -> float:
    return middle + (metrics.ascent() - metrics.descent()) / 2
