"""Lists and tables whose current row wears the ring only while the keyboard is at work."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QWidget
from pytestqt.qtbot import QtBot

from app.ui.library.rows_model import SHOWN_COLUMNS
from app.ui.main_window import MainWindow
from tests.ui import data_scenes, library_scenes


def table(window: MainWindow) -> QAbstractItemView:
    library_scenes.models_installed(window)
    return window.content.library_page.content.installed.table


def cards(window: MainWindow) -> QAbstractItemView:
    library_scenes.models_cards(window)
    return window.content.library_page.content.installed.cards


def catalogue(window: MainWindow) -> QAbstractItemView:
    library_scenes.models_get(window)
    return window.content.library_page.content.get.list


def trash(window: MainWindow) -> QAbstractItemView:
    data_scenes.trash_filled(window)
    return window.content.chat_pages.trash.view


class Painted(QObject):
    """What was painted anew of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.region = QRegion()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.region += event.region()
        return False


def test_the_ring_goes_round_the_whole_row_and_leaves_it_whole(window: MainWindow, qtbot: QtBot) -> None:
    view = table(window)
    view.setCurrentIndex(view.model().index(0, 0))
    view.setFocus(Qt.FocusReason.TabFocusReason)
    view.clearSelection()
    last = view.model().index(0, SHOWN_COLUMNS.index("size"))
    QTest.qWait(50)
    painted = Painted(view.viewport())
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)  # selects nothing
    assert view.currentIndex().row() == 1
    qtbot.waitUntil(lambda: not painted.region.isEmpty())
    assert painted.region.contains(view.visualRect(last).center())


@pytest.mark.parametrize("show", [table, cards, catalogue, trash])
def test_the_ring_is_for_keys(
    window: MainWindow, qtbot: QtBot, show: Callable[[MainWindow], QAbstractItemView]
) -> None:
    view = show(window)
    view.setCurrentIndex(view.model().index(0, 0))
    accent = window.theme.color("accent")

    def is_ringed() -> bool:
        row = view.visualRect(view.currentIndex()).adjusted(0, 0, -16, 0)
        image = view.viewport().grab(row).toImage()
        column = [image.pixelColor(row.width() // 2, y) for y in range(6)]
        return column.count(accent) >= 2  # a selected card has an edge of one

    for reason, expected in (
        (Qt.FocusReason.TabFocusReason, True),
        (Qt.FocusReason.MouseFocusReason, False),
        (Qt.FocusReason.ShortcutFocusReason, True),
        (Qt.FocusReason.ActiveWindowFocusReason, False),
    ):
        view.clearFocus()
        view.setFocus(reason)
        assert is_ringed() is expected, reason
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert is_ringed()
