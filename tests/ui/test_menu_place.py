"""Menus of buttons lie over the window."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.ui.widgets.below import menu_place


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 300)
    window.show()
    return window


@pytest.mark.parametrize("left", [10, 360])
def test_a_menu_opens_at_the_foot_of_its_button_and_over_the_window(window: QWidget, left: int) -> None:
    button, menu = QWidget(window), QMenu(window)
    button.setGeometry(left, 20, 32, 32)
    menu.addAction("Move to folder")
    place = window.mapFromGlobal(menu_place(menu, button))
    over_the_edge = 32 - menu.sizeHint().width()
    assert place == QPoint(left if left == 10 else left + over_the_edge, 51)
