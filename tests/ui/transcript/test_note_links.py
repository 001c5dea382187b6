"""Marks of notes: they lead to the note by mouse and keys, the end of the note back, and both are told."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.ui.transcript.note_links import note_name, note_words
from app.ui.transcript.reading_order import block_text, blocks_of, boxes_of, links_in
from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.view import Transcript
from tests.ui import samples
from tests.ui.transcript.conftest import Show, finish_copying, said, take_keys

SHORT = "A claim[^1] and more[^b].\n\n[^1]: The *proof*.\n\n[^b]: Another."
LONG = (
    "A claim[^1] first.\n\n"
    + "\n\n".join(f"Paragraph {number} of many." for number in range(300))
    + "\n\nA second claim[^1] here.\n\n[^1]: The proof."
)


def middle_of_link(view: Transcript, number: int) -> QPoint:
    """The middle of a mark, counted over the blocks that are laid out."""
    turn = view.turns.turn(0)
    marks = [(at, link) for at in blocks_of(turn) for link in links_in(turn.parts[at])]
    at, link = marks[number]
    part = turn.parts[at]
    before = [each for other, each in marks[:number] if other == at].count(link)
    corner = QPointF(view.column_left, view.sheet.top_of(0) - view.sheet.value + turn.top_of(at))
    return (corner + boxes_of(part, link, before)[0].center()).toPoint()


def words_stood_on(view: Transcript) -> str:
    part = view.blocks.part()
    return block_text(part) if part is not None else ""


def click(view: Transcript, number: int, aside: int = 0) -> None:
    at = middle_of_link(view, number) + QPoint(aside, 0)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)


@pytest.mark.parametrize("aside", [0, 8])
def test_a_click_on_a_mark_or_beside_it_leads_to_the_note(view: Transcript, show: Show, aside: int) -> None:
    show(SHORT)
    click(view, 1, aside)
    assert words_stood_on(view) == "2. Another."


def test_a_note_far_below_is_brought_into_view_and_leads_back_to_the_mark_that_was_left(
    view: Transcript, show: Show, qtbot: QtBot
) -> None:
    turn = show(LONG)
    top = view.sheet.value
    click(view, 0)
    assert words_stood_on(view) == "1. The proof."
    qtbot.waitUntil(lambda: view.sheet.value > top)
    box = view.blocks.box()
    assert box is not None
    assert 0 <= box.top() < view.sheet.view_px
    assert said(turn)[-1].measured
    qtbot.waitUntil(lambda: len(links_in(said(turn)[-1])) == 1)
    QTest.keyClick(view, Qt.Key.Key_Tab)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert words_stood_on(view) == "A claim[1] first."
    assert view.blocks.link is not None
    assert view.blocks.link.text == "1"


def test_the_end_of_a_note_leads_to_the_later_mark_that_was_left(
    view: Transcript, show: Show, qtbot: QtBot
) -> None:
    show(LONG)
    view.jump_to_latest()
    qtbot.waitUntil(lambda: not view.sheet.band)
    take_keys(view, qtbot)
    turn = view.turns.turn(0)
    second = blocks_of(turn)[-2]
    view.blocks.take(
        turn.message.id, len(blocks_of(turn)) - 2, links_in(turn.parts[second])[0].of_message(turn.message.id)
    )
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert words_stood_on(view) == "1. The proof."
    QTest.keyClick(view, Qt.Key.Key_Tab)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert words_stood_on(view) == "A second claim[1] here."


def test_a_mark_in_a_table_is_found_again_by_its_row(view: Transcript, show: Show, qtbot: QtBot) -> None:
    show("| a | b |\n|---|---|\n| one[^1] | x |\n| two | y[^1] |\n\n[^1]: The proof.")
    click(view, 1)
    assert words_stood_on(view) == "1. The proof."
    QTest.keyClick(view, Qt.Key.Key_Tab)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert view.blocks.link is not None
    assert view.blocks.alike == 1


def test_a_mark_becomes_a_link_when_its_note_comes_and_nothing_moves(
    view: Transcript, writing: ReplyTurn
) -> None:
    view.grow_reply(samples.writing_growth("A claim[^1] in a line.\n\nAnd"))
    first = said(writing)[0]
    before = first.rectangles(0, 0, len(first.leaf_text(0)))
    assert links_in(first) == []
    view.grow_reply(samples.writing_growth(" more.\n\n[^1]: The proof"))
    assert [link.text for link in links_in(first)] == ["1"]
    assert first.rectangles(0, 0, len(first.leaf_text(0))) == before


def test_the_target_is_told_in_words_of_the_note(view: Transcript, show: Show, qtbot: QtBot) -> None:
    turn = show(SHORT)
    told = []
    view.target_changed.connect(told.append)
    QTest.mouseMove(view.viewport(), middle_of_link(view, 0))
    qtbot.waitUntil(lambda: bool(told))
    assert (note_name(told[0]), note_words(turn, told[0])) == ("Note 1", "The proof.")
    assert view.viewport().cursor().shape() is Qt.CursorShape.PointingHandCursor


def test_a_screen_reader_meets_marks_as_links_with_names(view: Transcript, show: Show) -> None:
    show(SHORT)
    message = QAccessible.queryAccessibleInterface(view).child(0)
    blocks = [message.child(at) for at in range(message.childCount())]
    assert "A claim[1] and more[2]." in [block.text(QAccessible.Text.Name) for block in blocks]
    links = [block.child(at) for block in blocks for at in range(block.childCount())]
    links = [link for link in links if link.role() is QAccessible.Role.Link]
    names = [link.text(QAccessible.Text.Name) for link in links]
    assert names == ["Note 1", "Note 2", "Back to the text", "Back to the text"]
    assert links[0].text(QAccessible.Text.Description) == "The proof."


def test_a_copy_has_marks_in_brackets_and_no_arrows(view: Transcript, show: Show) -> None:
    show(SHORT)
    view.select_all()
    view.copy_selection()
    finish_copying(view)
    mime = QGuiApplication.clipboard().mimeData()
    assert mime.text() == "A claim[1] and more[2].\n\n1. The proof.\n\n2. Another."
    assert "\u21a9" not in mime.html()
    assert mime.html().count("<sup>") == 2


def test_the_ring_around_a_mark_leaves_room_for_it(view: Transcript, show: Show, qtbot: QtBot) -> None:
    show(SHORT)
    take_keys(view, qtbot)
    at = middle_of_link(view, 0)
    QTest.keyClick(view, Qt.Key.Key_Tab)
    while view.blocks.link is None:
        QTest.keyClick(view, Qt.Key.Key_Tab)
    image = view.viewport().grab().toImage()
    accent = view.theme.color("accent").name()
    columns = [x for x in range(at.x() - 20, at.x() + 20) if image.pixelColor(x, at.y()).name() == accent]
    assert max(columns) - min(columns) >= 14
