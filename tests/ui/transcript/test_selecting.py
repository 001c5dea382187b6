"""Selecting in the messages by mouse and keyboard, also while text streams and turns go out of view."""

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QKeySequence, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.conversation import MessageState
from app.ui.transcript.code_part import CodePart
from app.ui.transcript.positions import Position
from app.ui.transcript.view import Transcript
from app.ui.transcript.word_bounds import word_at
from tests.ui import samples
from tests.ui.transcript.conftest import take_keys

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
TEXT = "First words of it.\n\nSecond paragraph here.\n\n```py\none = 1\ntwo = 2\n```\n\nThe last one."


@pytest.fixture
def view(view: Transcript, qtbot: QtBot) -> Transcript:
    view.resize(800, 500)
    take_keys(view, qtbot)
    return view


def point(view: Transcript, place: Position, *, inside_px: int = 1) -> QPoint:
    """Where a character stands in the view."""
    turn = view.turns.turn(place.message)
    number, leaf = turn.part_of_leaf(place.leaf)
    box = turn.parts[number].rectangles(leaf, place.offset, place.offset + 1)[0]
    top = view.sheet.top_of(place.message) - view.sheet.value + turn.top_of(number)
    left = view.column_left + turn.left
    return QPoint(round(left + box.left()) + inside_px, round(top + box.center().y()))


def drag(view: Transcript, start: Position, end: Position) -> None:
    """Press at one character, move to another and let go."""
    QTest.mousePress(view.viewport(), LEFT, NONE, point(view, start))
    QTest.mouseMove(view.viewport(), point(view, end))
    QTest.mouseRelease(view.viewport(), LEFT, NONE, point(view, end))


def ask(view: Transcript) -> None:
    """A question with its answer."""
    view.set_messages((samples.message(1, "user", "Why?\nTell me."), samples.message(2, "assistant", TEXT)))


def test_a_drag_selects_across_blocks_and_messages(view: Transcript) -> None:
    ask(view)
    drag(view, Position(0, 1, 5), Position(1, 3, 4))
    assert view.selected_text == ("me.\n\nFirst words of it.\n\nSecond paragraph here.\n\none = 1\ntwo ")
    drag(view, Position(1, 1, 7), Position(1, 0, 6))
    assert view.selected_text == "words of it.\n\nSecond "


def test_clicks_take_words_and_leaves_and_a_drag_goes_on_with_them(view: Transcript) -> None:
    ask(view)
    at, other = point(view, Position(1, 0, 7)), point(view, Position(1, 1, 9))
    QTest.mousePress(view.viewport(), LEFT, NONE, at)
    QTest.mouseRelease(view.viewport(), LEFT, NONE, at)
    QTest.mouseDClick(view.viewport(), LEFT, NONE, at)
    assert view.selected_text == "words"
    QTest.mousePress(view.viewport(), LEFT, NONE, at)
    assert view.selected_text == "First words of it."
    QTest.mouseMove(view.viewport(), other)
    QTest.mouseRelease(view.viewport(), LEFT, NONE, other)
    assert view.selected_text == "First words of it.\n\nSecond paragraph here."
    view.selecting.take_word(Position(1, 1, 8))
    view.selecting.extend(Position(1, 0, 8))
    assert view.selected_text == "words of it.\n\nSecond paragraph"


def test_shift_and_a_click_select_up_to_there(view: Transcript) -> None:
    ask(view)
    QTest.mouseClick(view.viewport(), LEFT, NONE, point(view, Position(1, 0, 6)))
    QTest.mouseClick(view.viewport(), LEFT, SHIFT, point(view, Position(1, 1, 6)))
    assert view.selected_text == "words of it.\n\nSecond"


@pytest.mark.parametrize(
    ("text", "offset", "word"),
    [
        ("one two", 1, "one"),
        ("one two", 3, "one"),
        ("one  two", 4, "  "),
        ("don't say 'no'", 1, "don't"),
        ("don't say 'no'", 11, "no"),
        ("snake_case_2 x", 4, "snake_case_2"),
        ("(a)", 0, "("),
        ("\u0939\u093f\u0928\u094d\u0926\u0940 x", 3, "\u0939\u093f\u0928\u094d\u0926\u0940"),
        ("\u05e9\u05b8\u05dc\u05d5\u05b9\u05dd x", 1, "\u05e9\u05b8\u05dc\u05d5\u05b9\u05dd"),
        ("a \U0001f469\u200d\U0001f467 b", 3, "\U0001f469\u200d\U0001f467"),
        ("\U0001f44d\U0001f3fd!", 1, "\U0001f44d\U0001f3fd"),
        ("end", 3, "end"),
        ("", 0, ""),
    ],
)
def test_a_word_is_one_in_any_script(text: str, offset: int, word: str) -> None:
    start, end = word_at(text, offset)
    assert text[start:end] == word


