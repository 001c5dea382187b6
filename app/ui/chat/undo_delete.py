"""The way back from a deleted chat: a toast with Undo."""

from PySide6.QtCore import QObject, Slot

from app.ui.chat.chat_list import ChatListPane
from app.ui.widgets.toast import Toast

_TITLE_CHARS = 40


class UndoDelete(QObject):
    """Offers Undo for the chat that was deleted last."""

    def __init__(self, chat_list: ChatListPane, toast: Toast, parent: QObject) -> None:
        super().__init__(parent)
        self._chat_list = chat_list
        self._toast = toast
        self._chat_id = ""
        self._told = ""
        chat_list.delete_requested.connect(self._on_delete_requested)
        toast.action_triggered.connect(self._on_undo)

    @Slot(str)
    def _on_delete_requested(self, chat_id: str) -> None:
        self._chat_id = chat_id
        title = self._chat_list.chat_title(chat_id)
        if len(title) > _TITLE_CHARS:
            title = title[:_TITLE_CHARS].rstrip() + "…"
        self._told = self.tr("“{title}” was deleted").format(title=title)
        self._toast.show_text(self._told, self.tr("Undo"))

    @Slot()
    def _on_undo(self) -> None:
        if self._chat_id and self._toast.text == self._told:  # else it is the Undo of something else
            self._chat_list.undo_delete_requested.emit(self._chat_id)
            self._chat_id = ""
