"""What is done with chats and folders of the list: by its menus, the bar of several, keys and the palette."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.conversation import Chat
from app.ui.chat.chat_list_menus import NEW_FOLDER, ListMenu
from app.ui.chat.chat_list_model import ChatListModel
from app.ui.chat.chat_list_view import ChatListView
from app.ui.chat.chat_list_wishes import ListWishes
from app.ui.widgets.below import menu_place

if TYPE_CHECKING:
    from app.ui.chat.text_sheet import TextSheet


class ChatListActs(QObject):
    """Made when something of it is first wanted; every wish goes out through the pane."""

    list_wished = Signal(str, str)  # what is done with the list itself or its current row
    delete_wished = Signal(tuple)  # chat ids

    def __init__(self, pane: ListWishes, model: ChatListModel, view: ChatListView) -> None:
        super().__init__(pane)
        self._pane = pane
        self._model = model
        self._view = view
        self._chats: list[Chat] = []
        self._rename: Callable[[], None] | None = None
        self._asks_for = ""  # what the open sheet is about
        self._sheet: TextSheet | None = None
        self.menu = ListMenu(pane.theme, pane)
        self.menu.chosen.connect(self._on_chosen)

    @property
    def sheet(self) -> "TextSheet":
        """The question for a name or tags."""
        if self._sheet is None:
            # Most runs ask for neither.
            from app.ui.chat.text_sheet import TextSheet

            self._sheet = TextSheet(self._pane.theme, self._pane.window())
            self._sheet.taken.connect(self._on_taken)
        return self._sheet

    def show_for_chats(
        self, chats: list[Chat], at: QPoint | QWidget, rename: Callable[[], None] | None = None
    ) -> None:
        """Open the menu of these chats.

        Args:
            at: a place of the screen, or a button.
            rename: where a title is typed; else in its row of the list.
        """
        self._chats, self._rename = chats, rename
        pane = self._pane
        self.menu.fill_for_chats(chats, self._model.folders, exports=pane.exports)
        self.menu.popup(at if isinstance(at, QPoint) else menu_place(self.menu, at))

    def show_for_folder(self, at: QPoint) -> None:
        """Open the menu of the folder that the keyboard is on."""
        row, self._rename = self._model.folder(self._view.currentIndex()), None
        if row is not None:
            self.menu.fill_for_folder(row)
            self.menu.popup(at)

    def show_for_list(self, at: QWidget) -> None:
        """Open the menu of what is listed."""
        model = self._model
        self.menu.fill_for_list(model.filter, model.tags(), model.models())
        self.menu.popup(menu_place(self.menu, at))

    def show_move(self, chats: list[Chat], at: QWidget) -> None:
        """Open the list of folders to move chats to."""
        self._chats = chats
        self.menu.clear()
        self.menu.fill_move(self.menu, chats, self._model.folders)
        self.menu.popup(menu_place(self.menu, at))

    def act(self, action: str, chats: Sequence[Chat], value: str = "") -> None:
        """Do something with chats."""
        self._chats = list(chats)
        self._on_chosen(action, value)

    def new_folder(self) -> None:
        """Ask for the name of a new folder."""
        self._chats = []
        self._ask_folder()

    def _ask_folder(self) -> None:
        self._asks_for = "folder"
        count = len(self._chats)
        note = self.tr("The chat moves into it.") if count == 1 else ""
        if count > 1:
            note = self.tr("{count} chats move into it.").format(count=count)
        self.sheet.ask(self.tr("Name of the new folder"), note, "", self.tr("Make the folder"))

    def _ask_tags(self) -> None:
        self._asks_for = "tags"
        own = ", ".join(self._chats[0].tags) if len(self._chats) == 1 else ""
        known = ", ".join(self._model.tags()[:20])
        notes = [self.tr("Tags are parted by commas.")]
        if len(self._chats) > 1:
            words = self.tr("They are added to the tags of {count} chats.")
            notes.append(words.format(count=len(self._chats)))
        if known:
            notes.append(self.tr("There are: {tags}").format(tags=known))
        title = self.tr("Tags of the chat") if len(self._chats) == 1 else self.tr("Tags to add")
        alone = len(self._chats) == 1
        self.sheet.ask(title, " ".join(notes), own, self.tr("Set the tags"), may_be_empty=alone)

    @Slot(str)
    def _on_taken(self, text: str) -> None:
        pane, ids = self._pane, tuple(chat.id for chat in self._chats)
        if self._asks_for == "folder":
            pane.new_folder_requested.emit(ids, text)
            return
        tags = tuple(tag.strip().lstrip("#") for tag in text.split(",") if tag.strip().lstrip("#"))
        for chat in self._chats:
            pane.tags_requested.emit(chat.id, tags if len(ids) == 1 else (*chat.tags, *tags))

    @Slot(str, str)
    def _on_chosen(self, action: str, value: str) -> None:
        pane, chats = self._pane, self._chats
        ids = tuple(chat.id for chat in chats)
        if action == "rename" and self._rename is not None:
            self._rename()
        elif action in ("rename", "toggle_folder"):
            self.list_wished.emit(action, value)
        elif action == "delete_folder":
            pane.delete_folder_requested.emit(value)
        elif action in ("new_folder", "temporary", "search", "trash", "show_archive", "tag", "model"):
            self._act_on_list(action, value)
        elif not chats:
            return
        elif action == "pin":
            pane.pin_requested.emit(ids[0], not chats[0].pinned)
        elif action == "duplicate":
            pane.duplicate_requested.emit(ids[0])
        elif action == "window":
            pane.window_requested.emit(ids[0])
        elif action == "move" and value == NEW_FOLDER:
            self._ask_folder()
        elif action == "move":
            pane.move_requested.emit(ids, value)
        elif action == "tags":
            self._ask_tags()
        elif action == "archive":
            pane.archive_requested.emit(ids, not all(chat.archived for chat in chats))
        elif action == "export":
            pane.export_requested.emit(ids)
        elif action == "delete":
            self.delete_wished.emit(ids)

    def _act_on_list(self, action: str, value: str) -> None:
        pane = self._pane
        if action == "new_folder":
            self.new_folder()
        elif action == "temporary":
            pane.temporary_chat_requested.emit()
        elif action == "search":
            pane.search_requested.emit()
        elif action == "trash":
            pane.trash_requested.emit()
        else:
            self.list_wished.emit(action, value)
