"""Calls of tools in a reply: a row each, opened by mouse and keyboard, found, selected and copied."""

import json
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.chat import ToolCall
from app.domain.conversation import ReplyGrowth, ReplyPhase
from app.domain.tool_calls import whole_call
from app.ui.chat.chat_pane import ChatPane
from app.ui.main_window import MainWindow
from app.ui.transcript.code_part import CodePart
from app.ui.transcript.copying import CopyForm
from app.ui.transcript.positions import CALL_LEAF
from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.selection_copy import selected_copy
from app.ui.transcript.tool_cards import ToolCards, ToolRow
from app.ui.widgets.label import Label
from tests.ui import samples
from tests.ui.tool_scenes import LONG, METRICS, RESULT, asking_view, chained, taken_over_view
from tests.ui.transcript.conftest import finish_copying
from tests.ui.transcript.test_finding import look, said


def turn_at(pane: ChatPane, at: int) -> ReplyTurn:
    turn = pane.transcript.turns.turn(at)
    assert isinstance(turn, ReplyTurn)
    return turn


def cards_of(turn: ReplyTurn) -> ToolCards:
    assert turn.cards is not None
    return turn.cards


def open_code(turn: ReplyTurn) -> list[CodePart]:
    return [part for part in turn.parts if isinstance(part, CodePart)]


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_a_card_opens_to_all_that_was_asked_for(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_chat(asking_view())
    turn = turn_at(pane, 1)
    rows = cards_of(turn).rows
    assert [row.accessibleName() for row in rows] == [
        'Tool call get_metrics, not run here: service="gateway", window="24h"',
        rows[1].accessibleName(),
    ]
    assert len(rows[1].accessibleName()) < 220
    assert rows[0].accessibleDescription().startswith("Arriero does not run tools.")
    assert rows[0].height() >= 38
    assert open_code(turn) == []
    qtbot.mouseClick(rows[0], Qt.MouseButton.LeftButton)
    (code,) = open_code(turn)
    assert json.loads(code.text) == {
        "name": METRICS.name,
        "arguments": METRICS.arguments,
        "id": METRICS.id,
    }
    words = [label.text() for label in pane.transcript.findChildren(Label) if label.isVisible()]
    assert any(text.startswith("Arriero does not run tools.") for text in words)
    assert rows[0].isChecked()
    qtbot.mouseClick(rows[0], Qt.MouseButton.LeftButton)
    assert open_code(turn) == []


def test_the_keyboard_reaches_and_opens_a_card(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_chat(asking_view())
    pane.transcript.setFocus()
    window = pane.window()
    for _ in range(20):
        if isinstance(window.focusWidget(), ToolRow):
            break
        qtbot.keyClick(window.focusWidget() or pane.transcript, Qt.Key.Key_Tab)
    row = window.focusWidget()
    assert isinstance(row, ToolRow)
    qtbot.keyClick(row, Qt.Key.Key_Return)
    assert row.isChecked()
    assert window.focusWidget() is row
    (code,) = open_code(turn_at(pane, 1))
    assert code.header is not None
    code.header.copy_button.click()
    assert clipboard() == whole_call(METRICS)
    qtbot.keyClick(row, Qt.Key.Key_Space)
    assert open_code(turn_at(pane, 1)) == []


def test_long_arguments_are_folded_and_the_row_stays_one_line(pane: ChatPane) -> None:
    pane.show_chat(asking_view())
    turn = turn_at(pane, 1)
    row = cards_of(turn).rows[1]
    row.click()
    (code,) = open_code(turn)
    assert code.can_fold
    assert code.folded
    assert json.loads(code.text)["arguments"] == LONG.arguments
    assert row.height() == cards_of(turn).rows[0].height()


def test_calls_come_into_a_reply_that_is_being_written(pane: ChatPane) -> None:
    view = samples.writing_view()
    pane.show_chat(view)
    pane.grow_reply(samples.writing_growth("Let me look.\n\n- at **"))
    turn = pane.transcript.running_turn
    assert turn is not None
    said_part = turn.flow.parts[0] if turn.flow is not None else None
    for call in (METRICS, LONG):
        growth = ReplyGrowth(
            samples.hex_id(1), samples.hex_id(112), ReplyPhase.WRITING, tool_calls=(call,), pieces=41
        )
        pane.grow_reply(growth)
    first, second = cards_of(turn).rows
    first.click()
    pane.grow_reply(samples.writing_growth("the numbers**"))
    assert cards_of(turn).rows == [first, second]
    assert first.isChecked()
    assert turn.flow is not None
    assert turn.flow.parts[0] is said_part
    code = turn.part_of_leaf(CALL_LEAF)[0]
    assert turn.top_of(1) < turn.top_of(code) < turn.top_of(turn.part_of_leaf(0)[0])
    pane.finish_reply(replace(turn.message, state=samples.MessageState.COMPLETE))
    assert cards_of(turn).rows == [first, second]
    assert len(open_code(turn)) == 1
    assert turn.message.tool_calls == (METRICS, LONG)


def test_only_a_call_is_a_whole_reply(pane: ChatPane) -> None:
    view = asking_view("")
    question, reply = view.messages
    pane.show_chat(chained(question, replace(reply, thinking="", tool_calls=(METRICS,))))
    turn = turn_at(pane, 1)
    assert turn.footer is not None
    assert turn.footer.copy_button.isEnabled()
    turn.copy()
    assert clipboard() == f"```json\n{whole_call(METRICS)}\n```"
    pane.transcript.select_all()
    QTest.keyClick(pane.transcript, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert "Why did" in pane.transcript.selected_text
    cards_of(turn).rows[0].click()
    lines = whole_call(METRICS).split("\n")
    for place, line in ((CALL_LEAF, lines[0]), (CALL_LEAF + len(lines) - 1, lines[-1]), (0, lines[-1])):
        part, leaf = turn.part_of_leaf(place)
        assert turn.parts[part].leaf_text(leaf) == line


def test_a_finished_call_is_announced_by_its_name(pane: ChatPane) -> None:
    pane.show_chat(samples.writing_view())
    told: list[str] = []
    pane.transcript.announced.connect(told.append)
    turn = pane.transcript.running_turn
    assert turn is not None
    pane.finish_reply(replace(turn.message, state=samples.MessageState.COMPLETE, tool_calls=(METRICS,)))
    assert told == ["qwen3:8b has finished: get_metrics"]


def test_words_in_a_folded_card_are_found_and_shown(pane: ChatPane) -> None:
    pane.show_chat(asking_view())
    look(pane, "eu-north-29")
    assert said(pane) == "1 of 1"
    turn = turn_at(pane, 1)
    (code,) = open_code(turn)
    assert not code.folded
    assert turn.unfold(CALL_LEAF)
    assert not turn.unfold(CALL_LEAF)
    assert len(open_code(turn)) == 2
    for number in range(3):
        part, leaf = turn.part_of_leaf(CALL_LEAF + number)
        assert turn.leaf_number(part, leaf) == CALL_LEAF + number
        assert turn.parts[part].leaf_text(leaf) == whole_call(METRICS).split("\n")[number]


def test_open_calls_are_selected_and_copied_with_the_words(pane: ChatPane) -> None:
    pane.show_chat(asking_view())
    transcript = pane.transcript
    transcript.select_all()
    assert "get_metrics" not in transcript.selected_text
    cards_of(turn_at(pane, 1)).rows[0].click()
    copied = selected_copy(transcript.turns, transcript.selecting)
    said = "Last night's numbers show a storm of retries."
    assert copied.plain.endswith(f"\n\n{whole_call(METRICS)}\n\n{said}")
    assert copied.markdown.endswith(f"\n\n```json\n{whole_call(METRICS)}\n```\n\n{said}")
    assert "<pre><code>{\n  &quot;name&quot;: &quot;get_metrics&quot;" in copied.html


def test_a_copied_message_has_its_folded_calls(pane: ChatPane) -> None:
    pane.show_chat(asking_view())
    turn = turn_at(pane, 1)
    pane.transcript.copying.copy_message(turn, CopyForm.RICH)
    finish_copying(pane.transcript)
    assert clipboard() == "\n\n".join(
        [whole_call(METRICS), whole_call(LONG), "Last night's numbers show a storm of retries."]
    )
    pane.transcript.copying.copy_message(turn, CopyForm.MARKDOWN)
    assert clipboard().count("```json\n") == 2


def test_messages_of_every_role_are_shown(pane: ChatPane) -> None:
    pane.show_chat(taken_over_view())
    transcript = pane.transcript
    names = [turn.accessible_name() for turn in transcript.turns]
    assert [name.split(",")[0] for name in names] == [
        "System prompt",
        "You",
        "Assistant",
        "Result of get_metrics",
        "Assistant",
    ]
    result = turn_at(pane, 3)
    (code,) = open_code(result)
    assert code.text == RESULT
    result.copy()
    assert clipboard() == RESULT
    assert result.footer is not None
    assert result.footer.retry_button.isHidden()
    look(pane, "p99_ms")
    assert said(pane).startswith("1 of 1")


def test_an_empty_reply_can_be_selected(pane: ChatPane) -> None:
    view = asking_view("")
    question, reply = view.messages
    pane.show_chat(chained(question, replace(reply, thinking="", tool_calls=())))
    assert turn_at(pane, 1).part_of_leaf(0) == (0, 0)
    pane.transcript.select_all()
    QTest.keyClick(pane.transcript, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert "Why did" in pane.transcript.selected_text


def test_a_call_without_arguments_is_named_without_them(window: MainWindow, pane: ChatPane) -> None:
    row = ToolRow(window.theme, ToolCall("wait", {}), pane)
    assert row.accessibleName() == "Tool call wait, not run here"
