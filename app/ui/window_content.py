"""What the window holds: rail, pages, status strip, keys. Loaded after the first paint."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.domain.failure import Failure
from app.domain.server import ServerState
from app.ui.chat.chat_page import ChatPage
from app.ui.chat.undo_delete import UndoDelete
from app.ui.chat_pages import ChatPages
from app.ui.connect.connect_page import ConnectPage
from app.ui.leaving import Leaving
from app.ui.library.library_page import LibraryPage
from app.ui.old_server_hint import OldServerHint
from app.ui.rail import Rail, RailButton
from app.ui.running.running_page import RunningPage
from app.ui.server_banner import ServerBanner
from app.ui.server_follower import ServerFollower
from app.ui.servers.offer_banner import OfferBanner
from app.ui.servers.servers_page import ServersPage
from app.ui.settings.settings_page import SettingsPage
from app.ui.status_strip import StatusStrip
from app.ui.theme.theme import Theme
from app.ui.transfers.transfers_page import TransfersPage
from app.ui.transfers.watch import TransfersWatch
from app.ui.widgets.focus_ring import FocusRing
from app.ui.widgets.menu_key import opens_menu
from app.ui.widgets.surface import Line
from app.ui.widgets.toast import Toast
from app.ui.widgets.undo import Undo
from app.ui.window_commands import WindowCommands
from app.ui.window_keys import KeyHints, Regions, goes_to_the_message
from app.ui.window_notices import WindowNotices

if TYPE_CHECKING:
    from app.ui.create.create_pane import CreatePane
    from app.ui.export.desk import DataDesk
    from app.ui.quit_question import QuitQuestion


class WindowContent(QWidget):
    """Holds the panes; wiring connects them with the services."""

    first_painted = Signal()
    create_pane_made = Signal()  # services and arrows are to be there before this returns
    data_desk_made = Signal()  # as above

    def __init__(self, theme: Theme, window: QMainWindow) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._painted = False
        self._server_state: ServerState | None = None
        self._create_pane: CreatePane | None = None
        self._data_desk: DataDesk | None = None
        self.rail = Rail(theme)
        self.chat_page = ChatPage(theme)
        self.chat_list = self.chat_page.chat_list
        self.chat_pane = self.chat_page.chat_pane
        self.connect_page = ConnectPage(theme)
        self.library_page = LibraryPage(theme)
        self.transfers_page = TransfersPage(theme)
        self.running_page = RunningPage(theme)
        self.servers_page = ServersPage(theme)
        self.settings_page = SettingsPage(theme)
        self.status_strip = StatusStrip(theme)
        self._notices = WindowNotices(theme, self)
        self.notice = self._notices.notice
        self.server_banner = ServerBanner(theme)
        self.offer_banner = OfferBanner(theme)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.chat_page)
        self._pages.addWidget(self.connect_page)
        self._pages.addWidget(self.library_page)
        self._pages.addWidget(self.transfers_page)
        self._pages.addWidget(self.running_page)
        self._pages.addWidget(self.servers_page)
        self._pages.addWidget(self.settings_page)
        self.chat_pages = ChatPages(theme, self._pages, self.chat_list, self.chat_pane, self)
        self._lay_out()
        for banner in (self.offer_banner, self.server_banner):
            self.chat_pane.add_banner(banner)
        self.toast = Toast(theme, window, above=self.chat_pane.composer)
        self.transfers_watch = TransfersWatch(
            theme, window, self.transfers_page, self.rail.transfers_button, self.status_strip, self.toast
        )
        self.focus_ring = FocusRing(theme, window)
        self.regions = Regions(self._shown_regions, self)
        self._follower = ServerFollower(self.connect_page, self.server_banner, self.offer_banner, self)
        self._undo_delete = UndoDelete(self.chat_list, self.toast, self)
        side, servers = self.chat_page.parameters, self.servers_page
        self._undo_parameters = Undo(side.undo_offered, side.undo, self.toast, self)
        self._undo_remove = Undo(servers.removal_told, servers.undo_remove_requested.emit, self.toast, self)
        versions, files = self.chat_pane.versions, self.chat_pane.images
        self._undo_version = Undo(versions.deleted_told, versions.undo_delete, self.toast, self)
        self._undo_file = Undo(files.undo_offered, files.undo_remove, self.toast, self)
        for told in (versions.told, self.chat_pane.links.told, self.chat_pane.reply_images.told):
            told.connect(self.toast.show_text)
        self.chat_pane.links.target_told.connect(self.status_strip.show_target)
        self.leaving = Leaving(theme, window, self.transfers_watch)
        self.commands = WindowCommands(self, window)
        self._key_hints = KeyHints(self.commands.actions, self.chat_page, self.status_strip)
        self._connect()
        self.setAcceptDrops(True)
        self.chat_pane.images.dropped.connect(self.show_chat_page)
        self.chat_pane.focus_composer()

    @property
    def quit_question(self) -> "QuitQuestion":
        """The question before something is stopped or lost."""
        return self.leaving.question

    @property
    def create_pane(self) -> "CreatePane":
        """Where models are made, a tab of the models; made with their page."""
        if self._create_pane is None:
            # Many runs never open the page of the models.
            from app.ui.create.create_pane import CreatePane

            self._create_pane = CreatePane(self._theme)
            self._create_pane.wanted.connect(self.create_pane_made)
            self._create_pane.chat_requested.connect(self._on_model_chat_requested)
        return self._create_pane

    @property
    def data_desk(self) -> "DataDesk":
        """Where chats go into files and come from them; made when it is first wanted."""
        if self._data_desk is None:
            # Many runs never export anything.
            from app.ui.export.desk import DataDesk

            self._data_desk = DataDesk(self._theme, self._window)
            self.data_desk_made.emit()
        return self._data_desk

    @property
    def theme(self) -> Theme:
        """Colours and fonts of the window."""
        return self._theme

    @property
    def server_state(self) -> ServerState | None:
        """What is known of the server."""
        return self._server_state

    @property
    def chat_page_shown(self) -> bool:
        """Whether the chat is on top."""
        return self._pages.currentWidget() is self.chat_page

    @Slot()
    def show_connect_page(self) -> None:
        """Show where the models run."""
        self._open(self.connect_page, self.rail.servers_button, self.connect_page.focus_best)

    @Slot()
    def show_chat_page(self) -> None:
        """Show the chats."""
        self._open(self.chat_page, self.rail.chat_button, self.chat_pane.focus_composer)

    @Slot()
    def show_search_page(self) -> None:
        """Show the search over all chats."""
        self._open(self.chat_pages.search, self.rail.chat_button, self.chat_pages.begin_search)

    @Slot()
    def show_trash_page(self) -> None:
        """Show what was deleted."""
        self._open(self.chat_pages.trash, self.rail.chat_button, self.chat_pages.begin_trash)

    @Slot()
    def show_models_page(self) -> None:
        """Show what is installed and what could be."""
        self._open(self.library_page, self.rail.models_button, self.library_page.focus_first)

    def make_model(self, base: str = "") -> None:
        """Show where models are made, beginning from a model, or as it was left."""
        self.show_models_page()
        self.library_page.content.open_create()
        if base:
            self.create_pane.start_from(base)
        else:
            self.create_pane.focus_first()

    def import_model(self) -> None:
        """Show where a model is made from a file."""
        self.make_model()
        self.create_pane.start_import()

    @Slot()
    def show_transfers_page(self) -> None:
        """Show what is pulled, pushed and made."""
        self._open(self.transfers_page, self.rail.transfers_button, self.transfers_page.focus_first)

    @Slot()
    def show_running_page(self) -> None:
        """Show what is in memory."""
        self._open(self.running_page, self.rail.running_button, self.running_page.focus_first)

    @Slot()
    def show_servers_page(self) -> None:
        """Show the list of servers."""
        self._open(self.servers_page, self.rail.servers_button, self.servers_page.focus_first)

    @Slot()
    def show_settings_page(self) -> None:
        """Show the settings."""
        self._open(self.settings_page, self.rail.settings_button, self.settings_page.focus_list)

    @Slot()
    def start_new_chat(self) -> None:
        """Show an empty chat."""
        self.show_chat_page()
        self.chat_list.new_chat_requested.emit()

    def set_server(self, state: ServerState) -> None:
        """Follow the server: its first failure leads to the connect page, its answer back to the chats."""
        self._server_state = state
        self.old_server.set_server(state)
        self._follower.set_server(state)

    def show_notice(self, failure: Failure) -> None:
        """Say what is wrong with the window as a whole, above the pages."""
        self._notices.add(failure)

    def _open(self, page: QWidget, button: RailButton, begin: Callable[[], None]) -> None:
        """Put a page on top and begin there; what has the focus then wears a ring unless a click led here."""
        focused, old = self._window.focusWidget(), self._pages.currentWidget()
        is_click = isinstance(focused, RailButton) and not focused.focus_visible
        if focused is not None and old is not None and page is not old and old.isAncestorOf(focused):
            focused.clearFocus()  # else Qt gives it to the first control, which then is not reached by keys
        self._pages.setCurrentWidget(page)
        self.rail.show_page(button)
        begin()
        self._follower.set_chat_shown(page is self.chat_page)
        reached = self._window.focusWidget() or button
        if reached is button:
            button.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif is_click and (getattr(reached, "focus_visible", False) or getattr(reached, "wears_ring", False)):
            reached.clearFocus()
            reached.setFocus(Qt.FocusReason.MouseFocusReason)

    def _lay_out(self) -> None:
        beside = QVBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self.notice)
        self.old_server = OldServerHint(self._theme, beside, 1, self)
        beside.addWidget(self._pages, 1)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addWidget(Line(self._theme, vertical=True))
        across.addLayout(beside, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(across, 1)
        column.addWidget(self.status_strip)

    def _connect(self) -> None:
        self.rail.chat_requested.connect(self.show_chat_page)
        self.chat_pages.chats_wanted.connect(self.show_chat_page)
        self.chat_pages.undo_over.connect(self.toast.hide)
        self.chat_list.search_requested.connect(self.show_search_page)
        self.chat_list.trash_requested.connect(self.show_trash_page)
        self.rail.models_requested.connect(self.show_models_page)
        self.rail.transfers_requested.connect(self.show_transfers_page)
        self.transfers_watch.page_requested.connect(self.show_transfers_page)
        self.rail.running_requested.connect(self.show_running_page)
        self.rail.servers_requested.connect(self.show_servers_page)
        self.rail.settings_requested.connect(self.show_settings_page)
        self.rail.menu_button.clicked.connect(self.commands.menu.open)
        self.status_strip.commands_requested.connect(self.commands.open_palette)
        self._follower.connect_page_wanted.connect(self.show_connect_page)
        self._follower.chat_page_wanted.connect(self._on_chat_page_wanted)
        self.chat_pane.server_page_requested.connect(self.show_servers_page)
        self.server_banner.server_page_requested.connect(self.show_servers_page)
        self.settings_page.servers_requested.connect(self.show_servers_page)
        self.running_page.chat_requested.connect(self._on_model_chat_requested)
        self.library_page.content_made.connect(self._on_library_made)
        self.library_page.create_requested.connect(self._on_create_requested)
        self.library_page.chat_requested.connect(self._on_model_chat_requested)
        self.library_page.transfers_requested.connect(self.show_transfers_page)
        self.running_page.told.connect(self.toast.show_text)
        self.servers_page.setup_requested.connect(self.show_connect_page)
        self.connect_page.options_requested.connect(self._on_options_requested)
        self.connect_page.log_requested.connect(self._on_log_requested)

    @Slot()
    def _on_chat_page_wanted(self) -> None:
        # A server that answers leads nobody away from anything but the page that waits for it.
        if self._pages.currentWidget() is self.connect_page:
            self.show_chat_page()

    @Slot()
    def _on_library_made(self) -> None:
        self.library_page.content.set_create_tab(self.create_pane)

    @Slot(str)
    def _on_create_requested(self, base: str) -> None:
        if base:
            self.make_model(base)
        else:
            self.import_model()

    @Slot(str)
    def _on_model_chat_requested(self, model: str) -> None:
        if self.chat_pane.model != model:
            self.chat_list.new_chat_requested.emit()
            self.chat_pane.model_picked.emit(model)
        self.show_chat_page()

    @Slot(str)
    def _on_options_requested(self, address: str) -> None:
        self.show_servers_page()
        if address:
            self.servers_page.content.add_server(address)
        else:
            self.servers_page.content.edit_current()

    @Slot()
    def _on_log_requested(self) -> None:
        self.show_servers_page()
        self.servers_page.content.show_log()

    def _shown_regions(self) -> list[QWidget]:
        """The parts of the shown page in reading order."""
        strip = self.status_strip.commands_button
        if self._pages.currentWidget() is self.settings_page:
            return [self.rail.settings_button, *self.settings_page.regions, strip]
        if self._pages.currentWidget() is self.library_page:
            return [self.rail.models_button, *self.library_page.regions, strip]
        if self._pages.currentWidget() is self.transfers_page:
            return [self.rail.transfers_button, *self.transfers_page.regions, strip]
        if self._pages.currentWidget() is self.running_page:
            return [self.rail.running_button, *self.running_page.regions, strip]
        if self._pages.currentWidget() is self.servers_page:
            return [self.rail.servers_button, *self.servers_page.regions, strip]
        if (found := self.chat_pages.regions()) is not None:
            return [self.rail.chat_button, *found, strip]
        if not self.chat_page_shown:
            return [self.rail.servers_button, *self.connect_page.regions, strip]
        undo = [self.toast.button] if self.toast.button.isVisible() else []
        return [self.rail.chat_button, *self.chat_page.regions, *undo, strip]

    @Slot()
    def _on_first_painted(self) -> None:
        self.first_painted.emit()

    def focusNextPrevChild(self, forward: bool) -> bool:
        gone, page = self._window.focusWidget(), self._pages.currentWidget()
        by_keys = getattr(gone, "focus_visible", False) or getattr(gone, "wears_ring", False)
        moved = super().focusNextPrevChild(forward)
        assert page is not None
        if gone is None or gone.isVisible() or not page.isVisible():
            return moved
        # Of a control that was hidden the rail often gets the focus: it follows upon what was made last.
        now = self._window.focusWidget()
        if now is None or not page.isAncestorOf(now):
            first = self.chat_pane.composer.edit if self.chat_page_shown else self._shown_regions()[1]
            first.setFocus(Qt.FocusReason.TabFocusReason if by_keys else Qt.FocusReason.OtherFocusReason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Esc comes here only when nothing further in had a use for it.
        is_escape = event.key() == Qt.Key.Key_Escape and self.chat_page_shown
        pane = self.chat_pane
        if is_escape and (pane.stop() or pane.composer.take_back_next() or self.chat_page.close_parameters()):
            return
        if self.chat_page_shown and goes_to_the_message(event):
            self.chat_pane.type_into_message(event)
        elif not opens_menu(self.window().focusWidget() or self, event):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.chat_pane.images.take_drag(event, self)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.chat_pane.images.end_drag()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.chat_page.set_window_width(self.width())
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._painted:
            self._painted = True
            # The children are painted in the same turn, after this.
            QTimer.singleShot(0, self._on_first_painted)
