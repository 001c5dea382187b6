"""The way back from a removed server: a toast with Undo."""

from PySide6.QtCore import QObject, Slot

from app.ui.servers.servers_page import ServersPage
from app.ui.widgets.toast import Toast


class UndoRemove(QObject):
    """Offers Undo for the server that was removed last, while no other message has taken its place."""

    def __init__(self, page: ServersPage, toast: Toast, parent: QObject) -> None:
        super().__init__(parent)
        self._page = page
        self._toast = toast
        self._told = ""
        page.removal_told.connect(self._on_removal_told)
        toast.action_triggered.connect(self._on_undo)

    @Slot(str)
    def _on_removal_told(self, text: str) -> None:
        self._told = text
        self._toast.show_text(text, self.tr("Undo"))

    @Slot()
    def _on_undo(self) -> None:
        if self._told and self._toast.text == self._told:
            self._told = ""
            self._page.undo_remove_requested.emit()
