"""Search and trash: pages of the chats, made when they are first shown."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ui.chat.chat_list import ChatListPane
from app.ui.chat.chat_pane import ChatPane
from app.ui.theme.theme import Theme

if TYPE_CHECKING:
    from app.domain.search import SearchHit
    from app.ui.search.content import SearchContent
    from app.ui.trash.content import TrashContent


class ChatPages(QObject):
    """Puts them into the window's stack of pages."""

    search_made = Signal()  # services and arrows are to be there before this returns
    trash_made = Signal()  # likewise
    chats_wanted = Signal()  # the chat is to be on top
    message_wanted = Signal(str, str)  # chat id, message id
    chat_wanted = Signal(str)
    undo_over = Signal()  # the trash gives back or removes for good: a way back from the list leads nowhere

    def __init__(
        self, theme: Theme, stack: QStackedWidget, chat_list: ChatListPane, pane: ChatPane, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._stack = stack
        self._chat_list = chat_list
        self._pane = pane
        self._search: SearchContent | None = None
        self._trash: TrashContent | None = None

    @property
    def search(self) -> "SearchContent":
        """The search."""
        if self._search is None:
            # Most runs never search.
            from app.ui.search.content import SearchContent

            self._search = SearchContent(self._theme)
            self._search.closed.connect(self.chats_wanted)
            self._search.hit_chosen.connect(self._on_hit_chosen)
            self._chat_list.folders_changed.connect(self._search.set_folders)
            self._stack.addWidget(self._search)
            self.search_made.emit()
        return self._search

    @property
    def trash(self) -> "TrashContent":
        """The trash."""
        if self._trash is None:
            # As above.
            from app.ui.trash.content import TrashContent

            self._trash = TrashContent(self._theme)
            self._trash.closed.connect(self.chats_wanted)
            wishes = (
                self._trash.restore_requested,
                self._trash.remove_requested,
                self._trash.empty_requested,
            )
            for wish in wishes:
                wish.connect(self.undo_over)
            self._stack.addWidget(self._trash)
            self.trash_made.emit()
        return self._trash

    def regions(self) -> list[QWidget] | None:
        """What F6 goes round on the page on top; None where it is neither."""
        top = self._stack.currentWidget()
        for page in (self._search, self._trash):
            if page is not None and page is top:
                return page.regions
        return None

    def begin_search(self) -> None:
        """The search is on top now."""
        search = self.search
        search.set_models(self._chat_list.model.models())
        search.set_folders(self._chat_list.model.folders)
        search.focus_first()
        search.look_again()

    def begin_trash(self) -> None:
        """The trash is on top now."""
        self.trash.focus_first()
        self.trash.opened.emit()

    def _on_hit_chosen(self, hit: "SearchHit") -> None:
        self.chats_wanted.emit()
        if hit.message_id:
            self._pane.seek(hit)
            self.message_wanted.emit(hit.chat_id, hit.message_id)
        else:
            self.chat_wanted.emit(hit.chat_id)
