"""The line above a chat that was written with another server than the one in use."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.server import ServerState
from app.domain.server_profile import ENGINE_ID, ServerOffer
from app.ui.server_words import engine_name, name_of, server_name
from app.ui.theme.theme import Theme
from app.ui.widgets.notice import Notice


class OfferBanner(Notice):
    """Offers to switch with one click; nothing happens by itself."""

    switch_requested = Signal(str)  # id of the server

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "info", radius=0, inline=True, parent=parent)
        self._offer = ServerOffer("", "", "")
        self._state: ServerState | None = None
        self._refused: set[str] = set()  # chats in which a person wants to stay
        self._is_chat_shown = True
        self.set_tone("info", "server")
        self.action_triggered.connect(self._on_action)
        self.hide()

    @Slot(ServerOffer)
    def show_offer(self, offer: ServerOffer) -> None:
        """Show an offer, or none where its server is empty."""
        self._offer = offer
        self._show()

    @Slot(ServerState)
    def set_server(self, state: ServerState) -> None:
        """Note which server is in use."""
        self._state = state
        if self._offer.profile_id:
            self._show()

    def set_chat_shown(self, is_shown: bool) -> None:
        """Note whether the chat is on top."""
        self._is_chat_shown = is_shown
        self._show()

    def _show(self) -> None:
        offer = self._offer
        is_wanted = bool(offer.profile_id) and offer.chat_id not in self._refused
        if is_wanted:
            is_engine = offer.profile_id == ENGINE_ID
            name = engine_name() if is_engine else name_of(offer.name, offer.address)
            title = self.tr("This chat was written with {server}.").format(server=name)
            text = self.tr("{server} is in use now.").format(server=server_name(self._state))
            if (title, text) != (self.title, self.text):
                self.set_texts(title, text)
                use = self.tr("Use {server}").format(server=name)
                self.set_actions([("stay", self.tr("Stay"), ""), ("switch", use, "")], quiet=("stay",))
        self.setVisible(is_wanted and self._is_chat_shown)

    @Slot(str)
    def _on_action(self, action: str) -> None:
        if action == "switch":
            self.switch_requested.emit(self._offer.profile_id)
        else:
            self._refused.add(self._offer.chat_id)
            self._show()
