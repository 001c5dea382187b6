"""Menus of the chat list: what is done with chats and folders, and what is listed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.conversation import Chat, Folder
from app.ui.chat.chat_list_rows import FolderRow, ListFilter
from app.ui.theme.theme import Theme

NEW_FOLDER = "+"
_MOST = 60


class ListMenu(QMenu):
    """Filled anew each time it opens; `chosen` has an action and, for some, the id of what it is done to."""

    chosen = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.triggered.connect(self._on_triggered)

    def fill_for_chats(
        self, chats: Sequence[Chat], folders: Sequence[Folder], *, exports: bool, alone: bool = True
    ) -> None:
        """Offer what can be done with these chats.

        Args:
            exports: whether somebody writes exports.
            alone: also offer what is done with one chat only.
        """
        self.clear()
        first = chats[0]
        if len(chats) == 1 and alone:
            self._add(self, self.tr("Rename"), "pencil", "rename", keys=QKeySequence(Qt.Key.Key_F2))
            self._add(self, self.tr("Unpin") if first.pinned else self.tr("Pin"), "pin", "pin")
            self._add(self, self.tr("Duplicate"), "copy", "duplicate")
            self._add(self, self.tr("Open in a new window"), "external-link", "window")
            self.addSeparator()
        move = self.addMenu(self._theme.icon("folder"), self.tr("Move to folder"))
        self.fill_move(move, chats, folders)
        self._add(self, self.tr("Tags…"), "hash", "tags")
        archived = all(chat.archived for chat in chats)
        words = self.tr("Take out of the archive") if archived else self.tr("Archive")
        self._add(self, words, "archive", "archive")
        if exports:
            self._add(self, self.tr("Export…"), "upload", "export")
        self.addSeparator()
        self._add(self, self.tr("Delete"), "trash-2", "delete", keys=QKeySequence(Qt.Key.Key_Delete))

    def fill_move(self, menu: QMenu, chats: Sequence[Chat], folders: Sequence[Folder]) -> None:
        """Offer the folders, none, and a new one."""
        for folder in folders:
            entry = self._add(menu, folder.name.replace("&", "&&"), "folder", "move", folder.id)
            entry.setCheckable(True)
            entry.setChecked(all(chat.folder_id == folder.id for chat in chats))
        if folders:
            menu.addSeparator()
        if any(chat.folder_id for chat in chats):
            self._add(menu, self.tr("Out of its folder"), "x", "move")
        self._add(menu, self.tr("New folder…"), "folder-plus", "move", NEW_FOLDER)

    def fill_for_folder(self, row: FolderRow) -> None:
        """Offer what can be done with a folder."""
        self.clear()
        folder_id = row.folder.id
        self._add(self, self.tr("Rename"), "pencil", "rename", keys=QKeySequence(Qt.Key.Key_F2))
        words = self.tr("Close") if row.is_open else self.tr("Open")
        self._add(self, words, "folder-open", "toggle_folder", folder_id)
        self.addSeparator()
        self._add(self, self.tr("Delete the folder, keep its chats"), "trash-2", "delete_folder", folder_id)

    def fill_for_list(self, now: ListFilter, tags: Sequence[str], models: Sequence[str]) -> None:
        """Offer what the list shows, and where else to look."""
        self.clear()
        self._add(self, self.tr("New folder…"), "folder-plus", "new_folder")
        self._add(self, self.tr("New temporary chat"), "eye-off", "temporary")
        self.addSeparator()
        self._fill_choice(self.tr("Only with tag"), "hash", "tag", tags, now.tag)
        self._fill_choice(self.tr("Only with model"), "boxes", "model", models, now.model)
        archive = self._add(self, self.tr("Archived chats"), "archive", "show_archive")
        archive.setCheckable(True)
        archive.setChecked(now.is_archive)
        self.addSeparator()
        self._add(self, self.tr("Search all chats…"), "search", "search")
        self._add(self, self.tr("Trash…"), "trash-2", "trash")

    def _fill_choice(self, text: str, icon: str, action: str, values: Sequence[str], taken: str) -> None:
        menu = self.addMenu(self._theme.icon(icon), text)
        menu.setEnabled(bool(values))
        everything = self._add(menu, self.tr("All"), "", action)
        everything.setCheckable(True)
        everything.setChecked(not taken)
        for value in values[:_MOST]:
            entry = self._add(menu, value.replace("&", "&&"), "", action, value)
            entry.setCheckable(True)
            entry.setChecked(value == taken)

    def _add(
        self,
        menu: QMenu,
        text: str,
        icon: str,
        action: str,
        value: str = "",
        keys: QKeySequence | None = None,
    ) -> QAction:
        entry = menu.addAction(self._theme.icon(icon), text) if icon else menu.addAction(text)
        entry.setData((action, value))
        if keys is not None:
            entry.setShortcut(keys)
            entry.setShortcutVisibleInContextMenu(True)
        return entry

    @Slot(QAction)
    def _on_triggered(self, entry: QAction) -> None:
        if entry.data():
            action, value = entry.data()
            self.chosen.emit(action, value)
