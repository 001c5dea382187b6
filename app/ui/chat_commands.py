"""The commands of chats beside the commonest ones: what they do, and when they cannot."""

from typing import Protocol

from PySide6.QtCore import QCoreApplication

from app.domain.conversation import Chat
from app.domain.versions import can_go_on
from app.ui.actions.actions import Actions
from app.ui.chat.chat_list import ChatListPane
from app.ui.chat.chat_pane import ChatPane


def _tr(text: str) -> str:
    return QCoreApplication.translate("ChatCommands", text)


def why_not_kept(pane: ChatPane) -> str:
    """Why there is nothing in the list for the shown chat; empty where there is."""
    if pane.versions.is_temporary:
        return _tr("Nothing of a temporary chat is kept; it is gone when you leave it")
    return "" if pane.chat_id else _tr("The chat is still empty")


class Chats(Protocol):
    """What the commands work on."""

    chat_list: ChatListPane
    chat_pane: ChatPane

    def show_chat_page(self) -> None:
        """Show the chats."""

    def show_search_page(self) -> None:
        """Show the search over all chats."""

    def show_trash_page(self) -> None:
        """Show what was deleted."""


class ChatCommands:
    """Adds them to the registry."""

    def __init__(self, actions: Actions, content: Chats) -> None:
        self._content = content
        self._pane = content.chat_pane
        self._list = content.chat_list
        actions.add("new_temporary_chat", self._new_temporary)
        actions.add("search_chats", content.show_search_page)
        actions.add("show_trash", content.show_trash_page)
        actions.add("find", self._pane.finder.open, self._why_nothing_to_find)
        actions.add("find_next", self._pane.finder.go_next, self._why_nothing_to_find)
        actions.add("find_previous", self._pane.finder.go_back, self._why_nothing_to_find)
        actions.add("edit_message", self._pane.versions.edit_last, self._why_not_edit)
        actions.add("continue_reply", self._go_on, self._why_not_go_on)
        actions.add("previous_message", self._previous_message, self._why_nothing_to_find)
        actions.add("next_message", self._next_message, self._why_nothing_to_find)
        actions.add("previous_version", self._previous_version, self._why_no_version)
        actions.add("next_version", self._next_version, self._why_no_version)
        actions.add("duplicate_chat", self._duplicate, self._why_no_chats)
        actions.add("archive_chat", self._archive, self._why_no_chats)
        actions.add("move_chat", self._move, self._why_no_chats)
        actions.add("tag_chat", self._tag, self._why_no_chats)
        actions.add("new_folder", self._new_folder)
        actions.add("show_archive", self._show_archive)

    def _acted_on(self) -> list[Chat]:
        """The selected chats of the list, else the open one."""
        selected = self._list.view.selected_chats
        if len(selected) > 1 or (selected and self._list.view.hasFocus()):
            return selected
        chat = self._list.model.chat_by_id(self._pane.chat_id)
        return [chat] if chat is not None else []

    def _why_no_chats(self) -> str:
        return "" if self._acted_on() else why_not_kept(self._pane) or _tr("The chat is still empty")

    def _why_nothing_to_find(self) -> str:
        return "" if self._pane.transcript_shown else _tr("The chat is still empty")

    def _why_not_edit(self) -> str:
        if self._pane.is_running:
            return _tr("A reply is being written")
        return "" if self._pane.transcript_shown else _tr("The chat is still empty")

    def _why_not_go_on(self) -> str:
        reply = self._pane.last_reply
        if self._pane.is_running or reply is None or not can_go_on(reply.message):
            return _tr("No reply here was stopped or cut")
        return ""

    def _why_no_version(self) -> str:
        return "" if self._pane.versions.has_fork else _tr("There is no other version here")

    def _new_temporary(self) -> None:
        self._content.show_chat_page()
        self._list.temporary_chat_requested.emit()

    def _go_on(self) -> None:
        reply = self._pane.last_reply
        if reply is not None:
            self._pane.versions.go_on_requested.emit(reply.message.id)

    def _previous_message(self) -> None:
        self._content.show_chat_page()
        self._pane.transcript.step_message(-1)

    def _next_message(self) -> None:
        self._content.show_chat_page()
        self._pane.transcript.step_message(1)

    def _previous_version(self) -> None:
        self._pane.versions.step(-1)

    def _next_version(self) -> None:
        self._pane.versions.step(1)

    def _duplicate(self) -> None:
        for chat in self._acted_on()[:1]:
            self._list.duplicate_requested.emit(chat.id)

    def _archive(self) -> None:
        self._list.acts.act("archive", self._acted_on())

    def _move(self) -> None:
        chats = self._acted_on()
        self._content.show_chat_page()
        self._list.acts.show_move(chats, self._list.menu_button)

    def _tag(self) -> None:
        self._list.acts.act("tags", self._acted_on())

    def _new_folder(self) -> None:
        self._content.show_chat_page()
        self._list.acts.new_folder()

    def _show_archive(self) -> None:
        self._content.show_chat_page()
        self._list.show_archive(not self._list.model.filter.is_archive)
