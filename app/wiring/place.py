"""Arrows from the place of the window and the folders it used to the settings, for the next start."""

from PySide6.QtCore import QObject, Slot

from app.domain.setting import USED_FOLDERS, WINDOW_PLACE, SettingChange
from app.services.settings import SettingsService
from app.ui.main_window import MainWindow
from app.ui.widgets.used_folders import UsedFolders


def wire_place(window: MainWindow, settings: SettingsService) -> None:
    """Keep where the window is whenever that changes; the service writes the last of many changes."""
    keeper = _Place(window, settings)
    window.place_changed.connect(keeper.keep)
    wire_folders(window, settings)


def wire_folders(window: MainWindow, settings: SettingsService) -> None:
    """Keep which folders the file dialogs of a window used."""
    keeper = _Place(window, settings)
    folders = UsedFolders(window)
    folders.restore(settings.get(USED_FOLDERS))
    folders.changed.connect(keeper.keep_folders)


class _Place(QObject):
    """Asks the window where it is."""

    def __init__(self, window: MainWindow, settings: SettingsService) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings

    @Slot()
    def keep(self) -> None:
        """Note the place."""
        self._settings.set(SettingChange(WINDOW_PLACE.key, self._window.place.to_text()))

    @Slot(str)
    def keep_folders(self, folders: str) -> None:
        """Note the folders."""
        self._settings.set(SettingChange(USED_FOLDERS.key, folders))
