"""The transcript: growth, what is laid out again, following the end."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.conversation import MessageState
from app.ui.chat.chat_pane import ChatPane
from app.ui.chat.code_block import CodeBlock
from app.ui.chat.reading_column import reading_column
from app.ui.chat.reply_turn import ReplyTurn
from app.ui.chat.text_block import TableBlock, TextBlock
from app.ui.chat.transcript import NEAR_END_PX, Transcript
from app.ui.chat.user_turn import UserTurn
from app.ui.main_window import MainWindow
from app.ui.theme.theme import ThemeMode
from tests.ui import samples

PARAGRAPH = "A line of the reply that goes on for some time, so that it wraps at the edge of the column.\n\n"


@pytest.fixture
def pane(window: MainWindow) -> ChatPane:
    window.chat_pane.set_server(samples.ready())
    return window.chat_pane


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


def grow(pane: ChatPane, count: int = 30) -> None:
    for _ in range(count):
        pane.grow_reply(samples.writing_growth(PARAGRAPH))


def test_a_reply_has_one_widget_for_each_block(pane: ChatPane) -> None:
    pane.show_chat(samples.finished_view())
    turn = pane.transcript.turns[1]
    assert isinstance(turn, ReplyTurn)
    kinds = [type(widget) for widget in turn.blocks.widgets]
    assert kinds == [TextBlock] * 5 + [TableBlock, CodeBlock, TextBlock]


def test_finished_blocks_are_neither_made_nor_laid_out_again(pane: ChatPane, turn: ReplyTurn) -> None:
    pane.grow_reply(samples.writing_growth("First.\n\n```py\nx = 1\n```\nSecond"))
    first, code, second = turn.blocks.widgets
    assert isinstance(first, TextBlock)
    assert isinstance(second, TextBlock)
    before = first.layout_count
    for _ in range(50):
        pane.grow_reply(samples.writing_growth(" word"))
    pane.grow_reply(samples.writing_growth("\n\nThird\n\n# Fourth\n"))
    assert turn.blocks.widgets[:3] == (first, code, second)
    assert first.layout_count == before
    assert second.plain_text() == "Second" + " word" * 50
    assert len(turn.blocks.widgets) == 5


def test_open_code_grows_by_appending(pane: ChatPane, turn: ReplyTurn, qtbot: QtBot) -> None:
    pane.grow_reply(samples.writing_growth("```python\nx = 1\n"))
    code = turn.blocks.widgets[0]
    assert isinstance(code, CodeBlock)
    revision = code.text_block.document.revision()
    pane.grow_reply(samples.writing_growth("y = 'two'\n"))
    assert turn.blocks.widgets[0] is code
    assert code.text_block.document.revision() - revision <= 3
    pane.grow_reply(samples.writing_growth("```\nafter"))
    assert code.code == "x = 1\ny = 'two'"
    qtbot.waitUntil(lambda: code.coloured)
    block = code.text_block.document.findBlockByNumber(1)
    colours = {part.format.foreground().color().name() for part in block.layout().formats()}
    assert pane.theme.color("syntax_string").name() in colours


def test_colours_stand_right_behind_emoji(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_chat(samples.writing_view())
    pane.grow_reply(samples.writing_growth("```python\n'🦙🦙' + 5\n```\n"))
    turn = pane.transcript.running_turn
    assert turn is not None
    code = turn.blocks.widgets[0]
    assert isinstance(code, CodeBlock)
    qtbot.waitUntil(lambda: code.coloured)
    parts = code.text_block.document.firstBlock().layout().formats()
    number = pane.theme.color("syntax_number").name()
    places = [(p.start, p.length) for p in parts if p.format.foreground().color().name() == number]
    assert places == [(9, 1)]


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
    assert turn.blocks.widgets[0].accessibleName() == "Hello world"


def test_a_kept_reply_that_differs_replaces_what_was_shown(pane: ChatPane, turn: ReplyTurn) -> None:
    pane.grow_reply(samples.writing_growth("Helo"))
    pane.finish_reply(samples.message(112, "assistant", "Hello"))
    assert [widget.accessibleName() for widget in turn.blocks.widgets] == ["Hello"]


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
    assert turn.thought is not None
    assert turn.thought.row.text().replace("\N{NO-BREAK SPACE}", " ") == "Thinking… 2 s"
    pane.grow_reply(samples.writing_growth("Hi"))
    assert said().startswith("about 41.0 tok/s · 214 tokens")
    assert turn.writing is not None
    assert turn.writing.chip_shown
    assert turn.thought.row.text().replace("\N{NO-BREAK SPACE}", " ") == "Thought for 3 s"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_thought_is_folded_and_opens_by_key(pane: ChatPane, qtbot: QtBot, key: Qt.Key) -> None:
    pane.show_chat(samples.finished_view())
    turn = pane.transcript.turns[1]
    assert isinstance(turn, ReplyTurn)
    assert turn.thought is not None
    assert not turn.thought.body.isVisible()
    height = turn.height()
    qtbot.keyClick(turn.thought.row, key)
    assert turn.thought.body.isVisible()
    assert turn.thought.body.text_block.plain_text() == samples.THOUGHT
    assert turn.height() > height
    qtbot.keyClick(turn.thought.row, key)
    assert turn.height() == height


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
    pane: ChatPane, transcript: Transcript, turn: ReplyTurn, qtbot: QtBot
) -> None:
    grow(pane)
    qtbot.mousePress(turn.blocks.widgets[-1], Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert not transcript.following


def test_the_persons_own_message_brings_the_end_into_view(pane: ChatPane, transcript: Transcript) -> None:
    grow(pane)
    wheel(transcript, 5)
    pane.add_message(samples.message(130, "user", "More"))
    bar = transcript.verticalScrollBar()
    assert bar.value() == bar.maximum()


def test_resizing_keeps_what_is_read_in_place(
    window: MainWindow, pane: ChatPane, transcript: Transcript, turn: ReplyTurn
) -> None:
    pane.show_chat(samples.finished_view())
    bar = transcript.verticalScrollBar()
    bar.triggerAction(bar.SliderAction.SliderToMinimum)
    wheel(transcript, -2)
    wheel(transcript, 1)
    reply = transcript.turns[1]
    offset = reply.y() - bar.value()
    window.resize(1000, 700)
    assert abs((reply.y() - bar.value()) - offset) <= 2


def long_chat() -> samples.ChatView:
    """100 messages, numbered."""
    messages = tuple(samples.message(1000 + n, "user", f"Message {n}\n" * 3) for n in range(100))
    return samples.ChatView(samples.chats()[0], messages)


def test_a_long_chat_opens_at_its_end_and_shows_older_on_the_way_up(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_chat(long_chat())
    transcript = pane.transcript
    assert len(transcript.turns) < 40
    assert transcript.turns[-1].message.content.startswith("Message 99")
    bar = transcript.verticalScrollBar()
    first = transcript.turns[0]
    bar.triggerAction(bar.SliderAction.SliderToMinimum)
    qtbot.waitUntil(lambda: transcript.turns[0] is not first)
    qtbot.waitUntil(lambda: bar.value() > 0)
    assert first.y() - bar.value() < transcript.height()


def test_home_goes_to_the_very_first_message(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_chat(long_chat())
    qtbot.keyClick(pane.transcript, Qt.Key.Key_Home)
    assert len(pane.transcript.turns) == 100
    assert pane.transcript.verticalScrollBar().value() == 0


def test_another_theme_keeps_chat_and_place(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_chat(long_chat())
    bar = pane.transcript.verticalScrollBar()
    wheel(pane.transcript, 4)
    value = bar.value()
    pane.theme.set_mode(ThemeMode.DARK)
    assert bar.value() == value
    assert pane.transcript.turns[-1].message.content.startswith("Message 99")
    pane.theme.set_mode(ThemeMode.LIGHT)


def test_the_reading_column_is_centred_and_leaves_room_for_the_bar() -> None:
    assert reading_column(950) == (98, 744)
    left, width = reading_column(700)
    assert left + width <= 700 - 10
    assert width == 642


def test_the_composer_has_the_edges_of_the_column(pane: ChatPane, window: MainWindow) -> None:
    pane.show_chat(samples.finished_view())
    for size in ((1280, 800), (880, 560)):
        window.resize(*size)
        QApplication.sendPostedEvents()
        turn = pane.transcript.turns[1]
        assert pane.composer.mapToGlobal(QPoint(0, 0)).x() == turn.mapToGlobal(QPoint(0, 0)).x()
        assert pane.composer.width() == turn.width()


def test_a_bubble_hugs_short_text_and_wraps_long(pane: ChatPane) -> None:
    pane.show_chat(samples.writing_view())
    pane.add_message(samples.message(140, "user", "Hi"))
    pane.add_message(samples.message(141, "user", "word " * 200))
    short, long = pane.transcript.turns[-2:]
    assert isinstance(short, UserTurn)
    assert isinstance(long, UserTurn)
    assert short.text_block.width() < 40
    assert long.text_block.width() <= 744 * 0.75
    assert long.text_block.height() > 3 * short.text_block.height()
    assert short.text_block.geometry().right() == long.text_block.geometry().right()


def test_users_text_is_never_markup(pane: ChatPane) -> None:
    pane.show_chat(samples.writing_view())
    pane.add_message(samples.message(142, "user", "<b>no</b> *stars* ![x](file:///etc/passwd)"))
    turn = pane.transcript.turns[-1]
    assert isinstance(turn, UserTurn)
    assert turn.text_block.plain_text() == "<b>no</b> *stars* ![x](file:///etc/passwd)"
