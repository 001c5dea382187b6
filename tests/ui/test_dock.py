"""The manners of macOS, on any system: the window closes, the program stays."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.dock import Dock
from app.ui.main_window import MainWindow


@pytest.fixture
def dock(window: MainWindow, qapp: QApplication) -> Iterator[Dock]:
    """A place in the Dock, deaf to which window of the tests is active."""
    dock = Dock(qapp, window)
    qapp.applicationStateChanged.disconnect(dock.follow)
    yield dock
    qapp.removeEventFilter(dock)


@pytest.mark.qt_log_ignore(r"This plugin does not support raise\(\)")
def test_closing_hides_only_and_the_dock_brings_it_back(dock: Dock, window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(window.close_requested):
        window.close()
    assert not window.isVisible()
    dock.follow(Qt.ApplicationState.ApplicationInactive)
    assert not window.isVisible()
    dock.follow(Qt.ApplicationState.ApplicationActive)
    assert window.isVisible()


def test_the_command_and_the_dock_end_the_program(
    dock: Dock, window: MainWindow, qapp: QApplication, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(window.close_requested):
        window.content.commands.actions.run("quit")
    window.stays_open = True
    window.show()
    with qtbot.waitSignal(window.close_requested):
        QCoreApplication.sendEvent(qapp, QEvent(QEvent.Type.Quit))
    assert not window.isVisible()
    dock.follow(Qt.ApplicationState.ApplicationActive)
    assert not window.isVisible()  # it is ending


def test_a_closed_window_is_there_again_for_the_question(dock: Dock, window: MainWindow) -> None:
    window.content.leaving.set_running(frozenset({"one"}))
    window.close()
    window.content.commands.actions.run("quit")
    assert window.isVisible()
    assert window.content.quit_question.isVisible()
