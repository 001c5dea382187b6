"""Widgets that go to the next line where there is no room."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.widgets.flow_layout import FlowLayout

GAP_PX = 8


@pytest.fixture
def rows(qtbot: QtBot) -> tuple[QWidget, list[QPushButton]]:
    """A window with three buttons in a row of their own, the last at the far edge."""
    window, inner = QWidget(), QWidget()
    flow = FlowLayout(inner, GAP_PX, pushes_last=1)
    buttons = [QPushButton(text) for text in ("One", "Two", "Three")]
    for button in buttons:
        flow.addWidget(button)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(inner)
    column.addStretch(1)
    qtbot.addWidget(window)
    window.resize(600, 300)
    with qtbot.waitExposed(window):
        window.show()
    return window, buttons


def test_what_has_no_room_goes_below(rows: tuple[QWidget, list[QPushButton]], qtbot: QtBot) -> None:
    window, (one, two, three) = rows
    assert (one.x(), two.x()) == (0, one.width() + GAP_PX)
    assert three.geometry().right() == window.rect().right()
    assert one.y() == two.y() == three.y()
    window.resize(one.width() + GAP_PX + two.width(), 300)
    qtbot.waitUntil(lambda: three.y() == one.height() + GAP_PX)
    assert three.x() == 0
    assert three.parentWidget().height() >= three.geometry().bottom() + 1


def test_it_is_mirrored_where_one_reads_from_the_right(
    rows: tuple[QWidget, list[QPushButton]], qtbot: QtBot
) -> None:
    window, (one, two, three) = rows
    window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    qtbot.waitUntil(lambda: one.geometry().right() == window.rect().right())
    assert two.geometry().right() == one.x() - 1 - GAP_PX
    assert three.x() == 0
