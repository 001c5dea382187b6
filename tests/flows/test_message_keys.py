"""Messages, blocks and buttons reached by keys alone on the real window."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from tests.flows.test_first_chat import ask, connected, transcript
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import in_front, running_program, until
from tests.helpers.replies import Stream, delta, done

ALT = Qt.KeyboardModifier.AltModifier
TEXT = "First block.\n\n```python\nprint(1)\n```\n\nLast block."


async def test_code_of_an_earlier_reply_is_copied_from_the_composer_by_keys(
    loop: Any, tmp_path: Path
) -> None:
    with ThreadedOllamaServer() as server:
        server.script(
            "/api/chat", Stream([delta(TEXT), done(pieces=1)]), Stream([delta("Second."), done(pieces=1)])
        )
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            await ask(program, "Some code")
            await until(lambda: "Last block." in transcript(program), "the first reply")
            await ask(program, "More")
            await until(lambda: "Second." in transcript(program), "the second reply")
            window = program.window
            await in_front(window)
            window.chat_pane.focus_composer()
            view = window.chat_pane.transcript

            def key(code: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
                QTest.keyClick(window.focusWidget(), code, modifier)

            for _ in range(3):
                key(Qt.Key.Key_Up, ALT)
            assert window.focusWidget() is view
            assert view.blocks.place() == 1
            key(Qt.Key.Key_Down)
            for _ in range(6):
                key(Qt.Key.Key_Tab)
                focus = window.focusWidget()
                if isinstance(focus, QAbstractButton) and focus.accessibleName() == "Copy code":
                    break
            key(Qt.Key.Key_Space)
            await until(lambda: QApplication.clipboard().text() == "print(1)", "the code")
            key(Qt.Key.Key_F6)
            assert not view.isAncestorOf(window.focusWidget())
            key(Qt.Key.Key_Down, ALT)
            assert window.focusWidget() is view
            assert view.blocks.place() == 2
