"""The end of one window of several: no reply and no draft ends with it, and nothing of it stays."""

import gc
import sys
import weakref
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.bootstrap.single_instance import Request
from tests.flows.test_images import chips
from tests.flows.test_vanished_drive import writes_fail
from tests.helpers.images import written
from tests.helpers.program import in_front, press, type_text, until
from tests.helpers.replies import Gate, Stream, delta, done
from tests.helpers.windows import answering, ask, chat_with, draft, gone, listed, new_window, said

RAISES = pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)


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


async def test_a_file_is_in_the_draft_of_its_window(loop: Any, tmp_path: Path) -> None:
    notes = written(tmp_path / "notes.txt", b"Hay.")
    async with answering(tmp_path / "data", Stream([done("One.")])) as (program, server):
        first = program.window
        second = await new_window(program)
        second.chat_pane.images.desk.attach_files([str(notes)])
        await until(lambda: chips(second.chat_pane.images.desk) == ["notes.txt"], "it is read")
        assert chips(first.chat_pane.images.desk) == [], "the new chat of the first is another one"
        await gone(program, second)
        third = await new_window(program)
        await until(lambda: chips(third.chat_pane.images.desk) == ["notes.txt"], "it is kept")
        chat_id = await chat_with(third, "What is in it?", "One.")
        assert chips(third.chat_pane.images.desk) == []
        (sent,) = server.requests_to("/api/chat")[-1].json["messages"]
        assert sent["content"].startswith('File "notes.txt":\n```\nHay.')
        program.chat.open_chat(chat_id)
        await until(lambda: "notes.txt" in said(first), "it is in the message, there too")


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
        assert program.windows.in_front is second, "what is told or asked for elsewhere finds a window"  # type: ignore[union-attr]
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


async def test_the_program_may_end_while_a_window_is_closing(loop: Any, tmp_path: Path) -> None:
    async with answering(tmp_path, Stream([done("One.")])) as (program, _):
        second = await new_window(program)
        edit = second.chat_pane.composer.edit
        type_text(edit, "Is it kept?")
        press(edit, Qt.Key.Key_Return)
        second.close()
    async with answering(tmp_path) as (program, _):
        await until(lambda: listed(program.window) == ["Is it kept?"], "sent before the end")
