"""The settings as the window holds them: made when they are first shown."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.parameters import Preset
from app.domain.server import ServerState
from app.domain.server_profile import ServerList
from app.domain.setting import NEW_CHAT_PRESET, SettingChange, SettingValues
from app.domain.storage_use import StorageUse
from app.ui.settings.facts import ProgramFacts
from app.ui.theme.theme import Theme
from app.ui.widgets.lazy_page import LazyPage

if TYPE_CHECKING:
    from app.ui.actions.actions import Actions
    from app.ui.settings.content import SettingsContent


class SettingsPage(LazyPage["SettingsContent"]):
    """What a person changes goes out as wishes; what holds comes in through `show_value`."""

    change_requested = Signal(SettingChange)
    reset_requested = Signal(str)  # key
    keys_requested = Signal(str, str)  # command, its keys from now on; empty: none
    default_server_requested = Signal(str)  # id of a server
    servers_requested = Signal()  # the page with the list of servers
    storage_wanted = Signal()  # somebody looks at how much room is taken
    removal_requested = Signal()  # of attachments that nothing uses
    facts_requested = Signal()  # `set_facts` is to be called before this returns

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._values = SettingValues()
        self._facts = ProgramFacts()
        self._actions: Actions | None = None
        self._servers = ServerList()
        self._state: ServerState | None = None
        self._presets: tuple[str, ...] = ()

    @property
    def regions(self) -> list[QWidget]:
        """What F6 goes round here: the search, the pages, the rows."""
        content = self.content
        controls = [row.control for row in content.shown_rows() if row.control is not None]
        return [content.page_list.search_field, content.page_list.view, *controls[:1]]

    @Slot(SettingChange)
    def show_value(self, change: SettingChange) -> None:
        """Show what a setting holds now."""
        self._values.set(change.key, change.value)
        if self._content is not None:
            self._content.show_value(change)

    def set_actions(self, actions: "Actions") -> None:
        """Take the commands whose keys can be changed; heard until the rows are made."""
        self._actions = actions

    @Slot(ServerList)
    def set_servers(self, servers: ServerList) -> None:
        """Offer the servers of the list."""
        self._servers = servers
        if self._content is not None:
            self._content.servers.set_servers(servers)

    @Slot(tuple)
    def set_presets(self, presets: tuple[Preset, ...]) -> None:
        """Offer these presets for new chats."""
        self._presets = tuple(preset.name for preset in presets)
        if self._content is not None:
            self._content.rows[NEW_CHAT_PRESET.key].set_names(self._presets)

    @Slot(ServerState)
    def set_server(self, state: ServerState) -> None:
        """Tell of the models of the server in use."""
        self._state = state
        if self._content is not None:
            self._content.storage.set_server(state)

    @Slot(StorageUse)
    def show_storage(self, use: StorageUse) -> None:
        """Tell how much room is taken."""
        self.content.storage.show_use(use)

    def set_facts(self, facts: ProgramFacts) -> None:
        """Tell folders and versions; heard until the rows are made."""
        self._facts = facts

    def focus_list(self) -> None:
        """Put the focus on the list of pages."""
        self.content.page_list.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _make_content(self) -> "SettingsContent":
        # Most runs never open the settings.
        from app.ui.settings.content import SettingsContent

        self.facts_requested.emit()
        return SettingsContent(self._theme, self._values, self._facts, self._actions)

    def _connect(self, content: "SettingsContent") -> None:
        content.change_requested.connect(self.change_requested)
        content.reset_requested.connect(self.reset_requested)
        content.servers.default_requested.connect(self.default_server_requested)
        content.servers.page_requested.connect(self.servers_requested)
        content.storage.wanted.connect(self.storage_wanted)
        content.storage.removal_requested.connect(self.removal_requested)
        if content.keys is not None:
            content.keys.keys_requested.connect(self.keys_requested)
        content.servers.set_servers(self._servers)
        content.rows[NEW_CHAT_PRESET.key].set_names(self._presets)
        if self._state is not None:
            content.storage.set_server(self._state)
