"""Draws one row of the chat list and edits its title in place."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.domain.conversation import Chat
from app.ui.chat.chat_list_model import CHAT_ROLE, FOLDER_ROLE, RUNNING_ROLE, SHOWN_ROLE, TIME_ROLE
from app.ui.chat.chat_list_rows import FolderRow
from app.ui.theme.fonts import FontRole
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.widgets.mirror import mirrored

if TYPE_CHECKING:
    Index = QModelIndex | QPersistentModelIndex

_ROW_PX = 48
_COMPACT_PX = 28
_HEADING_PX = 30
_GAP_PX = 2
_SIDE_PX = 8
_PAD_PX = 12
_FOLDER_PX = 16
_LTR = Qt.LayoutDirection.LeftToRight


class ChatListDelegate(QStyledItemDelegate):
    """Paints and never decides: everything comes from the model's roles."""

    title_edited = Signal(str, str)  # chat id, new title
    folder_edited = Signal(str, str)  # folder id, new name

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.keyboard = False  # whether the current row wears the focus ring
        self.marks_selection = False  # whether several rows are selected
        self._fonts: dict[FontRole, tuple[QFont, QFontMetrics]] = {}
        theme.changed.connect(self._fonts.clear)

    def row_height(self) -> int:
        """Height of a row, grown with the text size."""
        if self._theme.compact_lists:
            return max(_COMPACT_PX, self._font("ui_strong")[1].height() + 8)
        return max(_ROW_PX, self._font("ui_strong")[1].height() + self._font("caption")[1].height() + 14)

    def heading_height(self) -> int:
        """Height of a heading, likewise."""
        return max(_HEADING_PX, self._font("micro")[1].height() + 14)

    def _font(self, role: FontRole) -> tuple[QFont, QFontMetrics]:
        found = self._fonts.get(role)
        if found is None:
            font = self._theme.font(role)
            found = self._fonts[role] = (font, QFontMetrics(font))
        return found

    def _draw(
        self,
        painter: QPainter,
        box: QRectF,
        around: QRectF,
        text: str,
        font: FontRole,
        ink: Role,
        direction: Qt.LayoutDirection,
        cut: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        """Draw one line from the side where reading begins, whichever way its own letters run."""
        own, metrics = self._font(font)
        near = Qt.AlignmentFlag.AlignLeft if direction is _LTR else Qt.AlignmentFlag.AlignRight
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # of the letters
        painter.setFont(own)
        painter.setPen(self._theme.color(ink))
        line = metrics.elidedText(text, cut, int(box.width()))
        box = mirrored(box, around, direction).adjusted(-1, 0, 1, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute | near, line)

    def _paint_heading(
        self, painter: QPainter, rect: QRectF, text: str, direction: Qt.LayoutDirection
    ) -> None:
        height = self._font("micro")[1].height()
        box = QRectF(rect.left() + _SIDE_PX + _PAD_PX, rect.bottom() - height - 6, rect.width(), height)
        box.setRight(rect.right() - _SIDE_PX)
        self._draw(painter, box, rect, text, "micro", "muted", direction)

    def _paint_folder(
        self, painter: QPainter, box: QRectF, row: FolderRow, direction: Qt.LayoutDirection
    ) -> None:
        inner = box.adjusted(_PAD_PX, 0, -_PAD_PX, 0)
        forth = "chevron-right" if direction is _LTR else "chevron-left"
        top = box.center().y() - _FOLDER_PX / 2
        for at, icon in enumerate(("chevron-down" if row.is_open else forth, "folder")):
            place = QRectF(inner.left() - 2 + at * (_FOLDER_PX + 5), top, _FOLDER_PX, _FOLDER_PX)
            place = mirrored(place, inner, direction)
            self._theme.paint_icon(painter, icon, place.left(), place.top(), _FOLDER_PX, "muted")
        left = inner.left() + 2 * _FOLDER_PX + 11
        count = str(row.count) if row.count else ""
        width = self._font("caption")[1].horizontalAdvance(count) + 4
        name = QRectF(left, box.top(), inner.right() - left - width - 8, box.height())
        self._draw(painter, name, inner, row.folder.name, "ui_medium", "text", direction)
        end = QRectF(inner.right() - width, box.top(), width, box.height())
        self._draw(painter, end, inner, count, "caption", "muted", direction)

    def _paint_mark(
        self,
        painter: QPainter,
        box: QRectF,
        chat: Chat,
        running: bool,
        shown: bool,
        direction: Qt.LayoutDirection,
    ) -> bool:
        """Draw the pin, the ring of a running reply or the dot of an unread one; False: nothing to draw."""
        x = box.right() - 16 if direction is _LTR else box.left() + 16
        middle = QPointF(x, box.top() + box.height() * (0.5 if self._theme.compact_lists else 0.33))
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
        given: Any = option  # the stubs do not name the fields of QStyleOption
        rect, direction, state = QRectF(given.rect), given.direction, given.state
        chat = index.data(CHAT_ROLE)
        folder = index.data(FOLDER_ROLE) if chat is None else None
        if chat is None and folder is None:
            self._paint_heading(painter, rect, str(index.data()), direction)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = bool(index.data(SHOWN_ROLE))
        # One pixel to the end side: the line between list and chat.
        box = mirrored(rect.adjusted(_SIDE_PX, 0, -_SIDE_PX + 1, -_GAP_PX), rect, direction)
        if self.marks_selection and state & QStyle.StateFlag.State_Selected:
            self._theme.paint_box(painter, box, 8, "sel")
        elif shown:
            self._theme.paint_box(painter, box, 8, "tint")
        elif state & QStyle.StateFlag.State_MouseOver:
            self._theme.paint_box(painter, box, 8, "hover")
        if self.keyboard and state & QStyle.StateFlag.State_HasFocus:
            self._theme.paint_box(painter, box, 8, border="accent", border_width=2)
        if isinstance(folder, FolderRow):
            self._paint_folder(painter, box, folder, direction)
        elif isinstance(chat, Chat):
            self._paint_chat(painter, box, chat, index, shown, direction)

    def _paint_chat(
        self,
        painter: QPainter,
        box: QRectF,
        chat: Chat,
        index: "Index",
        shown: bool,
        direction: Qt.LayoutDirection,
    ) -> None:
        marked = self._paint_mark(painter, box, chat, bool(index.data(RUNNING_ROLE)), shown, direction)
        font: FontRole = "ui_strong" if shown else "ui"
        if self._theme.compact_lists:
            self._paint_one_line(
                painter, box, chat, font, "" if marked else str(index.data(TIME_ROLE)), direction
            )
            return
        title_px, caption_px = self._font(font)[1].height(), self._font("caption")[1].height()
        top = box.top() + (box.height() - title_px - caption_px - 2) / 2
        width = box.width() - 2 * _PAD_PX
        first = QRectF(box.left() + _PAD_PX, top, width - (32 - _PAD_PX if marked else 0), title_px)
        self._draw(painter, first, box, chat.title, font, "text", direction)
        parts = [chat.model, str(index.data(TIME_ROLE)), *(f"#{tag}" for tag in chat.tags)]
        line = " · ".join(part for part in parts if part)
        second = QRectF(first.left(), top + title_px + 2, width, caption_px)
        self._draw(painter, second, box, line, "caption", "muted", direction, Qt.TextElideMode.ElideMiddle)

    def _paint_one_line(
        self,
        painter: QPainter,
        box: QRectF,
        chat: Chat,
        font: FontRole,
        time: str,
        direction: Qt.LayoutDirection,
    ) -> None:
        """The title, and behind it the time where no mark stands there."""
        inner = box.adjusted(_PAD_PX, 0, -_PAD_PX, 0)
        width = self._font("caption")[1].horizontalAdvance(time) + 4 if time else 32 - _PAD_PX
        title = inner.adjusted(0, 0, -width - (8 if time else 0), 0)
        self._draw(painter, title, box, chat.title, font, "text", direction)
        end = QRectF(inner.right() - width, box.top(), width, box.height())
        self._draw(painter, end, box, time, "caption", "muted", direction)

    def sizeHint(self, option: QStyleOptionViewItem, index: "Index") -> QSize:
        is_heading = index.data(CHAT_ROLE) is None and index.data(FOLDER_ROLE) is None
        return QSize(120, self.heading_height() if is_heading else self.row_height())

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: "Index") -> QWidget:
        editor = QLineEdit(parent)
        editor.setProperty("kind", "inline")
        is_folder = isinstance(index.data(FOLDER_ROLE), FolderRow)
        editor.setAccessibleName(self.tr("New name of the folder") if is_folder else self.tr("New title"))
        editor.setMaxLength(200)
        return editor

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        # Qt takes the text of Return a turn later: by then the focus may be gone, and the text taken already.
        if isinstance(editor, QLineEdit) and isinstance(event, QKeyEvent):
            is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if is_return and event.type() == QEvent.Type.KeyPress:
                self.commitData.emit(editor)
                self.closeEditor.emit(editor)
                return True
        return super().eventFilter(editor, event)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: "Index") -> None:
        given: Any = option
        air = 0 if self._theme.compact_lists else 8
        editor.setGeometry(given.rect.adjusted(_SIDE_PX + 4, air, -_SIDE_PX - 4, -air - _GAP_PX))

    def setEditorData(self, editor: QWidget, index: "Index") -> None:
        # The row may change while its title is being typed: what is typed stays.
        if not isinstance(editor, QLineEdit) or not editor.isModified():
            super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: "Index") -> None:
        # The model changes when the store has the new title, not before.
        assert isinstance(editor, QLineEdit)
        title = " ".join(editor.text().split())
        chat, folder = index.data(CHAT_ROLE), index.data(FOLDER_ROLE)
        if isinstance(chat, Chat) and title and title != chat.title:
            self.title_edited.emit(chat.id, title)
        elif isinstance(folder, FolderRow) and title and title != folder.folder.name:
            self.folder_edited.emit(folder.folder.id, title)
