"""Where keys of commands are named beside what does the same by mouse; which keys are given at all."""

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from app.domain.shortcut import default_keys
from app.ui.main_window import MainWindow
from tests.helpers.program import shown_texts


def test_hints_name_the_keys_that_hold(window: MainWindow) -> None:
    actions = window.content.commands.actions
    pane, side = window.chat_pane, window.chat_page.parameters
    hinted = (
        ("new_chat", window.chat_list.new_button),
        ("toggle_list", pane.header.list_button),
        ("toggle_parameters", pane.header.parameters_button),
        ("toggle_parameters", pane.composer.parameters_button),
        ("choose_model", pane.composer.model_button),
        ("toggle_parameters", side.panel.close_button),
    )
    for command, button in hinted:
        assert f"({actions.shown_keys(command)})" in button.toolTip()
    for keys in ("Ctrl+Alt+J", ""):
        for command, button in hinted:
            name = button.accessibleName()
            actions.set_keys(command, keys)
            shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
            assert button.toolTip().endswith(f"({shown})" if keys else button.toolTip().split(" (")[0])
            assert button.accessibleName() == name


def test_an_empty_list_names_the_keys_that_start_a_chat(window: MainWindow) -> None:
    window.chat_list.set_chats(())
    assert "No chats yet. Ctrl+N starts one." in shown_texts(window.chat_list)
    actions = window.content.commands.actions
    actions.set_keys("new_chat", "Ctrl+Alt+J")
    assert "No chats yet. Ctrl+Alt+J starts one." in shown_texts(window.chat_list)
    actions.set_keys("new_chat", "")
    assert "No chats yet." in shown_texts(window.chat_list)
    assert "starts one" not in shown_texts(window.chat_list)


def test_no_hint_names_keys_by_itself(window: MainWindow) -> None:
    actions = window.content.commands.actions
    window.chat_page.parameters.open_panel()
    for command in actions.commands:
        actions.set_keys(command, "")
    told = [each.toolTip() for each in window.findChildren(QWidget)]
    assert [text for text in told if "Ctrl+" in text and "Enter" not in text] == []


def test_no_keys_are_those_of_the_desktop_or_of_a_letter_in_a_menu() -> None:
    """Alt with a letter opens a menu or presses a button; the Windows key belongs to the system."""
    for keys in default_keys("linux").values():
        *modifiers, key = keys.replace("++", "+plus").split("+")
        assert "Meta" not in modifiers
        assert not (modifiers == ["Alt"] and len(key) == 1), keys
