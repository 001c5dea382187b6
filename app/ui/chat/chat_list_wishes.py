"""What a person can want of the list of chats."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.surface import Surface


class ListWishes(Surface):
    """Sends the wishes; whoever hears them changes the chats.

    Attributes:
        exports: whether somebody writes what `export_requested` asks for.
    """

    chat_selected = Signal(str)  # chat id
    new_chat_requested = Signal()
    rename_requested = Signal(str, str)  # chat id, new title
    delete_requested = Signal(str)  # chat id
    undo_delete_requested = Signal(str)  # chat id
    pin_requested = Signal(str, bool)  # chat id, pinned from now on
    delete_many_requested = Signal(tuple)  # chat ids, as in the next ones
    archive_requested = Signal(tuple, bool)  # archived from now on
    move_requested = Signal(tuple, str)  # id of a folder, empty: out of theirs
    new_folder_requested = Signal(tuple, str)  # chats that move into it, its name
    export_requested = Signal(tuple)
    rename_folder_requested = Signal(str, str)  # folder id, new name
    delete_folder_requested = Signal(str)  # folder id
    undo_delete_folder_requested = Signal(str)  # folder id
    tags_requested = Signal(str, tuple)  # chat id, all its tags from now on
    duplicate_requested = Signal(str)  # chat id
    window_requested = Signal(str)  # id of a chat that a new window is to show
    temporary_chat_requested = Signal()
    search_requested = Signal()  # the page that searches all chats
    trash_requested = Signal()  # the page of what was deleted
    folders_changed = Signal(tuple)  # tuple[Folder, ...]

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "side", parent=parent)
        self.exports = False
