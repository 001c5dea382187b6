"""The shown chat was written with another server of the list: offered, never switched silently."""

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.conversation import ChatView, Message
from app.domain.server import Connection, ServerState
from app.domain.server_profile import ENGINE_ID, ServerList, ServerOffer

NO_OFFER = ServerOffer("", "", "")


class ServerOffers(QObject):
    """Compares the server of the shown chat with the one in use."""

    offered = Signal(ServerOffer)  # `profile_id` is empty while there is nothing to offer

    def __init__(self) -> None:
        super().__init__()
        self._chat_id = ""
        self._key = ""  # of the server that wrote the last reply of the shown chat
        self._state: ServerState | None = None
        self._servers = ServerList()
        self._told = NO_OFFER

    @Slot(ChatView)
    def show_chat(self, view: ChatView) -> None:
        """Note the shown chat."""
        self._chat_id = view.chat.id
        servers = [message.server for message in view.messages if message.server]
        self._key = servers[-1] if servers else ""
        self._tell()

    @Slot()
    def show_new_chat(self) -> None:
        """Note that a new chat is shown."""
        self._chat_id = self._key = ""
        self._tell()

    @Slot(Message)
    def take_reply(self, message: Message) -> None:
        """Note which server writes in the shown chat now."""
        if message.chat_id == self._chat_id and message.server:
            self._key = message.server
            self._tell()

    @Slot(ServerState)
    def set_server(self, state: ServerState) -> None:
        """Note the server in use."""
        self._state = state
        self._tell()

    @Slot(ServerList)
    def set_servers(self, servers: ServerList) -> None:
        """Note the servers of the list."""
        self._servers = servers
        self._tell()

    def _tell(self) -> None:
        offer = self._offer()
        if offer != self._told:
            self._told = offer
            self.offered.emit(offer)

    def _offer(self) -> ServerOffer:
        state = self._state
        if state is None or not self._key or self._key == state.key:
            return NO_OFFER
        if state.connection is Connection.STARTING:
            return NO_OFFER
        if self._key == ENGINE_ID:
            return ServerOffer(self._chat_id, ENGINE_ID, "") if self._servers.engine_available else NO_OFFER
        profile = next((each for each in self._servers.profiles if each.address == self._key), None)
        if profile is None or profile.id == state.profile_id:
            return NO_OFFER
        return ServerOffer(self._chat_id, profile.id, profile.name, profile.address)
