"""Arrows between services."""

from typing import TYPE_CHECKING

from app.services.chat import ChatService
from app.services.chats import ChatListService

if TYPE_CHECKING:
    from app.services.trash import TrashService


def wire_chats(chats: ChatListService, chat: ChatService) -> None:
    """Connect the two services of chats: what is used, shown, missed, renamed, deleted or brought back."""
    work = chat.work
    work.replies.chat_used.connect(chats.take)
    work.replies.reply_missed.connect(chats.mark_unread)
    chats.chat_changed.connect(work.take)
    chat.titles.title_made.connect(chats.take_title)
    wire_shown_chat(chats, chat)


def wire_shown_chat(chats: ChatListService, chat: ChatService) -> None:
    """Connect what a window shows with the list: what is shown, deleted or brought back."""
    chat.current_changed.connect(chats.mark_read)
    chats.chat_removed.connect(chat.forget)
    chats.chat_restored.connect(chat.open_if_in_front)
    chats.chat_copied.connect(chat.open_if_in_front)


def wire_trash(trash: "TrashService", chats: ChatListService, chat: ChatService) -> None:
    """Connect the trash, made when somebody first looks into it, with what it gives back to."""
    trash.chat_restored.connect(chats.take)
    trash.version_restored.connect(chat.open_message)
