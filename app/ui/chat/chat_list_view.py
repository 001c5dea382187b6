"""The list of chats itself: keys, clicks, selecting several, dragging into folders."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from app.domain.conversation import Chat
from app.ui.chat.chat_list_delegate import ChatListDelegate
from app.ui.chat.chat_list_model import ChatListModel
from app.ui.widgets.heading_list import HeadingList

_WITH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class ChatListView(HeadingList):
    """Wears the focus ring on its current row."""

    delete_requested = Signal()
    open_requested = Signal(QModelIndex)

    def __init__(
        self, delegate: ChatListDelegate, model: ChatListModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(delegate, parent)
        self._delegate = delegate
        self._model = model
        self._was_extending = False
        delegate.setParent(self)
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.clicked.connect(self._on_clicked)

    @property
    def selected_chats(self) -> list[Chat]:
        """The chats that are selected, top to bottom."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        found = (self._model.chat(self._model.index(row)) for row in rows)
        return [chat for chat in found if chat is not None]

    def select_current_alone(self) -> bool:
        """Leave only the current row selected; False where it is so already."""
        if len(self.selectedIndexes()) < 2:
            return False
        index = self.currentIndex()
        self.clearSelection()
        self.setCurrentIndex(index)
        return True

    def heading_rows(self) -> Sequence[int]:
        return self._model.heading_rows

    def _on_clicked(self, index: QModelIndex) -> None:
        if not self._was_extending:
            self.open_requested.emit(index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._delegate.keyboard = False
        self._was_extending = bool(event.modifiers() & _WITH)
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._delegate.keyboard = event.reason() not in (
            Qt.FocusReason.MouseFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        )
        super().focusInEvent(event)
        if self._model.rowCount() > 1 and not self.currentIndex().isValid():
            self.setCurrentIndex(self._model.index(1, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._delegate.keyboard = True
        if self.state() is QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)  # the Enter that ends a title opens nothing
            return
        key, index = event.key(), self.currentIndex()
        folder = self._model.folder(index)
        arrows = (Qt.Key.Key_Left, Qt.Key.Key_Right)
        if key == Qt.Key.Key_Delete:
            self.delete_requested.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not event.modifiers() & _WITH:
            self.open_requested.emit(index)
        elif key == Qt.Key.Key_Escape and self.select_current_alone():
            event.accept()
        elif folder is not None and key in arrows:
            opens = (key == Qt.Key.Key_Right) is not self.isRightToLeft()
            self._model.set_folder_open(folder.folder.id, opens)
        else:
            super().keyPressEvent(event)
