"""Arrows of the keys: what a person chose goes to the settings, what holds to the commands."""

from PySide6.QtCore import QObject, Slot

from app.domain.setting import SettingChange
from app.domain.shortcut import PREFIX
from app.services.settings import SettingsService
from app.ui.actions.actions import Actions
from app.ui.main_window import MainWindow


def wire_keyboard(window: MainWindow, settings: SettingsService) -> None:
    """Connect the list of shortcuts and the commands with the settings."""
    actions = window.content.commands.actions
    keyboard = _Keyboard(actions, settings, window)
    window.content.commands.keys_requested.connect(keyboard.request)
    settings.changed.connect(keyboard.tell)
    for command, usual in actions.usual_keys.items():
        # The usual keys are there already; told again they would be taken from who was given them.
        if settings.value(PREFIX + command) != usual:
            keyboard.tell(PREFIX + command)


class _Keyboard(QObject):
    """Knows under which key the keys of a command are kept."""

    def __init__(self, actions: Actions, settings: SettingsService, window: MainWindow) -> None:
        super().__init__(window)
        self._actions = actions
        self._settings = settings

    @Slot(str, str)
    def request(self, command: str, keys: str) -> None:
        """Keep other keys for a command."""
        self._settings.set(SettingChange(PREFIX + command, keys))

    @Slot(str)
    def tell(self, key: str) -> None:
        """Give a command the keys that hold now."""
        command = key.removeprefix(PREFIX)
        if key != command and command in self._actions.commands:
            self._actions.set_keys(command, str(self._settings.value(key)))
