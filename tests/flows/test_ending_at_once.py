"""What was changed last is there again, however the program is ended and however soon."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.bootstrap.program import Program
from app.domain.setting import READING_ZOOM, WINDOW_PLACE
from app.domain.window_place import place_from_text
from tests.flows.test_images import chips
from tests.helpers.images import picture
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.parameters import answer, number, opened, opened_again, sent
from tests.helpers.program import in_front, running_program, type_text, until


def by_key(program: Program) -> None:
    focus = program.window.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)


def by_its_window(program: Program) -> None:
    program.window.close()


def by_log_off(program: Program) -> None:
    program.end_session()


def by_signal(program: Program) -> None:
    program.closed.set()  # all that SIGTERM, SIGINT and SIGHUP do


@pytest.mark.parametrize(
    ("end_it", "has_title"),
    [(by_key, False), (by_its_window, True), (by_log_off, True), (by_signal, False)],
)
async def test_what_was_changed_last_is_kept(
    loop: Any, tmp_path: Path, end_it: Callable[[Program], None], has_title: bool
) -> None:
    with ThreadedOllamaServer() as server:
        answer(server, 1)
        async with running_program(tmp_path, server.url) as program:
            panel = await opened(program)
            await sent(program, server)
            await in_front(program.window)
            window, pane = program.window, program.window.chat_pane
            window.content.commands.actions.run("zoom_in")
            window.content.commands.actions.run("toggle_list")
            type_text(pane.composer.edit, "a draft")
            type_text(panel.prompt.box.edit, "Be kind.")
            # And a field that nobody leaves.
            if has_title:
                pane.header.edit_title()
                QTest.keyClicks(pane.header.title_edit, "Named")
            else:
                field = number(panel, "temperature").field
                field.setFocus()
                field.selectAll()
                QTest.keyClicks(field, "0.3")
            zoom = program.settings.get(READING_ZOOM)
            end_it(program)
            assert program.closed.is_set()
        async with running_program(tmp_path, server.url) as program:
            panel = await opened_again(program)
            pane = program.window.chat_pane
            await until(lambda: pane.composer.edit.toPlainText() == "a draft", "the draft")
            assert program.settings.get(READING_ZOOM) == zoom != READING_ZOOM.default
            place = place_from_text(program.settings.get(WINDOW_PLACE))
            assert place is not None
            assert place.list_hidden
            assert panel.prompt.box.edit.toPlainText() == "Be kind."
            if has_title:
                assert pane.header.title.whole_text == "Named"
            else:
                assert program.chat.parameters.options == {"temperature": 0.3}


async def test_a_picture_that_was_just_pasted_is_in_the_draft(loop: Any, tmp_path: Path) -> None:
    async with running_program(tmp_path, "http://127.0.0.1:9") as program:
        await in_front(program.window)
        QGuiApplication.clipboard().setImage(picture(2000, 1500))
        edit = program.window.chat_pane.composer.edit
        QTest.keyClick(edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        program.window.close()
    async with running_program(tmp_path, "http://127.0.0.1:9") as program:
        desk = program.window.chat_pane.images.desk
        await until(lambda: chips(desk) == ["Pasted image.png"], "it is attached")