def test_a_text_without_an_end_holds_nothing_up() -> None:
    assert word_at("x" * 1_000_000, 500_000)[1] < 520_000
    start, end = word_at("a" + "\u0301" * 5_000, 2_500)
    assert start <= 2_500 < end


@pytest.mark.parametrize(
    ("key", "selected"),
    [
        (Qt.Key.Key_Left, "\u05d5"),
        (Qt.Key.Key_Right, "\u05dc"),
        (Qt.Key.Key_End, "\u05d5\u05dd \u05db\u05df"),
        (Qt.Key.Key_Home, "\u05e9\u05dc"),
    ],
)
def test_keys_lead_where_they_point_in_a_text_that_runs_to_the_left(
    view: Transcript, key: Qt.Key, selected: str
) -> None:
    view.set_messages((samples.message(2, "assistant", "\u05e9\u05dc\u05d5\u05dd \u05db\u05df"),))
    view.selecting.start(Position(0, 0, 2))
    QTest.keyClick(view, key, SHIFT)
    assert view.selected_text == selected


@pytest.mark.parametrize(
    ("key", "modifiers", "selected"),
    [
        (Qt.Key.Key_Right, SHIFT, "w"),
        (Qt.Key.Key_Left, SHIFT, " "),
        (Qt.Key.Key_Right, SHIFT | CONTROL, "words"),
        (Qt.Key.Key_Left, SHIFT | CONTROL, "First "),
        (Qt.Key.Key_End, SHIFT, "words of it."),
        (Qt.Key.Key_Home, SHIFT, "First "),
        (Qt.Key.Key_Down, SHIFT | CONTROL, "words of it."),
        (Qt.Key.Key_Up, SHIFT | CONTROL, "First "),
        (Qt.Key.Key_End, SHIFT | CONTROL, TEXT[6:].replace("```py\n", "").replace("```\n", "")),
        (Qt.Key.Key_Home, SHIFT | CONTROL, "Why?\nTell me.\n\nFirst "),
    ],
)
def test_keys_select_from_where_was_clicked(
    view: Transcript, key: Qt.Key, modifiers: Qt.KeyboardModifier, selected: str
) -> None:
    ask(view)
    QTest.mouseClick(view.viewport(), LEFT, NONE, point(view, Position(1, 0, 6)))
    QTest.keyClick(view, key, modifiers)
    assert view.selected_text == selected


def test_lines_and_pages_keep_their_column(view: Transcript) -> None:
    ask(view)
    QTest.mouseClick(view.viewport(), LEFT, NONE, point(view, Position(1, 0, 6)))
    QTest.keyClick(view, Qt.Key.Key_Down, SHIFT)
    assert view.selected_text.startswith("words of it.\n\nSeco")
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Down, SHIFT)
    assert "one = 1\ntwo = 2\n\nThe l" in view.selected_text
    for _ in range(4):
        QTest.keyClick(view, Qt.Key.Key_Up, SHIFT)
    assert view.selected_text == ""
    QTest.keyClick(view, Qt.Key.Key_PageDown, SHIFT)
    assert view.selected_text.endswith("The last one.")


def test_one_step_passes_a_character_of_several_code_points(view: Transcript) -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    view.set_messages((samples.message(1, "user", f"a{family}e\u0301b"),))
    view.selecting.start(Position(0, 0, 1))
    for expected in (family, f"{family}e\u0301", f"{family}e\u0301b"):
        QTest.keyClick(view, Qt.Key.Key_Right, SHIFT)
        assert view.selected_text == expected
    QTest.keyClick(view, Qt.Key.Key_Left, SHIFT)
    QTest.keyClick(view, Qt.Key.Key_Left, SHIFT)
    assert view.selected_text == family


