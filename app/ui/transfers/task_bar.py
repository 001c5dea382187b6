"""Progress and number of transfers on the icon of the program in the task bar or dock."""

import sys

from PySide6.QtCore import QObject
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtGui import QGuiApplication

_PATH = "/com/canonical/unity/launcherentry/1"
_INTERFACE = "com.canonical.Unity.LauncherEntry"


class TaskBar(QObject):
    """The number by Qt on every system; a bar on Linux desktops that have one.

    Source: Qt documentation, `QGuiApplication.setBadgeNumber`; the launcher interface that Unity began and
    KDE Plasma and the docks of GNOME and others listen to.

    Args:
        bus: where they listen; on Linux that of the session.
    """

    def __init__(self, parent: QObject, bus: QDBusConnection | None = None) -> None:
        super().__init__(parent)
        self._bus = bus
        self._shown: tuple[int, int] = (0, -1)

    def show(self, count: int, fraction: float | None) -> None:
        """Show so many transfers and how far they are together; nothing for none."""
        percent = -1 if fraction is None or not count else int(fraction * 100)
        if (count, percent) == self._shown:
            return
        before, self._shown = self._shown, (count, percent)
        if before[0] != count:
            app = QGuiApplication.instance()
            if isinstance(app, QGuiApplication):
                app.setBadgeNumber(count)
        if sys.platform == "linux" and before[1] != percent:
            self._send(percent)

    def _send(self, percent: int) -> None:
        message = QDBusMessage.createSignal(_PATH, _INTERFACE, "Update")
        name = QGuiApplication.desktopFileName()
        facts = {"progress": max(percent, 0) / 100, "progress-visible": percent >= 0}
        message.setArguments([f"application://{name}.desktop", facts])
        bus = self._bus or QDBusConnection.sessionBus()
        bus.send(message)  # says no where there is none
