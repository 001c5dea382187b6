"""The buttons of a notice: there at once, and never taken from under a press."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from app.ui.theme.theme import Theme
from app.ui.widgets.notice import Notice

RETRY = ("retry", "Retry", "refresh-cw")


@pytest.fixture
def notice(qtbot: QtBot, theme: Theme) -> Notice:
    """One that is shown, without buttons."""
    made = Notice(theme)
    qtbot.addWidget(made)
    made.set_texts("The list could not be read.", "Nothing was changed.")
    made.resize(600, 80)
    made.show()
    return made


def test_a_button_can_be_pressed_in_the_turn_it_came(notice: Notice) -> None:
    notice.set_actions([RETRY])
    assert notice.buttons[0].isVisible()


def test_the_same_actions_again_leave_a_held_button_alone(qtbot: QtBot, notice: Notice) -> None:
    notice.set_actions([RETRY], primary="retry")
    triggered = QSignalSpy(notice.action_triggered)
    (button,) = notice.buttons
    qtbot.mousePress(button, Qt.MouseButton.LeftButton)
    notice.set_actions([RETRY], primary="retry")
    assert notice.buttons == (button,)
    qtbot.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert triggered.at(0) == ["retry"]


def test_other_actions_replace_the_buttons(notice: Notice) -> None:
    notice.set_actions([RETRY])
    notice.set_actions([RETRY, ("dismiss", "Dismiss", "")])
    assert [button.property("action") for button in notice.buttons] == ["retry", "dismiss"]
    notice.set_actions([])
    assert not notice.buttons
