"""Several windows on one store: each shows its own chat, and what is done in one is seen in all at once."""

import gc
import importlib.util
import subprocess
import sys
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.bootstrap.program import Program
from app.bootstrap.single_instance import Request
from app.domain.server import Connection
from app.ui.further_window import FurtherWindow
from app.ui.main_window import MainWindow
from tests.flows.test_vanished_drive import writes_fail
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import click, in_front, press, running_program, shown_texts, type_text, until
from tests.helpers.replies import Gate, Stream, delta, done

RAISES = pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)


@asynccontextmanager
async def answering(tmp_path: Path, *replies: Any) -> AsyncIterator[tuple[Program, ThreadedOllamaServer]]:
    """The program with a server that gives these replies, one after the other."""
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", *replies)
        async with running_program(tmp_path, server.url) as program:
            program.chat.titles.set_enabled(False)  # it would ask the server as well
            await until(
                lambda: program.chat.model and program.server.state.connection is Connection.READY,
                "connected",
            )
            yield program, server


async def new_window(program: Program, chat_id: str = "") -> FurtherWindow:
    """One more window, which shows a chat or a new one and can send."""
    program.open_in_window(chat_id)
    assert program.windows is not None
    window = program.windows.further[-1]
    await until(lambda: window.chat_pane.chat_id == chat_id and window.chat_pane.model, "it shows the chat")
    await in_front(window)
    return window


def said(window: MainWindow) -> str:
    return shown_texts(window.chat_pane.transcript) if window.chat_pane.transcript_shown else ""


def draft(window: MainWindow) -> str:
    return window.chat_pane.composer.text


def listed(window: MainWindow) -> list[str]:
    return [chat.title for chat in window.chat_list.model.all_chats()]


async def ask(window: MainWindow, text: str) -> None:
    edit = window.chat_pane.composer.edit
    type_text(edit, text)
    press(edit, Qt.Key.Key_Return)
    await until(lambda: text in said(window) or window.chat_pane.composer.has_next, "it is sent or waits")


async def chat_with(window: MainWindow, text: str, answer: str) -> str:
    """Ask, wait for the whole reply; id of the chat."""
    await ask(window, text)
    await until(lambda: answer in said(window) and not window.chat_pane.is_running, "answered")
    return window.chat_pane.chat_id


async def gone(program: Program, window: FurtherWindow) -> None:
    """Close a window as a person does."""
    shown = len(program.chat.work.opened.windows)
    window.close()
    await until(lambda: len(program.chat.work.opened.windows) == shown - 1, "closed")
    assert program.windows is not None
    assert window not in program.windows.further


async def test_the_keys_open_a_window_with_a_chat_of_its_own(loop: Any, tmp_path: Path) -> None:
    async with answering(tmp_path, Stream([done("One.")]), Stream([done("Two.")])) as (program, _):
        first = program.window
        shown = await chat_with(first, "First", "One.")
        await in_front(first)
        shift_control = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        QTest.keyClick(first.chat_pane.composer.edit, Qt.Key.Key_O, shift_control)
        assert program.windows is not None
        (second,) = program.windows.further
        await until(lambda: listed(second) == ["First"] and second.chat_pane.model, "it has the list")
        assert second.isVisible()
        assert second.geometry().topLeft() != first.geometry().topLeft(), "it does not hide the first"
        assert not second.chat_pane.chat_id
        other = await chat_with(second, "Second", "Two.")
        assert first.chat_pane.chat_id == shown
        assert other != shown
        assert "Two." not in said(first)
        assert sorted(listed(first)) == sorted(listed(second)) == ["First", "Second"]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
async def test_a_chat_of_the_list_opens_in_a_window_of_its_own(loop: Any, tmp_path: Path) -> None:
    async with answering(tmp_path, Stream([done("One.")])) as (program, _):
        first = program.window
        chat_id = await chat_with(first, "First", "One.")
        acts = first.chat_list.acts
        chat = first.chat_list.model.chat_by_id(chat_id)
        assert chat is not None
        acts.show_for_chats([chat], first.chat_list.menu_button)
        await until(acts.menu.isVisible, "the menu is open")
        entry = next(each for each in acts.menu.actions() if each.text() == "Open in a new window")
        entry.trigger()
        acts.menu.close()
        assert program.windows is not None
        (second,) = program.windows.further
        await until(lambda: "One." in said(second), "it shows the chat")


