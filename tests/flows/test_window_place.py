"""The window is where and how it was, and keys that were given to a command are there too."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.bootstrap.start import show_in_place
from app.domain.window_place import KEY, Area, WindowPlace, place_from_text
from app.storage.settings_file import SettingsFile
from app.ui.main_window import MainWindow
from app.ui.theme.theme import Theme
from tests.helpers.program import press, running_program, until

NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp)


def kept_place(folder: Path) -> WindowPlace | None:
    return place_from_text(SettingsFile(folder).read().entries.get(KEY))


async def test_a_change_of_place_is_kept_while_the_program_runs(loop: Any, tmp_path: Path) -> None:
    async with running_program(tmp_path, NOBODY) as program:
        window = program.window
        window.setGeometry(40, 30, 1000, 640)
        QTest.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
        await until(
            lambda: (kept_place(tmp_path) or WindowPlace(Area(0, 0, 1, 1))).normal.width == 1000, "kept"
        )
        window.showMaximized()
        await until(
            lambda: (kept_place(tmp_path) or WindowPlace(Area(0, 0, 1, 1))).maximised, "maximised is kept"
        )
    place = kept_place(tmp_path)
    assert place is not None
    assert place.normal == Area(40, 30, 1000, 640), "the normal size is kept apart"


async def test_the_kept_place_is_taken_before_the_window_is_shown(loop: Any, theme: Theme) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = MainWindow(theme)
    show_in_place(window, app, WindowPlace(Area(10, 20, 900, 600), True, 300, True))
    window.show_content()
    assert window.isMaximized()
    assert window.place.normal.height == 600
    assert (window.place.list_px, window.place.list_hidden) == (300, True)
    assert not window.chat_list.isVisible()
    window.hide()
    window.deleteLater()


async def test_the_width_of_the_list_comes_back(loop: Any, theme: Theme) -> None:
    window = MainWindow(theme)
    window.restore(WindowPlace(Area(0, 0, 1300, 700), list_px=310))
    window.show()
    window.show_content()
    await until(lambda: window.chat_list.width() == 310, "the list is as wide as it was")
    window.resize(1100, 700)
    await until(lambda: window.chat_list.width() == 228, "there is little room")
    window.resize(1300, 700)
    await until(lambda: window.chat_list.width() == 310, "there is room again")
    assert window.place.list_px == 310
    window.hide()
    window.deleteLater()


async def test_a_window_on_a_screen_that_is_gone_comes_to_the_one_there_is(loop: Any, theme: Theme) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = MainWindow(theme)
    show_in_place(window, app, WindowPlace(Area(9000, 9000, 900, 600)))
    assert app.primaryScreen().availableGeometry().contains(window.geometry().topLeft())
    window.hide()
    window.deleteLater()


async def test_keys_are_kept_and_work_after_a_restart(loop: Any, tmp_path: Path) -> None:
    async with running_program(tmp_path, NOBODY) as program:
        commands = program.window.content.commands
        commands.actions.run("shortcuts")
        button = commands.shortcut_sheet.list.rows["toggle_list"].keys_button
        button.click()
        button.setFocus()
        QTest.keyClick(
            button, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        )
        assert commands.actions.keys("toggle_list") == "Ctrl+Shift+L"
        press(button, Qt.Key.Key_Escape)
        assert not commands.shortcut_sheet.isVisible()
    assert SettingsFile(tmp_path).read().entries["keyboard.toggle_list"] == "Ctrl+Shift+L"
    async with running_program(tmp_path, NOBODY) as program:
        window = program.window
        window.activateWindow()
        window.content.show_chat_page()
        await asyncio.sleep(0)
        assert window.content.commands.actions.keys("toggle_list") == "Ctrl+Shift+L"
        window.content.commands.actions.run("shortcuts")
        row = window.content.commands.shortcut_sheet.list.rows["toggle_list"]
        row.reset_button.click()
        assert window.content.commands.actions.keys("toggle_list") == "Ctrl+B"
    assert "keyboard.toggle_list" not in SettingsFile(tmp_path).read().entries
