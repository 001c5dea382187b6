"""Tab in the palette: what else can be done with a row."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from app.ui.palette.palette import Palette
from tests.ui import samples

CTRL = Qt.KeyboardModifier.ControlModifier
KEY = Qt.Key


@pytest.fixture
def filled(window: MainWindow) -> MainWindow:
    """The window with chats and models."""
    window.chat_list.set_chats(samples.chats())
    window.chat_list.set_current(samples.hex_id(1))
    window.set_server(samples.ready())
    window.chat_pane.set_server(samples.ready())
    window.chat_pane.set_model(samples.MODEL)
    window.chat_pane.show_chat(samples.finished_view())
    window.chat_pane.focus_composer()
    return window


def opened(window: MainWindow, qtbot: QtBot, typed: str) -> Palette:
    """Open the palette, type, and press Tab."""
    qtbot.keyClick(window.chat_pane.composer.edit, KEY.Key_K, CTRL)
    palette = window.content.commands.palette
    assert palette.isVisible()
    qtbot.keyClicks(palette.field, typed)
    qtbot.keyClick(palette.field, KEY.Key_Tab)
    return palette


def test_a_command_can_be_given_other_keys(filled: MainWindow, qtbot: QtBot) -> None:
    palette = opened(filled, qtbot, ">full screen")
    assert palette.names() == ("Full screen: what else can be done", "Run", "Change its keys…")
    qtbot.keyClick(palette.field, KEY.Key_Down)
    qtbot.keyClick(palette.field, KEY.Key_Return)
    sheet = filled.content.commands.shortcut_sheet
    assert (palette.isVisible(), sheet.isVisible()) == (False, True)
    assert filled.focusWidget() is sheet.list.rows["full_screen"].keys_button


def test_escape_leads_back_to_the_row_and_then_closes(filled: MainWindow, qtbot: QtBot) -> None:
    palette = opened(filled, qtbot, ">show")
    qtbot.keyClick(palette.field, KEY.Key_Escape)
    assert palette.field.text() == ">show"
    before = palette.current_name
    qtbot.keyClick(palette.field, KEY.Key_Down)
    second = palette.current_name
    assert second != before
    qtbot.keyClick(palette.field, KEY.Key_Tab)
    assert palette.names()[0] == f"{second}: what else can be done"
    qtbot.keyClick(palette.field, KEY.Key_Backspace)
    assert (palette.field.text(), palette.current_name) == (">show", second)
    qtbot.keyClick(palette.field, KEY.Key_Escape)
    assert not palette.isVisible()
    assert filled.chat_pane.composer.edit.hasFocus()


def test_what_is_typed_then_looks_through_the_actions(filled: MainWindow, qtbot: QtBot) -> None:
    palette = opened(filled, qtbot, "@gemma")
    model = palette.names()[0].partition(":")[0] if ":" in palette.names()[0] else ""
    assert model
    qtbot.keyClicks(palette.field, "copy")
    assert palette.names()[1:] == ("Copy its name",)
    qtbot.keyClick(palette.field, KEY.Key_Return)
    assert QGuiApplication.clipboard().text().startswith("gemma")


def test_a_model_can_begin_a_new_chat(filled: MainWindow, qtbot: QtBot) -> None:
    palette = opened(filled, qtbot, "@gemma")
    qtbot.keyClicks(palette.field, "new")
    with (
        qtbot.waitSignal(filled.chat_list.new_chat_requested),
        qtbot.waitSignal(filled.chat_pane.model_picked) as picked,
    ):
        qtbot.keyClick(palette.field, KEY.Key_Return)
    assert str(picked.args[0]).startswith("gemma")


@pytest.mark.parametrize(("typed", "signal"), [("pin", "pin_requested"), ("delete", "delete_requested")])
def test_a_chat_can_be_pinned_and_deleted_from_afar(
    filled: MainWindow, qtbot: QtBot, typed: str, signal: str
) -> None:
    chat = samples.chats()[3]
    palette = opened(filled, qtbot, f"#{chat.title}")
    qtbot.keyClicks(palette.field, typed)
    with qtbot.waitSignal(getattr(filled.chat_list, signal)) as asked:
        qtbot.keyClick(palette.field, KEY.Key_Return)
    assert asked.args[0] == chat.id


def test_a_row_that_only_narrows_the_search_has_no_actions(filled: MainWindow, qtbot: QtBot) -> None:
    palette = opened(filled, qtbot, "?")
    assert palette.names()[0] == "Help"


def test_images_are_attached_by_a_command(filled: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(filled.chat_pane.composer.edit, KEY.Key_K, CTRL)
    palette = filled.content.commands.palette
    qtbot.keyClicks(palette.field, ">attach")
    qtbot.keyClick(palette.field, KEY.Key_Return)
    dialog = filled.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.isVisible()
    dialog.reject()
