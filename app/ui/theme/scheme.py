"""The colour scheme of the system: follow it, or tell it ours (for title bars and native dialogs)."""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}


class SchemeFollower(QObject):
    """Tells when the system changes between light and dark."""

    system_dark_changed = Signal(bool)

    def __init__(self, app: QApplication, parent: QObject) -> None:
        super().__init__(parent)
        app.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)

    @Slot(Qt.ColorScheme)
    def _on_scheme_changed(self, scheme: Qt.ColorScheme) -> None:
        if scheme is not Qt.ColorScheme.Unknown:
            self.system_dark_changed.emit(scheme is Qt.ColorScheme.Dark)


def set_scheme(app: QApplication, mode: str) -> None:
    """Ask the platform for "light" or "dark"; "system" leaves it to the system."""
    app.styleHints().setColorScheme(_SCHEMES[mode])
