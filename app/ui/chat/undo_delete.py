"""The way back from chats and folders that were deleted, chats that were archived: a toast with Undo."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Slot

from app.ui.chat.chat_list import ChatListPane
from app.ui.widgets.toast import Toast

_TITLE_CHARS = 40


class UndoDelete(QObject):
    """Offers Undo for what was done last."""

    def __init__(self, chat_list: ChatListPane, toast: Toast, parent: QObject) -> None:
        super().__init__(parent)
        self._chat_list = chat_list
        self._toast = toast
        self._take_back: Callable[[], None] | None = None
        self._told = ""
        chat_list.delete_requested.connect(self._on_delete_requested)
        chat_list.delete_many_requested.connect(self._on_delete_many_requested)
        chat_list.delete_folder_requested.connect(self._on_delete_folder_requested)
        chat_list.archive_requested.connect(self._on_archive_requested)
        toast.action_triggered.connect(self._on_undo)

    def _tell(self, told: str, take_back: Callable[[], None]) -> None:
        self._told, self._take_back = told, take_back
        self._toast.show_text(told, self.tr("Undo"))

    def _named(self, chat_id: str, words: str) -> str:
        return self._cut(self._chat_list.chat_title(chat_id), words)

    def _cut(self, title: str, words: str) -> str:
        if len(title) > _TITLE_CHARS:
            title = title[:_TITLE_CHARS].rstrip() + "…"
        return words.format(title=title)

    def _undelete(self, chat_ids: tuple[str, ...]) -> None:
        for chat_id in chat_ids:
            self._chat_list.undo_delete_requested.emit(chat_id)

    def _undelete_folder(self, folder_id: str) -> None:
        self._chat_list.undo_delete_folder_requested.emit(folder_id)

    def _unarchive(self, chat_ids: tuple[str, ...]) -> None:
        self._chat_list.archive_requested.emit(chat_ids, False)

    @Slot(str)
    def _on_delete_requested(self, chat_id: str) -> None:
        words = self._named(chat_id, self.tr("“{title}” was deleted"))
        self._tell(words, partial(self._undelete, (chat_id,)))

    @Slot(tuple)
    def _on_delete_many_requested(self, chat_ids: tuple[str, ...]) -> None:
        words = self.tr("{count} chats were deleted").format(count=len(chat_ids))
        self._tell(words, partial(self._undelete, chat_ids))

    @Slot(str)
    def _on_delete_folder_requested(self, folder_id: str) -> None:
        names = [folder.name for folder in self._chat_list.model.folders if folder.id == folder_id]
        words = self._cut("".join(names), self.tr("The folder “{title}” was deleted, its chats are kept"))
        self._tell(words, partial(self._undelete_folder, folder_id))

    @Slot(tuple, bool)
    def _on_archive_requested(self, chat_ids: tuple[str, ...], is_archived: bool) -> None:
        if not is_archived:
            return
        words = self.tr("{count} chats were archived").format(count=len(chat_ids))
        if len(chat_ids) == 1:
            words = self._named(chat_ids[0], self.tr("“{title}” was archived"))
        self._tell(words, partial(self._unarchive, chat_ids))

    @Slot()
    def _on_undo(self) -> None:
        if self._take_back is not None and self._toast.text == self._told:  # else it is another's Undo
            take_back, self._take_back = self._take_back, None
            take_back()
