"""Arrow from the place of the window to the settings, where the next start finds it."""

from PySide6.QtCore import QObject, Slot

from app.domain.setting import WINDOW_PLACE, SettingChange
from app.services.settings import SettingsService
from app.ui.main_window import MainWindow


def wire_place(window: MainWindow, settings: SettingsService) -> None:
    """Keep where the window is whenever that changes; the service writes the last of many changes."""
    window.place_changed.connect(_Place(window, settings).keep)


class _Place(QObject):
    """Asks the window where it is."""

    def __init__(self, window: MainWindow, settings: SettingsService) -> None:
        super().__init__(settings)
        self._window = window
        self._settings = settings

    @Slot()
    def keep(self) -> None:
        """Note the place."""
        self._settings.set(SettingChange(WINDOW_PLACE.key, self._window.place.to_text()))
