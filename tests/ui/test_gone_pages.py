"""Pages that are gone hear nothing any more."""

import gc

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from app.ui.theme.theme import Theme

SHOW = (
    "show_models",
    "show_transfers",
    "show_running",
    "show_servers",
    "settings",
    "search_chats",
    "show_trash",
)


@pytest.mark.parametrize("command", SHOW)
def test_a_change_of_the_theme_reaches_no_page_that_is_gone(theme: Theme, qtbot: QtBot, command: str) -> None:
    for _ in range(4):
        window = MainWindow(theme)
        window.show_content()
        window.show()
        window.content.commands.actions.run(command)
        qtbot.wait(0)
        window.hide()
        window.deleteLater()
        del window
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        theme.set_text_scale(1.1)  # pytest-qt fails the test where a slot raises
        theme.set_text_scale(1.0)
