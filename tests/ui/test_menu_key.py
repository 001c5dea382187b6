"""Shift+F10 opens the menu of what has the focus: a row, a block, a field."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from tests.ui import gallery, library_scenes, samples

KEY, MOD = Qt.Key, Qt.KeyboardModifier
OPENS = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # offscreen, of every menu


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


def open_menu(qtbot: QtBot, widget: QWidget) -> QMenu:
    """The menu that the keys open on what has the focus."""
    widget.window().activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    qtbot.keyClick(widget, KEY.Key_F10, MOD.ShiftModifier)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def closed(menu: QMenu) -> list[str]:
    """What a menu offers; it is closed."""
    words = [action.text() for action in menu.actions()]
    menu.close()
    return words


@OPENS
def test_of_a_block_of_a_reply(window: MainWindow, qtbot: QtBot) -> None:
    gallery.chat_end(window)
    transcript = window.chat_pane.transcript
    transcript.step_message(-1)
    transcript.blocks.step_block(-1)
    box = transcript.blocks.box()
    assert box is not None
    menu = open_menu(qtbot, transcript)
    assert box.top() <= transcript.canvas.mapFromGlobal(menu.pos()).y() <= box.bottom()
    assert "Copy message" in closed(menu)


@OPENS
def test_of_what_is_selected_in_the_messages(window: MainWindow, qtbot: QtBot) -> None:
    gallery.chat_end(window)
    window.chat_pane.transcript.select_all()
    assert {"Copy", "Copy as Markdown"} <= set(closed(open_menu(qtbot, window.chat_pane.transcript)))


@OPENS
def test_of_a_message_whose_button_has_the_focus(window: MainWindow, qtbot: QtBot) -> None:
    gallery.chat_end(window)
    reply = window.chat_pane.transcript.last_reply
    assert reply is not None
    assert reply.footer is not None
    assert "Copy message" in closed(open_menu(qtbot, reply.footer.copy_button))


@OPENS
def test_of_the_message_that_is_written(window: MainWindow, qtbot: QtBot) -> None:
    gallery.chat_end(window)
    assert closed(open_menu(qtbot, window.chat_pane.composer.edit))
