"""The open chat: header, empty state, model picker."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.chat.chat_pane import ChatPane
from app.ui.chat.model_picker import ModelPicker
from app.ui.main_window import MainWindow
from tests.ui import samples


@pytest.fixture
def pane(window: MainWindow) -> ChatPane:
    window.chat_pane.set_server(samples.ready())
    window.chat_pane.set_model(samples.MODEL)
    return window.chat_pane


@pytest.fixture
def picker(pane: ChatPane) -> ModelPicker:
    pane.open_model_picker()
    return pane.picker


def test_a_new_chat_names_its_model_and_says_one_line(pane: ChatPane) -> None:
    assert pane.empty.isVisible()
    assert pane.chat_id == ""
    assert pane.header.title.whole_text == "New chat"
    assert pane.empty.line == "Runs on Local. What do you want to ask?"


def test_the_starter_model_is_named_tiny(pane: ChatPane) -> None:
    pane.set_server(samples.engine())
    pane.set_model("smollm2:135m")
    assert "tiny model for trying out" in pane.empty.line


def test_an_open_chat_shows_title_draft_and_end(pane: ChatPane) -> None:
    view = samples.finished_view()
    pane.show_chat(replace(view, chat=replace(view.chat, draft="half a thought")))
    assert pane.chat_id == view.chat.id
    assert pane.header.title.whole_text == view.chat.title
    assert pane.composer.text == "half a thought"
    bar = pane.transcript.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    pane.show_new_chat()
    assert pane.composer.text == ""
    assert not pane.transcript.isVisible()


def test_the_first_message_replaces_the_empty_state(pane: ChatPane) -> None:
    pane.add_message(samples.message(1, "user", "Hello"))
    assert pane.transcript.isVisible()
    assert len(pane.transcript.turns) == 1


@pytest.mark.parametrize("by", ["click", "key"])
def test_the_title_is_renamed_in_the_header(pane: ChatPane, qtbot: QtBot, by: str) -> None:
    pane.show_chat(samples.finished_view())
    if by == "click":
        qtbot.mouseClick(pane.header.title, Qt.MouseButton.LeftButton)
    else:
        qtbot.keyClick(pane.composer.edit, Qt.Key.Key_F2)
    edit = pane.header.title_edit
    assert edit.hasFocus()
    edit.setText(" Another title ")
    with qtbot.waitSignal(pane.rename_requested) as renamed:
        qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert renamed.args == [samples.hex_id(1), "Another title"]
    assert not edit.isVisible()


def test_esc_leaves_the_title_as_it_was(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_chat(samples.finished_view())
    pane.rename()
    pane.header.title_edit.setText("no")
    with qtbot.assertNotEmitted(pane.rename_requested):
        qtbot.keyClick(pane.header.title_edit, Qt.Key.Key_Escape)
    assert pane.header.title.isVisible()


@pytest.mark.parametrize("is_new", [True, False])
def test_a_typed_title_belongs_to_the_chat_in_which_it_was_typed(
    pane: ChatPane, qtbot: QtBot, is_new: bool
) -> None:
    view = samples.finished_view()
    pane.show_chat(view)
    pane.rename()
    pane.header.title_edit.setText("Typed")
    with qtbot.waitSignal(pane.rename_requested) as renamed:
        if is_new:
            pane.show_new_chat()
        else:
            pane.show_chat(replace(view, chat=samples.chats()[3]))
    assert renamed.args == [view.chat.id, "Typed"]
    assert not pane.header.title_edit.isVisible()


def test_a_new_chat_cannot_be_renamed(pane: ChatPane) -> None:
    pane.rename()
    assert not pane.header.title_edit.isVisible()


def test_a_new_title_of_the_open_chat_is_shown(pane: ChatPane) -> None:
    view = samples.finished_view()
    pane.show_chat(view)
    pane.update_chat(replace(view.chat, title="Changed"))
    pane.update_chat(replace(samples.chats()[3], title="Of another"))
    assert pane.header.title.whole_text == "Changed"


def test_models_are_listed_with_what_is_known_of_them(picker: ModelPicker) -> None:
    assert picker.isVisible()
    assert picker.names() == tuple(model.name for model in samples.models())
    model = picker.view.model()
    spoken = [
        str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)).replace("\N{NO-BREAK SPACE}", " ")
        for row in range(model.rowCount())
    ]
    assert spoken[0] == "qwen3:8b, 8.2B · Q4_K_M · 5.2 GB · uses tools · thinks, loaded"
    assert spoken[1] == "gemma3:12b, 12.2B · Q4_K_M · 8.1 GB · sees images"
    assert spoken[3] == "smollm2:135m, Tiny model for trying out · 145 MB"


def test_typing_filters_arrows_move_enter_picks(pane: ChatPane, picker: ModelPicker, qtbot: QtBot) -> None:
    qtbot.keyClicks(picker.filter_field, "3:")
    assert picker.names() == ("qwen3:8b", "gemma3:12b")
    qtbot.keyClick(picker.filter_field, Qt.Key.Key_Down)
    with qtbot.waitSignal(pane.model_picked) as picked:
        qtbot.keyClick(picker.filter_field, Qt.Key.Key_Return)
    assert picked.args == ["gemma3:12b"]
    assert not picker.isVisible()


def test_a_click_picks(pane: ChatPane, picker: ModelPicker, qtbot: QtBot) -> None:
    at = picker.view.visualRect(picker.view.model().index(2, 0)).center()
    with qtbot.waitSignal(pane.model_picked) as picked:
        qtbot.mouseClick(picker.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert picked.args == ["llama3.2:3b"]


def test_a_click_beside_closes_without_picking(pane: ChatPane, picker: ModelPicker, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(pane.model_picked):
        qtbot.mouseClick(picker, Qt.MouseButton.LeftButton, pos=picker.rect().topLeft())
    assert not picker.isVisible()


def test_the_shortcut_opens_and_the_panel_fits_the_window(
    window: MainWindow, pane: ChatPane, qtbot: QtBot
) -> None:
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_M, keys)
    assert pane.picker.isVisible()
    assert pane.picker.filter_field.hasFocus()
    assert window.rect().contains(pane.picker.panel.geometry())


def test_no_models_says_so(pane: ChatPane, picker: ModelPicker, qtbot: QtBot) -> None:
    qtbot.keyClicks(picker.filter_field, "zzz")
    assert picker.empty_text == "Nothing for “zzz”."
    picker.filter_field.clear()
    pane.set_server(samples.ready(models=()))
    assert picker.empty_text == "No models on Local."


def test_a_missing_model_is_offered_to_be_chosen_anew(pane: ChatPane, qtbot: QtBot) -> None:
    failure = samples.Failure(samples.FailureCode.MODEL_NOT_FOUND, model="qwen3:9b")
    view = samples.failed_view()
    pane.show_chat(replace(view, messages=(view.messages[0], replace(view.messages[1], failure=failure))))
    notice = pane.transcript.turns[1].notice  # type: ignore[union-attr]
    assert notice is not None
    choose = next(button for button in notice.buttons if "Choose" in button.label)
    qtbot.mouseClick(choose, Qt.MouseButton.LeftButton)
    assert pane.picker.isVisible()
