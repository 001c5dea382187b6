"""Colours that fade while the pointer comes and goes."""

from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QColor, QEnterEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.fading import FADE_MS


def enter(button: Button) -> None:
    QApplication.sendEvent(button, QEnterEvent(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5)))


def fill(button: Button) -> QColor:
    return button.grab().toImage().pixelColor(4, button.height() // 2)


def shown(theme: Theme, qtbot: QtBot) -> Button:
    button = Button(theme, "Continue")
    qtbot.addWidget(button)
    button.setGeometry(
        400, 300, button.sizeHint().width(), button.sizeHint().height()
    )  # not below the pointer
    button.show()
    return button


def test_the_fill_goes_from_one_colour_to_the_other(theme: Theme, qtbot: QtBot) -> None:
    theme.set_reduced_motion(False)
    button = shown(theme, qtbot)
    before, after = theme.color("raised"), theme.color("hover")
    enter(button)
    fade = button.fading
    assert fade is not None
    fade.pause()
    fade.setCurrentTime(FADE_MS // 3)
    assert before.red() > fill(button).red() > after.red()
    with qtbot.waitSignal(fade.finished):
        fade.resume()
    assert fill(button) == after
    assert button.fading is None


def test_a_pointer_that_leaves_in_the_middle_turns_the_colour_back(theme: Theme, qtbot: QtBot) -> None:
    theme.set_reduced_motion(False)
    button = shown(theme, qtbot)
    enter(button)
    fade = button.fading
    assert fade is not None
    fade.pause()
    fade.setCurrentTime(FADE_MS // 3)
    middle = fill(button)
    QApplication.sendEvent(button, QEvent(QEvent.Type.Leave))
    fade.pause()
    fade.setCurrentTime(0)
    assert fill(button) == middle
    with qtbot.waitSignal(fade.finished):
        fade.resume()
    assert fill(button) == theme.color("raised")


def test_with_reduced_motion_it_changes_at_once(theme: Theme, qtbot: QtBot) -> None:
    button = shown(theme, qtbot)
    enter(button)
    assert button.fading is None
    assert fill(button) == theme.color("hover")
