"""What the page of the servers holds: the list, the editor, the log. Made when it is first shown."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from app.domain.failure import Failure
from app.domain.server import ServerState
from app.domain.server_profile import AddressReading, ServerDraft, ServerList, ServerReport
from app.ui.servers.log_view import LogView
from app.ui.servers.server_editor import ServerEditor
from app.ui.servers.server_list import ServerListView
from app.ui.theme.theme import Theme
from app.ui.widgets.surface import Surface


class ServersContent(Surface):
    """Leads from the list into the editor or the log and back."""

    list_shown_changed = Signal(bool)
    log_shown_changed = Signal(bool)
    setup_requested = Signal()
    address_edited = Signal(str)
    test_requested = Signal(ServerDraft)
    save_requested = Signal(ServerDraft)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "canvas")
        self._servers = ServerList()
        self._state: ServerState | None = None
        self._connects = False  # what is edited is used once it is saved
        self.list = ServerListView(theme)
        self.editor = ServerEditor(theme)
        self.log = LogView(theme)
        self._pages = QStackedWidget()
        for page in (self.list, self.editor, self.log):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self.list.add_requested.connect(self.add_server)
        self.list.edit_requested.connect(self.edit_server)
        self.list.setup_requested.connect(self.setup_requested)
        self.list.log_requested.connect(self.show_log)
        self.editor.address_edited.connect(self.address_edited)
        self.editor.test_requested.connect(self.test_requested)
        self.editor.save_requested.connect(self.save_requested)
        self.editor.cancelled.connect(self.show_list)
        self.log.back_requested.connect(self.show_list)

    @property
    def is_list_shown(self) -> bool:
        """Whether the list is on top."""
        return self._pages.currentWidget() is self.list

    @property
    def is_log_shown(self) -> bool:
        """Whether the log is on top."""
        return self._pages.currentWidget() is self.log

    def set_servers(self, servers: ServerList) -> None:
        """Show the list."""
        self._servers = servers
        self.list.set_servers(servers)

    def set_server(self, state: ServerState) -> None:
        """Show how the server in use stands."""
        self._state = state
        self.list.set_server(state)

    def show_report(self, report: ServerReport) -> None:
        """Show how a try of a server of the list went."""
        self.list.show_report(report)

    def show_test(self, report: ServerReport) -> None:
        """Show how the test of the edited server went."""
        self.editor.show_report(report)

    def show_address(self, reading: AddressReading) -> None:
        """Show what the typed address means."""
        self.editor.show_address(reading)

    def show_saved(self, profile_id: str) -> None:
        """Lead back to the list; use the server where that was wanted."""
        if self._pages.currentWidget() is self.editor:
            self.show_list()
            if self._connects:
                self.list.switch_requested.emit(profile_id)

    def show_refusal(self, failure: Failure) -> None:
        """Say why the edited server cannot be saved."""
        self.editor.show_refusal(failure)

    @Slot()
    def show_list(self) -> None:
        """Show the list."""
        self._show_page(self.list)
        self.list.add_button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def show_log(self) -> None:
        """Show the log of a started Ollama."""
        self._show_page(self.log)
        self.log.text.setFocus()

    @Slot()
    def add_server(self, address: str = "") -> None:
        """Show an empty form, or the one of a server at an address that somebody wants to connect to."""
        self._connects = bool(address)
        self._show_page(self.editor)
        self.editor.edit(None, address, self._connects)

    @Slot(str)
    def edit_server(self, profile_id: str) -> None:
        """Show the form of a server, or of the one in use that is not in the list."""
        profile = self._servers.profile(profile_id)
        address = self._state.address if self._state and profile is None else ""
        self._connects = False
        self._show_page(self.editor)
        self.editor.edit(profile, address)

    def edit_current(self) -> None:
        """Show the form of the server in use."""
        self.edit_server(self._servers.current_id)

    def _show_page(self, page: ServerListView | ServerEditor | LogView) -> None:
        before = self._pages.currentWidget()
        self._pages.setCurrentWidget(page)
        if before is not page:
            self.list_shown_changed.emit(page is self.list)
            self.log_shown_changed.emit(page is self.log)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.is_list_shown:
            self.show_list()
        else:
            super().keyPressEvent(event)
