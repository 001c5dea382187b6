"""The transcript: what follows the end, what stays in place, what a reader does with a reply."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.domain.conversation import MessageState
from app.domain.failure import Failure, FailureCode
from app.ui.chat.chat_pane import ChatPane
from app.ui.main_window import MainWindow
from app.ui.theme.theme import ThemeMode
from app.ui.transcript.reading_column import reading_column
from app.ui.transcript.reply_footer import WritingRow
from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.sheet_view import NEAR_END_PX
from app.ui.transcript.speech_turn import SpeechTurn
from app.ui.transcript.view import Transcript
from tests.ui import samples

PARAGRAPH = "A line of the reply that goes on for some time, so that it wraps at the edge of the column.\n\n"


@pytest.fixture
def transcript(pane: ChatPane) -> Transcript:
    pane.show_chat(samples.writing_view())
    return pane.transcript


@pytest.fixture
def turn(transcript: Transcript) -> ReplyTurn:
    turn = transcript.running_turn
    assert turn is not None
    return turn


def wheel(transcript: Transcript, steps: int) -> None:
    """Turn the wheel; positive is away from the person."""
    at = QPointF(transcript.viewport().rect().center())
    event = QWheelEvent(
        at,
        transcript.viewport().mapToGlobal(at),
        QPoint(),
        QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(transcript.viewport(), event)


def to_top(transcript: Transcript) -> None:
    bar = transcript.verticalScrollBar()
    bar.triggerAction(bar.SliderAction.SliderToMinimum)


def grow(pane: ChatPane, count: int = 30) -> None:
    for _ in range(count):
        pane.grow_reply(samples.writing_growth(PARAGRAPH))


def test_a_reply_ends_with_its_figures(pane: ChatPane, turn: ReplyTurn) -> None:
    pane.grow_reply(samples.writing_growth("Hello"))
    assert turn.writing is not None
    assert turn.footer is None
    pane.finish_reply(samples.message(112, "assistant", "Hello world", stats=samples.STATS))
    assert turn.writing is None
    assert turn.footer is not None
    assert turn.footer.incomplete_chip is None
    words = turn.footer.figures.text().replace("\N{NO-BREAK SPACE}", " ")
    assert words == "41.7 tok/s · 612 tokens · 16.2 s"
    assert turn.texts() == ["Hello world"]


def test_a_kept_reply_that_differs_replaces_what_was_shown(pane: ChatPane, turn: ReplyTurn) -> None:
    pane.grow_reply(samples.writing_growth("Helo"))
    pane.finish_reply(samples.message(112, "assistant", "Hello"))
    assert turn.texts() == ["Hello"]


def test_what_stood_below_a_short_reply_leaves_the_view_when_it_grows(
    pane: ChatPane, turn: ReplyTurn, window: MainWindow
) -> None:
    pane.grow_reply(samples.thinking_growth())
    assert turn.writing is not None
    assert turn.thought_row is not None
    turn.thought_row.click()  # who opens something reads there
    pane.grow_reply(samples.writing_growth(PARAGRAPH * 40))
    assert not [row for row in window.findChildren(WritingRow) if row.isVisible()]


def test_a_stopped_reply_is_incomplete(pane: ChatPane, turn: ReplyTurn) -> None:
    pane.grow_reply(samples.writing_growth("Hel"))
    pane.finish_reply(samples.message(112, "assistant", "Hel", state=MessageState.STOPPED))
    assert turn.footer is not None
    assert turn.footer.incomplete_chip is not None
    assert turn.notice is None


def test_a_failure_stands_beside_its_reply_with_retry(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_chat(samples.failed_view())
    turn = pane.transcript.turns[1]
    assert isinstance(turn, ReplyTurn)
    assert turn.notice is not None
    assert "214" in turn.notice.title
    with qtbot.waitSignal(pane.retry_requested) as retry:
        qtbot.mouseClick(turn.notice.buttons[0], Qt.MouseButton.LeftButton)
    assert retry.args == [samples.hex_id(122)]


def test_the_details_of_a_failure_can_be_copied(pane: ChatPane, qtbot: QtBot) -> None:
    failure = Failure(FailureCode.API_ERROR, status=500, detail="llama runner: token=sekret crashed")
    view = samples.failed_view()
    *before, last = view.messages
    pane.show_chat(replace(view, messages=(*before, replace(last, failure=failure))))
    turn = pane.transcript.turns[1]
    assert isinstance(turn, ReplyTurn)
    assert turn.notice is not None
    assert turn.notice.buttons[0].label == "Copy details"
    qtbot.mouseClick(turn.notice.buttons[0], Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert "500" in copied
    assert "llama runner" in copied
    assert "sekret" not in copied


def test_retry_below_a_reply(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_chat(samples.finished_view())
    turn = pane.transcript.turns[1]
    assert isinstance(turn, ReplyTurn)
    assert turn.footer is not None
    with qtbot.waitSignal(pane.retry_requested) as retry:
        qtbot.mouseClick(turn.footer.retry_button, Qt.MouseButton.LeftButton)
    assert retry.args == [samples.hex_id(102)]


def test_copy_takes_the_reply_as_it_was_written(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_chat(samples.finished_view())
    turn = pane.transcript.turns[1]
    assert isinstance(turn, ReplyTurn)
    assert turn.footer is not None
    qtbot.mouseClick(turn.footer.copy_button, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == samples.REPLY
    assert turn.footer.copy_button.accessibleName() == "Copied"


def test_loading_is_told_apart_from_waiting_and_thinking(pane: ChatPane, turn: ReplyTurn) -> None:
    def at(phase: samples.ReplyPhase, **more: float) -> samples.ReplyGrowth:
        return samples.ReplyGrowth(samples.hex_id(1), samples.hex_id(112), phase, **more)  # type: ignore[arg-type]

    def said() -> str:
        assert turn.writing is not None
        return turn.writing.text.replace("\N{NO-BREAK SPACE}", " ")

    pane.grow_reply(at(samples.ReplyPhase.LOADING, elapsed_s=3.2))
    assert said() == "Loading qwen3:8b… 3 s"
    pane.grow_reply(at(samples.ReplyPhase.WAITING, elapsed_s=4.0))
    assert said() == "Waiting for the first word… 4 s"
    pane.grow_reply(samples.thinking_growth())
    assert said() == ""
    assert turn.thought_row is not None
    assert turn.thought_row.text().replace("\N{NO-BREAK SPACE}", " ") == "Thinking… 2 s"
    pane.grow_reply(samples.writing_growth("Hi"))
    assert said().startswith("about 41.0 tok/s · 214 tokens")
    assert turn.writing is not None
    assert turn.writing.chip_shown
    assert turn.thought_row.text().replace("\N{NO-BREAK SPACE}", " ") == "Thought for 3 s"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_thought_is_folded_and_opens_by_key(pane: ChatPane, qtbot: QtBot, key: Qt.Key) -> None:
    pane.show_chat(samples.finished_view())
    to_top(pane.transcript)
    turn = pane.transcript.turns[1]
    assert isinstance(turn, ReplyTurn)
    row = turn.thought_row
    assert row is not None
    assert samples.THOUGHT not in turn.texts()
    qtbot.keyClick(row, key)
    assert turn.is_thought_open
    assert samples.THOUGHT in turn.texts()
    height = turn.height
    qtbot.keyClick(row, key)
    assert samples.THOUGHT not in turn.texts()
    assert turn.height < height


def test_growth_of_another_chat_changes_nothing(pane: ChatPane, turn: ReplyTurn) -> None:
    growth = samples.ReplyGrowth(samples.hex_id(9), samples.hex_id(99), samples.ReplyPhase.WRITING, "no")
    pane.grow_reply(growth)
    pane.add_message(samples.Message(samples.hex_id(98), samples.hex_id(9), None, "user", "other"))
    assert turn.message.content == ""
    assert len(pane.transcript.turns) == 2


def test_the_end_is_followed_while_the_reader_is_there(pane: ChatPane, transcript: Transcript) -> None:
    grow(pane)
    bar = transcript.verticalScrollBar()
    assert bar.maximum() > 200
    assert bar.value() == bar.maximum()
    assert not transcript.jump_pill.isVisible()


@pytest.mark.parametrize(
    "leave",
    [
        lambda transcript, qtbot: wheel(transcript, 1),
        lambda transcript, qtbot: qtbot.keyClick(transcript, Qt.Key.Key_PageUp),
        lambda transcript, qtbot: qtbot.keyClick(transcript, Qt.Key.Key_Home),
        lambda transcript, qtbot: transcript.verticalScrollBar().triggerAction(
            transcript.verticalScrollBar().SliderAction.SliderPageStepSub
        ),
    ],
    ids=["wheel", "page up", "home", "bar"],
)
def test_going_up_stops_following(
    pane: ChatPane, transcript: Transcript, qtbot: QtBot, leave: Callable[[Transcript, QtBot], None]
) -> None:
    grow(pane)
    leave(transcript, qtbot)
    at = transcript.verticalScrollBar().value()
    grow(pane, 5)
    assert transcript.verticalScrollBar().value() == at
    assert transcript.jump_pill.isVisible()


def test_coming_back_near_the_end_follows_again(pane: ChatPane, transcript: Transcript) -> None:
    grow(pane)
    wheel(transcript, 3)
    assert not transcript.following
    for _ in range(10):
        wheel(transcript, -1)
    assert transcript.following
    grow(pane, 5)
    bar = transcript.verticalScrollBar()
    assert bar.maximum() - bar.value() <= NEAR_END_PX


@pytest.mark.parametrize("by", ["pill", "key"])
def test_jump_to_latest(pane: ChatPane, transcript: Transcript, qtbot: QtBot, by: str) -> None:
    grow(pane)
    wheel(transcript, 5)
    if by == "pill":
        qtbot.mouseClick(transcript.jump_pill, Qt.MouseButton.LeftButton)
    else:
        qtbot.keyClick(transcript, Qt.Key.Key_End)
    bar = transcript.verticalScrollBar()
    assert bar.value() == bar.maximum()
    assert transcript.following
    assert not transcript.jump_pill.isVisible()


def test_selecting_in_a_growing_reply_stops_following(
    pane: ChatPane, transcript: Transcript, qtbot: QtBot
) -> None:
    grow(pane)
    qtbot.mousePress(transcript.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    assert not transcript.following


def test_the_persons_own_message_brings_the_end_into_view(pane: ChatPane, transcript: Transcript) -> None:
    grow(pane)
    wheel(transcript, 5)
    pane.add_message(samples.message(130, "user", "More"))
    bar = transcript.verticalScrollBar()
    assert bar.value() == bar.maximum()


def test_resizing_keeps_the_first_line_in_place(window: MainWindow, pane: ChatPane) -> None:
    pane.show_chat(long_chat())
    transcript = pane.transcript
    wheel(transcript, 10)
    anchor = transcript.sheet.anchor()
    assert anchor is not None
    for size in ((1000, 700), (900, 600), (1280, 800)):
        window.resize(*size)
        QApplication.sendPostedEvents()
        assert abs(transcript.sheet.line_y(anchor) - anchor.y) <= 1


def long_chat() -> samples.ChatView:
    """100 messages, numbered."""
    messages = tuple(samples.message(1000 + n, "user", f"Message {n}\n" * 3) for n in range(100))
    return samples.ChatView(samples.chats()[0], messages)


def test_a_long_chat_opens_at_its_end_with_few_turns_laid_out(pane: ChatPane) -> None:
    pane.show_chat(long_chat())
    transcript = pane.transcript
    assert len(transcript.turns) == 100
    assert transcript.sheet.last == 99
    assert sum(turn.is_built for turn in transcript.turns) < 20


def test_home_goes_to_the_very_first_message(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_chat(long_chat())
    qtbot.keyClick(pane.transcript, Qt.Key.Key_Home)
    assert pane.transcript.sheet.first == 0
    assert pane.transcript.verticalScrollBar().value() == 0


def test_another_theme_keeps_chat_and_place(pane: ChatPane) -> None:
    pane.show_chat(long_chat())
    transcript = pane.transcript
    wheel(transcript, 4)
    anchor = transcript.sheet.anchor()
    assert anchor is not None
    pane.theme.set_mode(ThemeMode.DARK)
    assert abs(transcript.sheet.line_y(anchor) - anchor.y) <= 1
    pane.theme.set_mode(ThemeMode.LIGHT)


def test_another_theme_parses_nothing_again(pane: ChatPane) -> None:
    pane.show_chat(samples.finished_view())
    reply = pane.transcript.last_reply
    assert reply is not None
    flow = reply.flow
    assert flow is not None
    read = [flow.text.runs(leaf) for leaf in flow.text.leaves]
    pane.theme.set_mode(ThemeMode.DARK)
    assert reply.flow is flow
    assert all(flow.text.runs(leaf) is runs for leaf, runs in zip(flow.text.leaves, read, strict=True))
    pane.theme.set_mode(ThemeMode.LIGHT)


def test_a_chat_is_found_where_it_was_left(pane: ChatPane) -> None:
    pane.show_chat(long_chat())
    transcript = pane.transcript
    wheel(transcript, 20)
    anchor = transcript.sheet.anchor()
    assert anchor is not None
    message, y = anchor.turn.message, anchor.y
    pane.show_chat(samples.failed_view())
    pane.show_chat(long_chat())
    found = transcript.sheet.anchor()
    assert found is not None
    assert (found.turn.message.id, found.y) == (message.id, y)
    assert not transcript.following


def test_the_reading_column_is_centred_and_leaves_room_for_the_bar() -> None:
    assert reading_column(950) == (98, 744)
    left, width = reading_column(700)
    assert left + width <= 700 - 10
    assert width == 642


def test_the_composer_has_the_edges_of_the_column(pane: ChatPane, window: MainWindow) -> None:
    pane.show_chat(samples.failed_view())
    for size in ((1280, 800), (880, 560)):
        window.resize(*size)
        QApplication.sendPostedEvents()
        turn = pane.transcript.turns[1]
        assert isinstance(turn, ReplyTurn)
        assert turn.footer is not None
        assert pane.composer.mapToGlobal(QPoint(0, 0)).x() == turn.footer.mapToGlobal(QPoint(0, 0)).x()
        assert pane.composer.width() == turn.footer.width()


def test_a_bubble_hugs_short_text_and_wraps_long(pane: ChatPane) -> None:
    pane.show_chat(samples.writing_view())
    pane.add_message(samples.message(140, "user", "Hi"))
    pane.add_message(samples.message(141, "user", "word " * 200))
    short, long = pane.transcript.turns[-2], pane.transcript.turns[-1]
    assert isinstance(short, SpeechTurn)
    assert isinstance(long, SpeechTurn)
    assert short.bubble.width() < 80
    assert long.bubble.width() <= 744 * 0.75
    assert long.bubble.height() > 3 * short.bubble.height()
    assert short.bubble.right() == long.bubble.right()


def test_users_text_is_never_markup(pane: ChatPane) -> None:
    pane.show_chat(samples.writing_view())
    pane.add_message(samples.message(142, "user", "<b>no</b> *stars* ![x](file:///etc/passwd)"))
    assert pane.transcript.turns[-1].texts() == ["<b>no</b> *stars* ![x](file:///etc/passwd)"]


def test_only_what_is_in_view_has_widgets(pane: ChatPane) -> None:
    pane.show_chat(samples.finished_view())
    transcript = pane.transcript
    turn = transcript.turns[1]
    assert isinstance(turn, ReplyTurn)
    view = transcript.viewport()
    for at in (1.0, 0.0, 1.0):
        bar = transcript.verticalScrollBar()
        bar.setValue(int(bar.maximum() * at))
        assert (turn.thought_row is not None) == (at == 0.0)
        assert (turn.footer is not None) == (at == 1.0)
        shown = [child for child in view.children() if isinstance(child, QWidget) and child.isVisible()]
        assert all(child.geometry().intersects(view.rect()) for child in shown)
        assert len([child for child in shown if child is not transcript.jump_pill]) <= 3
