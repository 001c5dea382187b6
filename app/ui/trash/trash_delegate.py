"""Draws one row of the trash."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from app.domain.trash import TrashItem, TrashKind
from app.ui.trash.trash_model import ITEM_ROLE, LEFT_ROLE, LINE_ROLE
from app.ui.widgets.list_rows import ListRows
from app.ui.widgets.mirror import mirrored

if TYPE_CHECKING:
    Index = QModelIndex | QPersistentModelIndex

_ROW_PX = 56
_PAD_PX = 14
_ICON_PX = 18


class TrashDelegate(ListRows):
    """Chat or version, what it is, how long it is kept."""

    def row_height(self) -> int:
        title = QFontMetrics(self._theme.font("ui_medium")).height()
        return max(_ROW_PX, title + QFontMetrics(self._theme.font("caption")).height() + 22)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: "Index") -> None:
        item = index.data(ITEM_ROLE)
        if not isinstance(item, TrashItem):
            return
        shown: Any = option  # the stubs do not name the fields of QStyleOption
        box = self.paint_ground(painter, option)
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
        self.paint_text(painter, end, inner, left, "caption", "muted", shown.direction)
        room = inner.width() - _ICON_PX - 12 - width - 16
        first = QRectF(inner.left() + _ICON_PX + 12, top, room, title_px)
        self.paint_text(painter, first, inner, str(index.data()), "ui_medium", "text", shown.direction)
        second = QRectF(first.left(), top + title_px + 2, room, line_px)
        line = str(index.data(LINE_ROLE))
        self.paint_text(painter, second, inner, line, "caption", "muted", shown.direction)
