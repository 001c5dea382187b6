"""A message bus of its own, and on it a desktop portal and a task bar."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import SLOT, ClassInfo, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage

PATH = "/org/freedesktop/portal/desktop"
INTERFACE = "org.freedesktop.portal.Notification"


class BusMissing(Exception):
    """dbus-daemon is not installed, or would not start."""


@contextmanager
def session_bus() -> Iterator[str]:
    """Run a bus; yields its address.

    Raises:
        BusMissing: there is no such program, or it ended before it was ready.
    """
    program = shutil.which("dbus-daemon")
    if program is None:
        raise BusMissing("dbus-daemon is not installed (Debian package dbus)")
    daemon = subprocess.Popen(
        [program, "--session", "--nofork", "--print-address"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert daemon.stdout is not None
    try:
        with daemon.stdout as pipe:
            address = pipe.readline().strip()
        if not address:
            raise BusMissing("dbus-daemon ended before it was ready")
        yield address
    finally:
        daemon.terminate()
        daemon.wait()


@contextmanager
def bus_client(address: str, name: str) -> Iterator[QDBusConnection]:
    """A connection of this process to a bus."""
    try:
        yield QDBusConnection.connectToBus(address, name)
    finally:
        QDBusConnection.disconnectFromBus(name)


@ClassInfo({"D-Bus Interface": INTERFACE})
class Portal(QObject):
    """Takes notifications as a desktop does, and has them clicked.

    Source: xdg-desktop-portal, "org.freedesktop.portal.Notification".
    """

    shown = Signal(str, dict)  # id, what the notification says

    def __init__(self, bus: QDBusConnection) -> None:
        super().__init__()
        self._bus = bus
        assert bus.registerObject(PATH, self, QDBusConnection.RegisterOption.ExportAllSlots)
        assert bus.registerService("org.freedesktop.portal.Desktop")

    def click(self, notification_id: str, action: str, to: QDBusConnection) -> None:
        """Say to a program that a person clicked its notification."""
        message = QDBusMessage.createTargetedSignal(to.baseService(), PATH, INTERFACE, "ActionInvoked")
        message.setArguments([notification_id, action, []])
        assert self._bus.send(message)

    @Slot(str, "QVariantMap")
    def AddNotification(self, notification_id: str, notification: dict[str, Any]) -> None:
        self.shown.emit(notification_id, notification)


class Launcher(QObject):
    """Hears what programs want shown on their icons, as the task bar of a desktop does.

    Source: Ubuntu wiki, "Unity/LauncherAPI"; Qt, `qgenericunixtheme.cpp`.
    """

    heard = Signal(str, dict)  # whose icon, what to show on it

    def __init__(self, bus: QDBusConnection) -> None:
        super().__init__()
        slot = SLOT("_on_update(QString,QVariantMap)")  # a str, which the types of PySide6 do not know
        wanted = "", "", "com.canonical.Unity.LauncherEntry", "Update"
        assert bus.connect(*wanted, self, slot)  # type: ignore[call-overload]

    @Slot(str, "QVariantMap")
    def _on_update(self, address: str, facts: dict[str, Any]) -> None:
        self.heard.emit(address, facts)
