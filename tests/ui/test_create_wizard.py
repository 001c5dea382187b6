"""The looks of the wizard that makes models, and how its tab leads into it."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.model_draft import DraftSource, DraftStep
from app.ui.create.wizard import Wizard
from app.ui.main_window import MainWindow
from app.ui.theme.theme import Theme, ThemeMode
from tests.helpers.program import click


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


def test_a_click_on_the_tab_leads_into_the_wizard(window: MainWindow, qtbot: QtBot) -> None:
    content = window.content
    content.show_models_page()
    tabs = content.library_page.content.tabs
    for _ in range(2):
        click(tabs.buttons["create"])
        wizard = content.create_pane.content.wizard
        focus = window.focusWidget()
        assert focus is wizard.source.buttons[DraftSource.MODEL]
        assert not content.focus_ring.isVisible()
    qtbot.keyClick(focus, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert wizard.current is DraftStep.FILES


def test_the_arrows_stay_on_the_tabs(window: MainWindow, qtbot: QtBot) -> None:
    content = window.content
    content.show_models_page()
    buttons = content.library_page.content.tabs.buttons
    buttons["get"].setFocus(Qt.FocusReason.TabFocusReason)
    buttons["get"].click()
    qtbot.keyClick(buttons["get"], Qt.Key.Key_Right)
    assert content.create_pane.isVisible()
    assert window.focusWidget() is buttons["create"]
