"""While a reply streams into a long chat, a person scrolls, selects, finds and stops."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.bootstrap.loop import EventLoop
from app.domain.conversation import MessageState
from app.ui.transcript.positions import Position
from tests.bench.history import write_chat
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import running_program, until
from tests.helpers.replies import Gate, Pause, Stream, delta, done

COUNT = 400


async def test_scroll_select_find_and_stop_while_a_reply_is_written(loop: EventLoop, tmp_path: Path) -> None:
    write_chat(tmp_path, COUNT)
    pieces = [delta(f"Word {number} of a *long* answer.\n\n") for number in range(60)]
    paused = [step for piece in pieces for step in (piece, Pause(0.01))]
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([*paused, Gate(), done()]))
        async with running_program(tmp_path, server.url) as program:
            pane = program.window.chat_pane
            await until(
                lambda: len(pane.transcript.turns) == COUNT and program.chat.model, "the chat is open"
            )
            view = pane.transcript
            program.chat.send("Go on, please.")
            await until(lambda: (turn := view.running_turn) and "Word 3" in turn.message.content, "the reply")
            QTest.keyClick(view, Qt.Key.Key_PageUp)
            view.selecting.start(Position(COUNT - 3, 0, 2))
            view.selecting.extend(Position(COUNT + 1, 0, 6))
            selected = view.selected_text
            pane.finder.open()
            assert pane.finder.bar is not None
            pane.finder.bar.field.setText("a long answer")
            await until(lambda: view.finding.count == 60, "every place is found as it comes")
            assert view.selected_text == selected
            assert selected.endswith("Word 0")
            assert not view.following
            QTest.keyClick(pane.finder.bar.field, Qt.Key.Key_Escape)
            QTest.keyClick(view, Qt.Key.Key_Escape)
            pane.stop()
            await until(lambda: view.running_turn is None, "the reply is stopped")
            last = view.last_reply
            assert last is not None
            assert last.message.state is MessageState.STOPPED
