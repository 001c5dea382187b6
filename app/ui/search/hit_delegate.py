"""Draws one thing that was found: its chat, who said it when, and the words around what is marked."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyleOptionViewItem

from app.domain.search import HitPlace, SearchHit
from app.ui.search.hit_model import HIT_ROLE, LINE_ROLE
from app.ui.widgets.list_rows import ListRows

if TYPE_CHECKING:
    Index = QModelIndex | QPersistentModelIndex

_PAD_PX = 14
_LINES = 2
_GAP_PX = 4


class HitDelegate(ListRows):
    """The title of the chat, who said it when, and two lines around what was found."""

    def row_height(self) -> int:
        title = QFontMetrics(self._theme.font("ui_strong")).height()
        line = QFontMetrics(self._theme.font("ui")).height()
        return title + _LINES * line + 2 * _PAD_PX

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: "Index") -> None:
        hit = index.data(HIT_ROLE)
        if not isinstance(hit, SearchHit):
            return
        shown: Any = option  # the stubs do not name the fields of QStyleOption
        inner = self.paint_ground(painter, option).adjusted(_PAD_PX, _PAD_PX - 3, -_PAD_PX, -_PAD_PX + 3)
        top = self._paint_head(painter, inner, hit, str(index.data(LINE_ROLE)), shown.direction)
        self._paint_snippet(painter, QRectF(inner.left(), top, inner.width(), inner.bottom() - top), hit)

    def _paint_head(
        self, painter: QPainter, inner: QRectF, hit: SearchHit, line: str, direction: Qt.LayoutDirection
    ) -> float:
        height = QFontMetrics(self._theme.font("ui_strong")).height()
        wanted = QFontMetrics(self._theme.font("caption")).horizontalAdvance(line) + 2
        width = min(wanted, inner.width() * 0.5)
        end = QRectF(inner.right() - width, inner.top(), width, height)
        self.paint_text(painter, end, inner, line, "caption", "muted", direction)
        begin = QRectF(inner.left(), inner.top(), inner.width() - width - 16, height)
        self.paint_text(painter, begin, inner, hit.chat_title, "ui_strong", "text", direction)
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
