"""Keys of commands while a sheet is open: the page below it stays, and what is typed there too."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.bootstrap.program import Program
from tests.flows.test_first_chat import connected
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import in_front, press, running_program, type_text, until

CONTROL = Qt.KeyboardModifier.ControlModifier


def strike(program: Program, key: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget() or program.window, key, CONTROL)


@asynccontextmanager
async def at_the_keyboard(data_dir: Path) -> AsyncIterator[Program]:
    """The program with a server, connected and in front."""
    with ThreadedOllamaServer() as server:
        async with running_program(data_dir, server.url) as program:
            await connected(program)
            await in_front(program.window)
            yield program


async def test_a_sheet_keeps_keyboard_page_and_words_until_it_is_closed(loop: Any, tmp_path: Path) -> None:
    async with at_the_keyboard(tmp_path) as program:
        content = program.window.content
        content.commands.actions.run("pull_model")
        page = content.transfers_page
        field = QApplication.focusWidget()
        assert field is not None
        type_text(field, "smol")
        for key in (Qt.Key.Key_N, Qt.Key.Key_2, Qt.Key.Key_K, Qt.Key.Key_Comma):
            strike(program, key)
            assert page.isVisible()
            assert QApplication.focusWidget() is field
            assert content.toast.isVisible()
            assert content.toast.text == "Finish or close what is open in front first"
            content.toast.hide()
        press(field, Qt.Key.Key_Escape)
        strike(program, Qt.Key.Key_N)
        assert content.chat_page.isVisible()


async def test_palette_and_list_of_keys_give_way_to_a_command(loop: Any, tmp_path: Path) -> None:
    async with at_the_keyboard(tmp_path) as program:
        content = program.window.content
        for opener in ("commands", "shortcuts"):
            content.commands.actions.run(opener)
            strike(program, Qt.Key.Key_3)
            assert content.transfers_page.isVisible()
            assert not content.commands.palette.isVisible()
            assert not content.commands.shortcut_sheet.isVisible()
            content.show_chat_page()


async def test_a_list_of_models_gives_way_to_a_command(loop: Any, tmp_path: Path) -> None:
    async with at_the_keyboard(tmp_path) as program:
        content = program.window.content
        picker = content.chat_pane.picker
        for key, there in ((Qt.Key.Key_K, None), (Qt.Key.Key_3, content.transfers_page)):
            content.commands.actions.run("choose_model")
            assert picker.isVisible()
            strike(program, key)
            assert not picker.isVisible()
            assert content.commands.palette.isVisible() == (there is None)
            assert there is None or there.isVisible()
        content.commands.actions.run("choose_model")
        content.commands.actions.run("choose_model")
        assert not picker.isVisible()


async def test_the_program_can_be_quit_from_a_sheet(loop: Any, tmp_path: Path) -> None:
    async with at_the_keyboard(tmp_path) as program:
        content = program.window.content
        content.commands.actions.run("pull_model")
        strike(program, Qt.Key.Key_Q)
        await until(program.closed.is_set, "the end")
