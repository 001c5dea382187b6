"""Draws one cell of the table of installed models."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.domain.library import LibraryRow
from app.ui.library.library_words import CAPABILITY_ICONS, tr
from app.ui.library.rows_model import ROW_ROLE, SHOWN_COLUMNS, UPDATE
from app.ui.theme.fonts import FontRole
from app.ui.theme.theme import Theme
from app.ui.widgets.ring_by_keys import RingByKeys

if TYPE_CHECKING:
    Index = QModelIndex | QPersistentModelIndex

ROW_PX = 44
COMPACT_PX = 28
PAD_PX = 8
LEFT_PX = 20
_ICON_PX = 16
_PILL_PX = 24


class RowDelegate(QStyledItemDelegate):
    """Paints and never decides; a click on the pill is a wish."""

    update_requested = Signal(str)  # name

    def __init__(self, theme: Theme, view: RingByKeys) -> None:
        super().__init__(view)
        self._view = view
        self._theme = theme
        self.hovered_row = -1
        self.is_stale = False  # the values are old: everything is greyed
        self._fonts: dict[FontRole, tuple[QFont, QFontMetrics]] = {}
        theme.changed.connect(self._fonts.clear)

    def font(self, role: FontRole) -> tuple[QFont, QFontMetrics]:
        """A font and its measures, kept: making both for every cell costs more than drawing it."""
        found = self._fonts.get(role)
        if found is None:
            font = self._theme.font(role)
            found = self._fonts[role] = (font, QFontMetrics(font))
        return found

    def row_height(self) -> int:
        """Height of a row, grown with the text size."""
        text_px = QFontMetrics(self._theme.font("ui_medium")).height()
        if self._theme.compact_lists:
            return max(COMPACT_PX, text_px + 8, self._pill_px() + 4)
        return max(ROW_PX, text_px + 24)

    def _pill_px(self) -> int:
        return max(_PILL_PX, QFontMetrics(self._theme.font("micro")).height() + 10)

    def pill_rect(self, cell: QRectF) -> QRectF:
        """Where the pill is in its cell."""
        metrics, height = QFontMetrics(self._theme.font("micro")), self._pill_px()
        width = metrics.horizontalAdvance(tr("Update")) + 38
        return QRectF(cell.left() + 4, cell.center().y() - height / 2, width, height)

    def is_pill(self, rect: QRect, index: "Index", point: QPointF) -> bool:
        """Whether a point of the view is on the pill of a row; `rect` is where the index is."""
        row = index.data(ROW_ROLE)
        has_pill = isinstance(row, LibraryRow) and bool(row.newer_digest)
        return has_pill and self._is_in_pill(QRectF(rect), index, point)

    def _is_in_pill(self, rect: QRectF, index: "Index", point: QPointF) -> bool:
        return SHOWN_COLUMNS[index.column()] == UPDATE and self.pill_rect(rect).contains(point)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: "Index") -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, LibraryRow):
            return
        cell = QRectF(option.rect)
        column = SHOWN_COLUMNS[index.column()]
        state = option.state
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        self._paint_ground(painter, cell, is_selected, index.row() == self.hovered_row)
        if column == "name":
            self._paint_name(painter, cell, row, is_selected)
        elif column == "capabilities":
            self._paint_capabilities(painter, cell, row)
        elif column == UPDATE:
            self._paint_pill(painter, cell, row, is_selected)
        else:
            self._paint_text(painter, cell, str(index.data()), column)
        if self._view.wears_ring and self._view.currentIndex().row() == index.row():
            self._paint_ring(painter, cell)

    def _paint_ground(self, painter: QPainter, cell: QRectF, is_selected: bool, is_hovered: bool) -> None:
        if is_selected or is_hovered:
            painter.fillRect(cell, self._theme.color("tint" if is_selected else "fill"))
        line = QRectF(cell.left(), cell.bottom() - 1, cell.width(), 1)
        painter.fillRect(line, self._theme.color("border"))

    def _paint_ring(self, painter: QPainter, cell: QRectF) -> None:
        """This cell's part of the ring round the row: Enter and Delete are meant for the model."""
        row = QRectF(0, cell.top(), self._view.viewport().width(), cell.height()).adjusted(2, 2, -2, -3)
        painter.save()
        painter.setClipRect(cell)
        self._theme.paint_box(painter, row, 6, border="accent", border_width=2)
        painter.restore()

    def _paint_name(self, painter: QPainter, cell: QRectF, row: LibraryRow, is_selected: bool) -> None:
        if is_selected:
            painter.fillRect(
                QRectF(cell.left(), cell.top(), 3, cell.height() - 1), self._theme.color("accent")
            )
        if row.is_loaded and not self.is_stale:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("success"))
            painter.drawEllipse(QPointF(cell.left() + 11, cell.center().y()), 3, 3)
        left, right = cell.left() + LEFT_PX, cell.right() - PAD_PX
        if row.is_cloud:
            self._theme.paint_icon(painter, "cloud", left, cell.center().y() - 7, 14, "muted")
            left += 20
        if row.is_pinned:
            self._theme.paint_icon(painter, "pin", left, cell.center().y() - 7, 14, "muted")
            left += 20
        font, metrics = self.font("ui_medium")
        also = tr("same as {names}").format(names=", ".join(row.aliases)) if row.aliases else ""
        name = metrics.elidedText(row.name, Qt.TextElideMode.ElideMiddle, int(right - left))
        painter.setFont(font)
        painter.setPen(self._theme.color("faint" if self.is_stale else "text"))
        baseline = cell.center().y() + (metrics.ascent() - metrics.descent()) / 2
        painter.drawText(QPointF(left, baseline), name)
        left += metrics.horizontalAdvance(name) + 10
        caption_font, caption = self.font("caption")
        if also and right - left > caption.averageCharWidth() * 8:
            painter.setFont(caption_font)
            painter.setPen(self._theme.color("muted"))
            cut = caption.elidedText(also, Qt.TextElideMode.ElideRight, int(right - left))
            painter.drawText(QPointF(left, baseline), cut)

    def _paint_text(self, painter: QPainter, cell: QRectF, text: str, column: str) -> None:
        font, metrics = self.font("figures" if column in ("quantization", "modified") else "ui")
        is_right = column in ("parameters", "size", "context")
        painter.setFont(font)
        is_strong = column == "size" and not self.is_stale
        painter.setPen(self._theme.color("text" if is_strong else "faint" if self.is_stale else "muted"))
        box = cell.adjusted(PAD_PX, 0, -PAD_PX, -1)
        side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
        cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()) + 1)
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, cut)

    def _paint_capabilities(self, painter: QPainter, cell: QRectF, row: LibraryRow) -> None:
        left = cell.left() + PAD_PX
        for capability, icon in CAPABILITY_ICONS.items():
            if capability in (row.capabilities or ()):
                ink = "faint" if self.is_stale else "muted"
                top = cell.center().y() - _ICON_PX / 2
                self._theme.paint_icon(painter, icon, left, top, _ICON_PX, ink)  # type: ignore[arg-type]
                left += _ICON_PX + 8

    def _paint_pill(self, painter: QPainter, cell: QRectF, row: LibraryRow, is_selected: bool) -> None:
        if not row.newer_digest:
            return
        pill = self.pill_rect(cell)
        self._theme.paint_box(painter, pill, 6, "raised" if is_selected else "tint")
        self._theme.paint_icon(painter, "arrow-up", pill.left() + 8, pill.center().y() - 6, 12, "accent_text")
        painter.setFont(self._theme.font("micro"))
        painter.setPen(self._theme.color("accent_text"))
        painter.drawText(pill.adjusted(24, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, tr("Update"))

    def sizeHint(self, option: QStyleOptionViewItem, index: "Index") -> QSize:
        return QSize(40, self.row_height())
