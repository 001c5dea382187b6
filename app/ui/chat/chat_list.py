"""The column with the chats: filter, folders, list, what is done with one or several."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.conversation import Chat, Folder
from app.ui.chat.chat_list_delegate import ChatListDelegate
from app.ui.chat.chat_list_model import ChatListModel
from app.ui.chat.chat_list_view import ChatListView
from app.ui.chat.chat_list_wishes import ListWishes
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from app.ui.chat.bulk_bar import BulkBar
    from app.ui.chat.chat_list_acts import ChatListActs
    from app.ui.chat.chat_list_menus import ListMenu


_MOST_LETTERS = 28


class ChatListPane(ListWishes):
    """Shows the chats; every change is a wish, and comes back through the slots."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._shown_id = ""
        self._awaits_row = False  # the shown chat's row is still to be marked
        self._model = ChatListModel(self)
        self._delegate = ChatListDelegate(theme)
        self._title = Label(theme, self.tr("Chats"), "heading")
        self._new = Button(theme, self.tr("New chat"), "square-pen", "icon", icon_px=18)
        self._new_keys = ""
        self._more = Button(theme, self.tr("Folders, filters, trash"), "list-filter", "icon", icon_px=18)
        self._filter = SearchField(theme, self.tr("Filter chats"))
        self._narrowed = Button(theme, "", "x", "quiet", 28, 14)
        self._narrowed.hide()
        self._list = ChatListView(self._delegate, self._model)
        self._list.setAccessibleName(self.tr("Chats"))
        self._empty = Label(theme, "", color="muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.setContentsMargins(20, 16, 20, 0)
        self._acts: ChatListActs | None = None
        self._bar: BulkBar | None = None
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
    def new_button(self) -> Button:
        """Starts a chat."""
        return self._new

    def set_new_keys(self, keys: str) -> None:
        """Name the keys that start a chat; empty: there are none."""
        self._new_keys = keys
        self._new.set_keys(keys)
        self._show_empty()

    @property
    def filter_field(self) -> SearchField:
        """The field that filters titles."""
        return self._filter

    @property
    def menu_button(self) -> Button:
        """The button that opens the menu of the list."""
        return self._more

    @property
    def narrowed_button(self) -> Button:
        """Says what the list is narrowed to, and takes that back."""
        return self._narrowed

    @property
    def acts(self) -> "ChatListActs":
        """What is done with chats and folders; made when it is first wanted."""
        if self._acts is None:
            # Not needed for the first screen.
            from app.ui.chat.chat_list_acts import ChatListActs

            self._acts = ChatListActs(self, self._model, self._list)
            self._acts.list_wished.connect(self._on_list_wished)
            self._acts.delete_wished.connect(self.delete_chats)
        return self._acts

    @property
    def menu(self) -> "ListMenu":
        """The menu that opens over the list."""
        return self.acts.menu

    @property
    def bulk_bar(self) -> "BulkBar":
        """What is shown while several chats are selected; made when that first happens."""
        if self._bar is None:
            # As above.
            from app.ui.chat.bulk_bar import BulkBar

            self._bar = BulkBar(self.theme)
            self._bar.chosen.connect(self._on_bulk_chosen)
            self._bar.more_requested.connect(self._on_bulk_more)
            self._bar.cancelled.connect(self._list.select_current_alone)
            self._column.addWidget(self._bar)
        return self._bar

    @property
    def empty_text(self) -> str:
        """What stands there instead of a list, or nothing."""
        return "" if self._empty.isHidden() else self._empty.text()

    @Slot(tuple)
    def set_chats(self, chats: tuple[Chat, ...]) -> None:
        """Show these chats and no others."""
        self._model.set_chats(chats)

    @Slot(tuple)
    def set_folders(self, folders: tuple[Folder, ...]) -> None:
        """Show these folders."""
        self._model.set_folders(folders)
        self.folders_changed.emit(folders)

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
        """Whether the keyboard is on a chat or folder of the list."""
        index = self._list.currentIndex()
        is_there = self._current() is not None or self._model.folder(index) is not None
        return self._list.hasFocus() and is_there

    @Slot()
    def rename_current(self) -> None:
        """Edit the title of the row the keyboard is on."""
        index = self._list.currentIndex()
        if self._current() is not None or self._model.folder(index) is not None:
            self._list.edit(index)

    def toggle_current_folder(self) -> None:
        """Open or close the folder that the keyboard is on."""
        row = self._model.folder(self._list.currentIndex())
        if row is not None:
            self._model.set_folder_open(row.folder.id, not row.is_open)

    def show_archive(self, is_archive: bool) -> None:
        """List the archived chats, or the others."""
        self._model.narrow(replace(self._model.filter, is_archive=is_archive))
        self._show_narrowed()

    def narrow(self, tag: str | None = None, model: str | None = None) -> None:
        """List only chats with a tag or model; empty: with any."""
        now = self._model.filter
        tag, model = now.tag if tag is None else tag, now.model if model is None else model
        self._model.narrow(replace(now, tag=tag, model=model))
        self._show_narrowed()

    @Slot(tuple)
    def delete_chats(self, chat_ids: tuple[str, ...]) -> None:
        """Ask for chats to be deleted; the cursor goes to the row that takes their place."""
        row = min((self._model.row_of(chat_id) for chat_id in chat_ids), default=-1)
        if len(chat_ids) == 1:
            self.delete_requested.emit(chat_ids[0])
        else:
            self.delete_many_requested.emit(chat_ids)
        if row >= 0 and self._list.hasFocus() and not self._list.currentIndex().isValid():
            self._list.setCurrentIndex(self._model.index(min(row, self._model.rowCount() - 1)))

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
        head.addWidget(self._more)
        head.addWidget(self._new)
        head.setSpacing(2)
        field = QHBoxLayout()
        field.setContentsMargins(12, 0, 11, 9)
        field.addWidget(self._filter)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(field)
        beside = QHBoxLayout()
        beside.setContentsMargins(12, 0, 11, 0)
        beside.addWidget(self._narrowed)
        beside.addStretch(1)
        column.addLayout(beside)
        column.addWidget(self._empty, 1)
        column.addWidget(self._list, 1)

    def _connect(self) -> None:
        self._new.clicked.connect(self.new_chat_requested)
        self._filter.textChanged.connect(self._on_filter_changed)
        self._filter.left.connect(self._on_filter_left)
        self._more.clicked.connect(self._on_more)
        self._narrowed.clicked.connect(self._on_narrowed)
        self._list.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self._model.relisted.connect(self._on_relisted)
        self._model.dropped.connect(self.move_requested)
        self._delegate.folder_edited.connect(self.rename_folder_requested)
        self._list.open_requested.connect(self._on_opened)
        self._list.delete_requested.connect(self._on_delete)
        self._list.customContextMenuRequested.connect(self._on_menu_requested)
        self._delegate.title_edited.connect(self.rename_requested)
        self.theme.changed.connect(self._on_restyled)

    def _show_empty(self) -> None:
        empty = self._model.rowCount() == 0
        now = self._model.filter
        if empty and now.text:
            self._empty.setText(self.tr("Nothing for “{text}”.").format(text=self._filter.text().strip()))
        elif empty and now.narrows:
            self._empty.setText(self.tr("No chat is like that."))
        elif empty and now.is_archive:
            self._empty.setText(
                self.tr("No chat is archived. Archived chats leave the list and stay searchable.")
            )
        elif empty and self._new_keys:
            self._empty.setText(self.tr("No chats yet. {keys} starts one.").format(keys=self._new_keys))
        elif empty:
            self._empty.setText(self.tr("No chats yet."))
        self._empty.setVisible(empty)
        self._list.setVisible(not empty)

    def _show_narrowed(self) -> None:
        now = self._model.filter
        parts = [self.tr("Archive")] if now.is_archive else []
        parts += [f"#{now.tag}"] if now.tag else []
        parts += [now.model] if now.model else []
        words = " · ".join(parts)
        if parts:
            self._narrowed.set_label(words if len(words) <= _MOST_LETTERS else words[:_MOST_LETTERS] + "…")
            self._narrowed.setAccessibleName(
                self.tr("Show all chats again, not only: {what}").format(what=words)
            )
            self._narrowed.setToolTip(self._narrowed.accessibleName())
        self._narrowed.setVisible(bool(parts))

    def _current(self) -> Chat | None:
        return self._model.chat(self._list.currentIndex())

    @Slot()
    def _on_relisted(self) -> None:
        place = self._list.verticalScrollBar().value()
        is_awaited = self._awaits_row
        self._show_empty()
        self._mark_shown()
        if not is_awaited:
            self._list.verticalScrollBar().setValue(place)

    @Slot(str)
    def _on_filter_changed(self, text: str) -> None:
        self._model.set_filter(text)

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
        elif (folder := self._model.folder(index)) is not None:
            self._model.set_folder_open(folder.folder.id, not folder.is_open)

    def _acted_on(self) -> list[Chat]:
        """The selected chats, or the one that the keyboard is on."""
        chat = self._current()
        selected = self._list.selected_chats
        return selected if len(selected) > 1 or chat is None else [chat]

    @Slot(QPoint)
    def _on_menu_requested(self, position: QPoint) -> None:
        index = self._list.indexAt(position)
        if index.isValid() and not self._list.selectionModel().isSelected(index):
            self._list.setCurrentIndex(index)
        at = self._list.viewport().mapToGlobal(position)
        if self._model.folder(self._list.currentIndex()) is not None:
            self.acts.show_for_folder(at)
        elif chats := self._acted_on():
            self.acts.show_for_chats(chats, at)

    @Slot()
    def _on_delete(self) -> None:
        folder = self._model.folder(self._list.currentIndex())
        if folder is not None and len(self._list.selected_chats) < 2:
            self.delete_folder_requested.emit(folder.folder.id)
        elif chats := self._acted_on():
            self.delete_chats(tuple(chat.id for chat in chats))

    @Slot(str, str)
    def _on_list_wished(self, action: str, value: str) -> None:
        if action == "rename":
            self.rename_current()
        elif action == "toggle_folder":
            self.toggle_current_folder()
        elif action == "show_archive":
            self.show_archive(not self._model.filter.is_archive)
        else:
            self.narrow(**{action: value})

    @Slot()
    def _on_more(self) -> None:
        self.acts.show_for_list(self._more)

    @Slot()
    def _on_narrowed(self) -> None:
        self._model.narrow(replace(self._model.filter, tag="", model="", is_archive=False))
        self._show_narrowed()

    @Slot()
    def _on_selection_changed(self) -> None:
        count = len(self._list.selectedIndexes())
        if count > 1:
            count = len(self._list.selected_chats)
        self._delegate.marks_selection = count > 1
        if count > 1 or self._bar is not None:
            self.bulk_bar.show_count(count)
            self.bulk_bar.setVisible(count > 1)
            self._list.viewport().update()

    @Slot(str)
    def _on_bulk_chosen(self, action: str) -> None:
        self.acts.act(action, self._list.selected_chats)

    @Slot()
    def _on_bulk_more(self) -> None:
        button = self.bulk_bar.more_button
        self.acts.show_for_chats(self._list.selected_chats, button.mapToGlobal(button.rect().topLeft()))

    @Slot()
    def _on_restyled(self) -> None:
        self._list.scheduleDelayedItemsLayout()
