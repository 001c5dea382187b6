"""The list of a dropdown goes with the button that it belongs to."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.theme.theme import Theme
from app.ui.widgets.dropdown import Dropdown, OptionList

OPTIONS = (("5", "5 minutes"), ("60", "1 hour"))


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """A window with room for a list."""
    window = QWidget()
    QVBoxLayout(window)
    window.resize(400, 300)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    return window


def test_it_closes_where_its_button_is_hidden_and_goes_with_it(
    theme: Theme, qtbot: QtBot, window: QWidget
) -> None:
    button = Dropdown(theme, "How long it stays", lambda: OPTIONS)
    layout = window.layout()
    assert layout is not None
    layout.addWidget(button)
    qtbot.waitUntil(button.isVisible)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    options = button.option_list
    assert options.isVisible()
    button.hide()
    assert not options.isVisible()
    button.deleteLater()
    qtbot.waitUntil(lambda: not window.findChildren(OptionList))
