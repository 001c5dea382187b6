"""Finding words in a chat: everything that is shown or folded, counted, marked, walked through."""

import random
import re
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.search import HitPlace, SearchHit
from app.markup.inline import Inline, Parsed
from app.ui.chat.chat_pane import ChatPane
from app.ui.main_window import MainWindow
from app.ui.transcript.code_part import CodePart
from app.ui.transcript.find_text import Needle, message_hits
from app.ui.transcript.positions import Position
from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.view import Transcript
from tests.markup.test_oracle import LINES, PIECES
from tests.ui import samples

LONG_CODE = "\n".join(["```py", *(f"line_{number} = {number}" for number in range(80)), "needle = 1", "```"])


@pytest.fixture
def chat(pane: ChatPane) -> Transcript:
    """400 messages; the needle stands in five of them, in every kind of place."""
    messages = []
    for number in range(400):
        role, text, thinking = "user" if number % 2 == 0 else "assistant", f"Message {number}.", ""
        if number == 10:
            text = "The Needle as a person wrote it"
        elif number == 101:
            text = "| a | b |\n|---|---|\n| x | the nee**dle** |"
        elif number == 201:
            thinking = "First.\nA needle in a thought"
        elif number == 301:
            text = LONG_CODE
        elif number == 399:
            text = "Two: needle and `needle`"
        messages.append(samples.message(1000 + number, role, text, thinking=thinking))
    pane.show_chat(samples.ChatView(samples.chats()[0], tuple(messages)))
    return pane.transcript


def look(pane: ChatPane, words: str) -> None:
    """Open the bar, type, and wait for the count."""
    pane.finder.open()
    assert pane.finder.bar is not None
    pane.finder.bar.field.setText(words)
    settle(pane)


def settle(pane: ChatPane) -> None:
    """Wait until every message was looked through."""
    while pane.transcript.finding.is_looking:
        QTest.qWait(1)


def said(pane: ChatPane) -> str:
    assert pane.finder.bar is not None
    return pane.finder.bar.count.text()


def test_all_hits_are_counted_and_walked_through(pane: ChatPane, chat: Transcript) -> None:
    look(pane, "needle")
    assert said(pane) == "5 of 6"
    assert pane.finder.bar is not None
    field = pane.finder.bar.field
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert said(pane) == "6 of 6"
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert said(pane) == "1 of 6, went round"
    assert chat.sheet.first <= 10 <= chat.sheet.last
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert said(pane) == "2 of 6"
    assert chat.sheet.first <= 101 <= chat.sheet.last
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert said(pane) == "6 of 6, went round"
    assert sum(turn.is_built for turn in chat.turns) < 100


def test_what_hides_a_hit_is_unfolded(pane: ChatPane, chat: Transcript) -> None:
    look(pane, "needle in a thought")
    assert said(pane) == "1 of 1, went round"
    thought = chat.turns[201]
    assert isinstance(thought, ReplyTurn)
    assert thought.is_thought_open
    look(pane, "needle = 1")
    assert said(pane) == "1 of 1"
    code = chat.turns[301]
    assert isinstance(code, ReplyTurn)
    assert code.flow is not None
    part = code.flow.parts[0]
    assert isinstance(part, CodePart)
    assert not part.folded
    assert part.rectangles(80, 0, 6)


def test_upper_and_lower_case_can_differ(pane: ChatPane, chat: Transcript) -> None:
    look(pane, "Needle")
    assert pane.finder.bar is not None
    pane.finder.bar.case_button.click()
    settle(pane)
    assert said(pane).startswith("1 of 1")


def test_nothing_found_is_said(pane: ChatPane, chat: Transcript) -> None:
    look(pane, "no such words")
    assert said(pane) == "Nothing found"
    assert pane.finder.bar is not None
    assert not pane.finder.bar.next_button.isEnabled()
    pane.finder.bar.field.clear()
    assert said(pane) == ""


