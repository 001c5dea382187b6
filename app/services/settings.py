"""The settings: what holds now, who is told of a change, and the file, written a moment later."""

import asyncio

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.failure import Failure
from app.domain.setting import Setting, SettingChange, SettingValues, V, Value
from app.services.tasks import TaskOwner
from app.storage.settings_file import SettingsFile, SettingsFileError

WRITE_DELAY_MS = 400


class SettingsService(QObject):
    """Applies every change at once and writes those of a moment together, in a thread.

    Args:
        values: what the file held at the start; this object changes it from now on.
    """

    changed = Signal(str)  # key
    failed = Signal(Failure)

    def __init__(self, file: SettingsFile, values: SettingValues) -> None:
        super().__init__()
        self._file = file
        self._values = values
        self._unwritten: dict[str, Value | None] = {}
        self._writing = asyncio.Lock()
        self._tasks = TaskOwner(self.failed.emit)
        self._timer = QTimer(self, singleShot=True, interval=WRITE_DELAY_MS)
        self._timer.timeout.connect(self._on_timeout)

    def get(self, setting: Setting[V]) -> V:
        """The value of a setting."""
        return self._values.get(setting)

    def value(self, key: str) -> Value:
        """The value of the setting of that key.

        Raises:
            KeyError: no setting has that key.
        """
        return self._values.value(key)

    @Slot(SettingChange)
    def set(self, change: SettingChange) -> None:
        """Give a setting another value.

        Raises:
            KeyError: no setting has that key.
            ValueError: the setting cannot have that value.
        """
        if self._values.set(change.key, change.value):
            self._unwritten |= self._values.stored(change.key)
            self._timer.start()
            self.changed.emit(change.key)

    @Slot(str)
    def reset(self, key: str) -> None:
        """Give a setting its default again.

        Raises:
            KeyError: no setting has that key.
        """
        self.set(SettingChange(key, self._values.default(key)))

    async def aclose(self) -> None:
        """Write what is not written yet."""
        self._timer.stop()
        await self._write()
        await self._tasks.aclose()

    @Slot()
    def _on_timeout(self) -> None:
        self._tasks.spawn(self._write(), name="write the settings")

    async def _write(self) -> None:
        async with self._writing:
            changes, self._unwritten = self._unwritten, {}
            if changes:
                try:
                    await asyncio.to_thread(self._file.update, changes)
                except SettingsFileError as error:
                    self._unwritten = {**changes, **self._unwritten}  # tried again with the next change
                    self.failed.emit(error.failure)
