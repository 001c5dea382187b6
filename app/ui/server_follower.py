"""Which page the window shows as the server comes and goes."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.server import Connection, ServerState
from app.ui.connect.connect_page import ConnectPage
from app.ui.server_banner import ServerBanner
from app.ui.servers.offer_banner import OfferBanner

CONNECTED_PAUSE_MS = 600
"""How long "Connected" can be read before the page leaves by itself."""


class ServerFollower(QObject):
    """Leads to the connect page when no server was ever there, or one without a model; then to the chats.

    A server that was there and is lost leaves the chats in view: only the banner shows.
    """

    connect_page_wanted = Signal()
    chat_page_wanted = Signal()

    def __init__(self, page: ConnectPage, banner: ServerBanner, offer: OfferBanner, parent: QObject) -> None:
        super().__init__(parent)
        self._banner = banner
        self._offer = offer
        self._state: ServerState | None = None
        self._chat_is_shown = True
        self._awaits_server = False  # the connect page leaves by itself once a server can be used
        self._has_skipped = False
        page.skip_requested.connect(self._on_skip)
        page.connect_requested.connect(self._on_server_wanted)
        page.engine_requested.connect(self._on_server_wanted)
        page.start_ollama_requested.connect(self._on_server_wanted)

    def set_server(self, state: ServerState) -> None:
        """Show what follows from the new state."""
        was_there = self._state is not None and bool(self._state.version)
        self._state = state
        self._banner.set_server(state)
        self._offer.set_server(state)
        if state.can_chat:
            if self._awaits_server and not self._chat_is_shown:
                QTimer.singleShot(CONNECTED_PAUSE_MS, self, self._on_connected)
        elif state.connection in (Connection.READY, Connection.FAILED) and not (
            was_there or self._has_skipped or self._awaits_server
        ):
            self._awaits_server = True  # who goes to a chat all the same is not led away from it again
            if self._chat_is_shown:
                self.connect_page_wanted.emit()
        self._show_banner()

    def set_chat_shown(self, is_shown: bool) -> None:
        """Note which page is on top: the connect page says the banner's words itself."""
        self._chat_is_shown = is_shown
        self._offer.set_chat_shown(is_shown)
        self._show_banner()

    def _show_banner(self) -> None:
        is_lost = self._state is not None and self._state.connection is Connection.FAILED
        self._banner.setVisible(is_lost and self._chat_is_shown)

    @Slot()
    def _on_connected(self) -> None:
        if self._awaits_server:
            self._awaits_server = False
            self.chat_page_wanted.emit()

    @Slot()
    def _on_server_wanted(self) -> None:
        self._awaits_server = True

    @Slot()
    def _on_skip(self) -> None:
        self._has_skipped, self._awaits_server = True, False
        self.chat_page_wanted.emit()
