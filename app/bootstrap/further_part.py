"""Everything behind one window beside the first: what it shows of the chats that all windows share."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from app.bootstrap.chat_pages_part import ChatPagesPart
from app.bootstrap.data_part import DataPart
from app.bootstrap.server_part import ServerPart
from app.services.chat import ChatService
from app.services.chats import ChatListService
from app.services.parameters import ParametersService
from app.services.remote_images import RemoteImages
from app.services.server_offers import ServerOffers
from app.services.settings import SettingsService
from app.services.tasks import while_it_lasts
from app.storage.conversations import ConversationStore
from app.ui.further_window import FurtherWindow
from app.wiring.chat import tell_chats, wire_chat, wire_chat_list, wire_reply_images
from app.wiring.keyboard import wire_keyboard
from app.wiring.parameters import wire_parameters
from app.wiring.place import wire_folders
from app.wiring.server import wire_server, wire_server_offers
from app.wiring.services import wire_shown_chat
from app.wiring.settings import wire_window_settings
from app.wiring.window import wire_further_window


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind all windows, and behind the first one alone: chat and parameters."""

    store: ConversationStore
    server_part: ServerPart
    chats: ChatListService
    chat: ChatService
    parameters: ParametersService
    settings: SettingsService


class FurtherPart(QObject):
    """The services of the window, wired; `start` lets them begin."""

    close_wanted = Signal(QObject)  # this

    def __init__(self, behind: Behind, window: FurtherWindow) -> None:
        super().__init__()
        self.window = window
        self._behind = behind
        server = behind.server_part.server
        self.chat = ChatService(behind.store, server, behind.chat)
        self.parameters = ParametersService(behind.store, server, self.chat, behind.parameters)
        self._offers = ServerOffers()
        self._remote_images = RemoteImages()
        self._pages: ChatPagesPart | None = None
        self._data: DataPart | None = None
        self._wire()

    def start(self, chat_id: str) -> None:
        """Show a chat; an empty id: a new one."""
        server = self._behind.server_part.server.state
        content = self.window.content
        self.window.set_server(server)
        content.status_strip.set_server(server)
        content.chat_pane.set_server(server)
        self._offers.set_server(server)
        self._offers.set_servers(self._behind.server_part.servers.servers)
        tell_chats(content.chat_list, self._behind.chats, self.chat)
        self.parameters.start()
        self.chat.start(with_new=True, chat_id=chat_id)

    async def aclose(self) -> None:
        """Let go of the shown chat, and of the window; its replies go on."""
        self.window.hide()
        pane = self.window.chat_pane
        await while_it_lasts(lambda: pane.images.is_reading)
        for part in (pane.images, pane.links, pane.reply_images):
            part.close()
        await self.chat.aclose()
        await self._remote_images.aclose()
        await self.parameters.aclose()
        for made in (self._pages, self._data):
            if made is not None:
                await made.aclose()
        for each in (self.chat, self.parameters, self._offers, self._remote_images, self.window, self):
            each.deleteLater()

    def _wire(self) -> None:
        behind, window, content = self._behind, self.window, self.window.content
        server, servers = behind.server_part.server, behind.server_part.servers
        wire_further_window(window, server, self.chat, self.parameters)
        wire_server(content.connect_page, content.server_banner, content.status_strip, server, servers)
        wire_server_offers(content.offer_banner, self._offers, self.chat, servers, server)
        wire_shown_chat(behind.chats, self.chat)
        wire_chat_list(content.chat_list, behind.chats, self.chat)
        wire_chat(content.chat_pane, self.chat, behind.chats, server)
        wire_reply_images(content.chat_pane.reply_images, self._remote_images)
        wire_parameters(content.chat_page.parameters, content.chat_pane, self.chat, self.parameters)
        wire_window_settings(window, behind.settings)
        wire_keyboard(window, behind.settings)
        wire_folders(window, behind.settings)
        window.close_wanted.connect(self._on_close_wanted)
        content.chat_pages.search_made.connect(self._follow_search)
        content.data_desk_made.connect(self._follow_data)

    @Slot()
    def _on_close_wanted(self) -> None:
        self.close_wanted.emit(self)

    @Slot()
    def _follow_search(self) -> None:
        pages = self.window.content.chat_pages
        if self._pages is None:
            self._pages = ChatPagesPart(self._behind.store, self._behind.chats, self.chat)
            self._pages.wire(pages)
        self._pages.add_search(pages)

    @Slot()
    def _follow_data(self) -> None:
        if self._data is None:
            self._data = DataPart(self._behind.store, self.chat.store_of, self._behind.chats)
            self._data.wire(self.window)
