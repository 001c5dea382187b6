"""The keyboard in the transcript: messages, blocks, and what can be pressed in them."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.domain.conversation import Message
from app.ui.chat.chat_pane import ChatPane
from app.ui.transcript.reading_order import block_text, blocks_of
from app.ui.transcript.view import Transcript
from tests.ui import samples

KEY = Qt.Key


@pytest.fixture
def transcript(pane: ChatPane) -> Transcript:
    pane.show_chat(samples.finished_view())
    pane.transcript.setFocus(Qt.FocusReason.TabFocusReason)
    return pane.transcript


def many(count: int) -> list[Message]:
    roles = ("user", "assistant")
    return [samples.message(1000 + at, roles[at % 2], f"Message {at}\n\nmore") for at in range(count)]


def at_block(transcript: Transcript) -> str:
    """The words of the block that has the ring; it is in view."""
    blocks = transcript.blocks
    place = blocks.place()
    assert place is not None
    turn = transcript.turns[place]
    box = blocks.box()
    assert box is not None
    assert box.top() >= 0
    assert box.top() < transcript.sheet.view_px
    return block_text(turn.parts[blocks_of(turn)[blocks.block]])


def focused(widget: QWidget) -> QWidget | None:
    return widget.window().focusWidget()


def label(widget: QWidget | None) -> str:
    return widget.accessibleName() if isinstance(widget, QAbstractButton) else ""


def test_every_message_is_reached_up_to_both_ends(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_chat(replace(samples.finished_view(), messages=tuple(many(30))))
    transcript = pane.transcript
    seen = []
    while transcript.step_message(-1):
        seen.append(at_block(transcript).split("\n")[0])
    assert seen == [f"Message {at}" for at in reversed(range(30))]
    assert not transcript.following
    assert transcript.hasFocus()
    for at in range(1, 30):
        assert transcript.step_message(1)
        assert at_block(transcript).startswith(f"Message {at}")
    assert not transcript.step_message(1)


def test_every_block_is_reached_by_the_arrows(transcript: Transcript, qtbot: QtBot) -> None:
    while transcript.step_message(-1):
        pass
    seen: list[str] = []
    for _ in range(60):
        text = at_block(transcript)
        if not seen or seen[-1] != text:
            seen.append(text)
        qtbot.keyClick(transcript, KEY.Key_Down)
    wanted = [
        block_text(turn.parts[number])
        for turn in map(transcript.turn_with_parts, range(len(transcript.turns)))
        for number in blocks_of(turn)
    ]
    assert seen == wanted
    qtbot.keyClick(transcript, KEY.Key_Up)
    for _ in range(60):
        qtbot.keyClick(transcript, KEY.Key_Up)
    assert at_block(transcript) == wanted[0]
    qtbot.keyClick(transcript, KEY.Key_Escape)
    assert transcript.blocks.place() is None


def test_tab_goes_to_what_can_be_pressed_in_the_message_then_leaves(
    transcript: Transcript, qtbot: QtBot
) -> None:
    transcript.step_message(-1)
    names = []
    for _ in range(30):
        qtbot.keyClick(focused(transcript), KEY.Key_Tab)
        focus = focused(transcript)
        assert focus is not None
        if focus is not transcript and not transcript.isAncestorOf(focus):
            break
        link = transcript.blocks.link
        names.append(label(focus) or (link.address if link is not None else ""))
    assert names[0].startswith("Thought for")
    assert names[1] == "https://example.org/notes"
    assert names.index("Wrap long lines") < names.index("Copy code") < names.index("Copy reply")
    assert "Copy message" not in names
    assert not transcript.isAncestorOf(focused(transcript))
    back = []
    for _ in range(len(names) + 1):
        qtbot.keyClick(focused(transcript), KEY.Key_Backtab)
        back.append(label(focused(transcript)))
    assert focused(transcript) is transcript or not transcript.isAncestorOf(focused(transcript))


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_enter_opens_a_link_and_else_the_menu_of_the_block(
    transcript: Transcript, opened: list[str], qtbot: QtBot
) -> None:
    transcript.step_message(-1)
    while transcript.blocks.link is None:
        focus = focused(transcript)
        assert focus is not None
        qtbot.keyClick(focus, KEY.Key_Tab)
    assert transcript.blocks.link_boxes()
    with qtbot.waitSignal(transcript.link_activated) as activated:
        qtbot.keyClick(transcript, KEY.Key_Return)
    assert activated.args == ["https://example.org/notes", "the notes"]
    assert opened == ["https://example.org/notes"]
    qtbot.keyClick(transcript, KEY.Key_Down)
    qtbot.keyClick(transcript, KEY.Key_Return)
    menus = [menu for menu in transcript.findChildren(QMenu) if menu.isVisible()]
    assert "Copy block as Markdown" in [action.text() for action in menus[0].actions()]
    menus[0].close()


def test_keys_select_from_the_block_that_is_stood_on(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_chat(replace(samples.finished_view(), messages=tuple(many(30))))
    transcript = pane.transcript
    transcript.step_message(-1)
    transcript.step_message(-1)
    qtbot.keyClick(transcript, KEY.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(transcript, KEY.Key_End, Qt.KeyboardModifier.ShiftModifier)
    assert transcript.selected_text == "Message 28"
    transcript.step_message(-1)
    qtbot.keyClick(transcript, KEY.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert transcript.selected_text == "Message 2", "what is selected goes on from where it ends"
    qtbot.keyClick(transcript, KEY.Key_Escape)
    qtbot.keyClick(transcript, KEY.Key_End, Qt.KeyboardModifier.ShiftModifier)
    assert transcript.selected_text == "Message 27"


def links_by_tab(
    transcript: Transcript, qtbot: QtBot, text: str, most: int
) -> list[tuple[str, float, float]]:
    """The links of a reply that Tab stops at, from its first block on, with where they stand."""
    transcript.set_messages((samples.message(102, "assistant", text),))
    transcript.step_message(-1)
    found = []
    for _ in range(most):
        qtbot.keyClick(transcript, KEY.Key_Tab)
        link = transcript.blocks.link
        if link is None or focused(transcript) is not transcript:
            break
        box = transcript.blocks.link_boxes()[0]
        found.append((link.text, box.left(), box.top()))
    return found


def test_the_button_of_a_formula_comes_where_it_stands(transcript: Transcript, qtbot: QtBot) -> None:
    text = "[a](https://example.org/a)\n\n$$\nx^2\n$$\n\n```\ncode\n```\n"
    transcript.set_messages((samples.message(102, "assistant", text),))
    transcript.step_message(-1)
    names: list[str] = []
    while "Copy reply" not in names:
        qtbot.keyClick(focused(transcript), KEY.Key_Tab)
        names.append(label(focused(transcript)))
    assert names[:2] == ["", "Copy LaTeX"]
    assert names.count("Copy LaTeX") == 1
    assert names.index("Copy LaTeX") < names.index("Copy code")


def test_links_that_are_alike_are_each_reached(transcript: Transcript, qtbot: QtBot) -> None:
    here, there = "[here](https://example.org/a)", "[there](https://example.org/b)"
    found = links_by_tab(transcript, qtbot, f"Look {here}, {there}, {here}, {there} and [**h**ere](b:c).", 9)
    assert [text for text, _, _ in found] == ["here", "there", "here", "there", "here"]
    assert [left for _, left, _ in found] == sorted({left for _, left, _ in found})
    qtbot.keyClick(focused(transcript), KEY.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert transcript.blocks.link_boxes()[0].left() == found[-1][1]


def test_links_in_the_cells_of_a_table_are_reached(transcript: Transcript, qtbot: QtBot) -> None:
    rows = "".join(f"| row {at} | [source](https://example.org/{at % 3}) |\n" for at in range(60))
    found = links_by_tab(transcript, qtbot, f"| what | where |\n|---|---|\n{rows}", 70)
    assert [text for text, _, _ in found] == ["source"] * 60
    assert all(0 <= top < transcript.sheet.view_px for _, _, top in found)


def test_the_ring_is_painted_and_goes_with_a_click(transcript: Transcript, qtbot: QtBot) -> None:
    assert transcript.focus_visible  # the fixture came by Tab
    transcript.step_message(-1)
    assert not transcript.focus_visible  # one ring is enough
    box = transcript.blocks.box()
    assert box is not None
    point = box.toRect().topLeft()
    accent = transcript.theme.color("accent")

    def ring() -> bool:
        image = transcript.viewport().grab().toImage()
        return image.pixelColor(point.x() + box.toRect().width() // 2, point.y() - 5) == accent

    assert ring()
    qtbot.mouseClick(transcript.viewport(), Qt.MouseButton.LeftButton)
    assert not ring()


def test_a_block_longer_than_the_view_is_read_on(pane: ChatPane, qtbot: QtBot) -> None:
    code = "```\n" + "\n".join(f"line {at}" for at in range(20)) + "\n```\n\nThe end."
    view = samples.finished_view()
    pane.show_chat(replace(view, messages=(view.messages[0], samples.message(5, "assistant", code))))
    transcript = pane.transcript
    pane.window().resize(900, 420)
    transcript.step_message(-1)
    transcript.setFocus()
    values = [transcript.sheet.value]
    while transcript.blocks.block == 0 and len(values) < 12:
        qtbot.keyClick(transcript, KEY.Key_Down)
        values.append(transcript.sheet.value)
    assert at_block(transcript) == "The end."
    assert len(values) > 2
    assert values == sorted(values)
    assert transcript.blocks.block == 1


def test_tab_reaches_what_is_below_the_view(pane: ChatPane, qtbot: QtBot) -> None:
    long = "\n\n".join(f"Paragraph {at} that stands on a line of its own." for at in range(60))
    view = samples.finished_view()
    pane.show_chat(replace(view, messages=(view.messages[0], samples.message(5, "assistant", long))))
    transcript = pane.transcript
    transcript.step_message(-1)
    assert transcript.sheet.value < transcript.sheet.most
    qtbot.keyClick(transcript, KEY.Key_Tab)
    focus = focused(transcript)
    assert label(focus) == "Copy reply"
    assert focus is not None
    bottom = focus.mapTo(transcript.viewport(), focus.rect().bottomLeft()).y()
    assert 0 < bottom < transcript.viewport().height()


def test_another_chat_has_no_ring(transcript: Transcript, pane: ChatPane) -> None:
    transcript.step_message(-1)
    pane.show_chat(replace(samples.failed_view()))
    assert transcript.blocks.place() is None
    assert transcript.blocks.box() is None