async def test_one_reply_grows_in_both_and_is_stopped_in_the_other(loop: Any, tmp_path: Path) -> None:
    gate = Gate()
    reply = Stream([delta("Half"), gate, delta(" more"), Gate(), done()])
    async with answering(tmp_path, reply) as (program, server):
        first = program.window
        await ask(first, "Go on")
        await until(lambda: "Half" in said(first), "it has begun")
        second = await new_window(program, first.chat_pane.chat_id)
        assert "Half" in said(second)
        assert second.chat_pane.is_running
        gate.open()
        await until(lambda: "Half more" in said(first) and "Half more" in said(second), "it grows in both")
        await ask(second, "And then?")
        assert first.chat_pane.composer.has_next, "one reply at a time: the next message waits, seen in both"
        assert len(server.requests_to("/api/chat")) == 1
        click(second.chat_pane.composer.next_strip.remove_button)  # type: ignore[union-attr]
        assert not first.chat_pane.composer.has_next
        assert second.chat_pane.stop()
        await until(lambda: not first.chat_pane.is_running and not second.chat_pane.is_running, "stopped")
        assert "Half more" in said(first)
        assert "Half more" in said(second)


async def test_what_is_said_in_one_is_said_in_the_other(loop: Any, tmp_path: Path) -> None:
    replies = (Stream([done("One.")]), Stream([done("Two.")]), Stream([done("Three.")]))
    async with answering(tmp_path, *replies) as (program, _):
        first = program.window
        second = await new_window(program, await chat_with(first, "First", "One."))
        await chat_with(second, "Second", "Two.")
        await until(lambda: "Second" in said(first) and "Two." in said(first), "seen there")
        second.chat_pane.versions.edit_last()
        second.chat_pane.composer.edit.clear()
        await chat_with(second, "Otherwise", "Three.")
        await until(lambda: "Three." in said(first) and not first.chat_pane.is_running, "edited there too")
        assert "Two." not in said(first)
        first.chat_pane.versions.step(-1)
        await until(lambda: "Two." in said(first) and "Two." in said(second), "the version before in both")
        assert "Three." not in said(second)


async def test_a_draft_is_one_in_both_and_is_sent_once(loop: Any, tmp_path: Path) -> None:
    async with answering(tmp_path, Stream([done("One.")]), Stream([done("Two.")])) as (program, _):
        first = program.window
        second = await new_window(program, await chat_with(first, "First", "One."))
        type_text(second.chat_pane.composer.edit, "half a ")
        assert draft(first) == "half a "
        type_text(first.chat_pane.composer.edit, "thought")
        assert draft(second) == "half a thought"
        press(second.chat_pane.composer.edit, Qt.Key.Key_Return)
        assert draft(first) == draft(second) == ""
        await until(lambda: "Two." in said(first) and "half a thought" in said(first), "sent")


async def test_a_name_a_mark_and_an_end_are_seen_in_both(loop: Any, tmp_path: Path) -> None:
    async with answering(tmp_path, Stream([done("One.")])) as (program, _):
        first = program.window
        chat_id = await chat_with(first, "First", "One.")
        second = await new_window(program, chat_id)
        second.chat_list.rename_requested.emit(chat_id, "Sheep")
        assert listed(first) == listed(second) == ["Sheep"]
        assert "Sheep" in shown_texts(first.chat_pane.header)
        second.chat_list.delete_requested.emit(chat_id)
        assert listed(first) == listed(second) == []
        assert not first.chat_pane.chat_id, "as after a delete in one window: a new chat"
        assert not second.chat_pane.chat_id
        await until(lambda: second.content.toast.button.isVisible(), "the way back")
        assert not first.content.toast.button.isVisible(), "once, where it was deleted"
        click(second.content.toast.button)
        await until(lambda: second.chat_pane.chat_id == chat_id, "it is shown again where that was asked for")
        assert not first.chat_pane.chat_id
        assert listed(first) == ["Sheep"]


