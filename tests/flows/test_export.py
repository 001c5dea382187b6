"""Chats into files, from files, and everything in one file, on the real window."""

import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from app.bootstrap.program import Program
from app.domain.exchange import ExportFormat
from app.domain.setting import SettingPage
from app.storage.backup_restore import put_in_place
from app.storage.conversations import ConversationStore
from app.ui.export.desk import DataDesk
from tests.helpers.program import click, press, running_program, shown_texts, until
from tests.storage.builders import new_chat, new_message

WAIT_S = 20
REFUSED = "http://127.0.0.1:9"
DATA = Path(__file__).parents[1] / "data" / "imports"


def filled(folder: Path, count: int = 2) -> None:
    """A data folder with chats."""
    store = ConversationStore.open(folder)
    for number in range(count):
        chat = new_chat(number, title=f"Llama {number}")
        question = new_message(chat, content="What eats a llama?")
        store.create_chat(chat, question).result(WAIT_S)
        text = "Grass.\n\n```python\nprint(1)\n```\n\n$x^2 + 1$"
        store.add_message(new_message(chat, question, role="assistant", content=text, model="m:1b")).result(
            WAIT_S
        )
    store.close()


def choose(desk: DataDesk, path: Path) -> None:
    """Answer the system's own question for a file."""
    dialog = desk.dialog
    assert dialog is not None
    dialog.fileSelected.emit(str(path))
    dialog.done(QDialog.DialogCode.Accepted)


async def begun(program: Program, count: int) -> DataDesk:
    await until(program.window.connect_page.isVisible, "the failure that leads there, once")
    await until(lambda: len(program.chats.chats) == count, "the list")
    return program.window.content.data_desk


async def run(program: Program, command: str) -> None:
    program.window.content.commands.actions.action(command).trigger()


@pytest.mark.parametrize("kind", ExportFormat)
async def test_a_chat_goes_into_a_file(loop: Any, tmp_path: Path, kind: ExportFormat) -> None:
    filled(tmp_path / "data")
    file = tmp_path / f"out{kind.suffix}"
    async with running_program(tmp_path / "data", REFUSED) as program:
        desk = await begun(program, 2)
        program.window.chat_list.chat_selected.emit(program.chats.chats[0].id)
        await until(lambda: program.window.chat_pane.chat_id, "an open chat")
        await run(program, "export_chat")
        assert "Llama" in desk.sheet.title.text()
        desk.options.formats.buttons[kind.value].click()
        click(desk.sheet.go_button)
        choose(desk, file)
        await until(file.exists, "the file")
        await until(lambda: "Exported" in shown_texts(desk.sheet), "the end")
        assert "1 chat" in desk.sheet.text.text()
        press(desk.sheet.leave_button, Qt.Key.Key_Escape)
        assert not desk.sheet.isVisible()
    data = file.read_bytes()
    if kind is ExportFormat.PDF:
        assert data.startswith(b"%PDF")
    else:
        assert b"What eats a llama?" in data
        assert ("<svg" in data.decode()) == (kind is ExportFormat.HTML)
    assert sorted(os.listdir(tmp_path)) == sorted(["data", file.name])


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # offscreen, of menus
async def test_the_open_chat_is_exported_from_its_header(loop: Any, tmp_path: Path) -> None:
    filled(tmp_path / "data")
    async with running_program(tmp_path / "data", REFUSED) as program:
        desk = await begun(program, 2)
        pane, listed = program.window.chat_pane, program.window.chat_list
        program.window.content.start_new_chat()
        assert "Export the chat…" not in shown_texts(pane.header)
        chat = program.chats.chats[0]
        listed.chat_selected.emit(chat.id)
        await until(lambda: pane.chat_id == chat.id, "an open chat")
        export, more = pane.header.chat_buttons
        await until(export.isVisible, "the buttons of the chat")
        click(export)
        assert desk.sheet.title.text() == f"Export “{chat.title}”"
        press(desk.sheet.leave_button, Qt.Key.Key_Escape)

        listed.view.selectAll()  # the menu is of the open chat all the same
        click(more)
        entries = {entry.text(): entry for entry in listed.menu.actions()}
        entries["Export…"].trigger()
        assert desk.sheet.title.text() == f"Export “{chat.title}”"
        press(desk.sheet.leave_button, Qt.Key.Key_Escape)
        click(more)
        {entry.text(): entry for entry in listed.menu.actions()}["Rename"].trigger()
        assert pane.header.title_edit.isVisible()
        listed.menu.close()
        program.window.content.start_new_chat()
        assert not export.isVisible()


async def test_all_chats_go_into_one_archive(loop: Any, tmp_path: Path) -> None:
    filled(tmp_path / "data", 3)
    file = tmp_path / "all.zip"
    async with running_program(tmp_path / "data", REFUSED) as program:
        desk = await begun(program, 3)
        await run(program, "export_all")
        click(desk.sheet.go_button)
        choose(desk, file)
        await until(lambda: "Exported" in shown_texts(desk.sheet), "the end")
    with zipfile.ZipFile(file) as archive:
        assert sorted(archive.namelist()) == [f"2026-03-01 Llama {number}.md" for number in range(3)]


