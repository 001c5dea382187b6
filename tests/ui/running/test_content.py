"""The page of the running models: what belongs to one model never becomes that of another one."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.running import LoadedModel, LoadingModel, LoadWish, RunningView
from app.ui.running.content import RunningContent
from app.ui.theme.theme import Theme
from tests.ui import running_scenes

BIG, SMALL = (LoadedModel(running_scenes.running(name, 3.4, 0, 72)) for name in ("big:20b", "small:1b"))


@pytest.fixture
def content(theme: Theme, qtbot: QtBot) -> RunningContent:
    """The page of a server with two models in memory."""
    content = RunningContent(theme)
    qtbot.addWidget(content)
    content.resize(1000, 700)
    content.set_server(running_scenes.state())
    content.set_view(RunningView((BIG, SMALL), is_known=True))
    with qtbot.waitExposed(content):
        content.show()
    return content


def test_a_card_stays_with_its_model(content: RunningContent) -> None:
    big, small = content.cards
    content.set_view(RunningView((SMALL,), is_known=True))
    assert content.cards == [small]
    assert small.model_name == "small:1b"
    assert big.isHidden()


def test_a_list_of_times_goes_with_its_card(content: RunningContent) -> None:
    big = content.cards[0]
    QTest.mouseClick(big.time_menu, Qt.MouseButton.LeftButton)
    assert big.time_menu.option_list.isVisible()
    content.set_view(RunningView((SMALL,), is_known=True))
    assert not big.time_menu.option_list.isVisible()


def test_a_second_press_reaches_no_other_model(content: RunningContent) -> None:
    big = content.cards[0]
    asked: list[str] = []
    content.unload_requested.connect(asked.append)
    big.unload_button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(big.unload_button, Qt.Key.Key_Space)
    content.set_view(RunningView((replace(BIG, is_changing=True), SMALL), is_known=True))
    assert content.focusWidget() is big.unload_button
    QTest.keyClick(big.unload_button, Qt.Key.Key_Space)
    content.set_view(RunningView((SMALL,), is_known=True))
    assert content.focusWidget() is content.load_button
    assert content.load_button.focus_visible
    assert asked == ["big:20b"]


def test_what_is_cancelled_is_what_was_shown(content: RunningContent) -> None:
    now = datetime.now(UTC)
    first, second = (LoadingModel(LoadWish(name), now) for name in ("first", "second"))
    content.set_view(RunningView((), (first, second), is_known=True))
    row = content.loading_rows[1]
    content.set_view(RunningView((), (second,), is_known=True))
    assert content.loading_rows == [row]


def test_every_control_of_a_card_names_its_model(content: RunningContent) -> None:
    for card in content.cards:
        for button in (card.keep_button, card.time_menu, card.chat_button, card.unload_button):
            assert card.model_name in button.accessibleName()
