"""No part of the window is ever on the screen as a window of its own, not even while its page is made."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from tests.flows.test_first_chat import ask, connected, transcript
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import running_program, until
from tests.helpers.replies import Stream, delta, done

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # offscreen, of menus
LEAVES_THE_WINDOW = {"quit", "import_chats", "restore", "attach", "full_screen", "menu", "new_window"}
"""These end the program, open windows, dialogs and menus, or change the window there is."""


class Watch(QObject):
    """Notes what is shown as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


@pytest.fixture
def shown(qapp: QApplication) -> Iterator[list[str]]:
    watch = Watch()
    qapp.installEventFilter(watch)
    yield watch.shown
    qapp.removeEventFilter(watch)


async def test_every_command_stays_in_the_one_window(loop: Any, tmp_path: Path, shown: list[str]) -> None:
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([delta("| a | b |\n|---|---|\n| 1 | $x^2$ |\n"), done()]))
        async with running_program(tmp_path, server.url) as program:
            window = program.window
            await connected(program)
            await ask(program, "A table")
            await until(lambda: "a" in transcript(program) and not window.chat_pane.is_running, "a reply")
            actions = window.content.commands.actions
            for command in (each for each in actions.commands if each not in LEAVES_THE_WINDOW):
                actions.run(command)
                await asyncio.sleep(0)
                assert shown == ["MainWindow"], command
            waiting = window.content.library_page.content.installed.waiting
            labels = waiting.findChildren(QLabel)
            await until(lambda: any("Sizes as of" in each.text() for each in labels), "models are suggested")
            assert shown == ["MainWindow"]
