"""The manners of macOS: closing the window leaves the program running, a click in the Dock brings it back."""

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtWidgets import QApplication

from app.ui.come_forward import come_forward
from app.ui.main_window import MainWindow


class Dock(QObject):
    """Made on macOS only: it sees every event, as Qt tells of "Quit" in the Dock in no other way."""

    def __init__(self, app: QApplication, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.stays_open = True
        app.installEventFilter(self)
        app.applicationStateChanged.connect(self.follow)

    @Slot(Qt.ApplicationState)
    def follow(self, state: Qt.ApplicationState) -> None:
        """Bring the window back when the program is called to the front."""
        is_hidden = self._window.stays_open and not (self._window.isVisible() or self._window.has_others)
        if state is Qt.ApplicationState.ApplicationActive and is_hidden:
            come_forward(self._window, "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Quit:
            self._window.ask_to_leave()  # Qt would close the window, which means something else here
            return True
        return False
