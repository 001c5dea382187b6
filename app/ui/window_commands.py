"""What each command of the window does, and when it cannot."""

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from app.domain.setting import SettingPage
from app.ui.actions.actions import Actions
from app.ui.actions.keys_first import KeysFirst
from app.ui.actions.menus import HAS_MENU_BAR, OneMenu, add_menu_bar
from app.ui.chat.chat_list import ChatListPane
from app.ui.chat.chat_page import ChatPage
from app.ui.chat.chat_pane import ChatPane
from app.ui.chat_commands import ChatCommands, why_not_kept
from app.ui.rail import Rail
from app.ui.reading_zoom import ReadingZoom
from app.ui.running.running_page import RunningPage
from app.ui.settings.settings_page import SettingsPage
from app.ui.theme.theme import Theme
from app.ui.transfers.transfers_page import TransfersPage
from app.ui.widgets.toast import Toast
from app.ui.window_keys import Regions

if TYPE_CHECKING:
    from app.domain.server import ServerState
    from app.ui.export.desk import DataDesk
    from app.ui.palette.entries import Contents
    from app.ui.palette.palette import Palette
    from app.ui.shortcuts.shortcut_sheet import ShortcutSheet


class Pages(Protocol):
    """What the commands work on: the content of the window."""

    rail: Rail
    chat_page: ChatPage
    chat_list: ChatListPane
    chat_pane: ChatPane
    settings_page: SettingsPage
    transfers_page: TransfersPage
    running_page: RunningPage
    toast: Toast
    regions: Regions

    @property
    def theme(self) -> Theme:
        """Colours and fonts of the window."""

    @property
    def data_desk(self) -> "DataDesk":
        """Where chats go into files and come from them."""

    @property
    def server_state(self) -> "ServerState | None":
        """What is known of the server."""

    @property
    def chat_page_shown(self) -> bool:
        """Whether the chat is on top."""

    def show_chat_page(self) -> None:
        """Show the chats."""

    def make_model(self) -> None:
        """Show where models are made."""

    def import_model(self) -> None:
        """Show where a model is made from a file."""

    def show_search_page(self) -> None:
        """Show the search over all chats."""

    def show_trash_page(self) -> None:
        """Show what was deleted."""

    def show_models_page(self) -> None:
        """Show what is installed and what could be."""

    def show_transfers_page(self) -> None:
        """Show what is pulled, pushed and made."""

    def show_running_page(self) -> None:
        """Show what is in memory."""

    def show_servers_page(self) -> None:
        """Show where the models run."""

    def show_settings_page(self) -> None:
        """Show the settings."""

    def start_new_chat(self) -> None:
        """Show an empty chat."""


