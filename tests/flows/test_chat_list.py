"""The list of chats on the real window: folders, tags, archive, several at once, temporary chats."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from app.bootstrap.program import Program
from app.storage.conversations import ConversationStore
from app.ui.chat.chat_list import ChatListPane
from tests.flows.test_first_chat import ask, connected, transcript
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import click, in_front, press, running_program, type_text, until
from tests.helpers.replies import Gate, Stream, delta, done
from tests.storage.builders import new_chat, new_message

KEY, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # offscreen, of menus


def fill(data_dir: Path, *titles: str) -> None:
    store = ConversationStore.open(data_dir)
    for minute, title in enumerate(titles):
        chat = new_chat(minute, title=title)
        store.create_chat(chat, new_message(chat, content=f"about {title}")).result(20)
    store.close()


def listed(pane: ChatListPane) -> list[str]:
    """Every row from the top; folders with a slash."""
    found = []
    for row in range(pane.model.rowCount()):
        index = pane.model.index(row)
        mark = "/" if pane.model.folder(index) is not None else ""
        if mark or pane.model.chat(index) is not None:
            found.append(f"{mark}{index.data()}")
    return found


def at(pane: ChatListPane, name: str) -> QPoint:
    rows = range(pane.model.rowCount())
    index = next(pane.model.index(row) for row in rows if pane.model.index(row).data() == name)
    return pane.view.visualRect(index).center()


def click_row(pane: ChatListPane, name: str, *modifiers: Qt.KeyboardModifier) -> None:
    held = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        held |= modifier
    QTest.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, held, at(pane, name))


def choose(pane: ChatListPane, action: str, value: str = "") -> None:
    """Take an entry of the menu that is open."""
    menus = [pane.menu, *(entry.menu() for entry in pane.menu.actions() if entry.menu() is not None)]
    entries = [entry for menu in menus for entry in menu.actions()]  # type: ignore[attr-defined]
    next(entry for entry in entries if entry.data() == (action, value)).trigger()
    pane.menu.close()


def drag_onto(pane: ChatListPane, names: list[str], target: str) -> None:
    """What a drag tells the list when the button is let go: a real one would wait for the window system."""
    rows = [row for row in range(pane.model.rowCount()) if pane.model.index(row).data() in names]
    mime: QMimeData = pane.model.mimeData([pane.model.index(row) for row in rows])
    move, none = Qt.DropAction.MoveAction, Qt.KeyboardModifier.NoModifier
    drop = QDropEvent(QPointF(at(pane, target)), move, mime, Qt.MouseButton.LeftButton, none)
    pane.view.dropEvent(drop)


def read_out(pane: ChatListPane, chat_id: str) -> str:
    """What the row of a chat says to a screen reader."""
    rows = [pane.model.index(row) for row in range(pane.model.rowCount())]
    found = ((row, pane.model.chat(row)) for row in rows)
    at = next(row for row, chat in found if chat is not None and chat.id == chat_id)
    return str(at.data(Qt.ItemDataRole.AccessibleTextRole))


def everything(folder: Path) -> bytes:
    """What all files there hold."""
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


async def opened(program: Program, count: int) -> ChatListPane:
    pane = program.window.chat_list
    await until(lambda: len(pane.model.listed_ids()) == count, "the list is read")
    await in_front(program.window)
    return pane


async def test_folders_are_made_filled_renamed_and_there_after_a_restart(loop: Any, tmp_path: Path) -> None:
    fill(tmp_path, "one", "two", "three")
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            pane = await opened(program, 3)
            click(pane.menu_button)
            choose(pane, "new_folder")
            type_text(pane.acts.sheet.field, "Work")
            press(pane.acts.sheet.field, KEY.Key_Return)
            assert listed(pane) == ["/Work", "three", "two", "one"]
            drag_onto(pane, ["one", "two"], "Work")
            assert listed(pane) == ["/Work", "two", "one", "three"]
            drag_onto(pane, ["two"], "three")
            assert listed(pane) == ["/Work", "one", "three", "two"]

            pane.view.setFocus(Qt.FocusReason.TabFocusReason)
            pane.view.setCurrentIndex(pane.model.index(0))
            press(pane.view, KEY.Key_Left)
            assert listed(pane) == ["/Work", "three", "two"]
            press(pane.view, KEY.Key_Return)
            assert listed(pane) == ["/Work", "one", "three", "two"]
            press(pane.view, KEY.Key_F2)
            editor = pane.view.viewport().findChild(QLineEdit)
            assert editor is not None
            editor.selectAll()
            type_text(editor, "Home")
            press(editor, KEY.Key_Return)
            await until(lambda: listed(pane)[0] == "/Home", "the folder has another name")

            click_row(pane, "three")
            await until(lambda: program.window.chat_pane.chat_id, "the chat is open")
            program.window.content.commands.actions.run("move_chat")
            choose(pane, "move", pane.model.folders[0].id)
            assert listed(pane) == ["/Home", "three", "one", "two"]
        async with running_program(tmp_path, server.url) as program:
            pane = await opened(program, 3)
            await until(lambda: listed(pane) == ["/Home", "three", "one", "two"], "the folder is there again")
            pane.view.setCurrentIndex(pane.model.index(0))
            press(pane.view, KEY.Key_Left)
            assert listed(pane) == ["/Home", "two"]
        async with running_program(tmp_path, server.url) as program:
            pane = await opened(program, 1)
            await until(lambda: listed(pane) == ["/Home", "two"], "the folder is closed as it was")
            pane.view.setCurrentIndex(pane.model.index(0))
            press(pane.view, KEY.Key_Delete)
            assert listed(pane) == ["three", "two", "one"]
            toast = program.window.content.toast
            assert toast.text == "The folder “Home” was deleted, its chats are kept"
            click(toast.button)
            assert listed(pane) == ["/Home", "two"]
            pane.view.setCurrentIndex(pane.model.index(0))
            press(pane.view, KEY.Key_Right)
            assert listed(pane) == ["/Home", "three", "one", "two"]
        async with running_program(tmp_path, server.url) as program:
            pane = await opened(program, 3)
            await until(lambda: listed(pane) == ["/Home", "three", "one", "two"], "all is as before it")


async def test_several_are_tagged_archived_deleted_and_brought_back(loop: Any, tmp_path: Path) -> None:
    fill(tmp_path, "one", "two", "three", "four")
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            pane = await opened(program, 4)
            toast = program.window.content.toast
            click_row(pane, "four")
            await until(lambda: program.window.chat_pane.chat_id, "a click opens")
            shown = program.window.chat_pane.chat_id
            click_row(pane, "two", CTRL)
            assert pane.bulk_bar.label.text() == "2 selected"
            program.window.content.commands.actions.run("tag_chat")
            type_text(pane.acts.sheet.field, "#ops, later")
            press(pane.acts.sheet.field, KEY.Key_Return)
            assert [chat.tags for chat in pane.view.selected_chats] == [("later", "ops")] * 2
            pane.narrow(tag="ops")
            assert listed(pane) == ["four", "two"]
            assert pane.narrowed_button.label == "#ops"
            click(pane.narrowed_button)
            assert listed(pane) == ["four", "three", "two", "one"]

            pane.view.setFocus(Qt.FocusReason.TabFocusReason)
            click_row(pane, "three")
            QTest.keyClick(pane.view, KEY.Key_Down, SHIFT)
            assert [chat.title for chat in pane.view.selected_chats] == ["three", "two"]
            click(pane.bulk_bar.archive_button)
            assert listed(pane) == ["four", "one"]
            assert toast.text == "2 chats were archived"
            click(pane.menu_button)
            choose(pane, "show_archive")
            assert listed(pane) == ["three", "two"]
            click(pane.narrowed_button)
            click(toast.button)
            assert listed(pane) == ["four", "three", "two", "one"]

            QTest.keyClick(pane.view, KEY.Key_A, CTRL)
            press(pane.view, KEY.Key_Delete)
            assert listed(pane) == []
            assert toast.text == "4 chats were deleted"
            click(toast.button)
            assert sorted(listed(pane)) == ["four", "one", "three", "two"]
            assert shown in pane.model.listed_ids()
        async with running_program(tmp_path, server.url) as program:
            pane = await opened(program, 4)
            tagged = [chat.title for chat in pane.model.all_chats() if "ops" in chat.tags]
            assert tagged == ["four", "two"]


async def test_a_copy_stands_beside_its_chat(loop: Any, tmp_path: Path) -> None:
    fill(tmp_path, "one")
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            pane = await opened(program, 1)
            pane.view.customContextMenuRequested.emit(at(pane, "one"))
            choose(pane, "duplicate")
            await until(lambda: len(pane.model.listed_ids()) == 2, "the copy is listed")
            await until(lambda: "about one" in transcript(program), "the copy is shown")


async def test_a_temporary_chat_is_marked_and_leaves_nothing(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([delta("A secret answer."), done()]))
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            await opened(program, 0)
            pane = program.window.chat_pane
            QTest.keyClick(pane.composer.edit, KEY.Key_N, CTRL | SHIFT)
            await until(lambda: pane.header.temporary_chip.isVisible(), "the chat is marked")
            assert "gone when you leave it" in pane.empty.line
            await ask(program, "A secret question")
            await until(lambda: "A secret answer." in transcript(program), "the answer")
            assert program.window.chat_list.model.listed_ids() == []
            QTest.keyClick(pane.composer.edit, KEY.Key_N, CTRL)
            await until(lambda: not pane.header.temporary_chip.isVisible(), "another chat is not marked")
        assert b"secret" not in everything(tmp_path)


async def test_a_screen_reader_hears_every_row(loop: Any, tmp_path: Path) -> None:
    fill(tmp_path, "Incident summary", "Garden")
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            pane = await opened(program, 2)
            first = pane.model.all_chats()[1]
            program.chats.pin(first.id, True)
            program.chats.mark_unread(first.id)
            program.chats.make_folder("Work")
            view = QAccessible.queryAccessibleInterface(pane.view)
            assert view is not None
            assert view.role() is QAccessible.Role.List
            heard = [view.child(at).text(QAccessible.Text.Name) for at in range(view.childCount())]
            row = next(text for text in heard if text.startswith("Incident summary, "))
            assert row.endswith(", pinned, unread")
            assert "Folder Work, 0 chats, open" in heard
            assert heard[0] == "Pinned"


async def test_a_reply_goes_on_in_a_chat_that_is_not_shown(loop: Any, tmp_path: Path) -> None:
    fill(tmp_path, "other")
    gate = Gate()
    with ThreadedOllamaServer() as server:
        server.script(
            "/api/chat", Stream([delta("The first half, "), gate, delta("the second half."), done()])
        )
        async with running_program(tmp_path, server.url) as program:
            pane = await opened(program, 1)
            await connected(program)
            await ask(program, "Go on")
            await until(lambda: "The first half" in transcript(program), "the first words")
            chat_id = program.window.chat_pane.chat_id
            click_row(pane, "other")
            await until(lambda: "about other" in transcript(program), "another chat")
            assert read_out(pane, chat_id).endswith(", reply is being written")
            gate.open()
            await until(lambda: read_out(pane, chat_id).endswith(", unread"), "the end is marked")
            QTest.keyClick(program.window.chat_pane.composer.edit, KEY.Key_Tab, CTRL)
            await until(lambda: "the second half." in transcript(program), "all of it")
            await until(lambda: "unread" not in read_out(pane, chat_id), "it is read now")