async def test_a_place_that_cannot_be_written_is_told(loop: Any, tmp_path: Path) -> None:
    filled(tmp_path / "data")
    async with running_program(tmp_path / "data", REFUSED) as program:
        desk = await begun(program, 2)
        await run(program, "export_all")
        click(desk.sheet.go_button)
        choose(desk, tmp_path / "nowhere" / "x.zip")
        await until(desk.sheet.notice.isVisible, "the notice")
        assert desk.sheet.notice.title == "The file could not be written"
        assert desk.sheet.go_button.label == "Choose again…"


async def test_chats_of_another_program_come_in(loop: Any, tmp_path: Path) -> None:
    async with running_program(tmp_path / "data", REFUSED) as program:
        await until(lambda: program.chat is not None, "a start")
        desk = program.window.content.data_desk
        await run(program, "import_chats")
        choose(desk, DATA / "chatgpt" / "conversations.json")
        await until(lambda: "Import 2 chats" in shown_texts(desk.sheet), "the preview")
        assert "An export of ChatGPT" in desk.sheet.text.text()
        press(desk.sheet.leave_button, Qt.Key.Key_Escape)
        assert not desk.sheet.isVisible()
        await run(program, "import_chats")
        choose(desk, DATA / "chatgpt" / "conversations.json")
        await until(lambda: "Import 2 chats" in shown_texts(desk.sheet), "the preview again: nothing came in")
        click(desk.sheet.go_button)
        await until(lambda: "Imported" in shown_texts(desk.sheet), "the end")
        await until(lambda: len(program.chats.chats) == 2, "the list")
        click(desk.sheet.leave_button)
        await run(program, "import_chats")
        choose(desk, DATA / "chatgpt" / "conversations.json")
        await until(lambda: "Nothing in it is new." in desk.sheet.text.text(), "the second look")
        assert not desk.sheet.go_button.isVisible()
        assert "2 chats that are here already" in desk.sheet.lines.text()


async def test_a_broken_file_brings_nothing(loop: Any, tmp_path: Path) -> None:
    broken = tmp_path / "x.json"
    broken.write_bytes((DATA / "chatgpt" / "conversations.json").read_bytes()[:-20])
    async with running_program(tmp_path / "data", REFUSED) as program:
        desk = program.window.content.data_desk
        await run(program, "import_chats")
        choose(desk, broken)
        await until(desk.sheet.notice.isVisible, "the notice")
        assert desk.sheet.notice.title == "The file is damaged or cut off"
        assert program.chats.chats == ()


async def test_a_backup_is_saved_and_restored(loop: Any, tmp_path: Path) -> None:
    filled(tmp_path / "data")
    (tmp_path / "data" / "secrets.json").write_text(json.dumps({"x": "hush"}))
    file = tmp_path / "backup.zip"
    async with running_program(tmp_path / "data", REFUSED) as program:
        desk = await begun(program, 2)
        await run(program, "back_up")
        click(desk.sheet.go_button)
        choose(desk, file)
        await until(lambda: "Backed up" in shown_texts(desk.sheet), "the end")
        click(desk.sheet.leave_button)
        program.chats.delete(program.chats.chats[0].id)
        await run(program, "restore")
        choose(desk, file)
        await until(lambda: "Restore this backup?" in shown_texts(desk.sheet), "the question")
        assert "2 chats, 4 messages" in desk.sheet.text.text().replace("\N{NO-BREAK SPACE}", " ")
        assert program.window.focusWidget() is desk.sheet.leave_button
        QTest.mouseClick(desk.sheet.go_button, Qt.MouseButton.LeftButton)
        await until(lambda: program.closed.is_set(), "the end of the program")
        assert program.data is not None
        assert program.data.restart_wanted
    assert b"hush" not in file.read_bytes()
    told = put_in_place(tmp_path / "data")
    assert told is not None
    assert (Path(told.detail) / "arriero.sqlite3").exists()
    assert (tmp_path / "data" / "secrets.json").exists()
    async with running_program(tmp_path / "data", REFUSED) as program:
        await begun(program, 2)


async def test_the_settings_offer_it(loop: Any, tmp_path: Path) -> None:
    async with running_program(tmp_path / "data", REFUSED) as program:
        program.window.content.show_settings_page()
        program.window.settings_page.content.show_page(SettingPage.MODELS)
        rows = program.window.settings_page.content.sections[SettingPage.MODELS].groups[-1].rows
        names = [row.name.text() for row in rows]
        assert names == ["Export all chats", "Import chats", "Back up everything", "Restore a backup"]
        button = rows[2].control
        assert button is not None
        click(button)
        assert program.window.content.data_desk.sheet.isVisible()


async def test_the_menu_of_the_list_exports_what_is_selected(loop: Any, tmp_path: Path) -> None:
    filled(tmp_path / "data", 3)
    file = tmp_path / "two.zip"
    async with running_program(tmp_path / "data", REFUSED) as program:
        desk = await begun(program, 3)
        acts = program.window.chat_list.acts
        acts.act("export", program.chats.chats[:2])
        assert desk.sheet.title.text() == "Export 2 chats"
        click(desk.sheet.go_button)
        choose(desk, file)
        await until(lambda: "Exported" in shown_texts(desk.sheet), "the end")
    with zipfile.ZipFile(file) as archive:
        assert len(archive.namelist()) == 2
