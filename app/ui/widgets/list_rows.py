"""What the rows of a `ListPage` have in common: ground, ring, and texts on the side where one begins."""

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui.theme.fonts import FontRole
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.widgets.mirror import mirrored
from app.ui.widgets.ring_by_keys import RingedList

if TYPE_CHECKING:
    Index = QModelIndex | QPersistentModelIndex

_SIDE_PX = 4


class ListRows(QStyledItemDelegate):
    """Paints and never decides. All rows are equally high, so that many cost no more than few."""

    def __init__(self, theme: Theme, view: RingedList) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    @abstractmethod
    def row_height(self) -> int:
        """Grown with the text size."""

    def paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> QRectF:
        """Paint what is behind the texts; returns the box they stand in."""
        shown: Any = option  # the stubs do not name the fields of QStyleOption
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(shown.rect).adjusted(_SIDE_PX, 1, -_SIDE_PX, -1)
        if shown.state & QStyle.StateFlag.State_Selected:
            self._theme.paint_box(painter, box, 8, "tint")
        elif shown.state & QStyle.StateFlag.State_MouseOver:
            self._theme.paint_box(painter, box, 8, "hover")
        if shown.state & QStyle.StateFlag.State_HasFocus and self._view.wears_ring:
            self._theme.paint_box(painter, box, 8, border="accent", border_width=2)
        return box

    def paint_text(
        self,
        painter: QPainter,
        box: QRectF,
        around: QRectF,
        text: str,
        font: FontRole,
        ink: Role,
        direction: Qt.LayoutDirection,
    ) -> None:
        """Write one line, cut where it has no room.

        Args:
            box: its place where one reads from the left.
            around: what it is mirrored in where one reads from the right.
        """
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
