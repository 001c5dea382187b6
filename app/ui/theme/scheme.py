"""The colour scheme of the system: follow it, or tell it ours (for title bars and native dialogs)."""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}


class SchemeFollower(QObject):
    """Tells when the system changes between light and dark, or how much contrast it wants."""

    system_dark_changed = Signal(bool)
    system_contrast_changed = Signal(bool)

    def __init__(self, app: QApplication, parent: QObject) -> None:
        super().__init__(parent)
        self._hints = app.styleHints()  # kept: what it hands out ends with it in PySide
        self._accessibility = self._hints.accessibility()
        self._hints.colorSchemeChanged.connect(self._on_scheme_changed)
        self._accessibility.contrastPreferenceChanged.connect(self._on_contrast_changed)

    @property
    def wants_contrast(self) -> bool:
        """Whether the system wants high contrast now."""
        return self._accessibility.contrastPreference() is Qt.ContrastPreference.HighContrast

    @Slot(Qt.ColorScheme)
    def _on_scheme_changed(self, scheme: Qt.ColorScheme) -> None:
        if scheme is not Qt.ColorScheme.Unknown:
            self.system_dark_changed.emit(scheme is Qt.ColorScheme.Dark)

    @Slot(Qt.ContrastPreference)
    def _on_contrast_changed(self, preference: Qt.ContrastPreference) -> None:
        self.system_contrast_changed.emit(preference is Qt.ContrastPreference.HighContrast)


def set_scheme(app: QApplication, mode: str) -> None:
    """Ask the platform for "light" or "dark"; "system" leaves it to the system."""
    app.styleHints().setColorScheme(_SCHEMES[mode])
