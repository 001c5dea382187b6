"""Messages of the system, and what a click on one does."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from app.ui.transfers.notifier import Notifier
from tests.helpers.session_bus import INTERFACE, PATH, Portal, bus_client


@pytest.fixture
def bus(bus_address: str) -> Iterator[QDBusConnection]:
    with bus_client(bus_address, "program") as bus:
        yield bus


@pytest.fixture
def portal(bus_address: str) -> Iterator[Portal]:
    with bus_client(bus_address, "portal") as bus:
        yield Portal(bus)


class Told(QObject):
    """Notes whose clicks the bus tells the program of, in their order."""

    def __init__(self, bus: QDBusConnection) -> None:
        super().__init__()
        self.ids: list[str] = []
        slot = SLOT("_on_click(QDBusMessage)")  # a str, which the types of PySide6 do not know
        assert bus.connect("", PATH, INTERFACE, "ActionInvoked", self, slot)  # type: ignore[call-overload]

    @Slot(QDBusMessage)
    def _on_click(self, message: QDBusMessage) -> None:
        self.ids.append(message.arguments()[0])


def test_a_click_on_the_message_is_heard(bus: QDBusConnection, portal: Portal, qtbot: QtBot) -> None:
    owner = QObject()
    notifier = Notifier(owner, bus)
    for title in ("smol:latest is here", "gemma3:4b is here"):
        with qtbot.waitSignal(portal.shown) as shown:
            notifier.notify(title, "Pulled to Local.")
        notification_id, told = shown.args
        assert (told["title"], told["body"]) == (title, "Pulled to Local.")
    clicks: list[bool] = []
    notifier.clicked.connect(lambda: clicks.append(True))
    heard = Told(bus)
    for clicked in ("somebody-else", notification_id, "the end"):
        portal.click(clicked, told["default-action"], bus)
    qtbot.waitUntil(lambda: heard.ids[-1:] == ["the end"])
    assert heard.ids == ["somebody-else", notification_id, "the end"]
    assert clicks == [True], "once, although two messages were shown"


@pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)
def test_a_click_brings_the_window_to_the_transfers(window: MainWindow, qtbot: QtBot) -> None:
    window.showMinimized()
    qtbot.waitUntil(window.isMinimized)
    window.content.transfers_watch.elsewhere.notifier.clicked.emit()
    assert not window.isMinimized()
    assert window.content.transfers_page.isVisible()
