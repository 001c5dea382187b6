"""Chats on their way out of the program and into it: wishes, progress and what came of them."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.domain.conversation import Chat, Message

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
# Source: learn.microsoft.com, "Naming Files, Paths, and Namespaces".
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.IGNORECASE)
_LONGEST_NAME_BYTES = 120


class ExportFormat(StrEnum):
    """What a chat can be written as."""

    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"
    TEXT = "text"
    JSON = "json"

    @property
    def suffix(self) -> str:
        """The end of the name of such a file."""
        return {"markdown": ".md", "html": ".html", "pdf": ".pdf", "text": ".txt", "json": ".json"}[self]


@dataclass(frozen=True, slots=True)
class ExportWords:
    """The words between the texts of a written chat, in the language of the window."""

    you: str
    system: str
    thought: str
    image: str  # has {name}
    missing: str  # has {name}: a file that is not in the data folder any more
    stopped: str  # a reply that is not whole
    version: str  # has {index} and {count}
    tool_call: str  # has {name}
    tool_result: str  # has {name}, which may be empty


@dataclass(frozen=True, slots=True)
class ExportWish:
    """Which chats are written where; no ids: all. Several chats that are no JSON go into one zip file."""

    format: ExportFormat
    path: str
    words: ExportWords
    chat_ids: tuple[str, ...] = ()
    with_thoughts: bool = True


@dataclass(frozen=True, slots=True)
class Progress:
    """How far something is; `total` 0: not known."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written; `missing_files` counts attachments that are not in the data folder any more."""

    path: str
    chats: int
    size_bytes: int
    missing_files: int = 0


@dataclass(frozen=True, slots=True)
class WholeChat:
    """A chat with all its versions, oldest message first.

    `shown` names, for messages with several replies, the one that was shown last, by the message's id.
    """

    chat: Chat
    messages: tuple[Message, ...]
    shown: Mapping[str, str] = field(default_factory=dict)


class ImportKind(StrEnum):
    """Whose export a file is."""

    ARRIERO = "arriero"
    CHATGPT = "chatgpt"
    CLAUDE = "claude"
    OPEN_WEBUI = "open_webui"


class SkipReason(StrEnum):
    """Why something in a file is not taken over."""

    DUPLICATE = "duplicate"  # the chat is here already, or in the trash
    EMPTY = "empty"  # a chat without a message
    BROKEN = "broken"  # it is not what the format promises
    TOO_LARGE = "too_large"
    CONTENT = "content"  # parts of messages that have no place here, such as files from tools
    FILE_MISSING = "file_missing"  # an attachment that the file does not hold


@dataclass(frozen=True, slots=True)
class Skipped:
    """Things left out for one reason: how many, and the titles or names of the first of them."""

    reason: SkipReason
    count: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What a file holds. `first` and `last` are the times of the oldest and the newest chat."""

    path: str
    kind: ImportKind
    chats: int
    messages: int
    files: int = 0
    first: datetime | None = None
    last: datetime | None = None
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What was taken over, and what was not."""

    path: str
    chats: int
    messages: int
    files: int
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """What a backup holds. Secrets are never in one."""

    path: str
    made_at: datetime
    program: str  # the version that wrote it
    chats: int
    messages: int
    files: int
    size_bytes: int


def file_name_of(title: str, suffix: str) -> str:
    """A name for a file about `title` that every system takes.

    Args:
        suffix: with its dot.
    """
    text = unicodedata.normalize("NFC", title.encode("utf-8", "ignore").decode("utf-8"))
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") else c for c in text)
    text = " ".join(_FORBIDDEN.sub(" ", text).split())
    while len(text.encode()) > _LONGEST_NAME_BYTES:
        text = text[:-1]
    text = text.strip(" .")
    if _RESERVED.match(text):
        text = f"_{text}"
    return (text or "chat") + suffix
