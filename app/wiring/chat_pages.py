"""Arrows of the search and the trash, drawn when each is first shown."""

from app.services.chat import ChatService
from app.services.search import SearchService
from app.services.trash import TrashService
from app.ui.chat_pages import ChatPages


def wire_chat_pages(pages: ChatPages, chat: ChatService) -> None:
    """Connect what the pages want of the chats, once."""
    pages.message_wanted.connect(chat.open_message)
    pages.chat_wanted.connect(chat.open_chat)


def wire_search(pages: ChatPages, search: SearchService) -> None:
    """Connect the search with its service: wishes up, state down."""
    content = pages.search
    content.search_requested.connect(search.search)
    content.more_requested.connect(search.search_more)
    content.cancel_requested.connect(search.cancel)
    search.found.connect(content.show_found)
    search.more_found.connect(content.show_more)
    search.failed.connect(content.show_failure)


def wire_trash_page(pages: ChatPages, trash: TrashService) -> None:
    """Connect the trash with its service: wishes up, state down."""
    content = pages.trash
    content.opened.connect(trash.read)
    content.restore_requested.connect(trash.restore)
    content.remove_requested.connect(trash.remove)
    content.empty_requested.connect(trash.empty)
    content.copies_removal_requested.connect(trash.remove_copies)
    trash.items_changed.connect(content.set_items)
    trash.busy_changed.connect(content.set_busy)
    trash.emptied.connect(content.tell_emptied)
    trash.copies_removed.connect(content.tell_copies_removed)
    trash.chat_restored.connect(content.tell_chat_restored)
    trash.version_restored.connect(content.tell_version_restored)
    trash.failed.connect(content.show_failure)
