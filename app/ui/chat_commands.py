"""The commands of chats and of what is in them: what they do, and when they cannot."""

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication

from app.domain.conversation import Chat
from app.domain.versions import can_go_on
from app.ui.actions.actions import Actions
from app.ui.chat.chat_list import ChatListPane
from app.ui.chat.chat_pane import ChatPane
from app.ui.widgets.toast import Toast

if TYPE_CHECKING:
    from app.ui.export.desk import DataDesk


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
    toast: Toast

    @property
    def data_desk(self) -> "DataDesk":
        """Where chats go into files and come from them."""

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
        self._list.exports = True
        self._list.export_requested.connect(self._export_chats)
        self._pane.header.export_requested.connect(self._export)
        self._pane.header.menu_requested.connect(self._open_chat_menu)
        self._add_messages(actions)
        self._add_chats(actions)

    def pin(self, chat_id: str) -> None:
        """Pin a chat, or let it go where it is pinned."""
        chat = self._list.model.chat_by_id(chat_id)
        if chat is not None:
            self._list.pin_requested.emit(chat.id, not chat.pinned)

    def _add_messages(self, actions: Actions) -> None:
        pane, add = self._pane, actions.add
        add("write_message", self._content.show_chat_page)
        add("choose_model", self._choose_model)
        add("attach", self._attach)
        add("regenerate", self._regenerate, self._why_no_reply)
        add("copy_reply", self._copy_reply, self._why_no_reply)
        add("copy_code", self._copy_code, self._why_no_code)
        add("continue_reply", self._go_on, self._why_not_go_on)
        add("edit_message", pane.versions.edit_last, self._why_not_edit)
        add("previous_message", self._previous_message, self._why_nothing_to_find)
        add("next_message", self._next_message, self._why_nothing_to_find)
        add("previous_version", self._previous_version, self._why_no_version)
        add("next_version", self._next_version, self._why_no_version)
        add("stop", pane.stop, self._why_nothing_to_stop)
        add("find", pane.finder.open, self._why_nothing_to_find)
        add("find_next", pane.finder.go_next, self._why_nothing_to_find)
        add("find_previous", pane.finder.go_back, self._why_nothing_to_find)

    def _add_chats(self, actions: Actions) -> None:
        add = actions.add
        add("new_temporary_chat", self._new_temporary)
        add("search_chats", self._content.show_search_page)
        add("show_trash", self._content.show_trash_page)
        add("next_chat", self._next_chat, self._why_no_other_chat)
        add("previous_chat", self._previous_chat, self._why_no_other_chat)
        add("rename_chat", self._rename, self._why_not_rename)
        add("pin_chat", self._pin, self._why_not_kept)
        add("export_chat", self._export, self._why_no_chat)
        add("open_in_window", self._open_in_window, self._why_not_kept)
        add("duplicate_chat", self._duplicate, self._why_no_chats)
        add("move_chat", self._move, self._why_no_chats)
        add("tag_chat", self._tag, self._why_no_chats)
        add("archive_chat", self._archive, self._why_no_chats)
        add("delete_chat", self._delete, self._why_not_kept)
        add("new_folder", self._new_folder)
        add("show_archive", self._show_archive)

    def _acted_on(self) -> list[Chat]:
        """The selected chats of the list, else the open one."""
        selected = self._list.view.selected_chats
        if len(selected) > 1 or (selected and self._list.view.hasFocus()):
            return selected
        chat = self._list.model.chat_by_id(self._pane.chat_id)
        return [chat] if chat is not None else []

    def _why_no_chats(self) -> str:
        return "" if self._acted_on() else why_not_kept(self._pane) or _tr("The chat is still empty")

    def _why_no_chat(self) -> str:
        return "" if self._pane.chat_id else _tr("The chat is still empty")

    def _why_not_kept(self) -> str:
        return why_not_kept(self._pane)

    def _why_not_rename(self) -> str:
        return "" if self._list.can_rename else self._why_not_kept()

    def _why_no_other_chat(self) -> str:
        listed = self._list.model.listed_ids()
        return "" if any(each != self._pane.chat_id for each in listed) else _tr("There is no other chat")

    def _why_no_reply(self) -> str:
        if self._pane.is_running:
            return _tr("A reply is being written")
        return "" if self._pane.last_reply is not None else _tr("There is no reply in this chat")

    def _why_no_code(self) -> str:
        return "" if self._last_code() else _tr("There is no code in the last reply")

    def _last_code(self) -> str:
        # Most runs never ask.
        from app.ui.transcript.last_code import last_code

        reply = self._pane.last_reply
        return last_code(reply) if reply is not None else ""

    def _why_nothing_to_stop(self) -> str:
        return "" if self._pane.is_running else _tr("No reply is being written")

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

    def _choose_model(self) -> None:
        self._content.show_chat_page()
        self._pane.open_model_picker()

    def _attach(self) -> None:
        self._content.show_chat_page()
        self._pane.images.choose_files()

    def _regenerate(self) -> None:
        reply = self._pane.last_reply
        if reply is not None:
            self._content.show_chat_page()
            self._pane.retry_requested.emit(reply.message.id)

    def _copy_reply(self) -> None:
        reply = self._pane.last_reply
        if reply is not None:
            reply.copy()

    def _copy_code(self) -> None:
        QGuiApplication.clipboard().setText(self._last_code())
        self._content.toast.show_text(_tr("Code copied"))

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

    def _next_chat(self) -> None:
        self._go_to_chat(1)

    def _previous_chat(self) -> None:
        self._go_to_chat(-1)

    def _go_to_chat(self, step: int) -> None:
        """Open the chat below or above the open one in the list, round its ends; a new one is above all."""
        listed = self._list.model.listed_ids()
        shown = self._pane.chat_id
        at = listed.index(shown) + step if shown in listed else 0 if step > 0 else -1
        self._content.show_chat_page()
        self._list.chat_selected.emit(listed[at % len(listed)])

    def _rename(self) -> None:
        if self._list.can_rename:
            self._list.rename_current()
        else:
            self._content.show_chat_page()
            self._pane.rename()

    def _pin(self) -> None:
        self.pin(self._pane.chat_id)

    def _delete(self) -> None:
        self._list.delete_requested.emit(self._pane.chat_id)

    def _export(self) -> None:
        self._export_chats((self._pane.chat_id,))

    def _open_chat_menu(self) -> None:
        """What the list offers for the open chat, whatever is selected there."""
        chat = self._list.model.chat_by_id(self._pane.chat_id)
        if chat is not None:
            button = self._pane.header.chat_buttons[1]
            self._list.acts.show_for_chats([chat], button, rename=self._pane.rename)

    def _export_chats(self, chat_ids: tuple[str, ...]) -> None:
        if chat_ids:
            self._content.data_desk.export_chats(chat_ids, self._list.chat_title(chat_ids[0]))

    def _open_in_window(self) -> None:
        self._list.window_requested.emit(self._pane.chat_id)

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
