"""The keys of commands on each system."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.actions.actions import Actions


@pytest.mark.parametrize(
    ("platform", "version", "full_screen"),
    [("linux", "Alt+Right", "F11"), ("win32", "Alt+Right", "F11"), ("darwin", "Ctrl+]", "Meta+Ctrl+F")],
)
def test_commands_have_the_keys_of_the_system(
    qtbot: QtBot, platform: str, version: str, full_screen: str
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions = Actions(window, platform)
    for command, keys in actions.usual_keys.items():
        actions.add(command, window.close)
        assert actions.keys(command) == keys
    assert (actions.keys("next_version"), actions.keys("full_screen")) == (version, full_screen)
