"""The page of the servers as the window holds it: made when it is first shown."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.domain.failure import Failure
from app.domain.server import ServerState
from app.domain.server_profile import AddressReading, ServerDraft, ServerList, ServerProfile, ServerReport
from app.ui.server_words import profile_name
from app.ui.theme.theme import Theme
from app.ui.widgets.lazy_page import LazyPage

if TYPE_CHECKING:
    from app.ui.servers.servers_content import ServersContent


class ServersPage(LazyPage["ServersContent"]):
    """What a person wants goes out as wishes; what is known comes in through slots."""

    switch_requested = Signal(str)  # id of a server, as in the next ones
    default_requested = Signal(str)
    remove_requested = Signal(str)
    undo_remove_requested = Signal()
    save_requested = Signal(ServerDraft)
    test_requested = Signal(ServerDraft)
    address_edited = Signal(str)  # as typed
    setup_requested = Signal()
    opened = Signal()
    list_shown_changed = Signal(bool)  # whether anybody looks at the list
    log_shown_changed = Signal(bool)  # whether anybody looks at the log
    removal_told = Signal(str)  # words for a message with Undo

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._servers = ServerList()
        self._state: ServerState | None = None

    @property
    def regions(self) -> list[QWidget]:
        """What F6 goes round here."""
        content = self.content
        if content.is_log_shown:
            return [content.log.text]
        return [content.list.add_button] if content.is_list_shown else [content.editor.address]

    def focus_first(self) -> None:
        """Show the list, and put the focus where the keyboard begins."""
        self.content.show_list()

    @Slot(ServerList)
    def set_servers(self, servers: ServerList) -> None:
        """Show the list."""
        self._servers = servers
        if self._content is not None:
            self._content.set_servers(servers)

    @Slot(ServerState)
    def set_server(self, state: ServerState) -> None:
        """Show how the server in use stands."""
        self._state = state
        if self._content is not None:
            self._content.set_server(state)

    @Slot(ServerReport)
    def show_report(self, report: ServerReport) -> None:
        """Show how a try of a server of the list went."""
        self.content.show_report(report)

    @Slot(ServerReport)
    def show_test(self, report: ServerReport) -> None:
        """Show how the test of the edited server went."""
        self.content.show_test(report)

    @Slot(AddressReading)
    def show_address(self, reading: AddressReading) -> None:
        """Show what the typed address means."""
        self.content.show_address(reading)

    @Slot(str)
    def show_saved(self, profile_id: str) -> None:
        """Lead back to the list."""
        self.content.show_saved(profile_id)

    @Slot(Failure)
    def show_refusal(self, failure: Failure) -> None:
        """Say why the edited server cannot be saved."""
        self.content.show_refusal(failure)

    @Slot(ServerProfile)
    def show_removed(self, profile: ServerProfile) -> None:
        """Tell of a removed server."""
        self.removal_told.emit(self.tr("Removed {server}").format(server=profile_name(profile)))

    @Slot(str)
    def begin_log(self, text: str) -> None:
        """Show the log."""
        self.content.log.begin(text)

    @Slot(str)
    def add_log(self, text: str) -> None:
        """Show what was added to the log."""
        self.content.log.add(text)

    def _make_content(self) -> "ServersContent":
        # Most runs never open the page.
        from app.ui.servers.servers_content import ServersContent

        return ServersContent(self._theme)

    def _connect(self, content: "ServersContent") -> None:
        content.list.switch_requested.connect(self.switch_requested)
        content.list.default_requested.connect(self.default_requested)
        content.list.remove_requested.connect(self.remove_requested)
        content.save_requested.connect(self.save_requested)
        content.test_requested.connect(self.test_requested)
        content.address_edited.connect(self.address_edited)
        content.setup_requested.connect(self.setup_requested)
        content.list_shown_changed.connect(self._tell_shown)
        content.log_shown_changed.connect(self._tell_shown)
        content.set_servers(self._servers)
        if self._state is not None:
            content.set_server(self._state)

    @Slot()
    def _tell_shown(self) -> None:
        is_visible = self.isVisible()
        self.list_shown_changed.emit(is_visible and self.content.is_list_shown)
        self.log_shown_changed.emit(is_visible and self.content.is_log_shown)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.opened.emit()
        self._tell_shown()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.list_shown_changed.emit(False)
        self.log_shown_changed.emit(False)
