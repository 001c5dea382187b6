"""The chats that are in memory: those that a window shows and those in which a reply is being written."""

from dataclasses import replace

from app.domain.conversation import Chat, ChatView
from app.domain.parameters import NO_PARAMETERS, Parameters, from_json

_NEW = "new:"
NEW_CHAT_DRAFT = "new_chat_draft"
_NEW_CHAT_PARAMETERS = "new_chat_parameters"


def new_chat_id(window: int) -> str:
    """What the new chat of a window is called while it has no message: empty in the first window (0)."""
    return f"{_NEW}{window}" if window else ""


def is_new_chat(chat_id: str) -> bool:
    """Whether this is what a window's new chat is called."""
    return not chat_id or chat_id.startswith(_NEW)


def new_draft_key(new_id: str) -> str:
    """Under which key of the table `state` the text of a window's new chat is kept."""
    return _key(NEW_CHAT_DRAFT, new_id)


def new_parameters_key(new_id: str) -> str:
    """As `new_draft_key`, of what the new chat asks of its model."""
    return _key(_NEW_CHAT_PARAMETERS, new_id)


def _key(name: str, new_id: str) -> str:
    return f"{name}.{new_id.removeprefix(_NEW)}" if new_id else name


class OpenChats:
    """What all windows look at.

    Attributes:
        views: the shown chats and those with a running reply, by id.
        busy: ids of the chats from sending to the end of the reply.
        windows: what each window shows, in the order they were opened.
        in_front: what the window shows that was used last.
    """

    def __init__(self) -> None:
        self.views: dict[str, ChatView] = {}
        self.busy: set[str] = set()
        self.windows: list[ShownChat] = []
        self.in_front: ShownChat | None = None

    def is_shown(self, chat_id: str) -> bool:
        """Whether some window shows a chat."""
        return any(window.current == chat_id for window in self.windows)

    def is_seen(self, chat_id: str) -> bool:
        """Whether a window shows a chat that was not closed."""
        return any(window.current == chat_id and not window.is_away for window in self.windows)

    def window_of(self, chat_id: str) -> "ShownChat":
        """The window that shows a chat, else the first."""
        return next((window for window in self.windows if window.current == chat_id), self.windows[0])

    def take(self, chat: Chat) -> None:
        """Note another state of a chat that is here."""
        self.views[chat.id] = replace(self.views[chat.id], chat=chat)


class ShownChat:
    """What one window shows.

    Attributes:
        new_id: what its new chat is called, see `new_chat_id`.
        current: id of the shown chat, empty for a new one.
        new_parameters: of the chat that begins with the next message.
        usual_parameters: what every new chat begins with.
        new_draft: what is typed in its new chat.
        is_typed: something was typed in a new chat, or sent in it.
        is_tuned: parameters were set in a new chat.
        is_away: the window is closed, and kept for when it is wanted again.
    """

    def __init__(self, opened: OpenChats) -> None:
        taken = {window.new_id for window in opened.windows}
        numbers = (number for number in range(len(taken) + 1) if new_chat_id(number) not in taken)
        self.new_id: str = new_chat_id(next(numbers))
        self.current = ""
        self.new_parameters = NO_PARAMETERS
        self.usual_parameters = NO_PARAMETERS
        self.new_draft = ""
        self.is_typed = False
        self.is_tuned = False
        self.is_away = False
        self._opened = opened
        opened.windows.append(self)

    def restore(self, draft: str, parameters: str) -> None:
        """Take what was kept of the new chat, unless a person was faster.

        Else it may be what was typed or set since, and is sent by now.
        """
        if not self.is_typed:
            self.new_draft = draft
        if parameters and not self.is_tuned:
            self.new_parameters = from_json(parameters)

    def set_usual(self, parameters: Parameters) -> bool:
        """Set what new chats begin with; whether the shown one follows: nothing was changed in it yet."""
        before, self.usual_parameters = self.usual_parameters, parameters
        follows = self.new_parameters == before != parameters
        if follows:
            self.new_parameters = parameters
        return follows and self.view is None

    @property
    def id(self) -> str:
        """Id of the shown chat, or what the new one is called."""
        return self.current or self.new_id

    @property
    def view(self) -> ChatView | None:
        """The shown chat, None for a new one."""
        return self._opened.views.get(self.current)

    @property
    def parameters(self) -> Parameters:
        """What the shown chat asks of its model."""
        return self.view.chat.parameters if self.view else self.new_parameters

    @property
    def is_begun(self) -> bool:
        """Whether a chat is shown, or something was done in the new one."""
        is_being_sent = self.id in self._opened.busy
        return (
            bool(self.current or self.new_draft) or is_being_sent or self.parameters != self.usual_parameters
        )

    @property
    def is_shown_beside(self) -> bool:
        """Whether another window shows the same chat."""
        return any(each.current == self.current for each in self._opened.windows if each is not self)
