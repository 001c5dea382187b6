"""Shift+F10 opens the menu of a row."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QAbstractItemView
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from tests.ui import library_scenes, samples

KEY, MOD = Qt.Key, Qt.KeyboardModifier


def asked_at(qtbot: QtBot, view: QAbstractItemView, spy: QSignalSpy) -> QPoint:
    """The place that a menu was asked for by the keys."""
    view.setFocus()
    qtbot.keyClick(view, KEY.Key_Shift)
    assert spy.count() == 0
    qtbot.keyClick(view, KEY.Key_F10, MOD.ShiftModifier)
    assert spy.count() == 1
    point = spy.at(0)[0]
    assert isinstance(point, QPoint)
    return point


def test_of_a_chat(window: MainWindow, qtbot: QtBot) -> None:
    pane = window.chat_list
    pane.set_chats(samples.chats())
    row = pane.model.row_of(samples.hex_id(4))
    pane.view.setCurrentIndex(pane.model.index(row))
    pane.view.customContextMenuRequested.disconnect()  # an open menu would wait for a choice
    asked = QSignalSpy(pane.view.customContextMenuRequested)
    assert pane.view.indexAt(asked_at(qtbot, pane.view, asked)).row() == row


def test_of_a_model(window: MainWindow, qtbot: QtBot) -> None:
    library_scenes.models_installed(window)
    table = window.content.library_page.content.installed.table
    table.selectRow(2)
    table.setCurrentIndex(table.model().index(2, 0))
    table.menu_requested.disconnect()
    place = asked_at(qtbot, table, QSignalSpy(table.menu_requested))
    assert table.indexAt(table.viewport().mapFromGlobal(place)).row() == 2


def test_of_what_can_be_pulled(window: MainWindow, qtbot: QtBot) -> None:
    library_scenes.models_get(window)
    view = window.content.library_page.content.get.list
    view.setCurrentIndex(view.model().index(1, 0))
    view.menu_requested.disconnect()
    place = asked_at(qtbot, view, QSignalSpy(view.menu_requested))
    assert view.indexAt(view.viewport().mapFromGlobal(place)).row() == 1
