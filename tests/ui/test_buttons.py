"""Keys on the buttons that paint themselves."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.theme.theme import ContrastMode, Theme, ThemeMode
from app.ui.widgets.button import Button
from app.ui.widgets.dropdown import Dropdown
from app.ui.widgets.switch import Switch

KEY = Qt.Key
MOD = Qt.KeyboardModifier


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [(KEY.Key_Space, MOD.NoModifier), (KEY.Key_Return, MOD.NoModifier), (KEY.Key_Enter, MOD.KeypadModifier)],
)
def test_a_key_presses_a_button(
    qtbot: QtBot, theme: Theme, key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> None:
    for button in (Button(theme, "Use the engine", kind="primary"), Switch(theme, "Reduce motion")):
        qtbot.addWidget(button)
        pressed = QSignalSpy(button.clicked)
        qtbot.keyClick(button, key, modifiers)
        assert pressed.count() == 1


def test_a_held_key_presses_once(qtbot: QtBot, theme: Theme) -> None:
    button = Button(theme, "Delete")
    qtbot.addWidget(button)
    pressed = QSignalSpy(button.clicked)
    for repeated in (False, True, True):
        press = QKeyEvent(QEvent.Type.KeyPress, KEY.Key_Return, MOD.NoModifier, "\r", repeated)
        QApplication.sendEvent(button, press)
    assert pressed.count() == 1


def test_a_busy_button_does_nothing_and_keeps_the_focus(qtbot: QtBot, theme: Theme) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    button, other = Button(theme, "Test"), Button(theme, "Cancel")
    column.addWidget(button)
    column.addWidget(other)
    with qtbot.waitActive(window):
        window.show()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    pressed = QSignalSpy(button.clicked)
    before = button.grab().toImage()
    button.set_busy(True)
    for key in (KEY.Key_Return, KEY.Key_Space):
        qtbot.keyClick(button, key)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.is_busy
    assert pressed.count() == 0
    assert button.hasFocus()
    assert button.grab().toImage() != before
    button.set_busy(False)
    qtbot.keyClick(button, KEY.Key_Return)
    assert pressed.count() == 1


@pytest.mark.parametrize("mode", [ThemeMode.LIGHT, ThemeMode.DARK])
def test_what_cannot_be_pressed_looks_so_in_high_contrast(
    qtbot: QtBot, theme: Theme, mode: ThemeMode
) -> None:
    theme.set_mode(mode)
    theme.set_contrast(ContrastMode.HIGH)
    ground = QColor(theme.tokens["canvas"])

    def strongest(button: Button) -> int:
        """How far the edge is from the ground."""
        image = button.grab().toImage()
        column = [image.pixelColor(image.width() // 2, y) for y in range(image.height())]
        return max(abs(color.lightness() - ground.lightness()) for color in (column[0], column[1]))

    for button in (Button(theme, "Restore"), Dropdown(theme, "Sort", tuple)):
        qtbot.addWidget(button)
        before = strongest(button)
        button.setEnabled(False)
        assert strongest(button) < before * 0.8
        button.setEnabled(True)
        assert strongest(button) == before


def test_other_forms_of_enter_are_left_to_commands(qtbot: QtBot, theme: Theme) -> None:
    button = Button(theme, "Back")
    qtbot.addWidget(button)
    pressed = QSignalSpy(button.clicked)
    qtbot.keyClick(button, KEY.Key_Return, MOD.ControlModifier)
    assert pressed.count() == 0


@pytest.mark.parametrize("key", [KEY.Key_Return, KEY.Key_Space, KEY.Key_Down, KEY.Key_Up])
def test_keys_open_a_dropdown(qtbot: QtBot, theme: Theme, key: Qt.Key) -> None:
    dropdown = Dropdown(theme, "Sort", tuple)
    qtbot.addWidget(dropdown)
    pressed = QSignalSpy(dropdown.clicked)
    qtbot.keyClick(dropdown, key)
    assert pressed.count() == 1
