"""The bar of a block that is too wide: reached by Tab, worked by the arrows."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.chat.chat_pane import ChatPane
from app.ui.transcript.side_bar import SideBar
from tests.ui import samples


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
