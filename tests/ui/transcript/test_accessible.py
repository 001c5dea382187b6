"""The transcript as screen readers walk through it."""

import gc
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.domain.conversation import Message, MessageState
from app.domain.failure import Failure, FailureCode
from app.ui.chat.chat_pane import ChatPane
from app.ui.main_window import MainWindow
from app.ui.transcript.accessible_items import TurnItem
from app.ui.transcript.turn_list import BUILT_TURNS
from app.ui.transcript.view import Transcript
from tests.conftest import ROOT
from tests.ui import samples

NAME = QAccessible.Text.Name
ROLE = QAccessible.Role


@pytest.fixture(autouse=True)
def listening(qapp: object) -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def root(transcript: Transcript) -> QAccessibleInterface:
    return QAccessible.queryAccessibleInterface(transcript)


def children(item: QAccessibleInterface) -> list[QAccessibleInterface]:
    return [item.child(at) for at in range(item.childCount())]


def names(items: list[QAccessibleInterface]) -> list[str]:
    return [item.text(NAME) for item in items]


def many(count: int) -> list[Message]:
    roles = ("user", "assistant")
    return [samples.message(1000 + at, roles[at % 2], f"Message **{at}**") for at in range(count)]


def test_every_message_is_an_item_with_speaker_model_and_time(pane: ChatPane) -> None:
    pane.show_chat(samples.finished_view())
    listed = root(pane.transcript)
    assert listed.role() == ROLE.List
    assert listed.text(NAME) == "Messages"
    items = children(listed)
    assert [item.role() for item in items] == [ROLE.ListItem] * len(pane.transcript.turns)
    assert names(items)[1].startswith("Assistant, qwen3:8b, ")
    assert [listed.indexOfChild(item) for item in items] == list(range(len(items)))
    assert all(item.parent() == listed for item in items)


def test_formulas_in_lines_are_read_in_words(pane: ChatPane) -> None:
    pane.show_chat(samples.finished_view())
    text = "- With $\\frac{a}{b}$ and $x^2$\n\n| law |\n|---|\n| it is $E = mc^2$ |\n\nAnd $\\foo{x}$."
    pane.transcript.set_messages((samples.message(102, "assistant", text),))
    parts = [part for part in children(children(root(pane.transcript))[0]) if part.text(NAME)]
    assert names(parts)[:3] == [
        "• With a over b and x squared",
        "law\nit is E equals m c squared",
        "And \\foo{x}.",
    ]


def test_blocks_are_text_with_their_roles_and_buttons_follow(pane: ChatPane) -> None:
    pane.show_chat(samples.finished_view())
    reply = children(root(pane.transcript))[-1]
    parts = children(reply)
    texts = {part.role(): part.text(NAME) for part in reversed(parts)}
    assert texts[ROLE.Heading] == "Delay grows with the square of how close you are to full"
    assert "1. Shed load before the knee" in names(parts)
    assert texts[ROLE.Table].splitlines()[1] == "6, 0.94, 658 ms, 2.9 s"
    assert texts[ROLE.Section].startswith("from dataclasses import dataclass\n")
    assert texts[ROLE.BlockQuote].startswith("Rule of thumb")
    assert "Copy reply" in names([part for part in parts if part.role() == ROLE.Button])
    assert all(part.parent() == reply for part in parts if part.role() == ROLE.Heading)


