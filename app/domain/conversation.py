"""Chats and their messages as they are kept."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.chat import ReplyStats
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
    """

    sha256: str
    name: str
    media_type: str
    size_bytes: int
    sent_sha256: str = ""

    @property
    def sent(self) -> str:
        """The SHA-256 of what a model gets."""
        return self.sent_sha256 or self.sha256


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat; messages form a tree through `parent_id` (None: the first).

    `model`, `model_digest` and `server` name what wrote a reply; `thought_ns` is how long the model
    thought before its first word, measured here. Ids are 32 lower-case hex digits.
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


@dataclass(frozen=True, slots=True)
class ChatView:
    """A chat with the messages of its shown version, oldest first."""

    chat: Chat
    messages: tuple[Message, ...]


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
