"""A message of the system, for when the window is not in front."""

import sys

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

_ID = "transfer"
_ACTION = "show-transfers"
_PORTAL = (
    "org.freedesktop.portal.Desktop",
    "/org/freedesktop/portal/desktop",
    "org.freedesktop.portal.Notification",
)


class Notifier(QObject):
    """Asks the desktop portal where there is one, else shows a tray icon for as long as its message.

    Source: xdg-desktop-portal, "org.freedesktop.portal.Notification": `AddNotification`, and `ActionInvoked`
    for a default action whose name does not begin with "app.". The older interface of notification servers
    wants an unsigned number, which PySide6 6.11 cannot send.

    Args:
        bus: where the portal is; on Linux that of the session.
    """

    clicked = Signal()

    def __init__(self, parent: QObject, bus: QDBusConnection | None = None) -> None:
        super().__init__(parent)
        self._bus = bus
        self._listens = False
        self._tray: QSystemTrayIcon | None = None
        self._waiting: tuple[str, str] = ("", "")

    def notify(self, title: str, text: str) -> None:
        """Show a message; where the system has no place for one, nothing happens."""
        if self._bus is None and sys.platform == "linux":
            self._bus = QDBusConnection.sessionBus()
        if self._bus is None or not self._bus.isConnected():
            self._show_in_tray(title, text)
            return
        if not self._listens:
            slot = SLOT("_on_action_invoked(QDBusMessage)")  # a str, which the types of PySide6 do not know
            self._listens = self._bus.connect(*_PORTAL, "ActionInvoked", self, slot)  # type: ignore[call-overload]
        message = QDBusMessage.createMethodCall(*_PORTAL, "AddNotification")
        message.setArguments([_ID, {"title": title, "body": text, "default-action": _ACTION}])
        self._waiting = title, text
        watcher = QDBusPendingCallWatcher(self._bus.asyncCall(message), self)
        watcher.finished.connect(self._on_answered)

    @Slot(QDBusPendingCallWatcher)
    def _on_answered(self, watcher: QDBusPendingCallWatcher) -> None:
        if watcher.isError():
            self._show_in_tray(*self._waiting)
        watcher.deleteLater()

    @Slot(QDBusMessage)
    def _on_action_invoked(self, message: QDBusMessage) -> None:
        if message.arguments()[:2] == [_ID, _ACTION]:
            self.clicked.emit()

    def _show_in_tray(self, title: str, text: str) -> None:
        if not QSystemTrayIcon.isSystemTrayAvailable() or not QSystemTrayIcon.supportsMessages():
            return
        if self._tray is None:
            app = QGuiApplication.instance()
            icon = app.windowIcon() if isinstance(app, QApplication) else None
            self._tray = QSystemTrayIcon(icon, self) if icon is not None else QSystemTrayIcon(self)
            self._tray.messageClicked.connect(self._on_clicked)
        self._tray.show()
        self._tray.showMessage(title, text)

    @Slot()
    def _on_clicked(self) -> None:
        if self._tray is not None:
            self._tray.hide()
        self.clicked.emit()