def test_links_are_in_their_blocks_with_their_targets(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_chat(samples.finished_view())
    transcript = pane.transcript
    text = "See [the **old** notes](https://\u0430pple.com/x) or [more](b:c), [more](b:c).\n\nNo link."
    transcript.set_messages((samples.message(102, "assistant", text),))
    linked, plain = children(children(root(transcript))[0])[:2]
    links = children(linked)
    assert [link.role() for link in links] == [ROLE.Link] * 3
    assert names(links) == ["the old notes", "more", "more"]
    assert links[0].text(QAccessible.Text.Description) == "https://xn--pple-43d.com/x"
    assert [linked.indexOfChild(link) for link in links] == [0, 1, 2]
    assert all(link.parent() == linked and linked.rect().contains(link.rect()) for link in links)
    assert links[1].rect().right() < links[2].rect().left()
    assert plain.childCount() == 0
    transcript.setFocus()
    transcript.step_message(-1)
    for _ in range(3):
        qtbot.keyClick(transcript, Qt.Key.Key_Tab)
    assert root(transcript).focusChild() == links[2]
    assert [bool(link.state().focused) for link in links] == [False, False, True]
    assert not linked.state().focused
    transcript.set_messages((samples.message(103, "assistant", text),))
    assert not any(isValid(link) for link in links)


def test_rectangles_are_where_things_are_painted(pane: ChatPane) -> None:
    pane.show_chat(samples.finished_view())
    transcript = pane.transcript
    listed = root(transcript)
    view = listed.rect()
    for at, item in enumerate(children(listed)):
        top = transcript.sheet.top_of(at) - transcript.sheet.value
        assert item.rect().top() == view.top() + top
        blocks = [part for part in children(item) if part.role() != ROLE.Button]
        tops = [part.rect().top() for part in blocks if part.object() is None]
        assert tops == sorted(tops)
        assert all(item.rect().intersects(part.rect()) for part in blocks if part.object() is None)
    middle = view.center()
    found = listed.childAt(middle.x(), middle.y())
    assert found is not None
    assert found.rect().contains(middle)


def test_a_long_chat_is_walked_without_being_kept(pane: ChatPane) -> None:
    view = replace(samples.finished_view(), messages=tuple(many(400)))
    pane.show_chat(view)
    transcript = pane.transcript
    listed = root(transcript)
    assert listed.childCount() == 400
    assert len(transcript.turns.built()) < 60
    words = [names(children(listed.child(at)))[0] for at in range(400)]
    assert words[:2] == ["Message **0**", "Message 1"]  # what a person wrote is no markup
    assert len(transcript.turns.built()) <= BUILT_TURNS + 1
    first = listed.child(0)
    assert first.state().offscreen
    assert not listed.child(399).state().offscreen


def test_text_that_streams_is_there_when_it_is_asked_for(pane: ChatPane) -> None:
    pane.show_chat(samples.writing_view())
    item = children(root(pane.transcript))[-1]
    assert item.state().busy
    before = item.childCount()
    for word in ("One.\n\n", "Two.\n\n", "Thr"):
        pane.grow_reply(samples.writing_growth(word))
    blocks = children(item)
    assert item.childCount() == before + 3
    assert "Thr" in names(blocks)
    pane.grow_reply(samples.writing_growth("ee."))
    assert "Three." in names(blocks)


def test_the_end_of_a_reply_is_said_once_and_a_fault_too(pane: ChatPane) -> None:
    said: list[str] = []
    pane.show_chat(samples.writing_view())
    pane.transcript.announced.connect(said.append)
    for _ in range(20):
        pane.grow_reply(samples.writing_growth("more "))
    assert said == []
    end = samples.message(112, "assistant", "**Hello** world", stats=samples.STATS)
    pane.finish_reply(end)
    assert said == ["qwen3:8b has finished: Hello world"]
    pane.show_chat(samples.writing_view())
    failure = Failure(FailureCode.CONNECTION_LOST)
    pane.finish_reply(replace(end, state=MessageState.FAILED, failure=failure))
    assert len(said) == 2
    assert "Hello" not in said[1]


def test_items_of_removed_messages_are_gone_and_the_others_stay(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_chat(replace(samples.finished_view(), messages=tuple(many(6))))
    transcript = pane.transcript
    listed = root(transcript)
    items = children(listed)
    inside = children(items[2])
    ids = [QAccessible.uniqueId(items[2]), QAccessible.uniqueId(inside[0])]
    transcript.remove_message(samples.hex_id(1002))
    gc.collect()
    assert [QAccessible.accessibleInterface(each) for each in ids] == [None, None]
    assert not isValid(items[2])
    assert listed.childCount() == 5
    rest = [item for item in items if isValid(item)]
    assert [listed.indexOfChild(item) for item in rest] == [0, 1, 2, 3, 4]
    pane.show_chat(samples.finished_view())
    gc.collect()
    assert not any(isValid(item) for item in items)
    assert listed.childCount() == len(transcript.turns)


def test_nothing_outlives_the_view(window: MainWindow, qtbot: QtBot) -> None:
    view = Transcript(window.theme)
    view.set_messages(many(4))
    listed = root(view)
    ids = [QAccessible.uniqueId(each) for item in children(listed) for each in [item, *children(item)]]
    assert len(ids) >= 8
    with qtbot.waitSignal(view.destroyed):
        view.deleteLater()
    del view, listed
    gc.collect()
    own = [each for each in ids if isinstance(QAccessible.accessibleInterface(each), TurnItem)]
    assert own == []


def test_earlier_messages_keep_the_items_there_are(pane: ChatPane) -> None:
    messages = many(8)
    pane.show_chat(replace(samples.finished_view(), messages=tuple(messages[4:])))
    listed = root(pane.transcript)
    items = children(listed)
    pane.transcript.prepend_messages(messages[:4])
    assert listed.childCount() == 8
    assert [listed.indexOfChild(item) for item in items] == [4, 5, 6, 7]


def test_the_mark_of_what_was_left_out_is_an_item(pane: ChatPane) -> None:
    pane.show_chat(replace(samples.finished_view(), messages=tuple(many(4))))
    pane.transcript.set_first_seen(samples.hex_id(1002))
    items = children(root(pane.transcript))
    assert [item.role() for item in items].index(ROLE.Separator) == 2
    assert names(items)[2] == "The model probably no longer sees what is above this line"
    tops = [item.rect().top() for item in items]
    assert tops == sorted(tops)
    pane.transcript.set_first_seen("")
    assert root(pane.transcript).childCount() == 4


def test_the_program_ends_well_while_a_screen_reader_listens() -> None:
    script = """
from PySide6.QtWidgets import QApplication
from PySide6.QtGui import QAccessible
app = QApplication([])
QAccessible.setActive(True)
from app.ui.theme.theme import Theme, ThemeMode
from app.ui.transcript.view import Transcript
from tests.ui import samples
view = Transcript(Theme(app, ThemeMode.LIGHT))
view.resize(600, 400)
view.set_messages(samples.finished_view().messages)
view.show()
listed = QAccessible.queryAccessibleInterface(view)
items = [listed.child(at) for at in range(listed.childCount())]
names = [item.child(0).text(QAccessible.Text.Name) for item in items]
print(sum(item.childCount() for item in items) > 8, all(names))
"""
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, timeout=60)
    assert (ended.returncode, ended.stdout.split()) == (0, [b"True", b"True"]), ended.stderr


def test_a_button_of_an_item_is_the_button(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_chat(samples.finished_view())
    reply = children(root(pane.transcript))[-1]
    button = next(part for part in children(reply) if part.text(NAME) == "Copy code").object()
    assert isinstance(button, QAbstractButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.text() or button.accessibleName()
