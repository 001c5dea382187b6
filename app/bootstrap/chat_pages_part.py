"""The services behind search and trash, made when the pages are."""

from app.services.chat import ChatService
from app.services.chats import ChatListService
from app.services.search import SearchService
from app.services.trash import TrashService
from app.storage.conversations import ConversationStore
from app.ui.chat_pages import ChatPages
from app.wiring.chat_pages import wire_chat_pages, wire_search, wire_trash_page
from app.wiring.services import wire_trash


class ChatPagesPart:
    """Holds both."""

    def __init__(self, store: ConversationStore, chats: ChatListService, chat: ChatService) -> None:
        self._store = store
        self._chats = chats
        self._chat = chat
        self.search: SearchService | None = None
        self.trash: TrashService | None = None

    def wire(self, pages: ChatPages) -> None:
        """Connect what both want of the chats."""
        wire_chat_pages(pages, self._chat)

    def add_search(self, pages: ChatPages) -> None:
        """Stand behind the search."""
        self.search = SearchService(self._store)
        wire_search(pages, self.search)

    def add_trash(self, pages: ChatPages) -> None:
        """Stand behind the trash."""
        self.trash = TrashService(self._store)
        wire_trash(self.trash, self._chats, self._chat)
        wire_trash_page(pages, self.trash)

    async def aclose(self) -> None:
        """End what is under way."""
        for service in (self.search, self.trash):
            if service is not None:
                await service.aclose()
