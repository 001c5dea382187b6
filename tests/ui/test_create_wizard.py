"""The looks of the wizard that makes models, and how its tab leads into it."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.create_events import FilesRead, ReadPurpose
from app.domain.gguf import GgufFault
from app.domain.model_draft import DraftFile, DraftSource, DraftStep, ModelDraft
from app.ui.create.wizard import Wizard
from app.ui.main_window import MainWindow
from app.ui.theme.theme import Theme, ThemeMode
from tests.helpers.program import click, shown_texts


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


def test_what_is_said_of_a_file_is_shown_in_the_same_turn(wizard: Wizard) -> None:
    wizard.set_draft(ModelDraft(source=DraftSource.GGUF), DraftStep.FILES)
    file = DraftFile("/models/notes.gguf", "notes.gguf", 10, fault=GgufFault.NOT_GGUF)
    wizard.show_files(FilesRead(ReadPurpose.GGUF, file.path, (file,)))
    assert "It is no GGUF file: its first bytes are others." in shown_texts(wizard)


def test_an_added_message_can_be_written_in_the_same_turn(wizard: Wizard) -> None:
    wizard.set_draft(ModelDraft(base="gemma3:4b"), DraftStep.BEHAVIOUR)
    click(wizard.behaviour.more)
    click(wizard.behaviour.fields.add_button)
    edit = wizard.behaviour.fields.messages[0].box.edit
    assert edit.isVisible()
    assert wizard.window().focusWidget() is edit


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