class WindowCommands(QObject):
    """Makes the registry of actions; palette, menu and list of shortcuts are made when first opened."""

    keys_requested = Signal(str, str)  # command, its keys from now on; empty: none
    quit_requested = Signal()

    def __init__(self, content: Pages, window: QMainWindow) -> None:
        super().__init__(window)
        self._content = content
        self._window = window
        self._palette: Palette | None = None
        self._sheet: ShortcutSheet | None = None
        self.actions = Actions(window)
        self._one_menu = OneMenu(self.actions, content.rail.menu_button)
        self._keys_first = KeysFirst(self.actions, window)
        self._add_all()
        self.actions.started.connect(self._on_started)
        self.actions.refused.connect(self._on_refused)
        content.settings_page.set_actions(self.actions)
        content.chat_list.exports = True
        content.chat_list.export_requested.connect(self._export_chats)
        content.settings_page.keys_requested.connect(self.keys_requested)
        if HAS_MENU_BAR:
            add_menu_bar(window, self.actions)
            content.rail.menu_button.hide()

    @property
    def palette(self) -> "Palette":
        """The palette; made when it is first wanted."""
        if self._palette is None:
            # Many runs never open it.
            from app.ui.palette.palette import Palette

            self._palette = Palette(self._content.theme, self._window, self._palette_contents)
            self._palette.command_chosen.connect(self.actions.run)
            self._palette.model_chosen.connect(self._on_model_chosen)
            self._palette.chat_chosen.connect(self._on_chat_chosen)
            self._palette.further_chosen.connect(self._on_further_chosen)
        return self._palette

    @property
    def shortcut_sheet(self) -> "ShortcutSheet":
        """The list of shortcuts; made when it is first wanted."""
        if self._sheet is None:
            # As above.
            from app.ui.shortcuts.shortcut_sheet import ShortcutSheet

            self._sheet = ShortcutSheet(self._content.theme, self._window, self.actions)
            self._sheet.keys_requested.connect(self.keys_requested)
        return self._sheet

    @property
    def menu(self) -> OneMenu:
        """The menu behind the button of the rail."""
        return self._one_menu

    @Slot()
    def open_palette(self) -> None:
        """Open the palette, or close it."""
        if self._palette is not None and self._palette.isVisible():
            self._palette.close_popup()
        else:
            self.palette.open_palette()

    def _add_all(self) -> None:
        add, content, pane = self.actions.add, self._content, self._content.chat_pane
        add("new_chat", content.start_new_chat)
        add("export_chat", self._export, self._why_no_chat)
        add("export_all", self._export_all, self._why_no_chats)
        add("import_chats", self._import_chats)
        add("back_up", self._back_up)
        add("restore", self._restore)
        add("settings", content.show_settings_page)
        add("quit", self.quit_requested.emit)
        add("write_message", content.show_chat_page)
        add("choose_model", self._choose_model)
        add("attach", self._attach)
        add("regenerate", self._regenerate, self._why_no_reply)
        add("copy_reply", self._copy_reply, self._why_no_reply)
        add("stop", pane.stop, self._why_nothing_to_stop)
        add("rename_chat", self._rename, self._why_not_rename)
        add("pin_chat", self._pin, self._why_not_kept)
        add("delete_chat", self._delete, self._why_not_kept)
        add("commands", self.open_palette)
        ChatCommands(self.actions, content)
        add("show_chat", content.show_chat_page)
        add("show_models", content.show_models_page)
        add("create_model", content.make_model)
        add("import_model", content.import_model)
        add("show_transfers", content.show_transfers_page)
        add("pull_model", self._pull_model)
        add("show_running", content.show_running_page)
        add("load_model", self._load_model, self._why_not_load)
        add("show_servers", content.show_servers_page)
        ReadingZoom(pane, content.settings_page, content.toast, self).add_to(self.actions)
        add("toggle_list", content.chat_page.toggle_list, self._why_not_on_chat_page)
        add("toggle_parameters", content.chat_page.parameters.toggle, self._why_not_on_chat_page)
        add("next_chat", self._next_chat, self._why_no_other_chat)
        add("previous_chat", self._previous_chat, self._why_no_other_chat)
        add("next_part", content.regions.go_next)
        add("previous_part", content.regions.go_back)
        if not HAS_MENU_BAR:
            add("menu", self._one_menu.open)
        add("full_screen", self._toggle_full_screen)
        add("shortcuts", self._open_shortcuts)
        add("about", self._show_about)

    def _palette_contents(self) -> "Contents":
        # Loaded with the palette.
        from app.ui.palette.entries import Contents, command_entries, model_entries

        state, pane = self._content.server_state, self._content.chat_pane
        models = model_entries(state.models if state else (), pane.model)
        chats = self._content.chat_list.model.all_chats()
        return Contents(command_entries(self.actions), models, chats)

    def _why_no_reply(self) -> str:
        if self._content.chat_pane.is_running:
            return self.tr("A reply is being written")
        return (
            ""
            if self._content.chat_pane.last_reply is not None
            else self.tr("There is no reply in this chat")
        )

    def _why_nothing_to_stop(self) -> str:
        return "" if self._content.chat_pane.is_running else self.tr("No reply is being written")

    def _why_no_chat(self) -> str:
        return "" if self._content.chat_pane.chat_id else self.tr("The chat is still empty")

    def _why_not_kept(self) -> str:
        return why_not_kept(self._content.chat_pane)

    def _why_not_rename(self) -> str:
        return "" if self._content.chat_list.can_rename else self._why_not_kept()

    def _why_no_other_chat(self) -> str:
        listed = self._content.chat_list.model.listed_ids()
        shown = self._content.chat_pane.chat_id
        return "" if any(each != shown for each in listed) else self.tr("There is no other chat")

    def _why_not_load(self) -> str:
        state = self._content.server_state
        return "" if state is not None and state.models else self.tr("The server has no model")

    def _why_not_on_chat_page(self) -> str:
        return "" if self._content.chat_page_shown else self.tr("The chats are not shown")

    @Slot()
    def _choose_model(self) -> None:
        self._content.show_chat_page()
        self._content.chat_pane.open_model_picker()

    @Slot()
    def _pull_model(self) -> None:
        self._content.show_transfers_page()
        self._content.transfers_page.content.ask_for_pull()

    @Slot()
    def _load_model(self) -> None:
        self._content.show_running_page()
        self._content.running_page.content.open_sheet()

    @Slot()
    def _attach(self) -> None:
        self._content.show_chat_page()
        self._content.chat_pane.images.choose_files()

    @Slot()
    def _regenerate(self) -> None:
        reply = self._content.chat_pane.last_reply
        if reply is not None:
            self._content.show_chat_page()
            self._content.chat_pane.retry_requested.emit(reply.message.id)

    @Slot()
    def _copy_reply(self) -> None:
        reply = self._content.chat_pane.last_reply
        if reply is not None:
            reply.copy()

    @Slot()
    def _rename(self) -> None:
        if self._content.chat_list.can_rename:
            self._content.chat_list.rename_current()
        else:
            self._content.show_chat_page()
            self._content.chat_pane.rename()

    @Slot()
    def _pin(self) -> None:
        self._pin_chat(self._content.chat_pane.chat_id)

    def _pin_chat(self, chat_id: str) -> None:
        chat_list = self._content.chat_list
        chat = chat_list.model.chat_by_id(chat_id)
        if chat is not None:
            chat_list.pin_requested.emit(chat.id, not chat.pinned)

    @Slot()
    def _delete(self) -> None:
        self._content.chat_list.delete_requested.emit(self._content.chat_pane.chat_id)

    def _why_no_chats(self) -> str:
        return "" if self._content.chat_list.model.all_chats() else self.tr("There is no chat yet")

    @Slot()
    def _export(self) -> None:
        self._export_chats((self._content.chat_pane.chat_id,))

    @Slot(tuple)
    def _export_chats(self, chat_ids: tuple[str, ...]) -> None:
        if chat_ids:
            title = self._content.chat_list.chat_title(chat_ids[0])
            self._content.data_desk.export_chats(chat_ids, title)

    @Slot()
    def _export_all(self) -> None:
        self._content.data_desk.export_chats((), "")

    @Slot()
    def _import_chats(self) -> None:
        self._content.data_desk.import_chats()

    @Slot()
    def _back_up(self) -> None:
        self._content.data_desk.back_up()

    @Slot()
    def _restore(self) -> None:
        self._content.data_desk.restore()

    @Slot()
    def _next_chat(self) -> None:
        self._go_to_chat(1)

    @Slot()
    def _previous_chat(self) -> None:
        self._go_to_chat(-1)

    def _go_to_chat(self, step: int) -> None:
        """Open the chat below or above the open one in the list, round its ends; a new one is above all."""
        listed = self._content.chat_list.model.listed_ids()
        shown = self._content.chat_pane.chat_id
        at = listed.index(shown) + step if shown in listed else 0 if step > 0 else -1
        self._content.show_chat_page()
        self._content.chat_list.chat_selected.emit(listed[at % len(listed)])

    @Slot()
    def _toggle_full_screen(self) -> None:
        if self._window.isFullScreen():
            self._window.showNormal()
        else:
            self._window.showFullScreen()

    @Slot()
    def _open_shortcuts(self) -> None:
        self.shortcut_sheet.open_shortcuts()

    @Slot()
    def _show_about(self) -> None:
        self._content.show_settings_page()
        self._content.settings_page.content.show_page(SettingPage.ABOUT)

    @Slot(str)
    def _on_started(self, command: str) -> None:
        """Nothing opens below a palette or a list that is still there."""
        if self._palette is not None and command != "commands":
            self._palette.close_popup()
        if self._sheet is not None:
            self._sheet.close_popup()

    @Slot(str)
    def _on_refused(self, reason: str) -> None:
        self._content.toast.show_text(reason)

    @Slot(str)
    def _on_model_chosen(self, name: str) -> None:
        self._content.show_chat_page()
        self._content.chat_pane.model_picked.emit(name)

    @Slot(str, str, str)
    def _on_further_chosen(self, kind: str, entry_id: str, action: str) -> None:
        """Do what else can be done with a row of the palette."""
        if kind == "command":
            self.shortcut_sheet.open_shortcuts(entry_id)
        elif action == "new_chat":
            self._content.start_new_chat()
            self._content.chat_pane.model_picked.emit(entry_id)
        elif action == "copy":
            chat = self._content.chat_list.model.chat_by_id(entry_id) if kind == "chat" else None
            QGuiApplication.clipboard().setText(chat.title if chat else entry_id)
            self._content.toast.show_text(self.tr("Copied"))
        elif action == "pin":
            self._pin_chat(entry_id)
        elif action == "delete":
            self._content.chat_list.delete_requested.emit(entry_id)

    @Slot(str)
    def _on_chat_chosen(self, chat_id: str) -> None:
        self._content.show_chat_page()
        self._content.chat_list.chat_selected.emit(chat_id)
