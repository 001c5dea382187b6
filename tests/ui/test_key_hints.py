"""Where keys of commands are named beside what does the same by mouse; which keys are given at all."""

import ast
import re
from pathlib import Path

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from app.domain.shortcut import default_keys
from app.ui.chat.find_bar import FindBar
from app.ui.library.row_menu import add_row_actions
from app.ui.main_window import MainWindow
from app.ui.theme.theme import Theme
from app.ui.words import ENTER
from tests.helpers.program import shown_texts
from tests.ui import library_scenes, samples

TRANSLATES = {"tr", "_tr", "_noop", "QT_TRANSLATE_NOOP"}
UI = Path(__file__).resolve().parents[2] / "app" / "ui"


def opened_find_bar(window: MainWindow) -> FindBar:
    window.chat_pane.show_chat(samples.finished_view())
    window.chat_pane.finder.open()
    assert window.chat_pane.finder.bar is not None
    return window.chat_pane.finder.bar


def test_hints_name_the_keys_that_hold(window: MainWindow) -> None:
    actions = window.content.commands.actions
    pane, side = window.chat_pane, window.chat_page.parameters
    bar = opened_find_bar(window)
    hinted = (
        ("new_chat", window.chat_list.new_button),
        ("toggle_list", pane.header.list_button),
        ("toggle_parameters", pane.header.parameters_button),
        ("toggle_parameters", pane.composer.parameters_button),
        ("choose_model", pane.composer.model_button),
        ("toggle_parameters", side.panel.close_button),
        ("find_next", bar.next_button),
        ("find_previous", bar.back_button),
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
    opened_find_bar(window)
    for command in actions.commands:
        actions.set_keys(command, "")
    told = [each.toolTip() for each in window.findChildren(QWidget)]
    named = [text for text in told if re.search(r"Ctrl\+|Shift\+|Alt\+|\bF\d", text)]
    assert [text for text in named if "Enter" not in text] == []


def test_no_keys_are_those_of_the_desktop_or_of_a_letter_in_a_menu() -> None:
    """Alt with a letter opens a menu or presses a button; the Windows key belongs to the system."""
    for keys in default_keys("linux").values():
        *modifiers, key = keys.replace("++", "+plus").split("+")
        assert "Meta" not in modifiers
        assert not (modifiers == ["Alt"] and len(key) == 1), keys


def test_send_names_its_keys_as_the_system_writes_them(window: MainWindow) -> None:
    composer = window.chat_pane.composer
    composer.set_sending_allowed(True, "")
    composer.set_draft("Hello")
    for enter_sends, keys in ((True, ENTER), (False, f"Ctrl+{ENTER}")):
        composer.set_enter_sends(enter_sends)
        shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        assert composer.send_button.toolTip() == f"Send ({shown})"


def test_no_words_name_the_keys_of_one_system() -> None:
    """On macOS Ctrl is Command, and keys are written as signs."""
    said = [text for path in sorted(UI.rglob("*.py")) for text in said_in(path.read_text(encoding="utf-8"))]
    assert len(said) > 500
    assert [text for text in said if re.search(r"\b(Ctrl|Alt|Shift|Enter|Return|Del)\b", text)] == []


def test_the_menu_of_a_model_writes_keys_as_the_system_does(theme: Theme, qapp: QApplication) -> None:
    menu = QMenu()
    add_row_actions(menu, theme, library_scenes.ROWS[:1])
    keys = {entry.data(): entry.shortcut() for entry in menu.actions() if not entry.isSeparator()}
    assert keys["pin"] == QKeySequence("Ctrl+D")
    assert keys["delete"] == QKeySequence(QKeySequence.StandardKey.Delete)
    assert not any("\t" in entry.text() for entry in menu.actions())


def said_in(source: str) -> list[str]:
    """The texts of a module that are to be translated."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    translated = [
        call for call in calls if getattr(call.func, "attr", getattr(call.func, "id", "")) in TRANSLATES
    ]
    texts = (each for call in translated for each in call.args if isinstance(each, ast.Constant))
    return [each.value for each in texts if isinstance(each.value, str)]
