"""Chats and their messages as they are kept."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.chat import ReplyStats, ToolCall
from app.domain.failure import Failure
from app.domain.parameters import NO_PARAMETERS, Parameters


class MessageState(StrEnum):
    """How far a message came."""

    WRITING = "writing"  # a reply under way; after a crash it is read back as STOPPED
    COMPLETE = "complete"
    STOPPED = "stopped"  # by the person, or by the end of the program: what arrived is kept
    FAILED = "failed"  # `failure` says why; what arrived is kept


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a message, stored under its SHA-256 (64 hex digits).

    `sent_sha256` names what a model gets of it, made from it and stored beside it; empty: the file itself.
    Of an image that is a smaller image, of any other file its text in UTF-8, of `sent_bytes` bytes.
    """

    sha256: str
    name: str
    media_type: str
    size_bytes: int
    sent_sha256: str = ""
    sent_bytes: int = 0

    @property
    def is_image(self) -> bool:
        """Whether it is shown and sent as a picture, not as text."""
        return self.media_type.startswith("image/")

    @property
    def sent(self) -> str:
        """The SHA-256 of what a model gets."""
        return self.sent_sha256 or self.sha256


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat; messages form a tree through `parent_id` (None: the first).

    `model`, `model_digest` and `server` name what wrote a reply; `thought_ns` is how long the model
    thought before its first word, measured here. `temperature` is what this reply alone was asked with.
    Ids are 32 lower-case hex digits.

    `tool_calls` are what the model asked for beside its words; nothing here runs them. `tool_name` and
    `tool_call_id` say of a message with the role "tool" what it is the result of.
    """

    id: str
    chat_id: str
    parent_id: str | None
    role: str
    content: str = ""
    thinking: str = ""
    state: MessageState = MessageState.COMPLETE
    created_at: datetime | None = None
    model: str = ""
    model_digest: str = ""
    server: str = ""
    done_reason: str = ""
    stats: ReplyStats | None = None
    thought_ns: int = 0
    failure: Failure | None = None
    attachments: tuple[Attachment, ...] = ()
    temperature: float | None = None
    tool_calls: tuple[ToolCall, ...] = ()
    tool_name: str = ""
    tool_call_id: str = ""


@dataclass(frozen=True, slots=True)
class Fork:
    """A shown message that has other versions: the same question asked, or answered, in another way.

    `versions` are the ids of all of them, oldest first; `message_id` is the shown one.
    """

    message_id: str
    versions: tuple[str, ...]

    @property
    def index(self) -> int:
        """Which one is shown, counted from 1."""
        return self.versions.index(self.message_id) + 1

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.versions)

    def beside(self, step: int) -> str:
        """The version so many steps after (negative: before) the shown one; empty where there is none."""
        place = self.versions.index(self.message_id) + step
        return self.versions[place] if 0 <= place < len(self.versions) else ""


class TitleBy(StrEnum):
    """Who gave a chat its title."""

    WORDS = "words"  # the first words of its first message
    MODEL = "model"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Folder:
    """A place for chats, made by a person; ids are 32 lower-case hex digits."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Chat:
    """One row of the chat list. `model` is the one last used in it; times are aware."""

    id: str
    title: str
    model: str
    created_at: datetime
    updated_at: datetime
    pinned: bool = False
    unread: bool = False
    draft: str = ""
    leaf_id: str | None = None  # the newest message of the version that is shown
    parameters: Parameters = NO_PARAMETERS
    folder_id: str = ""
    archived: bool = False
    tags: tuple[str, ...] = ()  # in alphabetical order
    title_by: TitleBy = TitleBy.WORDS
    is_temporary: bool = False  # it is in memory only


@dataclass(frozen=True, slots=True)
class MessageEdit:
    """Other words for a message of the person, not sent yet."""

    message_id: str
    text: str


@dataclass(frozen=True, slots=True)
class ChatView:
    """A chat with the messages of its shown version, oldest first.

    `forks` are those among the messages, in their order. `anchor_id` is the message to be seen when the
    view is shown, such as the one that another version was chosen of, or one that was found; empty: the last.
    `edit` is what is being written in place of one of its messages, which need not be among these.
    """

    chat: Chat
    messages: tuple[Message, ...]
    forks: tuple[Fork, ...] = ()
    anchor_id: str = ""
    edit: MessageEdit | None = None


class ReplyPhase(StrEnum):
    """What a running reply is doing."""

    CONNECTING = "connecting"
    LOADING = "loading"  # nothing has come yet and the model was not in memory
    WAITING = "waiting"  # nothing has come yet although the model is loaded
    THINKING = "thinking"
    WRITING = "writing"


@dataclass(frozen=True, slots=True)
class ReplyGrowth:
    """What was added to a running reply since the last growth (at most one every 16 ms).

    `pieces` counts the deltas so far; `elapsed_s` runs from sending, `first_piece_s` from sending to
    the first delta (None before it).
    """

    chat_id: str
    message_id: str
    phase: ReplyPhase
    content: str = ""
    thinking: str = ""
    pieces: int = 0
    elapsed_s: float = 0.0
    first_piece_s: float | None = None
    thought_ns: int = 0
    tool_calls: tuple[ToolCall, ...] = ()
