"""How far transfers are, on the icon of the program in the task bar."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtDBus import QDBusConnection
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.domain.transfer_row import TransferRow, TransferState
from app.ui.main_window import MainWindow
from app.ui.transfers.task_bar import TaskBar
from tests.helpers.session_bus import Launcher, bus_client
from tests.ui import transfer_scenes as scenes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the bar is one of Linux desktops")

HIDDEN = {"progress": 0.0, "progress-visible": False}
WITHOUT_A_BUS = """
from PySide6.QtGui import QGuiApplication
from app.ui.transfers.task_bar import TaskBar
app = QGuiApplication([])
bar = TaskBar(app)
bar.show(1, 0.5)
bar.show(0, None)
"""


class Listener:
    """What a task bar has heard so far."""

    def __init__(self, launcher: Launcher, qtbot: QtBot) -> None:
        self.seen: list[dict[str, Any]] = []
        self._launcher = launcher
        self._qtbot = qtbot
        launcher.heard.connect(self._on_heard)

    def _on_heard(self, address: str, facts: dict[str, Any]) -> None:
        assert address == "application://org.example.Test.desktop"
        if "progress-visible" in facts:  # else the number, which Qt sends
            self.seen.append(facts)

    def wait_for(self, *wanted: dict[str, Any]) -> None:
        """Wait until just this was heard, in this order."""
        self._qtbot.waitUntil(lambda: len(self.seen) >= len(wanted))
        assert self.seen == list(wanted)


def shown(progress: float) -> dict[str, Any]:
    return {"progress": progress, "progress-visible": True}


@pytest.fixture
def bus(bus_address: str) -> Iterator[QDBusConnection]:
    before = QGuiApplication.desktopFileName()
    QGuiApplication.setDesktopFileName("org.example.Test")
    with bus_client(bus_address, "program") as bus:
        yield bus
    QGuiApplication.setDesktopFileName(before)


@pytest.fixture
def listener(bus_address: str, qtbot: QtBot) -> Iterator[Listener]:
    with bus_client(bus_address, "launcher") as bus:
        yield Listener(Launcher(bus), qtbot)


def test_progress_is_heard_until_the_end(bus: QDBusConnection, listener: Listener) -> None:
    owner = QObject()
    bar = TaskBar(owner, bus)
    bar.show(1, 0.25)
    bar.show(2, 0.5)
    bar.show(0, None)
    listener.wait_for(shown(0.25), shown(0.5), HIDDEN)


def test_only_another_percent_is_told(bus: QDBusConnection, listener: Listener) -> None:
    owner = QObject()
    bar = TaskBar(owner, bus)
    bar.show(0, None)
    bar.show(1, None)
    for step in range(1000):
        bar.show(1 + step % 2, 0.4 + step / 1e5)
    bar.show(1, None)
    bar.show(0, None)
    listener.wait_for(shown(0.4), HIDDEN)


def test_one_bar_stands_for_all_that_run(
    bus: QDBusConnection, listener: Listener, window: MainWindow
) -> None:
    elsewhere = window.content.transfers_watch.elsewhere
    elsewhere.task_bar = TaskBar(elsewhere, bus)

    def pull(name: str, done_bytes: int, total_bytes: int) -> TransferRow:
        return replace(scenes.PULL, id=name, done_bytes=done_bytes, total_bytes=total_bytes)

    window.content.transfers_watch.set_rows((scenes.WAITING,))
    window.content.transfers_watch.set_rows((pull("a", 100, 1000), pull("b", 200, 200), scenes.WAITING))
    window.content.transfers_watch.set_rows((replace(pull("a", 500, 1000), state=TransferState.PAUSED),))
    listener.wait_for(shown(0.25), HIDDEN)


def test_nothing_happens_without_a_bus() -> None:
    environment = os.environ | {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere/bus"}
    environment["QT_QPA_PLATFORM"] = "offscreen"
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT_A_BUS], env=environment, capture_output=True, text=True, timeout=60
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
