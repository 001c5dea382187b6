"""The registry of commands: keys, menus, reasons, the palette, the list of shortcuts."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication, QMenuBar
from pytestqt.qtbot import QtBot

from app.ui.actions.actions import Actions
from app.ui.actions.menus import fill_menus
from app.ui.actions.table import COMMANDS, FIXED_KEYS, in_menus
from app.ui.main_window import MainWindow
from app.ui.palette.palette import Palette
from app.ui.shortcuts.shortcut_list import ShortcutList
from app.ui.transcript.last_code import last_code_in
from tests.ui import samples

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
KEY = Qt.Key


@pytest.fixture
def filled(window: MainWindow) -> MainWindow:
    """The window with chats, models and a finished reply."""
    window.chat_list.set_chats(samples.chats())
    window.chat_list.set_current(samples.hex_id(1))
    window.set_server(samples.ready())
    window.chat_pane.set_server(samples.ready())
    window.chat_pane.set_model(samples.MODEL)
    window.chat_pane.set_sending_allowed(True, "")
    window.chat_pane.show_chat(samples.finished_view())
    window.chat_pane.focus_composer()
    return window


@pytest.fixture
def actions(filled: MainWindow) -> Actions:
    return filled.content.commands.actions


def palette(window: MainWindow) -> Palette:
    return window.content.commands.palette


def shortcut_list(window: MainWindow) -> ShortcutList:
    return window.content.commands.shortcut_sheet.list


def test_every_command_that_is_declared_is_there(actions: Actions) -> None:
    assert set(actions.commands) == set(COMMANDS) == set(actions.usual_keys) | set(FIXED_KEYS)
    keys = [actions.keys(command) for command in actions.commands if actions.keys(command)]
    assert len(keys) == len(set(keys))


def test_menus_hold_every_command_once(actions: Actions, window: MainWindow) -> None:
    menus = window.content.commands.menu.menu
    held = [action.objectName() for menu in menus.actions() for action in menu.menu().actions()]
    assert sorted(name for name in held if name) == sorted(COMMANDS)
    assert [name for _, commands in in_menus() for name in commands] == [name for name in held if name]


def test_a_menu_bar_has_the_roles_that_macos_asks_for(actions: Actions) -> None:
    bar = QMenuBar()
    fill_menus(bar, actions)
    role = QAction.MenuRole
    roles = {"settings": role.PreferencesRole, "quit": role.QuitRole, "about": role.AboutRole}
    for command in actions.commands:
        assert actions.action(command).menuRole() == roles.get(command, role.NoRole)


def test_a_menu_greys_out_what_cannot_run_only_while_it_is_open(filled: MainWindow, actions: Actions) -> None:
    menu = filled.content.commands.menu.menu.actions()[1].menu()
    menu.aboutToShow.emit()
    assert not actions.action("stop").isEnabled()
    assert actions.action("regenerate").isEnabled()
    menu.aboutToHide.emit()
    assert actions.action("stop").isEnabled()


def test_a_command_that_cannot_run_says_why(filled: MainWindow, actions: Actions) -> None:
    filled.chat_pane.show_new_chat()
    actions.run("regenerate")
    assert filled.content.toast.accessibleName() == "There is no reply in this chat"


def test_ctrl_r_asks_for_the_last_reply_again(filled: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(filled.chat_pane.retry_requested) as asked:
        qtbot.keyClick(filled.chat_pane.composer.edit, KEY.Key_R, CTRL)
    assert asked.args == [samples.finished_view().messages[-1].id]


def test_ctrl_shift_c_copies_the_last_reply(filled: MainWindow, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().clear()
    qtbot.keyClick(filled.chat_pane.composer.edit, KEY.Key_C, CTRL | SHIFT)
    assert QGuiApplication.clipboard().text().startswith("## Delay grows")


def test_the_last_code_is_copied_laid_out_or_not(filled: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(filled.chat_pane.composer.edit, KEY.Key_Semicolon, CTRL | SHIFT)
    shown = QGuiApplication.clipboard().text()
    assert shown in samples.finished_view().messages[-1].content
    assert shown.startswith("from dataclasses import dataclass\n")
    assert shown.endswith("(1 - rho)")
    assert filled.content.toast.isVisible()
    assert last_code_in(samples.finished_view().messages[-1].content) == shown
    assert last_code_in("- a\n  ~~~\n   b\n\n  c\n") == " b\n\nc"
    assert last_code_in("No `code`.") == ""


def test_without_code_it_says_so(window: MainWindow) -> None:
    reason = window.content.commands.actions.reason("copy_code")
    assert reason == "There is no code in the last reply"


def test_ctrl_tab_goes_through_the_chats_as_they_are_listed(filled: MainWindow, qtbot: QtBot) -> None:
    listed = filled.chat_list.model.listed_ids()
    assert listed[0] == samples.hex_id(1)
    with qtbot.waitSignal(filled.chat_list.chat_selected) as chosen:
        qtbot.keyClick(filled.chat_pane.composer.edit, KEY.Key_Tab, CTRL)
    assert chosen.args == [listed[1]]
    with qtbot.waitSignal(filled.chat_list.chat_selected) as chosen:
        qtbot.keyClick(filled.chat_pane.composer.edit, KEY.Key_Backtab, CTRL | SHIFT)
    assert chosen.args == [listed[-1]], "round the upper end"


def test_f2_renames_the_open_chat_or_the_row_the_keyboard_is_on(filled: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(filled.chat_pane.composer.edit, KEY.Key_F2)
    assert filled.chat_pane.header.title_edit.isVisible()
    qtbot.keyClick(filled.chat_pane.header.title_edit, KEY.Key_Escape)
    view = filled.chat_list.view
    view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(view, KEY.Key_F2)
    assert view.isPersistentEditorOpen(view.currentIndex()) or view.state() == view.State.EditingState
    assert not filled.chat_pane.header.title_edit.isVisible()


def test_letters_go_to_the_message_when_the_transcript_has_the_focus(
    filled: MainWindow, qtbot: QtBot
) -> None:
    filled.chat_pane.transcript.setFocus()
    qtbot.keyClicks(filled.chat_pane.transcript, "Ho")
    assert filled.chat_pane.composer.edit.toPlainText() == "Ho"
    assert filled.chat_pane.composer.edit.hasFocus()


def test_keys_of_a_command_go_before_those_of_a_text_field(filled: MainWindow, qtbot: QtBot) -> None:
    edit = filled.chat_pane.composer.edit
    edit.setPlainText("keep this")
    filled.content.commands.actions.set_keys("pin_chat", "Ctrl+A")
    with qtbot.waitSignal(filled.chat_list.pin_requested):
        qtbot.keyClick(edit, KEY.Key_A, CTRL)
    assert not edit.textCursor().hasSelection()


def test_escape_does_one_thing_per_press(filled: MainWindow, qtbot: QtBot) -> None:
    pane, edit = filled.chat_pane, filled.chat_pane.composer.edit
    pane.show_chat(samples.writing_view())
    qtbot.keyClick(edit, KEY.Key_K, CTRL)
    with qtbot.assertNotEmitted(pane.stop_requested):
        qtbot.keyClick(palette(filled).field, KEY.Key_Escape)
        assert not palette(filled).isVisible()
        filled.chat_list.filter_field.setFocus()
        filled.chat_list.filter_field.setText("queue")
        qtbot.keyClick(filled.chat_list.filter_field, KEY.Key_Escape)
        assert filled.chat_list.filter_field.text() == ""
    with qtbot.waitSignal(pane.stop_requested):
        qtbot.keyClick(filled.chat_list.filter_field, KEY.Key_Escape)


def test_escape_takes_back_a_selection_before_it_stops(filled: MainWindow, qtbot: QtBot) -> None:
    pane = filled.chat_pane
    pane.show_chat(samples.writing_view())
    transcript = pane.transcript
    transcript.setFocus()
    qtbot.keyClick(transcript, KEY.Key_A, CTRL)
    assert transcript.selected_text
    with qtbot.assertNotEmitted(pane.stop_requested):
        qtbot.keyClick(transcript, KEY.Key_Escape)
    assert not transcript.selected_text
    with qtbot.waitSignal(pane.stop_requested):
        qtbot.keyClick(transcript, KEY.Key_Escape)


def test_the_palette_opens_closes_and_gives_the_focus_back(filled: MainWindow, qtbot: QtBot) -> None:
    edit = filled.chat_pane.composer.edit
    for close in (KEY.Key_Escape, KEY.Key_K):
        qtbot.keyClick(edit, KEY.Key_K, CTRL)
        assert palette(filled).isVisible()
        assert palette(filled).field.hasFocus()
        qtbot.keyClick(palette(filled).field, close, CTRL if close == KEY.Key_K else KEY_NONE)
        assert not palette(filled).isVisible()
        assert edit.hasFocus()
    qtbot.mouseClick(filled.status_strip.commands_button, Qt.MouseButton.LeftButton)
    assert palette(filled).isVisible()
    qtbot.mouseClick(palette(filled), Qt.MouseButton.LeftButton, pos=filled.rect().bottomLeft())
    assert not palette(filled).isVisible()


KEY_NONE = Qt.KeyboardModifier.NoModifier


def opened(window: MainWindow, qtbot: QtBot, typed: str) -> tuple[str, ...]:
    palette(window).open_palette()
    qtbot.keyClicks(palette(window).field, typed)
    return palette(window).names()


def test_commands_models_and_chats_are_found_and_parted(filled: MainWindow, qtbot: QtBot) -> None:
    names = opened(filled, qtbot, "qu")
    assert names[:2] == ("Commands", "Quit")
    assert "Queueing theory for the API gateway" in names
    assert opened(filled, qtbot, "@qwen")[:2] == ("Models", "qwen3:8b")
    assert opened(filled, qtbot, "#incident") == ("Chats", "Incident summary")
    assert "Models" not in opened(filled, qtbot, ">")
    assert opened(filled, qtbot, "?")[0] == "Help"
    assert opened(filled, qtbot, "zzzz") == ()


def test_enter_runs_the_current_row_and_it_is_recent_the_next_time(filled: MainWindow, qtbot: QtBot) -> None:
    opened(filled, qtbot, "incident")
    with qtbot.waitSignal(filled.chat_list.chat_selected) as chosen:
        qtbot.keyClick(palette(filled).field, KEY.Key_Return)
    assert filled.chat_list.chat_title(chosen.args[0]) == "Incident summary"
    opened(filled, qtbot, "gemma")
    with qtbot.waitSignal(filled.chat_pane.model_picked) as picked:
        qtbot.keyClick(palette(filled).field, KEY.Key_Return)
    assert picked.args == ["gemma3:12b"]
    assert opened(filled, qtbot, "")[:3] == ("Recent", "gemma3:12b", "Incident summary")


def test_arrows_pass_over_headings_and_go_round(filled: MainWindow, qtbot: QtBot) -> None:
    names = opened(filled, qtbot, "qu")
    field = palette(filled).field
    seen = [palette(filled).current_name]
    for _ in range(len(names)):
        qtbot.keyClick(field, KEY.Key_Down)
        seen.append(palette(filled).current_name)
    assert not {"Commands", "Models", "Chats"} & set(seen)
    assert seen[0] in seen[1:]
    qtbot.keyClick(field, KEY.Key_Up)
    assert palette(filled).current_name == seen[-2]


def test_a_command_that_cannot_run_is_listed_with_the_reason(filled: MainWindow, qtbot: QtBot) -> None:
    opened(filled, qtbot, "stop the")
    index = palette(filled).view.currentIndex()
    assert "No reply is being written" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    with qtbot.assertNotEmitted(filled.chat_pane.stop_requested):
        qtbot.keyClick(palette(filled).field, KEY.Key_Return)
    assert palette(filled).isVisible()


def test_a_click_runs_a_row(filled: MainWindow, qtbot: QtBot) -> None:
    opened(filled, qtbot, "new chat")
    view = palette(filled).view
    spot = view.visualRect(view.currentIndex()).center()
    with qtbot.waitSignal(filled.chat_list.new_chat_requested):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def test_other_keys_of_the_window_close_the_palette(filled: MainWindow, qtbot: QtBot) -> None:
    opened(filled, qtbot, "x")
    with qtbot.waitSignal(filled.chat_list.new_chat_requested):
        qtbot.keyClick(palette(filled).field, KEY.Key_N, CTRL)
    assert not palette(filled).isVisible()


def test_the_palette_stays_in_place_in_a_smaller_window(filled: MainWindow, qtbot: QtBot) -> None:
    opened(filled, qtbot, "")
    filled.resize(880, 560)
    QApplication.sendPostedEvents()
    panel = palette(filled).panel.geometry()
    assert (panel.width(), panel.top()) == (620, 84)
    assert abs(panel.center().x() - 440) <= 1
    assert panel.bottom() <= 560 - 16


def test_the_strip_shows_the_keys_of_the_palette(filled: MainWindow, actions: Actions) -> None:
    button = filled.status_strip.commands_button
    assert button.label == "Ctrl+K  Commands"
    actions.set_keys("commands", "Ctrl+J")
    assert button.label == "Ctrl+J  Commands"


def open_shortcuts(window: MainWindow, qtbot: QtBot) -> ShortcutList:
    qtbot.keyClick(window.chat_pane.composer.edit, KEY.Key_Slash, CTRL)
    assert window.content.commands.shortcut_sheet.isVisible()
    return shortcut_list(window)


def test_keys_are_recorded_and_asked_for(filled: MainWindow, qtbot: QtBot) -> None:
    row = open_shortcuts(filled, qtbot).rows["pin_chat"]
    row.keys_button.setFocus()
    qtbot.keyClick(row.keys_button, KEY.Key_Return)
    assert row.keys_button.recording
    qtbot.keyClick(row.keys_button, KEY.Key_P)
    assert "Letters are for texts" in shortcut_list(filled).wishes.notice.text
    with qtbot.waitSignal(filled.content.commands.keys_requested) as asked:
        qtbot.keyClick(row.keys_button, KEY.Key_P, CTRL | SHIFT)
    assert asked.args == ["pin_chat", "Ctrl+Shift+P"]
    assert not row.keys_button.recording


def test_recording_runs_no_command_and_escape_ends_it(filled: MainWindow, qtbot: QtBot) -> None:
    row = open_shortcuts(filled, qtbot).rows["pin_chat"]
    row.keys_button.click()
    row.keys_button.setFocus()
    with (
        qtbot.assertNotEmitted(filled.chat_list.new_chat_requested),
        qtbot.assertNotEmitted(filled.content.commands.keys_requested),
    ):
        qtbot.keyClick(row.keys_button, KEY.Key_N, CTRL)
        row.keys_button.click()
        qtbot.keyClick(row.keys_button, KEY.Key_Escape)
    assert not row.keys_button.recording
    assert filled.content.commands.shortcut_sheet.isVisible()


def test_a_conflict_is_shown_and_decided(filled: MainWindow, qtbot: QtBot) -> None:
    chosen = open_shortcuts(filled, qtbot)
    with qtbot.assertNotEmitted(filled.content.commands.keys_requested):
        chosen.rows["pin_chat"].recorded.emit("pin_chat", "Ctrl+B")
    assert chosen.wishes.notice.text == "Ctrl+B is used for “Show or hide the list of chats”."
    asked: list[tuple[str, str]] = []
    filled.content.commands.keys_requested.connect(lambda *wish: asked.append(wish))
    qtbot.mouseClick(chosen.wishes.notice.buttons[1], Qt.MouseButton.LeftButton)
    assert (asked, chosen.wishes.notice.isVisible()) == ([], False)
    chosen.rows["pin_chat"].recorded.emit("pin_chat", "Ctrl+B")
    qtbot.mouseClick(chosen.wishes.notice.buttons[0], Qt.MouseButton.LeftButton)
    assert asked == [("toggle_list", ""), ("pin_chat", "Ctrl+B")]


@pytest.mark.parametrize("keys", ["Ctrl+C", "Ctrl+V", "Ctrl+Z", "Esc"])
def test_keys_of_texts_are_not_given_away(filled: MainWindow, qtbot: QtBot, keys: str) -> None:
    chosen = open_shortcuts(filled, qtbot)
    with qtbot.assertNotEmitted(filled.content.commands.keys_requested):
        chosen.rows["pin_chat"].recorded.emit("pin_chat", keys)
    assert "is needed in text fields" in chosen.wishes.notice.text


def test_the_way_back_is_shown_where_keys_were_changed(
    filled: MainWindow, actions: Actions, qtbot: QtBot
) -> None:
    chosen = open_shortcuts(filled, qtbot)
    assert not [name for name, row in chosen.rows.items() if row.reset_button.isVisible()]
    actions.set_keys("toggle_list", "Ctrl+Shift+L")
    row = chosen.rows["toggle_list"]
    assert row.reset_button.isVisible()
    with qtbot.waitSignal(filled.content.commands.keys_requested) as asked:
        qtbot.mouseClick(row.reset_button, Qt.MouseButton.LeftButton)
    assert asked.args == ["toggle_list", "Ctrl+B"]


def test_tab_stays_in_the_list_of_shortcuts(filled: MainWindow, qtbot: QtBot) -> None:
    chosen = open_shortcuts(filled, qtbot)
    sheet = filled.content.commands.shortcut_sheet
    start, seen = filled.focusWidget(), []
    for _ in range(len(chosen.rows) + 4):
        qtbot.keyClick(filled.focusWidget(), KEY.Key_Tab)
        seen.append(filled.focusWidget())
        if seen[-1] is start:
            break
    assert seen[-1] is start
    assert all(sheet.isAncestorOf(widget) for widget in seen)
    assert {row.keys_button for row in chosen.rows.values()} <= set(seen)


def test_keys_that_another_command_has_are_taken_from_it(actions: Actions) -> None:
    actions.set_keys("pin_chat", "Ctrl+B")
    assert (actions.keys("pin_chat"), actions.keys("toggle_list")) == ("Ctrl+B", "")
    assert actions.owner("Ctrl+B") == "pin_chat"
    assert QKeySequence(actions.keys("pin_chat")) == actions.action("pin_chat").shortcut()
