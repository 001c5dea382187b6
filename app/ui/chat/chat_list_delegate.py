"""Draws one row of the chat list and edits its title in place."""

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.domain.conversation import Chat
from app.ui.chat.chat_list_model import CHAT_ROLE, RUNNING_ROLE, SHOWN_ROLE, TIME_ROLE
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role

if TYPE_CHECKING:
    Index = QModelIndex | QPersistentModelIndex

_ROW_PX = 48
_HEADING_PX = 30
_GAP_PX = 2
_SIDE_PX = 8
_PAD_PX = 12


class ChatListDelegate(QStyledItemDelegate):
    """Paints and never decides: everything comes from the model's roles."""

    title_edited = Signal(str, str)  # chat id, new title

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.keyboard = False  # whether the current row wears the focus ring

    def row_height(self) -> int:
        """Height of a chat's row, grown with the text size."""
        title = QFontMetrics(self._theme.font("ui_strong")).height()
        return max(_ROW_PX, title + QFontMetrics(self._theme.font("caption")).height() + 14)

    def _paint_heading(self, painter: QPainter, rect: QRectF, text: str) -> None:
        painter.setFont(self._theme.font("micro"))
        painter.setPen(self._theme.color("muted"))
        box = rect.adjusted(_SIDE_PX + _PAD_PX, 4, -_SIDE_PX, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_mark(self, painter: QPainter, box: QRectF, chat: Chat, running: bool, shown: bool) -> bool:
        """Draw the pin, the ring of a running reply or the dot of an unread one; False: nothing to draw."""
        middle = QPointF(box.right() - 16, box.top() + box.height() * 0.33)
        if running:
            painter.setPen(QPen(self._theme.color("accent"), 1.75, c=Qt.PenCapStyle.RoundCap))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawArc(QRectF(middle.x() - 5, middle.y() - 5, 10, 10), 90 * 16, -270 * 16)
        elif chat.unread and not shown:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("accent"))
            painter.drawEllipse(middle, 3.5, 3.5)
        elif chat.pinned:
            ink: Role = "accent_text" if shown else "faint"
            self._theme.paint_icon(painter, "pin", middle.x() - 7, middle.y() - 7, 14, ink)
        else:
            return False
        return True

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: "Index") -> None:
        rect = QRectF(option.rect)
        chat = index.data(CHAT_ROLE)
        if not isinstance(chat, Chat):
            self._paint_heading(painter, rect, str(index.data()))
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = bool(index.data(SHOWN_ROLE))
        box = rect.adjusted(_SIDE_PX, 0, -_SIDE_PX + 1, -_GAP_PX)
        state = option.state
        if shown:
            self._theme.paint_box(painter, box, 8, "tint")
        elif state & QStyle.StateFlag.State_MouseOver:
            self._theme.paint_box(painter, box, 8, "hover")
        if self.keyboard and state & QStyle.StateFlag.State_HasFocus:
            self._theme.paint_box(painter, box, 8, border="accent", border_width=2)
        marked = self._paint_mark(painter, box, chat, bool(index.data(RUNNING_ROLE)), shown)
        left, right = box.left() + _PAD_PX, box.right() - (32 if marked else _PAD_PX)
        title_font = self._theme.font("ui_strong" if shown else "ui")
        caption_font = self._theme.font("caption")
        title, caption = QFontMetrics(title_font), QFontMetrics(caption_font)
        top = box.top() + (box.height() - title.height() - caption.height() - 2) / 2
        painter.setFont(title_font)
        painter.setPen(self._theme.color("text"))
        line = title.elidedText(chat.title, Qt.TextElideMode.ElideRight, int(right - left))
        painter.drawText(QPointF(left, top + title.ascent()), line)
        painter.setFont(caption_font)
        painter.setPen(self._theme.color("muted"))
        parts = [part for part in (chat.model, str(index.data(TIME_ROLE))) if part]
        width = int(box.right() - _PAD_PX - left)
        line = caption.elidedText(" · ".join(parts), Qt.TextElideMode.ElideMiddle, width)
        painter.drawText(QPointF(left, top + title.height() + 2 + caption.ascent()), line)

    def sizeHint(self, option: QStyleOptionViewItem, index: "Index") -> QSize:
        if isinstance(index.data(CHAT_ROLE), Chat):
            return QSize(120, self.row_height())
        return QSize(120, max(_HEADING_PX, QFontMetrics(self._theme.font("micro")).height() + 12))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: "Index") -> QWidget:
        editor = QLineEdit(parent)
        editor.setProperty("kind", "inline")
        editor.setAccessibleName(self.tr("New title"))
        editor.setMaxLength(200)
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: "Index") -> None:
        rect = option.rect
        editor.setGeometry(rect.adjusted(_SIDE_PX + 4, 8, -_SIDE_PX - 4, -8 - _GAP_PX))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: "Index") -> None:
        # The model changes when the store has the new title, not before.
        chat = index.data(CHAT_ROLE)
        assert isinstance(editor, QLineEdit)
        title = " ".join(editor.text().split())
        if isinstance(chat, Chat) and title and title != chat.title:
            self.title_edited.emit(chat.id, title)