async def test_new_chats_of_two_windows_have_drafts_of_their_own(loop: Any, tmp_path: Path) -> None:
    async with answering(tmp_path) as (program, _):
        second = await new_window(program)
        type_text(program.window.chat_pane.composer.edit, "mine")
        type_text(second.chat_pane.composer.edit, "yours")
        assert (draft(program.window), draft(second)) == ("mine", "yours")
        await gone(program, second)
        assert draft(program.window) == "mine"
        third = await new_window(program)
        await until(lambda: draft(third) == "yours", "what was typed comes back")
    async with answering(tmp_path) as (program, _):
        await until(lambda: draft(program.window) == "mine", "at the next start as well")
        fourth = await new_window(program)
        await until(lambda: draft(fourth) == "yours", "and here")


async def test_a_reply_goes_on_when_its_window_is_closed(loop: Any, tmp_path: Path) -> None:
    gate = Gate()
    async with answering(tmp_path, Stream([delta("Half"), gate, done(" whole.")])) as (program, _):
        second = await new_window(program)
        await ask(second, "Go on")
        await until(lambda: "Half" in said(second), "it has begun")
        chat_id = second.chat_pane.chat_id
        type_text(second.chat_pane.composer.edit, "next thing")
        await gone(program, second)
        assert not program.closed.is_set()
        assert program.chat.replying_models
        gate.open()
        await until(lambda: not program.chat.replying_models, "it is whole")
        chat = program.window.chat_list.model.chat_by_id(chat_id)
        assert chat is not None
        assert chat.unread, "nobody saw it"
        program.chat.open_chat(chat_id)
        await until(lambda: "Half whole." in said(program.window), "nothing of it is lost")
        assert draft(program.window) == "next thing"


@RAISES
async def test_the_first_window_closes_like_any_and_comes_back_for_its_pages(
    loop: Any, tmp_path: Path
) -> None:
    gate = Gate()
    async with answering(tmp_path, Stream([delta("Half"), gate, done(" whole.")])) as (program, _):
        first = program.window
        second = await new_window(program)
        await ask(first, "Go on")
        await until(lambda: "Half" in said(first), "it has begun")
        first.close()
        assert not first.isVisible()
        assert not program.closed.is_set()
        gate.open()
        await until(lambda: not program.chat.replying_models, "the reply came to its end")
        second.content.commands.actions.run("settings")
        assert first.isVisible()
        assert first.settings_page.isVisible()
        assert not second.settings_page.isVisible()
        await in_front(first)
        first.close()
        await in_front(second)
        second.close()
        await until(program.closed.is_set, "the last window ends the program")


@RAISES
async def test_the_last_window_asks_while_a_reply_is_written(loop: Any, tmp_path: Path) -> None:
    async with answering(tmp_path, Stream([delta("Half"), Gate(), done()])) as (program, _):
        first = program.window
        second = await new_window(program)
        await ask(second, "Go on")
        await until(lambda: "Half" in said(second), "it has begun")
        first.close()
        second.close()
        question = first.content.quit_question
        await until(question.isVisible, "asked")
        assert second.isVisible()
        assert not program.closed.is_set()
        press(question, Qt.Key.Key_Escape)
        await until(lambda: not question.isVisible(), "kept")
        assert program.chat.replying_models


async def test_a_closed_window_leaves_nothing_behind(loop: Any, tmp_path: Path) -> None:
    replies = [Stream([done("One.")]), Stream([done("Two.")])]
    async with answering(tmp_path, *replies) as (program, _):
        await chat_with(program.window, "First", "One.")
        second = await new_window(program, program.window.chat_pane.chat_id)
        await chat_with(second, "Second", "Two.")
        second.content.show_search_page()
        await until(second.content.chat_pages.search.isVisible, "the search")
        assert program.windows is not None
        (part,) = program.windows.parts
        left = [weakref.ref(each) for each in (second, part, part.chat, part.parameters, second.chat_pane)]
        await gone(program, second)
        del second, part

        def is_freed() -> bool:
            gc.collect()
            return not any(each() for each in left)

        await until(is_freed, "everything of it is freed")
        assert len(program.chat.work.opened.windows) == 1


