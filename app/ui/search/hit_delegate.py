"""Draws one thing that was found: its chat, who said it when, and the words around what is marked."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.domain.search import HitPlace, SearchHit
from app.ui.search.hit_model import HIT_ROLE, LINE_ROLE
from app.ui.theme.theme import Theme
from app.ui.widgets.mirror import mirrored
from app.ui.widgets.ring_by_keys import RingedList

if TYPE_CHECKING:
    Index = QModelIndex | QPersistentModelIndex

_PAD_PX = 14
_SIDE_PX = 4
_LINES = 2
_GAP_PX = 4


class HitDelegate(QStyledItemDelegate):
    """Paints and never decides. All rows are equally high, so that many cost no more than few."""

    def __init__(self, theme: Theme, view: RingedList) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def row_height(self) -> int:
        """Grown with the text size."""
        title = QFontMetrics(self._theme.font("ui_strong")).height()
        line = QFontMetrics(self._theme.font("ui")).height()
        return title + _LINES * line + 2 * _PAD_PX

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: "Index") -> None:
        hit = index.data(HIT_ROLE)
        if not isinstance(hit, SearchHit):
            return
        shown: Any = option  # the stubs do not name the fields of QStyleOption
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(shown.rect).adjusted(_SIDE_PX, 1, -_SIDE_PX, -1)
        if shown.state & QStyle.StateFlag.State_Selected:
            self._theme.paint_box(painter, box, 8, "tint")
        elif shown.state & QStyle.StateFlag.State_MouseOver:
            self._theme.paint_box(painter, box, 8, "hover")
        if shown.state & QStyle.StateFlag.State_HasFocus and self._view.wears_ring:
            self._theme.paint_box(painter, box, 8, border="accent", border_width=2)
        inner = box.adjusted(_PAD_PX, _PAD_PX - 3, -_PAD_PX, -_PAD_PX + 3)
        top = self._paint_head(painter, inner, hit, str(index.data(LINE_ROLE)), shown.direction)
        self._paint_snippet(painter, QRectF(inner.left(), top, inner.width(), inner.bottom() - top), hit)

    def _paint_head(
        self, painter: QPainter, inner: QRectF, hit: SearchHit, line: str, direction: Qt.LayoutDirection
    ) -> float:
        caption, strong = self._theme.font("caption"), self._theme.font("ui_strong")
        height = QFontMetrics(strong).height()
        metrics = QFontMetrics(caption)
        line = metrics.elidedText(line, Qt.TextElideMode.ElideRight, int(inner.width() * 0.5))
        width = metrics.horizontalAdvance(line) + 2
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        ltr = direction is Qt.LayoutDirection.LeftToRight
        near, far = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # of the letters
        painter.setFont(caption)
        painter.setPen(self._theme.color("muted"))
        right = mirrored(QRectF(inner.right() - width, inner.top(), width, height), inner, direction)
        painter.drawText(right, side | (far if ltr else near), line)
        room = inner.width() - width - 16
        title = QFontMetrics(strong).elidedText(hit.chat_title, Qt.TextElideMode.ElideRight, int(room))
        painter.setFont(strong)
        painter.setPen(self._theme.color("text"))
        left = mirrored(QRectF(inner.left(), inner.top(), room, height), inner, direction)
        painter.drawText(left, side | (near if ltr else far), title)
        return inner.top() + height + _GAP_PX

    def _paint_snippet(self, painter: QPainter, box: QRectF, hit: SearchHit) -> None:
        if hit.place is HitPlace.TITLE:
            return  # it is the line above
        layout = QTextLayout(hit.snippet, self._theme.font("ui"))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        formats = []
        for start, end in hit.marks:
            found = QTextLayout.FormatRange()
            found.start, found.length = start, end - start
            marked = QTextCharFormat()
            marked.setBackground(self._theme.color("sel"))
            marked.setForeground(self._theme.color("text"))
            marked.setFontWeight(600)
            found.format = marked
            formats.append(found)
        layout.setFormats(formats)
        layout.beginLayout()
        top = 0.0
        for _ in range(_LINES):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(box.width())
            line.setPosition(QPointF(0, top))
            top += line.height()
        layout.endLayout()
        painter.setPen(self._theme.color("muted"))
        layout.draw(painter, box.topLeft())

    def sizeHint(self, option: QStyleOptionViewItem, index: "Index") -> QSize:
        return QSize(200, self.row_height())
