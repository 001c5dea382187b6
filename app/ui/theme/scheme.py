"""The colour scheme of the system: follow it, or tell it ours (for title bars and native dialogs)."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from app.ui.theme.theme import Theme, ThemeMode

_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}


class _Follower(QObject):
    def __init__(self, theme: "Theme") -> None:
        super().__init__(theme)
        self._theme = theme

    @Slot(Qt.ColorScheme)
    def on_changed(self, scheme: Qt.ColorScheme) -> None:
        if scheme is not Qt.ColorScheme.Unknown:
            self._theme.set_system_dark(scheme is Qt.ColorScheme.Dark)


def follow_scheme(app: QApplication, theme: "Theme") -> None:
    """Hand the system's changes to the theme from now on."""
    if theme.mode != "system":
        set_scheme(app, theme.mode)
    follower = _Follower(theme)
    app.styleHints().colorSchemeChanged.connect(follower.on_changed)


def set_scheme(app: QApplication, mode: "ThemeMode") -> None:
    """Ask the platform for a scheme; "system" gives it back to the system."""
    app.styleHints().setColorScheme(_SCHEMES[mode.value])
