"""Writing a message: keys, input methods, growth, Send and Stop."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.chat.chat_pane import ChatPane
from app.ui.chat.composer import Composer
from app.ui.chat.prompt_edit import PromptEdit
from app.ui.main_window import MainWindow
from tests.ui import samples

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def pane(window: MainWindow) -> ChatPane:
    pane = window.chat_pane
    pane.set_server(samples.ready())
    pane.set_model(samples.MODEL)
    pane.set_sending_allowed(True, "")
    return pane


@pytest.fixture
def edit(pane: ChatPane) -> PromptEdit:
    return pane.composer.edit


@pytest.fixture
def composer(pane: ChatPane) -> Composer:
    return pane.composer


def test_enter_sends_what_was_written_and_clears(pane: ChatPane, edit: PromptEdit, qtbot: QtBot) -> None:
    qtbot.keyClicks(edit, "Hello there ")
    with qtbot.waitSignals([pane.send_requested, pane.draft_changed]):
        qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.toPlainText() == ""


def test_the_sent_text_is_trimmed(pane: ChatPane, edit: PromptEdit, qtbot: QtBot) -> None:
    qtbot.keyClicks(edit, "  Hello ")
    with qtbot.waitSignal(pane.send_requested) as sent:
        qtbot.keyClick(edit, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert sent.args == ["Hello"]


def test_shift_enter_breaks_the_line(pane: ChatPane, edit: PromptEdit, qtbot: QtBot) -> None:
    qtbot.keyClicks(edit, "one")
    with qtbot.assertNotEmitted(pane.send_requested):
        qtbot.keyClick(edit, Qt.Key.Key_Return, SHIFT)
    qtbot.keyClicks(edit, "two")
    assert edit.toPlainText().split() == ["one", "two"]
    with qtbot.waitSignal(pane.send_requested) as sent:
        qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert sent.args == ["one\ntwo"]


def test_enter_never_sends_while_an_input_method_composes(
    pane: ChatPane, edit: PromptEdit, qtbot: QtBot
) -> None:
    qtbot.keyClicks(edit, "a")
    QApplication.sendEvent(edit, QInputMethodEvent("にほ", []))
    assert edit.composing
    with qtbot.assertNotEmitted(pane.send_requested):
        qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.toPlainText() == "a"
    accepted = QInputMethodEvent()
    accepted.setCommitString("日本")
    QApplication.sendEvent(edit, accepted)
    assert not edit.composing
    with qtbot.waitSignal(pane.send_requested) as sent:
        qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert sent.args == ["a日本"]


def test_a_word_that_was_cleared_away_does_not_hold_up_enter(
    pane: ChatPane, edit: PromptEdit, qtbot: QtBot
) -> None:
    QApplication.sendEvent(edit, QInputMethodEvent("にほ", []))
    pane.show_chat(samples.finished_view())
    pane.set_draft("another draft")  # the input method need not tell that its word is gone
    assert not edit.composing
    with qtbot.waitSignal(pane.send_requested):
        qtbot.keyClick(edit, Qt.Key.Key_Return)


def test_nothing_but_space_is_not_sent(pane: ChatPane, edit: PromptEdit, qtbot: QtBot) -> None:
    qtbot.keyClicks(edit, "   ")
    with qtbot.assertNotEmitted(pane.send_requested):
        qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert not pane.composer.send_button.isEnabled()


def test_send_is_greyed_with_its_reason(pane: ChatPane, composer: Composer, qtbot: QtBot) -> None:
    qtbot.keyClicks(composer.edit, "text")
    assert composer.send_button.isEnabled()
    pane.set_sending_allowed(False, "no_model")
    assert not composer.send_button.isEnabled()
    assert composer.send_button.toolTip() == "The server has no model to chat with"
    assert composer.send_button.accessibleDescription() == "The server has no model to chat with"
    with qtbot.assertNotEmitted(pane.send_requested), qtbot.waitSignal(pane.versions.told) as told:
        qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert told.args == ["The server has no model to chat with"]
    assert composer.text == "text"
    composer.edit.clear()
    with qtbot.assertNotEmitted(pane.versions.told):
        qtbot.keyClick(composer.edit, Qt.Key.Key_Return)


def test_send_becomes_stop_while_a_reply_is_written(pane: ChatPane, composer: Composer, qtbot: QtBot) -> None:
    pane.show_chat(samples.writing_view())
    assert composer.send_button.stops
    assert composer.send_button.accessibleName() == "Stop the reply"
    with qtbot.waitSignal(pane.stop_requested):
        qtbot.mouseClick(composer.send_button, Qt.MouseButton.LeftButton)
    pane.finish_reply(samples.message(112, "assistant", "done"))
    assert not composer.send_button.stops


def test_enter_hands_the_next_message_on_and_never_stops_a_reply(
    pane: ChatPane, edit: PromptEdit, qtbot: QtBot
) -> None:
    pane.show_chat(samples.writing_view())
    qtbot.keyClicks(edit, "next")
    with qtbot.assertNotEmitted(pane.stop_requested), qtbot.waitSignal(pane.send_requested) as sent:
        qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert sent.args == ["next"]


def test_esc_stops_and_does_nothing_without_a_reply(pane: ChatPane, edit: PromptEdit, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(pane.stop_requested):
        qtbot.keyClick(edit, Qt.Key.Key_Escape)
    pane.show_chat(samples.writing_view())
    edit.setFocus()
    with qtbot.waitSignal(pane.stop_requested):
        qtbot.keyClick(edit, Qt.Key.Key_Escape)


def test_esc_closes_the_popup_before_it_stops(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_chat(samples.writing_view())
    pane.open_model_picker()
    with qtbot.assertNotEmitted(pane.stop_requested):
        qtbot.keyClick(pane.picker.filter_field, Qt.Key.Key_Escape)
    assert not pane.picker.isVisible()
    assert pane.composer.edit.hasFocus()
    with qtbot.waitSignal(pane.stop_requested):
        qtbot.keyClick(pane.composer.edit, Qt.Key.Key_Escape)


def test_the_field_grows_to_ten_lines_and_then_scrolls(edit: PromptEdit, qtbot: QtBot) -> None:
    heights = []
    for count in (1, 2, 10, 11, 30):
        edit.setPlainText("\n".join("line" for _ in range(count)))
        qtbot.waitUntil(lambda: edit.height() == edit.wanted_height())
        heights.append(edit.height())
    assert heights[0] < heights[1] < heights[2]
    assert heights[2] == heights[3] == heights[4]
    assert edit.verticalScrollBar().maximum() > 0


def test_a_wrapped_line_counts_as_lines(edit: PromptEdit, qtbot: QtBot) -> None:
    one = edit.wanted_height()
    edit.setPlainText("word " * 100)
    assert edit.wanted_height() > one


def test_up_in_an_empty_field_recalls_the_last_prompt(pane: ChatPane, edit: PromptEdit, qtbot: QtBot) -> None:
    pane.show_chat(samples.finished_view())
    qtbot.keyClick(edit, Qt.Key.Key_Up)
    assert edit.toPlainText() == samples.finished_view().messages[0].content
    edit.setPlainText("mine")
    qtbot.keyClick(edit, Qt.Key.Key_Up)
    assert edit.toPlainText() == "mine"


def test_what_was_deleted_before_up_comes_back_by_undo(
    pane: ChatPane, edit: PromptEdit, qtbot: QtBot
) -> None:
    pane.show_chat(samples.finished_view())
    qtbot.keyClicks(edit, "a long thought")
    edit.selectAll()
    qtbot.keyClick(edit, Qt.Key.Key_Delete)
    qtbot.keyClick(edit, Qt.Key.Key_Up)
    assert edit.toPlainText() == samples.finished_view().messages[0].content
    edit.undo()
    assert edit.toPlainText() == ""
    edit.undo()
    assert edit.toPlainText() == "a long thought"


def test_drafts_are_told_when_written_and_not_when_given(pane: ChatPane, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(pane.draft_changed):
        pane.set_draft("kept")
    assert pane.composer.text == "kept"
    with qtbot.waitSignal(pane.draft_changed) as draft:
        qtbot.keyClicks(pane.composer.edit, "!")
    assert draft.args == ["kept!"]


def test_a_message_from_right_to_left_stands_at_the_right(edit: PromptEdit, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: edit.viewport().width() > 300)
    places = []
    for text in ("Hello", "שלום", "", "שלום Arriero", "Arriero שלום"):
        edit.setPlainText(text)
        edit.moveCursor(QTextCursor.MoveOperation.End)
        middle = edit.viewport().width() / 2
        places.append("right" if edit.cursorRect().x() > middle else "left")
    assert places == ["left", "right", "left", "right", "left"]
    edit.setPlainText("")
    edit.insertPlainText("שלום")
    edit.undo()
    assert edit.toPlainText() == "", "the side is no step of its own"


def test_tab_leaves_the_field(edit: PromptEdit, qtbot: QtBot) -> None:
    edit.setFocus()
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert not edit.hasFocus()
    assert edit.toPlainText() == ""
