"""Which page the window shows as the server comes and goes."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from app.domain.server import Connection, ServerState

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

CONNECTED_PAUSE_MS = 600
"""How long "Connected" can be read before the page leaves by itself."""


class ServerFollower(QObject):
    """Leads to the connect page when no server was ever there, and back to the chats once one answers.

    A server that was there and is lost leaves the chats in view: only the banner shows.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._state: ServerState | None = None
        self._awaits_server = False  # the connect page leaves by itself once a server answers
        self._has_skipped = False
        page = window.connect_page
        page.skip_requested.connect(self._on_skip)
        page.connect_requested.connect(self._on_server_wanted)
        page.engine_requested.connect(self._on_server_wanted)
        page.start_ollama_requested.connect(self._on_server_wanted)
        window.server_banner.server_page_requested.connect(window.show_connect_page)

    def set_server(self, state: ServerState) -> None:
        """Show what follows from the new state."""
        was_there = self._state is not None and bool(self._state.version)
        self._state = state
        self._window.server_banner.set_server(state)
        if state.connection is Connection.READY:
            if self._awaits_server and not self._window.chat_page_shown:
                QTimer.singleShot(CONNECTED_PAUSE_MS, self, self._on_connected)
        elif state.connection is Connection.FAILED and not was_there and not self._has_skipped:
            self._awaits_server = True
            if self._window.chat_page_shown:
                self._window.show_connect_page()
        self.show_banner()

    def show_banner(self) -> None:
        """The connect page says the same in more words: there the banner is not shown."""
        is_lost = self._state is not None and self._state.connection is Connection.FAILED
        self._window.server_banner.setVisible(is_lost and self._window.chat_page_shown)

    @Slot()
    def _on_connected(self) -> None:
        if self._awaits_server:
            self._awaits_server = False
            self._window.show_chat_page()

    @Slot()
    def _on_server_wanted(self) -> None:
        self._awaits_server = True

    @Slot()
    def _on_skip(self) -> None:
        self._has_skipped, self._awaits_server = True, False
        self._window.show_chat_page()
