"""The column with the chats: filter, list, rename, pin, delete."""

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from app.domain.conversation import Chat
from app.ui.chat.chat_list_delegate import ChatListDelegate
from app.ui.chat.chat_list_model import ChatListModel
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.surface import Surface


class ChatListView(QListView):
    """The list itself; wears the focus ring on its current row."""

    delete_requested = Signal()
    open_requested = Signal(QModelIndex)

    def __init__(self, delegate: ChatListDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = delegate
        delegate.setParent(self)
        self.setItemDelegate(delegate)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._delegate.keyboard = event.reason() not in (
            Qt.FocusReason.MouseFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        )
        super().focusInEvent(event)
        if self.model().rowCount() > 1 and not self.currentIndex().isValid():
            self.setCurrentIndex(self.model().index(1, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._delegate.keyboard = True
        if event.key() == Qt.Key.Key_Delete:
            self.delete_requested.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.open_requested.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class ChatListPane(Surface):
    """Shows the chats; every change is a wish, and comes back through the slots."""

    chat_selected = Signal(str)  # chat id
    new_chat_requested = Signal()
    rename_requested = Signal(str, str)  # chat id, new title
    delete_requested = Signal(str)  # chat id
    undo_delete_requested = Signal(str)  # chat id
    pin_requested = Signal(str, bool)  # chat id, pinned from now on

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "side", parent=parent)
        self._shown_id = ""
        self._awaits_row = False  # the shown chat's row is still to be marked
        self._model = ChatListModel(self)
        self._delegate = ChatListDelegate(theme)
        self._title = Label(theme, self.tr("Chats"), "heading")
        self._new = Button(theme, self.tr("New chat (Ctrl+N)"), "square-pen", "icon", icon_px=18)
        self._new.setAccessibleName(self.tr("New chat"))
        self._filter = SearchField(theme, self.tr("Filter chats"))
        self._list = ChatListView(self._delegate)
        self._list.setModel(self._model)
        self._list.setAccessibleName(self.tr("Chats"))
        self._empty = Label(theme, "", color="muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.setContentsMargins(20, 16, 20, 0)
        self._menu: QMenu | None = None
        self._lay_out()
        self._connect()
        self._on_restyled()
        self._show_empty()

    @property
    def view(self) -> ChatListView:
        """The list view."""
        return self._list

    @property
    def model(self) -> ChatListModel:
        """The rows."""
        return self._model

    @property
    def filter_field(self) -> SearchField:
        """The field that filters titles."""
        return self._filter

    @property
    def menu(self) -> QMenu:
        """What can be done with a chat; made when it is first wanted."""
        if self._menu is None:
            self._menu = menu = QMenu(self)
            rename = menu.addAction(self.tr("Rename"))
            rename.setShortcut(Qt.Key.Key_F2)
            rename.triggered.connect(self.rename_current)
            self._pin = menu.addAction(self.tr("Pin"))
            self._pin.triggered.connect(self._on_pin)
            menu.addSeparator()
            delete = menu.addAction(self.tr("Delete"))
            delete.setShortcut(Qt.Key.Key_Delete)
            delete.triggered.connect(self._on_delete)
        return self._menu

    @property
    def empty_text(self) -> str:
        """What stands there instead of a list, or nothing."""
        return "" if self._empty.isHidden() else self._empty.text()

    @Slot(tuple)
    def set_chats(self, chats: tuple[Chat, ...]) -> None:
        """Show these chats and no others."""
        self._model.set_chats(chats)
        self._mark_shown()
        self._show_empty()

    @Slot(Chat)
    def update_chat(self, chat: Chat) -> None:
        """Insert a chat or change its row."""
        self._model.update_chat(chat)
        self._mark_shown()
        self._show_empty()

    @Slot(str)
    def remove_chat(self, chat_id: str) -> None:
        """Take a chat out of the list."""
        self._model.remove_chat(chat_id)
        self._show_empty()

    @Slot(str)
    def set_current(self, chat_id: str) -> None:
        """Mark the chat that is open; empty for a new one."""
        self._shown_id = chat_id
        self._model.set_shown(chat_id)
        self._awaits_row = True
        self._mark_shown()

    @Slot(frozenset)
    def set_running(self, ids: frozenset[str]) -> None:
        """Mark the chats in which a reply is being written."""
        self._model.set_running(ids)

    @property
    def can_rename(self) -> bool:
        """Whether the keyboard is on a chat of the list."""
        return self._list.hasFocus() and self._current() is not None

    @Slot()
    def rename_current(self) -> None:
        """Edit the title of the row the keyboard is on."""
        if self._current() is not None:
            self._list.edit(self._list.currentIndex())

    def chat_title(self, chat_id: str) -> str:
        """The title of a chat, or an empty text."""
        chat = self._model.chat_by_id(chat_id)
        return chat.title if chat else ""

    def _mark_shown(self) -> None:
        """Put the cursor on the open chat: it can be opened before its row is there, and rows move."""
        row = self._model.row_of(self._shown_id)
        if row >= 0 and (self._awaits_row or not self._list.currentIndex().isValid()):
            self._awaits_row = False
            self._list.setCurrentIndex(self._model.index(row))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(20, 12, 11, 8)
        head.addWidget(self._title, 1)
        head.addWidget(self._new)
        field = QHBoxLayout()
        field.setContentsMargins(12, 0, 11, 9)
        field.addWidget(self._filter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(field)
        column.addWidget(self._empty, 1)
        column.addWidget(self._list, 1)

    def _connect(self) -> None:
        self._new.clicked.connect(self.new_chat_requested)
        self._filter.textChanged.connect(self._on_filter_changed)
        self._filter.left.connect(self._on_filter_left)
        self._list.clicked.connect(self._on_opened)
        self._list.open_requested.connect(self._on_opened)
        self._list.delete_requested.connect(self._on_delete)
        self._list.customContextMenuRequested.connect(self._on_menu_requested)
        self._delegate.title_edited.connect(self.rename_requested)
        self.theme.changed.connect(self._on_restyled)

    def _show_empty(self) -> None:
        empty = self._model.rowCount() == 0
        if empty and self._model.filter_text:
            self._empty.setText(self.tr("Nothing for “{text}”.").format(text=self._filter.text().strip()))
        elif empty:
            self._empty.setText(self.tr("No chats yet. Ctrl+N starts one."))
        self._empty.setVisible(empty)
        self._list.setVisible(not empty)

    def _current(self) -> Chat | None:
        return self._model.chat(self._list.currentIndex())

    @Slot(str)
    def _on_filter_changed(self, text: str) -> None:
        self._model.set_filter(text)
        self._show_empty()

    @Slot()
    def _on_filter_left(self) -> None:
        if self._model.rowCount() > 1:
            self._list.setCurrentIndex(self._model.index(1))
            self._list.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot(QModelIndex)
    def _on_opened(self, index: QModelIndex) -> None:
        chat = self._model.chat(index)
        if chat is not None:
            self._model.mark_read(chat.id)
            self.chat_selected.emit(chat.id)

    @Slot(QPoint)
    def _on_menu_requested(self, position: QPoint) -> None:
        index = self._list.indexAt(position)
        if self._model.chat(index) is not None:
            self._list.setCurrentIndex(index)
        chat = self._current()
        if chat is None:
            return
        menu = self.menu
        self._pin.setText(self.tr("Unpin") if chat.pinned else self.tr("Pin"))
        menu.popup(self._list.viewport().mapToGlobal(position))

    @Slot()
    def _on_pin(self) -> None:
        chat = self._current()
        if chat is not None:
            self.pin_requested.emit(chat.id, not chat.pinned)

    @Slot()
    def _on_delete(self) -> None:
        chat = self._current()
        if chat is not None:
            self.delete_requested.emit(chat.id)

    @Slot()
    def _on_restyled(self) -> None:
        self._list.scheduleDelayedItemsLayout()