def test_escape_closes_first_and_gives_the_keyboard_back(
    window: MainWindow, pane: ChatPane, chat: Transcript
) -> None:
    chat.setFocus()
    chat.select_all()
    QTest.keyClick(chat, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert pane.finder.is_open
    assert pane.finder.bar is not None
    assert window.focusWidget() is pane.finder.bar.field
    pane.finder.bar.field.setText("needle")
    settle(pane)
    QTest.keyClick(pane.finder.bar.field, Qt.Key.Key_Escape)
    assert not pane.finder.is_open
    assert not chat.finding.is_on
    assert window.focusWidget() is chat
    assert chat.selected_text
    pane.finder.open()
    pane.finder.bar.field.setText("needle")
    chat.setFocus()
    QTest.keyClick(chat, Qt.Key.Key_F3)
    QTest.keyClick(chat, Qt.Key.Key_Escape)
    assert not pane.finder.is_open
    assert chat.selected_text


def test_the_keyboard_goes_back_to_where_it_was_before_the_bar(
    window: MainWindow, pane: ChatPane, chat: Transcript
) -> None:
    edit = pane.composer.edit
    edit.setFocus()
    pane.finder.open()
    pane.finder.open()
    assert pane.finder.bar is not None
    QTest.keyClick(pane.finder.bar.field, Qt.Key.Key_Escape)
    assert window.focusWidget() is edit
    pane.finder.open()
    chat.setFocus()
    pane.finder.close()
    assert window.focusWidget() is chat, "it was not in the bar any more"


def test_what_is_selected_in_one_line_is_looked_for(pane: ChatPane, chat: Transcript) -> None:
    chat.selecting.start(Position(0, 0, 0))
    chat.selecting.extend(Position(0, 0, 7))
    pane.finder.open()
    assert pane.finder.bar is not None
    assert pane.finder.bar.field.text() == "Message"


def test_hits_are_marked_and_the_current_one_otherwise(pane: ChatPane, chat: Transcript) -> None:
    look(pane, "needle")
    image = chat.viewport().grab().toImage()
    fill, edge = pane.theme.color("warning_tint"), pane.theme.color("warning")

    def count(color: QColor) -> int:
        found = 0
        for y in range(image.height()):
            found += sum(image.pixelColor(x, y) == color for x in range(0, image.width(), 3))
        return found

    assert count(fill) > 50
    assert count(edge) > 20
    pane.finder.close()
    image = chat.viewport().grab().toImage()
    assert count(fill) == 0


def test_the_line_around_the_current_hit_stands_on_no_letter(pane: ChatPane, chat: Transcript) -> None:
    look(pane, "needle")
    image = chat.viewport().grab().toImage()
    parts = [part for turn in chat.turns.built() for part in turn.parts if part.found is not None]
    marks = next(part.found[0] for part in parts if part.found)
    assert marks.current is not None
    hit = marks.current[1]
    turn = chat.turns.turn(marks.current[0])
    at, leaf = turn.part_of_leaf(hit.leaf)
    letters = turn.parts[at].rectangles(leaf, hit.start, hit.end)[0]
    y = chat.sheet.top_of(marks.current[0]) - chat.sheet.value + turn.top_of(at) + letters.center().y()
    left = chat.column_left + turn.left + letters.left()
    edge = pane.theme.color("warning")
    is_edge = [image.pixelColor(x, round(y)) == edge for x in range(image.width())]
    assert is_edge[round(left) - 1]
    assert not any(is_edge[round(left) : round(left + letters.width())])


def test_a_reply_that_is_written_is_searched_as_it_grows(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_chat(samples.writing_view())
    pane.grow_reply(samples.writing_growth("A needle at once.\n\n"))
    look(pane, "needle")
    qtbot.waitUntil(lambda: pane.transcript.finding.count == 1)
    for number in range(30):
        pane.grow_reply(samples.writing_growth(f"Paragraph {number} with a **nee**dle.\n\n"))
    qtbot.waitUntil(lambda: pane.transcript.finding.count == 31)
    assert said(pane).endswith("of 31") or "31" in said(pane)
    pane.finish_reply(samples.message(112, "assistant", "Only one needle was kept"))
    settle(pane)
    assert pane.transcript.finding.count == 1


def test_a_message_is_shown_with_its_words_marked_until_the_next_key(
    pane: ChatPane, chat: Transcript, qtbot: QtBot
) -> None:
    assert chat.show_message(samples.hex_id(1301), ["needle", "line_3"])
    qtbot.waitUntil(lambda: chat.finding.count == 12)
    assert chat.sheet.first <= 301 <= chat.sheet.last
    chat.setFocus()
    QTest.keyClick(chat, Qt.Key.Key_Up)
    assert not chat.finding.is_on


@pytest.mark.parametrize(
    ("written", "text", "marked"),
    [
        ("foo **bar", "foo **bar** and bar", ["foo bar"]),
        ("snake_case", "a snake_case, `snake_case`", ["snake_case", "snake_case"]),
        ("a", "a llama had a hat", ["a", "a"]),
        ("ma", "mail and llama", ["ma"]),
        ("草", "很多駱馬在吃草", ["草"]),
        ("dat", "metadata", ["dat"]),
    ],
)
def test_words_are_found_as_markdown_has_them(written: str, text: str, marked: list[str]) -> None:
    message = samples.message(2, "assistant", text)
    needle = Needle.of_written([written])
    hits = [found for found in message_hits(message, needle, Inline()) if found is not None][-1]
    shown = " ".join(text.replace("*", "").replace("`", "").split())
    assert [shown[hit.start : hit.end] for hit in hits] == marked


def test_a_hit_opens_the_thought_only_where_it_was_found_there(pane: ChatPane, qtbot: QtBot) -> None:
    reply = samples.message(5, "assistant", "The needle said", thinking="A needle thought")
    view = samples.ChatView(samples.chats()[0], (reply,), anchor_id=reply.id)
    at = datetime.now(UTC)
    for place, is_open in ((HitPlace.CONTENT, False), (HitPlace.THINKING, True)):
        pane.seek(SearchHit(view.chat.id, reply.id, "", place, "", (), at, words=("needle",)))
        pane.show_chat(view)
        qtbot.waitUntil(lambda: pane.transcript.finding.count == 2)
        settle(pane)
        turn = pane.transcript.turn(reply.id)
        assert isinstance(turn, ReplyTurn)
        assert turn.is_thought_open is is_open
        assert pane.transcript.finding.place == (1 if is_open else 2)


@pytest.mark.parametrize("seed", range(40))
def test_counts_are_those_of_a_plain_search_of_what_is_shown(seed: int, window: MainWindow) -> None:
    rng = random.Random(seed)
    blocks = ["".join(rng.choices((*PIECES, "wo", "rd"), k=rng.randint(1, 12))) for _ in range(6)]
    text = "\n".join(["start", *rng.choices((*LINES, *blocks), k=rng.randint(1, 25))])
    transcript = window.chat_pane.transcript
    message = samples.message(2, "assistant", text)
    transcript.set_messages((message,))
    shown = transcript.turns.turn(0).texts()
    inline = Inline()
    whole = " ".join(shown).split()
    for words in ("a", "word", "b", "foo", "two words", "x", rng.choice(whole), rng.choice(whole)[:3]):
        pattern = re.compile(re.escape(words).replace("\\ ", r"\s+"), re.IGNORECASE)
        expected = sum(len(pattern.findall(each)) for each in shown)
        hits = [found for found in message_hits(message, Needle(words), inline) if found is not None][-1]
        assert len(hits) == expected, (text, words)


def test_hits_out_of_view_paint_nothing(pane: ChatPane, monkeypatch: pytest.MonkeyPatch) -> None:
    messages = [samples.message(1000 + number, "user", "One needle.") for number in range(2_000)]
    pane.show_chat(samples.ChatView(samples.chats()[0], tuple(messages)))
    view, told = pane.transcript, [0]
    view.finding.changed.connect(partial(add_one, told))
    painted: list[int] = []
    repaint = view.repaint_marks

    def counted() -> None:
        painted.append(view.finding.count)
        repaint()

    monkeypatch.setattr(view, "repaint_marks", counted)
    look(pane, "needle")
    assert view.finding.count == 2_000
    in_view = view.sheet.last - view.sheet.first + 1
    assert 2 <= len(painted) <= in_view + 3, "at the begin, at the first hit, and where one shows"
    assert told[0] > len(painted), "the count is told all the time"


def add_one(told: list[int]) -> None:
    told[0] += 1


class CountingInline(Inline):
    """Counts the texts whose markup it reads."""

    read = 0

    def parse(self, *args: Any, **kwargs: Any) -> Parsed:
        self.read += 1
        return super().parse(*args, **kwargs)


def test_only_the_markup_of_what_may_hold_a_hit_is_read() -> None:
    rows = [f"| row {number} | *cell* |" for number in range(50)]
    parts = [
        *(f"Said *{number}* of many." for number in range(200)),
        "\n".join(["| a | b |", "|---|---|", *rows]),
    ]
    message = samples.message(2, "assistant", "\n\n".join([*parts, "A nee*dle*.", "A `needle`."]))
    inline = CountingInline()
    hits = [found for found in message_hits(message, Needle("needle"), inline) if found is not None][-1]
    assert len(hits) == 2
    assert inline.read == 2


def test_the_window_gets_its_turn_after_a_few_paragraphs() -> None:
    message = samples.message(2, "assistant", "A *word* in a row.\n\n" * 100)
    inline = CountingInline()
    read = [0]
    for _ in message_hits(message, Needle("word"), inline):
        read.append(inline.read)
    assert read[-1] == 100
    assert max(after - before for before, after in pairwise(read)) <= 4
