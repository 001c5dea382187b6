"""The chats that are in memory: the shown one and those in which a reply is being written."""

from dataclasses import replace

from app.domain.conversation import Chat, ChatView
from app.domain.parameters import NO_PARAMETERS, Parameters


class OpenChats:
    """What `ChatService` and `ChatReplies` both look at; an empty id means the new chat.

    Attributes:
        views: the shown chat and those with a running reply, by id.
        current: id of the shown chat.
        busy: ids of the chats from sending to the end of the reply.
        new_parameters: of the chat that begins with the next message.
        usual_parameters: what every new chat begins with.
    """

    def __init__(self) -> None:
        self.views: dict[str, ChatView] = {}
        self.current = ""
        self.busy: set[str] = set()
        self.new_parameters = NO_PARAMETERS
        self.usual_parameters = NO_PARAMETERS

    @property
    def shown(self) -> ChatView | None:
        """The shown chat, None for a new one."""
        return self.views.get(self.current)

    @property
    def parameters(self) -> Parameters:
        """What the shown chat asks of its model."""
        return self.shown.chat.parameters if self.shown else self.new_parameters

    def take(self, chat: Chat) -> None:
        """Note another state of a chat that is here."""
        self.views[chat.id] = replace(self.views[chat.id], chat=chat)