def test_a_selection_stays_while_the_reply_grows_and_turns_are_let_go(view: Transcript) -> None:
    older = [samples.message(number, "user", f"Number {number}\nmore") for number in range(10, 200)]
    view.set_messages((*older, *samples.writing_view().messages))
    running = view.running_turn
    assert running is not None
    view.grow_reply(samples.writing_growth("Some **half-written** text and `code"))
    last = len(view.turns) - 1
    view.selecting.start(Position(2, 0, 3))
    view.selecting.extend(Position(last, 0, 9))
    before = view.selected_text
    assert before.startswith("ber 12\nmore\n\nNumber 13")
    assert before.endswith("Some half")
    for piece in ("` in it\n\n", "| a | b |\n", "|---|---|\n", "| 1 | 2 |\n", "\n```py\n", "x = 1\n" * 50):
        view.grow_reply(samples.writing_growth(piece))
        assert view.selected_text == before
    bar = view.verticalScrollBar()
    for value in (0, bar.maximum() // 2, bar.maximum(), 0):
        bar.setValue(value)
    assert view.selected_text == before
    view.prepend_messages([samples.message(9, "user", "earlier")])
    assert view.selected_text == before
    view.remove_message(samples.hex_id(9))
    assert view.selected_text == before
    assert sum(turn.is_built for turn in view.turns) < 100


def test_at_an_edge_the_drag_scrolls(view: Transcript, qtbot: QtBot) -> None:
    view.set_messages([samples.message(number, "user", "word " * 50) for number in range(60)])
    assert view.verticalScrollBar().value() > 0
    start = QPointF(view.viewport().rect().center()).toPoint()
    QTest.mousePress(view.viewport(), LEFT, NONE, start)
    QTest.mouseMove(view.viewport(), QPoint(start.x(), -40))
    first = view.sheet.first
    qtbot.waitUntil(lambda: view.sheet.first < first - 3)
    QTest.mouseRelease(view.viewport(), LEFT, NONE, QPoint(start.x(), -40))
    at = view.verticalScrollBar().value()
    assert view.selected_text.count("\n\n") > 3
    QApplication.sendPostedEvents()
    assert view.verticalScrollBar().value() == at


def test_escape_gives_the_selection_back_and_the_end_of_a_drag_below_all_is_the_last_letter(
    view: Transcript,
) -> None:
    ask(view)
    QTest.mousePress(view.viewport(), LEFT, NONE, point(view, Position(1, 4, 4)))
    below = QPoint(view.viewport().width() - 30, view.viewport().height() - 2)
    QTest.mouseMove(view.viewport(), below)
    QTest.mouseRelease(view.viewport(), LEFT, NONE, below)
    assert view.selected_text == "last one."
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.selected_text == ""
    QTest.keySequence(view, QKeySequence(QKeySequence.StandardKey.SelectAll))
    assert view.selected_text.startswith("Why?")


def test_keys_move_in_wrapped_code_that_grew_out_of_view(view: Transcript) -> None:
    reply = samples.message(112, "assistant", "```py\none = 1\n", state=MessageState.WRITING)
    view.set_messages((samples.message(111, "user", "words\n" * 100), reply))
    turn = view.turns[1]
    (code,) = [part for part in turn.parts if isinstance(part, CodePart)]
    code.toggle_wrap()
    view.scroll_by(-view.sheet.value)
    view.grow_reply(samples.writing_growth("two = 2\n" * 8))
    assert not code.measured
    view.selecting.start(Position(1, 7, 0))
    QTest.keyClick(view, Qt.Key.Key_Right, SHIFT)
    QTest.keyClick(view, Qt.Key.Key_Right, SHIFT)
    assert view.selected_text == "tw"
    assert code.measured


class PaintedRows(QObject):
    """Notes which rows of the canvas are painted."""

    def __init__(self, view: Transcript) -> None:
        super().__init__(view)
        self.rows: set[int] = set()
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            for box in event.region():  # type: ignore[attr-defined]
                self.rows.update(range(box.top(), box.bottom() + 1))
        return False


def rows_of(image: QImage) -> list[bytes]:
    step = image.bytesPerLine()
    whole = bytes(image.constBits())
    return [whole[at : at + step] for at in range(0, len(whole), step)]


def test_the_mouse_paints_anew_where_the_selection_changed_and_little_else(view: Transcript) -> None:
    paragraphs = "\n\n".join(f"Paragraph {at} of an answer, with some words." for at in range(6))
    view.set_messages(
        (samples.message(1, "user", "Why?"), samples.message(2, "assistant", f"{paragraphs}\n\n{TEXT}"))
    )
    places = [Position(1, leaf, 6) for leaf in (1, 3, 2, 0, 8, 9, 5)] + [Position(0, 0, 2), Position(1, 2, 0)]
    canvas = view.viewport()
    QTest.mouseClick(canvas, LEFT, NONE, QPoint(2, 2))
    painted, least = PaintedRows(view), view.sheet.view_px
    for at, place in enumerate(places):
        QApplication.sendPostedEvents()
        before, painted.rows = rows_of(canvas.grab().toImage()), set()
        if at % 4:
            QTest.mouseMove(canvas, point(view, place))
        else:
            QTest.mouseRelease(canvas, LEFT, NONE, point(view, place))
            QTest.mousePress(canvas, LEFT, SHIFT if at == 4 else NONE, point(view, place))
        QApplication.sendPostedEvents()
        seen = frozenset(painted.rows)
        after = rows_of(canvas.grab().toImage())  # which paints all
        changed = {row for row in range(len(after)) if after[row] != before[row]}
        assert changed <= seen
        assert changed or at == 0
        least = min(least, len(seen)) if seen else least
    assert least < 100


def test_what_is_selected_of_a_question_stands_out_of_its_bubble(view: Transcript) -> None:
    view.set_messages((samples.message(101, "user", "Some words."), samples.message(102, "assistant", TEXT)))
    theme = view.theme
    view.select_all()
    image = view.viewport().grab().toImage()
    grounds = []
    for message in (0, 1):
        box = point(view, Position(message, 0, 0))
        grounds.append(image.pixelColor(box.x() + 1, box.y() - 10).name())  # above the letters
    assert grounds == [theme.color("press").name(), theme.color("sel").name()]
