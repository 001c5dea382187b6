"""The installed models as cards."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyleOptionViewItem, QWidget

from app.domain.library import LibraryRow
from app.ui.library.library_words import context_text, parameters_text, tr
from app.ui.library.row_delegate import RowDelegate
from app.ui.library.rows_model import ROW_ROLE, SHOWN_COLUMNS, LibraryFilter
from app.ui.library.view_keys import ModelViewKeys
from app.ui.theme.theme import Theme
from app.ui.words import size

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex

    Index = QModelIndex | QPersistentModelIndex

_CARD_PX = 260
_GAP_PX = 12
_PAD_PX = 16
_ICON_PX = 16


class CardDelegate(RowDelegate):
    """Draws one card."""

    card_px = _CARD_PX

    def card_height(self) -> int:
        """Grown with the text size."""
        name = QFontMetrics(self._theme.font("ui_strong")).height()
        line = QFontMetrics(self._theme.font("caption")).height()
        return name + 2 * line + max(_ICON_PX, line) + 2 * _PAD_PX + 24

    def _pill(self, card: QRectF) -> QRectF:
        pill = self.pill_rect(QRectF(0, 0, 100, 24))
        top = card.bottom() - _PAD_PX - pill.height() + 2
        return QRectF(card.right() - pill.width() - 10, top, pill.width(), pill.height())

    def _card(self, rect: QRectF) -> QRectF:
        return rect.adjusted(0, 0, -_GAP_PX, -_GAP_PX)

    def _is_in_pill(self, rect: QRectF, index: "Index", point: QPointF) -> bool:
        return self._pill(self._card(rect)).contains(point)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: "Index") -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, LibraryRow):
            return
        card, state = self._card(QRectF(option.rect)), option.state
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        is_hovered = index.row() == self.hovered_row
        fill = "tint" if is_selected else "fill" if is_hovered else "raised"
        self._theme.paint_box(painter, card, 12, fill, "accent" if is_selected else "border")  # type: ignore[arg-type]
        if self._view.wears_ring and state & QStyle.StateFlag.State_HasFocus:
            self._theme.paint_box(painter, card, 12, border="accent", border_width=2)
        inner = card.adjusted(_PAD_PX, _PAD_PX, -_PAD_PX, -_PAD_PX)
        top = self._paint_title(painter, inner, row)
        facts = [parameters_text(row.parameters), row.quantization, row.family]
        top = self._paint_line(painter, inner, top + 8, " · ".join(fact for fact in facts if fact))
        context = context_text(row.context_length)
        more = [size(row.size_bytes) if row.size_bytes else "", self._context(context)]
        more.append(str(index.model().index(index.row(), SHOWN_COLUMNS.index("modified")).data() or ""))
        top = self._paint_line(painter, inner, top + 3, " · ".join(fact for fact in more if fact))
        cell = QRectF(inner.left() - 8, top + 8, inner.width(), max(_ICON_PX, 20))
        self._paint_capabilities(painter, cell, row)
        if row.newer_digest:
            self._paint_pill(painter, self._pill(card).adjusted(-4, 0, 0, 0), row, is_selected)

    def _context(self, context: str) -> str:
        return tr("{count} context").format(count=context) if context else ""

    def _paint_title(self, painter: QPainter, inner: QRectF, row: LibraryRow) -> float:
        font = self._theme.font("ui_strong")
        metrics = QFontMetrics(font)
        pin_px = 20 if row.is_pinned else 0
        if row.is_pinned:
            top = inner.top() + metrics.height() / 2 - 7
            self._theme.paint_icon(painter, "pin", inner.left(), top, 14, "muted")
        room = inner.width() - pin_px - (14 if row.is_loaded else 0)
        name = metrics.elidedText(row.name, Qt.TextElideMode.ElideMiddle, int(room))
        painter.setFont(font)
        painter.setPen(self._theme.color("faint" if self.is_stale else "text"))
        painter.drawText(QPointF(inner.left() + pin_px, inner.top() + metrics.ascent()), name)
        if row.is_loaded and not self.is_stale:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("success"))
            painter.drawEllipse(QPointF(inner.right() - 4, inner.top() + metrics.height() / 2), 3.5, 3.5)
        return inner.top() + metrics.height()

    def _paint_line(self, painter: QPainter, inner: QRectF, top: float, text: str) -> float:
        font = self._theme.font("caption")
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(self._theme.color("faint" if self.is_stale else "muted"))
        cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(inner.width()))
        painter.drawText(QPointF(inner.left(), top + metrics.ascent()), cut)
        return top + metrics.height()

    def sizeHint(self, option: QStyleOptionViewItem, index: "Index") -> QSize:
        return QSize(self.card_px, self.card_height() + _GAP_PX)


class ModelCards(ModelViewKeys, QListView):
    """As many cards beside each other as there is room for."""

    opened = Signal(str)  # name: chat with it
    name_requested = Signal(str)
    details_requested = Signal()
    delete_requested = Signal()
    pin_requested = Signal()
    menu_requested = Signal(QPoint)  # on the screen
    seen_changed = Signal()

    def __init__(self, theme: Theme, rows: LibraryFilter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = rows
        self.delegate: CardDelegate = CardDelegate(theme, self)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setModel(rows)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName(tr("Installed models"))
        self.set_up()
        self.setViewportMargins(20, 12, 0, 0)
        self.doubleClicked.connect(self._on_double_clicked)
        theme.changed.connect(self.arrange)

    @Slot()
    def arrange(self) -> None:
        room = max(200, self.viewport().width() - 1)
        count = max(1, room // _CARD_PX)
        self.delegate.card_px = room // count
        self.setGridSize(QSize(self.delegate.card_px, self.delegate.card_height() + _GAP_PX))

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        if (row := self.rows.row_at(index)) is not None:
            self.opened.emit(row.name)
