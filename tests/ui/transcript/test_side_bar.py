"""The bar of a block that is too wide: drawn where it is wanted, reached by Tab, worked by the arrows."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.chat.chat_pane import ChatPane
from app.ui.theme.theme import ContrastMode
from app.ui.transcript.block_part import BlockPart
from app.ui.transcript.code_part import CodePart
from app.ui.transcript.side_bar import SideBar
from app.ui.transcript.view import Transcript
from tests.ui import samples
from tests.ui.transcript.conftest import Show, take_keys

CODE = f"```\n{'1 + ' * 400}\n```"
TABLE = f"| {'wide | ' * 40}\n| {'--- | ' * 40}\n| {'1 | ' * 40}"


def bar_by_tab(pane: ChatPane, content: str, qtbot: QtBot) -> SideBar:
    """The bar in a reply, gone to from its beginning."""
    view = samples.finished_view()
    pane.show_chat(replace(view, messages=(view.messages[0], samples.message(5, "assistant", content))))
    transcript = pane.transcript
    qtbot.waitUntil(lambda: bool(transcript.findChildren(SideBar)))  # a formula takes its time
    transcript.setFocus(Qt.FocusReason.TabFocusReason)
    transcript.step_message(-1)
    focus: QWidget | None = transcript
    while focus is not None and not isinstance(focus, SideBar):
        assert focus.accessibleName() != "Copy reply"  # the end of what can be pressed in a reply begins
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
    assert focus is not None
    return focus


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (f"```python\nwide = {'1 + ' * 200}\n```", "Scroll code sideways"),
        (f"| {'wide | ' * 40}\n| {'--- | ' * 40}\n| {'1 | ' * 40}", "Scroll table sideways"),
        (f"$$\n{'x + ' * 200}y\n$$", "Scroll the formula sideways"),
    ],
)
def test_tab_reaches_the_bar_of_what_is_too_wide(
    pane: ChatPane, content: str, name: str, qtbot: QtBot
) -> None:
    assert bar_by_tab(pane, content, qtbot).accessibleName() == name


def test_the_arrows_scroll_the_way_they_point(pane: ChatPane, qtbot: QtBot) -> None:
    bar = bar_by_tab(pane, f"```\n{'1 + ' * 400}\n```", qtbot)
    values = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_PageDown, Qt.Key.Key_Home):
        qtbot.keyClick(bar, key)
        values.append(bar.value())
    step = bar.singleStep()
    assert values == [step, 2 * step, step, step + bar.pageStep(), 0]


def blocks_in(view: Transcript) -> list[BlockPart]:
    """The blocks that scroll sideways."""
    return [part for part in view.turns[0].parts if isinstance(part, BlockPart)]


def bar_of(part: BlockPart) -> SideBar:
    assert part.side_bar is not None
    assert part.side_bar.isVisible()
    return part.side_bar


def handle_shows(view: Transcript, bar: SideBar) -> bool:
    """Whether the bar is seen."""
    shown = view.viewport().grab(QRect(bar.pos(), bar.size())).toImage()
    inside = range(12, shown.width() - 12, 4)  # the corners of the box are beside
    return len({shown.pixel(x, shown.height() // 2) for x in inside}) > 1


def box_of(view: Transcript, part: BlockPart) -> QRect:
    """Where a block stands in the view."""
    turn = view.turns[0]
    top = view.sheet.top_of(0) - view.sheet.value + turn.top_of(turn.parts.index(part))
    return QRect(view.column_left, top, turn.width, part.height)


@pytest.fixture
def two(view: Transcript, show: Show) -> tuple[BlockPart, BlockPart]:
    """Code and a table below it, both too wide."""
    QTest.mouseMove(view.viewport(), QPoint(2, 2))
    show(f"Words.\n\n{CODE}\n\n{TABLE}\n\n{'More.  ' * 9}")
    code, table = blocks_in(view)
    return code, table


def test_only_the_block_under_the_pointer_shows_its_bar(
    view: Transcript, two: tuple[BlockPart, BlockPart]
) -> None:
    code, table = two
    heights = [part.height for part in view.turns[0].parts]
    assert not handle_shows(view, bar_of(code))
    assert not handle_shows(view, bar_of(table))
    QTest.mouseMove(view.viewport(), box_of(view, code).center())
    assert handle_shows(view, bar_of(code))
    assert not handle_shows(view, bar_of(table))
    QTest.mouseMove(view.viewport(), box_of(view, table).center())
    assert not handle_shows(view, bar_of(code))
    assert handle_shows(view, bar_of(table))
    QTest.mouseMove(view.viewport(), box_of(view, table).topLeft() - QPoint(10, 0))
    assert not handle_shows(view, bar_of(table))
    assert [part.height for part in view.turns[0].parts] == heights


def test_what_scrolls_below_the_pointer_shows_its_bar(view: Transcript, show: Show) -> None:
    show(f"{CODE}\n\n{'Words.  ' * 9}\n\n" + "More.\n\n" * 60)
    code = blocks_in(view)[0]
    QTest.mouseMove(view.viewport(), QPoint(view.width() // 2, 6))
    bar, drawn = view.verticalScrollBar(), []
    for value in (0, box_of(view, code).top(), 0):
        bar.setValue(value)
        drawn.append(bar_of(code).is_drawn)
    assert drawn == [False, True, False]


def test_the_header_belongs_to_the_block(view: Transcript, two: tuple[BlockPart, BlockPart]) -> None:
    code, _ = two
    assert isinstance(code, CodePart)
    assert code.header is not None
    QTest.mouseMove(view.viewport(), box_of(view, code).topLeft() + QPoint(200, 10))
    assert handle_shows(view, bar_of(code))
    for button in code.header.findChildren(QAbstractButton):
        QTest.mouseMove(view.viewport(), QPoint(2, 2))
        assert not bar_of(code).is_drawn
        QTest.mouseMove(button, button.rect().center())
        assert bar_of(code).is_drawn


def test_the_block_with_the_keyboard_shows_its_bar(
    view: Transcript, two: tuple[BlockPart, BlockPart], qtbot: QtBot
) -> None:
    code, table = two
    take_keys(view, qtbot)
    view.step_message(1)
    drawn = []
    for _ in range(4):
        drawn.append((bar_of(code).is_drawn, bar_of(table).is_drawn))
        qtbot.keyClick(view, Qt.Key.Key_Down)
    assert drawn == [(False, False), (True, False), (False, True), (False, False)]
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert bar_of(table).is_drawn
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not bar_of(table).is_drawn


def test_the_bar_shows_while_it_has_the_keyboard(pane: ChatPane, qtbot: QtBot) -> None:
    bar = bar_by_tab(pane, CODE, qtbot)
    assert bar.is_drawn
    pane.transcript.setFocus()
    pane.transcript.blocks.clear()
    pane.transcript.clearFocus()
    assert not bar.is_drawn


def test_it_is_dragged_and_shows_until_it_is_let_go(
    view: Transcript, two: tuple[BlockPart, BlockPart]
) -> None:
    code, _ = two
    bar = bar_of(code)
    start = QPoint(12, bar.height() // 2)
    QTest.mouseMove(bar, start)
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(bar, start + QPoint(60, 200))
    assert code.scroll_x > 0
    assert bar.is_drawn
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=start + QPoint(60, 200))
    QTest.mouseMove(view.viewport(), QPoint(2, 2))
    assert not bar.is_drawn


def test_in_high_contrast_it_always_shows(view: Transcript, two: tuple[BlockPart, BlockPart]) -> None:
    view.theme.set_contrast(ContrastMode.HIGH)
    for part in blocks_in(view):
        assert handle_shows(view, bar_of(part))


def strongest(image: QImage, left: int) -> int:
    """How far the letters in a few columns are from the ground behind them."""
    columns = range(left, left + 4)
    light = [image.pixelColor(x, y).lightness() for x in columns for y in range(image.height())]
    return max(light) - min(light)


def test_what_goes_on_beyond_an_edge_fades_there(view: Transcript, show: Show) -> None:
    show(f"```\n{'M' * 400}\n```")
    code = blocks_in(view)[0]
    box = box_of(view, code)
    letters = code.rectangles(0, 0, 1)[0].translated(0, box.top())
    right = box.left() + 14 + code.view_px()

    def shown() -> tuple[int, ...]:
        line = view.viewport().grab(QRect(0, int(letters.top()), view.width(), int(letters.height())))
        image = line.toImage()
        return tuple(strongest(image, x) for x in (box.left() + 14, view.width() // 2, right - 9))

    first, inside, last = shown()
    assert last < inside / 2 < first
    code.scroll_by(300)
    first, inside, last = shown()
    assert max(first, last) < inside / 2
    code.scroll_by(100_000)
    first, inside, last = shown()
    assert first < inside / 2 < last
