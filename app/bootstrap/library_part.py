"""Everything behind the page of the models of one running program; made when the page is first wanted."""

from app.services.chats import ChatListService
from app.services.library import LibraryService
from app.services.library_actions import LibraryActions
from app.services.library_catalogue import LibraryCatalogue
from app.services.library_updates import LibraryUpdates
from app.services.server import ServerService
from app.services.settings import SettingsService
from app.services.transfers import TransfersService
from app.storage.conversations import ConversationStore
from app.ui.main_window import MainWindow
from app.wiring.library import (
    wire_library,
    wire_library_elsewhere,
    wire_library_pins,
    wire_library_updates,
)


class LibraryPart:
    """The services; `wire` connects them and lets them begin."""

    def __init__(self, store: ConversationStore, server: ServerService, chats: ChatListService) -> None:
        self.library = LibraryService(store, server, chats)
        self.actions = LibraryActions(self.library, server)
        self.updates = LibraryUpdates(store, self.library)
        self.catalogue = LibraryCatalogue(server)

    def wire(self, window: MainWindow, transfers: TransfersService, settings: SettingsService) -> None:
        """Connect the page, and begin."""
        wire_library(window, self.library, self.actions, self.catalogue)
        wire_library_updates(window, self.updates, settings)
        wire_library_pins(window, self.library, self.actions, settings)
        wire_library_elsewhere(window, self.library, transfers)
        self.library.start()
        self.updates.start()
        self.catalogue.start()

    async def aclose(self) -> None:
        """End what runs."""
        await self.updates.aclose()
        await self.actions.aclose()
        await self.catalogue.aclose()
        await self.library.aclose()