async def test_a_window_is_named_by_its_chat_and_closed_by_keys(loop: Any, tmp_path: Path) -> None:
    async with answering(tmp_path, Stream([done("One.")])) as (program, _):
        second = await new_window(program)
        assert second.windowTitle() == "New chat"
        await chat_with(second, "Second", "One.")
        assert second.windowTitle() == "Second"
        assert program.window.windowTitle() == "Arriero"
        control = Qt.KeyboardModifier.ControlModifier
        QTest.keyClick(second.chat_pane.composer.edit, Qt.Key.Key_W, control)
        await until(lambda: not program.windows.further, "closed")  # type: ignore[union-attr]
        assert program.window.isVisible()
        assert not program.closed.is_set()


@RAISES
async def test_a_second_start_and_a_log_off_find_all_windows(loop: Any, tmp_path: Path) -> None:
    async with answering(tmp_path) as (program, _):
        second = await new_window(program)
        second.showMinimized()
        program.answer(Request())
        assert not second.isMinimized(), "the one that was used last comes forward"
        await in_front(program.window)
        assert program.windows is not None
        await until(lambda: program.windows.in_front is program.window, "noted")  # type: ignore[union-attr]
        program.end_session()
        assert program.closed.is_set()
    assert not program.windows.further


async def test_the_window_asks_the_first_one_for_other_pages(loop: Any, tmp_path: Path) -> None:
    async with answering(tmp_path) as (program, _):
        second = await new_window(program)
        wanted: list[str] = []
        second.command_wanted.disconnect()
        second.command_wanted.connect(wanted.append)
        actions = second.content.commands.actions
        pages = ["show_models", "show_transfers", "show_running", "show_servers", "settings", "show_trash"]
        others = ["create_model", "import_model", "pull_model", "load_model", "about"]
        data = ["import_chats", "export_all", "back_up", "restore"]
        for command in (*pages, *others, *data):
            assert not actions.reason(command)
            actions.run(command)
        assert wanted == [*pages, *others, *data]
        assert second.content.chat_page_shown
        click(second.content.rail.models_button)
        assert wanted[-1] == "show_models"
        assert second.content.rail.chat_button.isChecked()
        actions.run("search_chats")
        await until(second.content.chat_pages.search.isVisible, "the search is here")


async def test_a_fast_reply_comes_whole_in_two_windows(loop: Any, tmp_path: Path) -> None:
    words = [f"word{number} " for number in range(400)]
    gate = Gate()
    pieces = [delta(word) for word in words]
    stream = Stream([*pieces[:50], gate, *pieces[50:], done()])
    async with answering(tmp_path, stream) as (program, _):
        first = program.window
        await ask(first, "Go on")
        await until(lambda: "word49" in said(first), "it has begun")
        second = await new_window(program)
        gate.open()
        program.windows.parts[0].chat.open_chat(first.chat_pane.chat_id)  # type: ignore[union-attr]
        await until(lambda: second.chat_pane.transcript_shown, "opened in the middle of it")
        await until(lambda: not first.chat_pane.is_running and not second.chat_pane.is_running, "the end")
        for window in (first, second):
            reply = window.chat_pane.last_reply
            assert reply is not None
            assert reply.message.content == "".join(words)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit on the size of files")
async def test_what_a_closed_window_could_not_send_is_a_draft_again(loop: Any, tmp_path: Path) -> None:
    async with answering(tmp_path) as (program, _):
        second = await new_window(program)
        edit = second.chat_pane.composer.edit
        with writes_fail():
            type_text(edit, "Go on")
            press(edit, Qt.Key.Key_Return)
            await gone(program, second)
        await until(lambda: not program.chat.work.unwritten.is_any, "the drive is back")
        third = await new_window(program)
        await until(lambda: draft(third) == "Go on", "it can be sent now")


def test_a_start_with_one_window_loads_nothing_of_others() -> None:
    code = "import sys, app.bootstrap.program; print([m for m in sys.modules if m in sys.argv])"
    parts = "app.bootstrap.windows", "app.bootstrap.further_part", "app.ui.further_window"
    started = subprocess.run(
        [sys.executable, "-c", code, *parts], capture_output=True, text=True, timeout=60, check=True
    )
    assert started.stdout.strip() == "[]"
    assert all(importlib.util.find_spec(part) for part in parts)
