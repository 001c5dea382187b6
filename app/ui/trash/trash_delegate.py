"""Draws one row of the trash."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.domain.trash import TrashItem, TrashKind
from app.ui.theme.fonts import FontRole
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.trash.trash_model import ITEM_ROLE, LEFT_ROLE, LINE_ROLE
from app.ui.widgets.mirror import mirrored
from app.ui.widgets.ring_by_keys import RingedList

if TYPE_CHECKING:
    Index = QModelIndex | QPersistentModelIndex

_ROW_PX = 56
_PAD_PX = 14
_ICON_PX = 18


class TrashDelegate(QStyledItemDelegate):
    """Paints and never decides."""

    def __init__(self, theme: Theme, view: RingedList) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def row_height(self) -> int:
        """Grown with the text size."""
        title = QFontMetrics(self._theme.font("ui_medium")).height()
        return max(_ROW_PX, title + QFontMetrics(self._theme.font("caption")).height() + 22)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: "Index") -> None:
        item = index.data(ITEM_ROLE)
        if not isinstance(item, TrashItem):
            return
        shown: Any = option  # the stubs do not name the fields of QStyleOption
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(shown.rect).adjusted(4, 1, -4, -1)
        if shown.state & QStyle.StateFlag.State_Selected:
            self._theme.paint_box(painter, box, 8, "tint")
        elif shown.state & QStyle.StateFlag.State_MouseOver:
            self._theme.paint_box(painter, box, 8, "hover")
        if shown.state & QStyle.StateFlag.State_HasFocus and self._view.wears_ring:
            self._theme.paint_box(painter, box, 8, border="accent", border_width=2)
        inner = box.adjusted(_PAD_PX, 0, -_PAD_PX, 0)
        title_px = QFontMetrics(self._theme.font("ui_medium")).height()
        line_px = QFontMetrics(self._theme.font("caption")).height()
        top = box.center().y() - (title_px + line_px + 2) / 2
        name = "message-square" if item.kind is TrashKind.CHAT else "git-branch"
        icon = QRectF(inner.left(), box.center().y() - _ICON_PX / 2, _ICON_PX, _ICON_PX)
        at = mirrored(icon, inner, shown.direction)
        self._theme.paint_icon(painter, name, at.left(), at.top(), _ICON_PX, "muted")
        left = str(index.data(LEFT_ROLE))
        width = QFontMetrics(self._theme.font("caption")).horizontalAdvance(left) + 2
        end = QRectF(inner.right() - width, box.top(), width, box.height())
        self._text(painter, end, inner, left, "caption", "muted", shown.direction)
        room = inner.width() - _ICON_PX - 12 - width - 16
        first = QRectF(inner.left() + _ICON_PX + 12, top, room, title_px)
        self._text(painter, first, inner, str(index.data()), "ui_medium", "text", shown.direction)
        second = QRectF(first.left(), top + title_px + 2, room, line_px)
        self._text(painter, second, inner, str(index.data(LINE_ROLE)), "caption", "muted", shown.direction)

    def _text(
        self,
        painter: QPainter,
        box: QRectF,
        around: QRectF,
        text: str,
        font: FontRole,
        ink: Role,
        direction: Qt.LayoutDirection,
    ) -> None:
        is_ltr = direction is Qt.LayoutDirection.LeftToRight
        near = Qt.AlignmentFlag.AlignLeft if is_ltr else Qt.AlignmentFlag.AlignRight
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute | near
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # of the letters
        painter.setFont(self._theme.font(font))
        painter.setPen(self._theme.color(ink))
        metrics = QFontMetrics(painter.font())
        cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()) + 1)
        painter.drawText(mirrored(box, around, direction), side, cut)

    def sizeHint(self, option: QStyleOptionViewItem, index: "Index") -> QSize:
        return QSize(200, self.row_height())
