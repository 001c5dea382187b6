"""What each command of the window does, and when it cannot."""

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from app.domain.setting import SettingPage
from app.ui.actions.actions import Actions
from app.ui.actions.keys_first import KeysFirst
from app.ui.actions.menus import HAS_MENU_BAR, OneMenu, add_menu_bar
from app.ui.chat.chat_page import ChatPage
from app.ui.chat_commands import ChatCommands, Chats
from app.ui.rail import Rail
from app.ui.reading_zoom import ReadingZoom
from app.ui.running.running_page import RunningPage
from app.ui.settings.settings_page import SettingsPage
from app.ui.theme.theme import Theme
from app.ui.transfers.transfers_page import TransfersPage
from app.ui.window_keys import Regions

if TYPE_CHECKING:
    from app.domain.server import ServerState
    from app.ui.palette.entries import Contents
    from app.ui.palette.palette import Palette
    from app.ui.shortcuts.shortcut_sheet import ShortcutSheet


class Pages(Chats, Protocol):
    """What the commands work on: the content of the window."""

    rail: Rail
    chat_page: ChatPage
    settings_page: SettingsPage
    transfers_page: TransfersPage
    running_page: RunningPage
    regions: Regions

    @property
    def theme(self) -> Theme:
        """Colours and fonts of the window."""

    @property
    def server_state(self) -> "ServerState | None":
        """What is known of the server."""

    @property
    def chat_page_shown(self) -> bool:
        """Whether the chat is on top."""

    def make_model(self) -> None:
        """Show where models are made."""

    def import_model(self) -> None:
        """Show where a model is made from a file."""

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
    window_requested = Signal()  # one more, with a new chat

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
        self.actions.refused.connect(self._on_refused)
        content.settings_page.set_actions(self.actions)
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
        add, content = self.actions.add, self._content
        add("new_chat", content.start_new_chat)
        add("new_window", self.window_requested.emit)
        self._chats = ChatCommands(self.actions, content)
        add("export_all", self._export_all, self._why_no_chats)
        add("import_chats", self._import_chats)
        add("back_up", self._back_up)
        add("restore", self._restore)
        add("settings", content.show_settings_page)
        add("close_window", self._window.close)
        add("quit", self.quit_requested.emit)
        add("commands", self.open_palette)
        add("show_chat", content.show_chat_page)
        add("show_models", content.show_models_page)
        add("create_model", content.make_model)
        add("import_model", content.import_model)
        add("show_transfers", content.show_transfers_page)
        add("pull_model", self._pull_model)
        add("show_running", content.show_running_page)
        add("load_model", self._load_model, self._why_not_load)
        add("show_servers", content.show_servers_page)
        ReadingZoom(content.chat_pane, content.settings_page, content.toast, self).add_to(self.actions)
        add("toggle_list", content.chat_page.toggle_list, self._why_not_on_chat_page)
        add("toggle_parameters", content.chat_page.parameters.toggle, self._why_not_on_chat_page)
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

    def _why_not_load(self) -> str:
        state = self._content.server_state
        return "" if state is not None and state.models else self.tr("The server has no model")

    def _why_not_on_chat_page(self) -> str:
        return "" if self._content.chat_page_shown else self.tr("The chats are not shown")

    @Slot()
    def _pull_model(self) -> None:
        self._content.show_transfers_page()
        self._content.transfers_page.content.ask_for_pull()

    @Slot()
    def _load_model(self) -> None:
        self._content.show_running_page()
        self._content.running_page.content.open_sheet()

    def _why_no_chats(self) -> str:
        return "" if self._content.chat_list.model.all_chats() else self.tr("There is no chat yet")

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
            self._chats.pin(entry_id)
        elif action == "delete":
            self._content.chat_list.delete_requested.emit(entry_id)

    @Slot(str)
    def _on_chat_chosen(self, chat_id: str) -> None:
        self._content.show_chat_page()
        self._content.chat_list.chat_selected.emit(chat_id)
