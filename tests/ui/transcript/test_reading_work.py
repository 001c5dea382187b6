"""What a reader's steps cost, counted: what is painted, made and laid out for each of them."""

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.domain.conversation import MessageState, ReplyGrowth, ReplyPhase
from app.ui.main_window import MainWindow
from app.ui.transcript.ahead import AHEAD_PX
from app.ui.transcript.message_footer import MessageFooter
from app.ui.transcript.reply_footer import ReplyFooter
from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.speech_turn import SpeechTurn
from app.ui.transcript.turn import Turn
from app.ui.transcript.view import Transcript
from tests.bench.history import chat
from tests.ui import samples

STEP_PX = 120


class Painted(QObject):
    """Adds up the rows of the canvas that are painted."""

    def __init__(self, view: Transcript) -> None:
        super().__init__(view)
        self.rows = 0
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.rows += sum(box.height() for box in event.region())  # type: ignore[attr-defined]
        return False


class Passes(QObject):
    """Counts how often each footer is painted."""

    def __init__(self, view: Transcript) -> None:
        super().__init__(view)
        self.counts: Counter[str] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, MessageFooter):
            self.counts[watched.message_id] += 1
        return False


class Made(QObject):
    """Counts the widgets that messages get."""

    def __init__(self, view: Transcript) -> None:
        super().__init__(view)
        self.count = 0
        view.canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.ChildAdded
        return False


@pytest.fixture
def view(window: MainWindow) -> Iterator[Transcript]:
    """A long chat, at its end."""
    pane = window.chat_pane
    pane.set_server(samples.ready())
    pane.show_chat(samples.finished_view())
    view = pane.transcript
    view.set_messages(chat(200))
    QApplication.sendPostedEvents()
    yield view
    view.set_messages(())


def step(view: Transcript, by: int = -STEP_PX) -> None:
    """Scroll, and paint what came of it."""
    bar = view.verticalScrollBar()
    bar.setValue(bar.value() + by)
    QApplication.sendPostedEvents()


def growth(text: str) -> ReplyGrowth:
    return ReplyGrowth(samples.hex_id(9), samples.hex_id(9000), ReplyPhase.WRITING, text)


def footer_of(turn: Turn) -> QWidget | None:
    return turn.footer if isinstance(turn, ReplyTurn | SpeechTurn) else None


def replies_in_view(view: Transcript) -> list[ReplyTurn]:
    return [turn for turn in view.sheet.visible() if isinstance(turn, ReplyTurn)]


def test_below_the_pill_only_what_came_into_view_is_painted(view: Transcript) -> None:
    step(view)
    assert view.jump_pill.isVisible()
    painted = Painted(view)
    for by in [-STEP_PX] * 3 + [STEP_PX] * 2:
        place = view.jump_pill.geometry()
        painted.rows = 0
        step(view, by)
        assert view.jump_pill.geometry() == place
        assert STEP_PX <= painted.rows <= STEP_PX + 3 * place.height()


def test_what_came_into_view_is_painted_once(view: Transcript, qapp: QApplication) -> None:
    step(view)
    passes, seen = Passes(view), set()
    qapp.installEventFilter(passes)
    for _ in range(40):
        passes.counts.clear()
        step(view)
        assert set(passes.counts.values()) <= {1}
        seen |= set(passes.counts)
    qapp.removeEventFilter(passes)
    assert len(seen) > 5


def test_what_went_out_of_view_is_shown_again_instead_of_made_anew(view: Transcript) -> None:
    for by in [-STEP_PX] * 40 + [STEP_PX] * 40:
        step(view, by)
    made = Made(view)
    footers = set()
    for _ in range(40):
        step(view)
        footers |= {turn.message.id for turn in view.sheet.visible() if footer_of(turn) is not None}
    assert len(footers) > 5
    assert made.count == 0


def test_a_footer_that_is_shown_again_belongs_to_its_message_alone(view: Transcript) -> None:
    wishes: list[str] = []
    view.retry_requested.connect(wishes.append)
    first = replies_in_view(view)[-1]
    footer = footer_of(first)
    assert isinstance(footer, ReplyFooter)
    footer.copy_button.click()
    assert footer.copy_button.accessibleName() == "Copied"
    again = first
    while again is first and view.sheet.value > 0:
        step(view)
        again = next((turn for turn in replies_in_view(view) if turn.footer is footer), first)
    assert again is not first, "the footer was never shown again"
    assert footer.copy_button.accessibleName() == "Copy reply"
    footer.retry_button.click()
    assert wishes == [again.message.id]
    footer.copy_button.click()
    assert QApplication.clipboard().text() == again.message.content


def test_a_reply_that_grows_out_of_view_paints_nothing(view: Transcript) -> None:
    view.add_message(samples.message(9000, "assistant", "", state=MessageState.WRITING))
    bar = view.verticalScrollBar()
    bar.setValue(bar.value() // 2)
    QApplication.sendPostedEvents()
    painted, most, value = Painted(view), bar.maximum(), bar.value()
    for _ in range(5):
        view.grow_reply(growth("Words that fill a line or two of the column, and some more.\n\n" * 3))
        QApplication.sendPostedEvents()
    assert painted.rows == 0
    assert bar.maximum() > most
    assert bar.value() == value


def is_known(view: Transcript, first: int, last: int) -> bool:
    """Whether all between two heights of the sheet is laid out."""
    sheet, turns = view.sheet, view.turns
    places = range(sheet.turn_at(first), sheet.turn_at(last - 1) + 1)
    tops = {at: sheet.top_of(at) for at in places}
    return all(turns.is_laid_out(at, max(0, first - top), last - top - 1) for at, top in tops.items())


def test_what_a_reader_comes_to_next_is_laid_out_in_the_pause(view: Transcript, qtbot: QtBot) -> None:
    sheet = view.sheet
    for _ in range(10):
        step(view)
    assert not is_known(view, sheet.value - AHEAD_PX, sheet.value)
    place = view.first_place_in_view()
    anchor = sheet.anchor()
    assert anchor is not None
    qtbot.waitUntil(lambda: is_known(view, sheet.value - AHEAD_PX, sheet.value))
    assert view.first_place_in_view() == place
    assert sheet.line_y(anchor) == anchor.y
    assert view.verticalScrollBar().value() == sheet.value


def known(view: Transcript) -> tuple[int, int]:
    """How many messages have their parts, and how many of these are laid out."""
    built = view.turns.built()
    return len(built), sum(part.measured for turn in built for part in turn.parts)


def test_what_comes_next_is_laid_out_a_piece_at_a_time(view: Transcript) -> None:
    for _ in range(10):
        step(view)
    pieces, (turns, parts) = 0, known(view)
    place, anchor = view.first_place_in_view(), view.sheet.anchor()
    while view.sheet.lay_out_beyond(AHEAD_PX, is_up=True):
        more = known(view)
        assert more[0] - turns <= 1
        assert more[0] > turns or more[1] - parts <= 1
        pieces, (turns, parts) = pieces + 1, more
    assert pieces > 3
    assert is_known(view, view.sheet.value - AHEAD_PX, view.sheet.value)
    assert view.first_place_in_view() == place
    assert anchor is not None
    assert view.sheet.line_y(anchor) == anchor.y
