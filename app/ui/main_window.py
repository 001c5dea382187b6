"""The window: painted at once as an empty frame, filled right after.

First paint must cost little more than that of a bare window, and loading the panes alone costs as much again.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QMainWindow, QWidget

from app.domain.failure import Failure
from app.domain.window_place import Area, WindowPlace
from app.ui.theme.theme import Theme
from app.ui.window_frame import paint_frame

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QCloseEvent, QMoveEvent, QPaintEvent, QResizeEvent

    from app.domain.server import ServerState
    from app.ui.chat.chat_list import ChatListPane
    from app.ui.chat.chat_page import ChatPage
    from app.ui.chat.chat_pane import ChatPane
    from app.ui.connect.connect_page import ConnectPage
    from app.ui.settings.settings_page import SettingsPage
    from app.ui.status_strip import StatusStrip
    from app.ui.window_content import WindowContent

LEAST_SIZE = (880, 560)
WANTED_SIZE = (1280, 800)


class MainWindow(QMainWindow):
    """The panes are there as soon as one of them is asked for."""

    close_requested = Signal()
    first_painted = Signal()  # once: the frame is on the screen
    content_painted = Signal()  # once: the panes are
    place_changed = Signal()  # also the list of chats has another width
    watched_changed = Signal(bool)  # whether anybody can see the window
    activated = Signal()  # a person turns to it
    hidden = Signal()  # it was closed, and is kept for when it is wanted again

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._painted = False
        self._content: WindowContent | None = None
        self._restored: WindowPlace | None = None
        self.stays_open = False  # closing the window does not end the program
        self.has_others = False  # nor does it while there are other windows
        self.setWindowTitle("Arriero")
        self.setMinimumSize(*LEAST_SIZE)
        self.resize(*WANTED_SIZE)

    @property
    def theme(self) -> Theme:
        """Colours and fonts."""
        return self._theme

    @property
    def content(self) -> "WindowContent":
        """Everything in the window; made when it is first asked for."""
        if self._content is None:
            self._content = self._make_content()
            self.setCentralWidget(self._content)
            if self._restored is not None:
                self._content.chat_page.set_list(self._restored.list_px, not self._restored.list_hidden)
            self._content.leaving.confirmed.connect(self.leave)
            self._content.commands.quit_requested.connect(self.ask_to_leave)
            self._content.chat_page.list_changed.connect(self.place_changed)
            self._content.first_painted.connect(self.content_painted)
            self._content.show()
        return self._content

    @property
    def place(self) -> WindowPlace:
        """Where the window is, for the next start."""
        page, is_large = self.chat_page, self.isMaximized() or self.isFullScreen()
        normal = self.normalGeometry() if is_large else self.geometry()
        area = Area(normal.x(), normal.y(), normal.width(), normal.height())
        return WindowPlace(area, self.isMaximized(), page.list_px, not page.list_wanted)

    def restore(self, place: WindowPlace) -> None:
        """Take a place before the window is shown; who shows it looks at `place.maximised`."""
        area = place.normal
        self._restored = place
        self.setGeometry(area.x, area.y, area.width, area.height)

    @property
    def chat_page(self) -> "ChatPage":
        """List and chat."""
        return self.content.chat_page

    @property
    def chat_list(self) -> "ChatListPane":
        """The column with the chats."""
        return self.content.chat_list

    @property
    def chat_pane(self) -> "ChatPane":
        """The open chat."""
        return self.content.chat_pane

    @property
    def connect_page(self) -> "ConnectPage":
        """The page on which a server is chosen."""
        return self.content.connect_page

    @property
    def settings_page(self) -> "SettingsPage":
        """The page with the settings."""
        return self.content.settings_page

    @property
    def status_strip(self) -> "StatusStrip":
        """The strip at the foot."""
        return self.content.status_strip

    @Slot()
    def ask_to_leave(self) -> None:
        """End the program, after a question where something is under way or not saved."""
        if self._content is None or not self._content.leaving.ask():
            self.leave()

    @Slot()
    def leave(self) -> None:
        """Hide, and ask for the end without a question."""
        self.stays_open = False
        self.hide()
        self.close_requested.emit()

    @Slot()
    def show_content(self) -> None:
        """Fill the frame."""
        self.content.show()

    @Slot()
    def show_connect_page(self) -> None:
        """Show where the models run."""
        self.content.show_connect_page()

    @Slot()
    def show_chat_page(self) -> None:
        """Show the chats."""
        self.content.show_chat_page()

    @Slot(object)  # a ServerState; naming its class here would load it before the first paint
    def set_server(self, state: "ServerState") -> None:
        """Follow the server: its first failure leads to the connect page, its answer back to the chats."""
        self.content.set_server(state)

    @Slot(Failure)
    def show_notice(self, failure: Failure) -> None:
        """Say what is wrong with the window as a whole, above the pages."""
        self.content.show_notice(failure)

    def _make_content(self) -> "WindowContent":
        # Why not at the top: see the first lines of this file.
        from app.ui.window_content import WindowContent

        return WindowContent(self._theme, self)

    def _tell_place(self) -> None:
        if self._content is not None and self.isVisible() and not self.isMinimized():
            self.place_changed.emit()

    def closeEvent(self, event: "QCloseEvent") -> None:
        # The owner of the tasks ends them first and then the program.
        event.ignore()
        if self.stays_open or self.has_others:
            self.hide()
            self.hidden.emit()
        else:
            self.ask_to_leave()

    def changeEvent(self, event: "QEvent") -> None:
        if event.type() == event.Type.WindowStateChange:
            self.watched_changed.emit(not self.isMinimized())
            self._tell_place()
        elif event.type() == event.Type.ActivationChange and self.isActiveWindow():
            self.activated.emit()
        super().changeEvent(event)

    def moveEvent(self, event: "QMoveEvent") -> None:
        super().moveEvent(event)
        self._tell_place()

    def resizeEvent(self, event: "QResizeEvent") -> None:
        super().resizeEvent(event)
        self._tell_place()

    def paintEvent(self, event: "QPaintEvent") -> None:
        if self._content is None:
            paint_frame(self, self._theme, self._restored)
        if not self._painted:
            self._painted = True
            # The painting of this turn is not over yet.
            QTimer.singleShot(0, self.first_painted.emit)
