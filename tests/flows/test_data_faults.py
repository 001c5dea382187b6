"""What a person sees when the data folder cannot be used: a plain sentence, and nothing lost or deleted."""

import json
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.bootstrap import program as program_module
from app.bootstrap.program import Program
from app.domain.setting import ENTER_SENDS, KEEP_THOUGHTS_OPEN
from app.storage.conversations import ConversationStore
from app.storage.database import DATABASE_NAME
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import click, press, running_program, shown_texts, type_text, until
from tests.helpers.replies import Stream, done
from tests.helpers.settings import pick_by_mouse, shown_row
from tests.storage.builders import fill, new_chat, new_message, volume

NOBODY = "http://127.0.0.1:9"


def filled(data_dir: Path, chats: int = 1) -> Path:
    """A data folder with some chats, closed in order; returns the path of its database."""
    store = ConversationStore.open(data_dir)
    for number in range(chats):
        chat = new_chat(number, title="Llamas")
        store.create_chat(chat, new_message(chat, content="wool " * 200)).result(30)
    store.close()
    return data_dir / DATABASE_NAME


def spoil_a_page(file: Path) -> None:
    """Overwrite the first page with rows of messages, which a start does not look at."""
    content = bytearray(file.read_bytes())
    size = int.from_bytes(content[16:18], "big")
    # A page of a table's rows begins with 13. Source: sqlite.org/fileformat2.html, section 1.6.
    page = next(
        start
        for start in range(0, len(content), size)
        if content[start] == 13 and b"wool wool wool" in content[start : start + size]
    )
    content[page : page + size] = b"\xa5" * size
    file.write_bytes(content)


def named(folder: Path, pattern: str) -> list[Path]:
    return list(folder.glob(pattern))


def said(program: Program) -> str:
    """What stands above the pages."""
    notice = program.window.content.notice
    assert notice.isVisible()
    return f"{notice.title}. {notice.text}"


def listed(program: Program) -> list[str]:
    return [chat.title for chat in program.window.chat_list.model.all_chats()]


async def send(program: Program, text: str) -> None:
    await until(lambda: program.chat.model, "connected")
    edit = program.window.chat_pane.composer.edit
    type_text(edit, text)
    press(edit, Qt.Key.Key_Return)


async def chat_works(program: Program) -> None:
    """Whatever happened to the chats, one can be had in this window."""
    await send(program, "Still there?")
    await until(lambda: "Yes." in shown_texts(program.window.chat_pane.transcript), "a reply")


@pytest.fixture
def server() -> Iterator[ThreadedOllamaServer]:
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([done("Yes.")]))
        yield server


