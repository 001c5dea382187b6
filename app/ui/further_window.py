"""A window beside the first one: chats like there; the pages that are there once stay in the first."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow

from app.ui.main_window import MainWindow
from app.ui.theme.theme import Theme
from app.ui.window_content import WindowContent

_ELSEWHERE = ("pull_model", "load_model", "import_chats", "export_all", "back_up", "restore", "about")


class FurtherContent(WindowContent):
    """Chats and the search over them; a wish for another page goes to the first window."""

    command_wanted = Signal(str)  # to be run in the first window

    def __init__(self, theme: Theme, window: QMainWindow) -> None:
        super().__init__(theme, window)
        for command in _ELSEWHERE:
            self.commands.actions.redirect(command, partial(self._want, command))
        header = self.chat_pane.header
        header.title_changed.connect(window.setWindowTitle)
        window.setWindowTitle(header.title.whole_text)

    @Slot()
    def show_connect_page(self) -> None:
        """Stay with the chats: the first window leads to the servers, here the banner tells."""

    @Slot()
    def show_trash_page(self) -> None:
        """Have what was deleted shown."""
        self._want("show_trash")

    @Slot()
    def show_models_page(self) -> None:
        """Have the models shown."""
        self._want("show_models")

    def make_model(self, _base: str = "") -> None:
        """Have the place shown where models are made."""
        self._want("create_model")

    def import_model(self) -> None:
        """Have the place shown where a model is made from a file."""
        self._want("import_model")

    @Slot()
    def show_transfers_page(self) -> None:
        """Have the transfers shown."""
        self._want("show_transfers")

    @Slot()
    def show_running_page(self) -> None:
        """Have what is in memory shown."""
        self._want("show_running")

    @Slot()
    def show_servers_page(self) -> None:
        """Have the servers shown."""
        self._want("show_servers")

    @Slot()
    def show_settings_page(self) -> None:
        """Have the settings shown."""
        self._want("settings")

    def _want(self, command: str) -> None:
        self.command_wanted.emit(command)


class FurtherWindow(MainWindow):
    """Asks before it closes or ends the program; whoever made it answers."""

    close_wanted = Signal()
    quit_wanted = Signal()
    command_wanted = Signal(str)  # to be run in the first window

    @Slot()
    def ask_to_leave(self) -> None:
        """Ask for the end of the program."""
        self.quit_wanted.emit()

    def _make_content(self) -> WindowContent:
        content = FurtherContent(self.theme, self)
        content.command_wanted.connect(self.command_wanted)
        return content

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.close_wanted.emit()
