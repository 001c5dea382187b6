"""What the rows of the chat list are called, on the screen and by a screen reader."""

from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication

from app.domain.conversation import Chat
from app.ui.words import list_time


def _tr(text: str) -> str:
    return QCoreApplication.translate("ChatListModel", text)


def pinned_words() -> str:
    """The heading of the chats that stay on top."""
    return _tr("Pinned")


def folder_words(name: str, count: int, is_open: bool) -> str:
    """A folder as it is read out."""
    chats = _tr("1 chat") if count == 1 else _tr("{count} chats").format(count=count)
    return ", ".join(
        (_tr("Folder {name}").format(name=name), chats, _tr("open") if is_open else _tr("closed"))
    )


def spoken_chat(chat: Chat, is_running: bool) -> str:
    """A chat as it is read out: title, model, time, state."""
    parts = [chat.title, chat.model, list_time(chat.updated_at, datetime.now(UTC))]
    if chat.pinned:
        parts.append(_tr("pinned"))
    if chat.archived:
        parts.append(_tr("archived"))
    if is_running:
        parts.append(_tr("reply is being written"))
    elif chat.unread:
        parts.append(_tr("unread"))
    if chat.tags:
        parts.append(_tr("tags: {tags}").format(tags=", ".join(chat.tags)))
    return ", ".join(part for part in parts if part)
