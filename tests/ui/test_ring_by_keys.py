"""Lists and tables whose current row wears the ring only while the keyboard is at work."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView
from pytestqt.qtbot import QtBot

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
