"""The looks of the wizard that makes models."""

import pytest
from pytestqt.qtbot import QtBot

from app.ui.create.wizard import Wizard
from app.ui.theme.theme import Theme, ThemeMode


@pytest.fixture
def wizard(theme: Theme, qtbot: QtBot) -> Wizard:
    theme.set_mode(ThemeMode.DARK)
    wizard = Wizard(theme)
    qtbot.addWidget(wizard)
    wizard.resize(860, 560)
    wizard.show()
    return wizard


def test_the_steps_stand_on_a_ground_of_their_own(wizard: Wizard, theme: Theme) -> None:
    image = wizard.grab().toImage()
    assert image.pixelColor(100, 400) == theme.color("side")
    assert image.pixelColor(wizard.width() - 100, 400) == theme.color("raised")


def test_what_is_not_filled_in_yet_is_no_fault(wizard: Wizard, theme: Theme) -> None:
    wizard.go_on()
    assert wizard.problem.text() == "Choose a model, or type a name."
    assert wizard.problem.palette().windowText().color() == theme.color("muted")
    wizard.files.base_edited.emit("no name")
    assert wizard.problem.palette().windowText().color() == theme.color("danger")
