"""The drive of the data folder fails or is moved while a reply is being written."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer

from app.bootstrap.program import Program
from app.domain.failure import Failure
from app.services import unwritten
from app.services.open_chats import NEW_CHAT_DRAFT
from app.storage.database import DATABASE_NAME
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import click, press, running_program, shown_texts, type_text, until
from tests.helpers.replies import Gate, Stream, delta, done

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits and moved folders are others there")


@contextmanager
def writes_fail() -> Iterator[None]:
    """Have the system refuse every write to a file, as a drive does that is gone."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def written(folder: Path) -> str:
    """The reply as it is in the file, in pieces or whole."""
    with closing(sqlite3.connect(f"file:{folder / DATABASE_NAME}?mode=ro", uri=True)) as connection:
        rows = connection.execute(
            "SELECT content FROM messages WHERE role = 'assistant'"
            " UNION ALL SELECT content FROM (SELECT content FROM deltas ORDER BY rowid)"
        )
        return "".join(text for (text,) in rows)


def transcript(program: Program) -> str:
    return shown_texts(program.window.chat_pane.transcript)


async def ask(program: Program) -> None:
    await until(lambda: program.chat.model, "connected")
    edit = program.window.chat_pane.composer.edit
    type_text(edit, "Count")
    press(edit, Qt.Key.Key_Return)


async def shown(program: Program, text: str) -> None:
    await until(lambda: text in transcript(program).split(), text)


async def test_a_drive_that_fails_is_told_and_what_came_is_written_when_it_is_back(
    loop: Any, tmp_path: Path
) -> None:
    gates = [Gate() for _ in range(100)]
    steps: list[Any] = [delta("One ")]
    for number, gate in enumerate(gates):
        steps += [gate, delta(f"piece{number} ")]
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([*steps, done()]))
        async with running_program(tmp_path, server.url) as program:
            notice = program.window.content.notice
            await ask(program)
            await until(lambda: written(tmp_path) == "One ", "the first piece is written")
            with writes_fail():
                opened = 0
                while not notice.isVisible():
                    gates[opened].open()
                    await shown(program, f"piece{opened}")
                    opened += 1
                assert opened < len(gates), "told before the reply ends"
                assert notice.title == "The drive with your chats does not answer"
                assert "written when the drive is there again" in notice.text
                for gate in gates:
                    gate.open()
                await until(lambda: "piece99" in transcript(program), "the reply goes on to its end")
                assert written(tmp_path) == "One "
            whole = "One " + "".join(f"piece{number} " for number in range(100))
            await until(lambda: written(tmp_path) == whole.strip() or written(tmp_path) == whole, "written")


async def test_a_data_folder_that_is_moved_away_takes_the_reply_along(loop: Any, tmp_path: Path) -> None:
    gate, folder, away = Gate(), tmp_path / "data", tmp_path / "away"
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([delta("One "), gate, delta("two"), done()]))
        async with running_program(folder, server.url) as program:
            await ask(program)
            await until(lambda: written(folder) == "One ", "the first piece is written")
            folder.rename(away)
            gate.open()
            await until(lambda: "two" in transcript(program), "the rest is shown")
            await until(
                lambda: program.window.chat_pane.transcript.running_turn is None, "the reply has ended"
            )
            away.rename(folder)
        assert written(folder) == "One two"
        async with running_program(folder, server.url) as program:
            await until(lambda: program.window.chat_list.model.all_chats(), "the chat is listed")
            assert not program.window.content.notice.isVisible()


async def test_quitting_asks_before_text_is_lost_that_could_not_be_written(loop: Any, tmp_path: Path) -> None:
    gate = Gate()
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([delta("One "), gate, delta("two"), done()]))
        async with running_program(tmp_path, server.url) as program:
            question = program.window.content.quit_question
            await ask(program)
            await until(lambda: written(tmp_path) == "One ", "the first piece is written")
            with writes_fail():
                gate.open()
                await until(lambda: program.window.content.notice.isVisible(), "it is told")
                await until(
                    lambda: program.window.chat_pane.transcript.running_turn is None, "the reply has ended"
                )
                program.window.close()
                assert question.title.text() == "Not everything is saved"
                assert question.confirm_button.label == "Quit and lose it"
                click(question.keep_button)
                assert not program.closed.is_set()
            await until(lambda: written(tmp_path) == "One two", "written by itself")
            await until(lambda: not program.chat.work.unwritten.is_any, "nothing waits")
            program.window.close()
            assert program.closed.is_set()


async def test_a_draft_that_could_not_be_written_is_asked_about(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            question = program.window.content.quit_question
            edit = program.window.chat_pane.composer.edit
            with writes_fail():
                type_text(edit, "A thought")
                await until(lambda: program.chat.work.unwritten.is_any, "it could not be kept")
                program.window.close()
                assert question.isVisible()
                click(question.keep_button)
            type_text(edit, "!")
            await until(lambda: not program.chat.work.unwritten.is_any, "kept now")
            program.window.close()
            assert program.closed.is_set()


def draft_in(folder: Path) -> str:
    """What is kept of the text that is typed in the new chat."""
    with closing(sqlite3.connect(f"file:{folder / DATABASE_NAME}?mode=ro", uri=True)) as connection:
        row = connection.execute("SELECT value FROM state WHERE key = ?", (NEW_CHAT_DRAFT,)).fetchone()
        return str(row[0]) if row else ""


@pytest.fixture
def no_retry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be kept is not tried again by time within a test."""
    monkeypatch.setattr(unwritten, "RETRY_AFTER_MS", 3_600_000)


async def test_a_draft_is_tried_again_quietly_until_it_is_kept(
    loop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unwritten, "RETRY_AFTER_MS", 100)
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            told: list[Failure] = []
            tries: list[int] = []
            drafts = program.chat.work.unwritten
            drafts.failed.connect(told.append)
            with writes_fail():
                type_text(program.window.chat_pane.composer.edit, "abc")
                await until(lambda: len(told) == 3, "each letter could not be kept")
                (pause,) = drafts.findChildren(QTimer)
                pause.timeout.connect(lambda: tries.append(len(told)))
                await until(lambda: len(tries) >= 3, "it is tried again and again")
                assert set(tries) == {3}, "and nothing is said of that"
                assert drafts.is_any
            await until(lambda: not drafts.is_any, "kept without another letter")
            assert draft_in(tmp_path) == "abc"


@pytest.mark.usefixtures("no_retry")
async def test_a_draft_is_tried_again_when_the_focus_goes(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            window = program.window
            window.activateWindow()
            await until(window.chat_pane.composer.edit.hasFocus, "the message has the focus")
            with writes_fail():
                type_text(window.chat_pane.composer.edit, "abc")
                await until(lambda: program.chat.work.unwritten.is_any, "it could not be kept")
            window.content.rail.chat_button.setFocus()
            await until(lambda: not program.chat.work.unwritten.is_any, "kept")
            assert draft_in(tmp_path) == "abc"


@pytest.mark.usefixtures("no_retry")
async def test_a_draft_that_was_never_taken_is_written_at_the_end(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            with writes_fail():
                type_text(program.window.chat_pane.composer.edit, "abc")
                await until(lambda: program.chat.work.unwritten.is_any, "it could not be kept")
        assert draft_in(tmp_path) == "abc"