async def test_a_database_that_is_in_use(
    loop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: ThreadedOllamaServer
) -> None:
    monkeypatch.setattr(program_module, "LOCK_TIMEOUT_S", 0.3)  # instead of 5 s
    before = filled(tmp_path).read_bytes()
    with closing(sqlite3.connect(tmp_path / "arriero.lock", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        async with running_program(tmp_path, server.url) as program:
            assert said(program).startswith("Another Arriero is using your chats. Nothing is saved")
            await chat_works(program)
    assert (tmp_path / DATABASE_NAME).read_bytes() == before
    async with running_program(tmp_path, NOBODY) as program:
        await until(lambda: listed(program) == ["Llamas"], "the chats are there again")
        assert not program.window.content.notice.isVisible()


async def test_a_damaged_database_is_set_aside_whole(
    loop: Any, tmp_path: Path, server: ThreadedOllamaServer
) -> None:
    file = filled(tmp_path)
    damaged = b"no database" * 100 + file.read_bytes()[1100:]
    file.write_bytes(damaged)
    async with running_program(tmp_path, server.url) as program:
        words = said(program)
        assert words.startswith("The file with your chats is damaged. It was set aside")
        (aside,) = named(tmp_path, "arriero-damaged-*.sqlite3")
        assert str(aside) in words
        assert aside.read_bytes() == damaged
        copy = next(b for b in program.window.content.notice.buttons if b.property("action") == "copy")
        click(copy)
        assert str(aside) in QGuiApplication.clipboard().text()
        await chat_works(program)
    async with running_program(tmp_path, NOBODY) as program:
        await until(lambda: listed(program) == ["Still there?"], "what was written since is kept")
        assert not program.window.content.notice.isVisible()
    assert aside.read_bytes() == damaged


async def test_damage_found_in_mid_run_is_told_and_dealt_with_by_the_next_start(
    loop: Any, tmp_path: Path, server: ThreadedOllamaServer
) -> None:
    chats = 40
    spoil_a_page(filled(tmp_path, chats=chats))
    async with running_program(tmp_path, server.url) as program:
        assert not program.window.content.notice.isVisible()
        await program.housekeeping.run_once()
        words = said(program)
        assert words.startswith("There is damage in the file with your chats. What can be read still works.")
        assert str(tmp_path / DATABASE_NAME) in words
        await chat_works(program)
    damaged = (tmp_path / DATABASE_NAME).read_bytes()
    async with running_program(tmp_path, NOBODY) as program:
        words = said(program)
        (aside,) = named(tmp_path, "arriero-damaged-*.sqlite3")
        assert str(aside) in words
        assert aside.read_bytes() == damaged
        await until(lambda: listed(program), "what could be read is listed")
        assert chats // 2 < len(listed(program)) <= chats + 1
        assert f"Read from it into a new one: chats {len(listed(program))}, messages " in words
    async with running_program(tmp_path, NOBODY) as program:
        assert not program.window.content.notice.isVisible()


async def test_a_database_of_a_newer_arriero_is_left_alone(
    loop: Any, tmp_path: Path, server: ThreadedOllamaServer
) -> None:
    file = filled(tmp_path)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 9999")
    before = file.read_bytes()
    async with running_program(tmp_path, server.url) as program:
        assert said(program).startswith("Your chats were written by a newer Arriero. They are untouched")
        await chat_works(program)
    assert file.read_bytes() == before
    assert named(tmp_path, "*damaged*") == []


@contextmanager
def unwritable(folder: Path) -> Iterator[Path]:
    """A filled data folder that nobody can write into, root neither."""
    if os.geteuid() != 0:
        filled(folder)
        folder.chmod(0o500)
        try:
            yield folder
        finally:
            folder.chmod(0o700)
        return
    with volume(folder / "volume", "4m") as mounted:
        filled(mounted)
        subprocess.run(["mount", "-o", "remount,ro", str(mounted)], check=True, timeout=20)
        yield mounted


@pytest.mark.skipif(os.name == "nt", reason="there a folder's rights are others")
async def test_a_folder_that_cannot_be_written(
    loop: Any, tmp_path: Path, server: ThreadedOllamaServer
) -> None:
    with unwritable(tmp_path) as folder:
        before = (folder / DATABASE_NAME).read_bytes()
        async with running_program(folder, server.url) as program:
            words = said(program)
            assert words.startswith("Your chats cannot be saved. The data folder does not allow writing.")
            await chat_works(program)
            pick_by_mouse(shown_row(opened_settings(program), ENTER_SENDS), False)
            buttons = program.window.content.notice.buttons
            await until(lambda: "1 more" in program.window.content.notice.buttons[-1].label, "settings too")
            assert buttons
            assert said(program) == words, "what is said first is not painted over"
            click(program.window.content.notice.buttons[-1])
            assert said(program).startswith("The file with your settings cannot be used. Changes hold")
            assert program.settings.get(ENTER_SENDS) is False
        assert (folder / DATABASE_NAME).read_bytes() == before


def opened_settings(program: Program) -> Any:
    program.window.content.show_settings_page()
    return program.window.settings_page


async def test_a_start_on_a_full_disk(loop: Any, tmp_path: Path, server: ThreadedOllamaServer) -> None:
    with volume(tmp_path / "volume", "64k") as folder:
        fill(folder)
        async with running_program(folder, server.url) as program:
            assert said(program).startswith("The disk is full. Your chats are untouched and nothing is saved")
            await chat_works(program)


async def test_a_disk_that_is_full_when_a_message_is_sent(
    loop: Any, tmp_path: Path, server: ThreadedOllamaServer
) -> None:
    with volume(tmp_path / "volume", "4m") as folder:
        async with running_program(folder, server.url) as program:
            await until(lambda: program.chat.model, "connected")
            filler = fill(folder)
            text = "A long message." * 20_000  # several drafts of it have room once there is any
            edit = program.window.chat_pane.composer.edit
            edit.setPlainText(text)
            press(edit, Qt.Key.Key_Return)
            everything = program.window.content
            await until(lambda: "The disk is full" in shown_texts(everything), "it is said")
            await until(lambda: edit.toPlainText() == text, "what was typed is back")
            assert server.requests_to("/api/chat") == []
            filler.unlink()
            press(edit, Qt.Key.Key_Return)
            await until(lambda: "Yes." in shown_texts(program.window.chat_pane.transcript), "sent now")


async def test_settings_on_a_full_disk_hold_and_are_written_when_there_is_room(
    loop: Any, tmp_path: Path, server: ThreadedOllamaServer
) -> None:
    with volume(tmp_path / "volume", "2m") as folder:
        (folder / "settings.json").write_text('{"from.later": 1}', encoding="utf-8")
        async with running_program(folder, server.url) as program:
            await until(lambda: program.chat.model, "connected")
            filler = fill(folder)
            page = opened_settings(program)
            pick_by_mouse(shown_row(page, KEEP_THOUGHTS_OPEN), True)
            await until(program.window.content.notice.isVisible, "it is said")
            assert said(program).startswith("The disk is full. What was saved before is kept.")
            assert program.settings.get(KEEP_THOUGHTS_OPEN) is True
            assert json.loads((folder / "settings.json").read_text(encoding="utf-8")) == {"from.later": 1}
            assert not (folder / "settings.json.new").exists()
            filler.unlink()
            pick_by_mouse(shown_row(page, ENTER_SENDS), False)
        kept = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
        assert kept["from.later"] == 1
        assert kept[KEEP_THOUGHTS_OPEN.key] is True
        assert kept[ENTER_SENDS.key] is False
