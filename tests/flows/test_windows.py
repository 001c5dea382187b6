"""Several windows on one store: each shows its own chat, and what is done in one is seen in all at once."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.helpers.program import click, in_front, press, shown_texts, type_text, until
from tests.helpers.replies import Gate, Stream, delta, done
from tests.helpers.windows import answering, ask, chat_with, draft, listed, new_window, said


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


async def test_what_is_edited_in_one_is_not_so_in_the_other(loop: Any, tmp_path: Path) -> None:
    async with answering(tmp_path, Stream([done("One.")]), Stream([done("Two.")])) as (program, _):
        first = program.window
        chat_id = await chat_with(first, "First", "One.")
        first.chat_pane.versions.edit_last()
        first.chat_pane.composer.edit.selectAll()
        type_text(first.chat_pane.composer.edit, "Otherwise")
        second = await new_window(program, chat_id)
        assert not second.chat_pane.composer.is_editing
        first.chat_list.new_chat_requested.emit()
        await until(lambda: not first.chat_pane.chat_id, "another chat in the first")
        first.chat_list.chat_selected.emit(chat_id)
        await until(lambda: first.chat_pane.composer.is_editing, "it goes on there")
        assert draft(first) == "Otherwise"
        press(first.chat_pane.composer.edit, Qt.Key.Key_Return)
        await until(lambda: "Two." in said(second) and "Otherwise" in said(second), "sent, and seen there")
        assert draft(first) == draft(second) == ""


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


def test_a_start_with_one_window_loads_nothing_of_others() -> None:
    code = "import sys, app.bootstrap.program; print([m for m in sys.modules if m in sys.argv])"
    parts = "app.bootstrap.windows", "app.bootstrap.further_part", "app.ui.further_window"
    started = subprocess.run(
        [sys.executable, "-c", code, *parts], capture_output=True, text=True, timeout=60, check=True
    )
    assert started.stdout.strip() == "[]"
    assert all(importlib.util.find_spec(part) for part in parts)
