"""Versions of messages on the real window: asked anew, edited, switched, deleted, gone on with."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app.bootstrap.program import Program
from app.ui.transcript.reply_footer import ReplyFooter
from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.speech_footer import SpeechFooter
from app.ui.transcript.speech_turn import SpeechTurn
from tests.flows.test_first_chat import ask, connected, transcript
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import click, in_front, press, running_program, type_text, until
from tests.helpers.replies import Gate, Stream, delta, done

ALT = Qt.KeyboardModifier.AltModifier


def stream(text: str) -> Stream:
    return Stream([delta(text), done(pieces=1)])


def reply(program: Program) -> ReplyTurn:
    turn = program.window.chat_pane.last_reply
    assert turn is not None
    return turn


def speech(program: Program) -> SpeechTurn:
    turn = program.window.chat_pane.transcript.turns[0]
    assert isinstance(turn, SpeechTurn)
    return turn


def reply_footer(program: Program) -> ReplyFooter:
    """The buttons under the last reply."""
    footer = reply(program).footer
    assert footer is not None
    return footer


def speech_footer(program: Program) -> SpeechFooter:
    """The buttons under the first message."""
    footer = speech(program).footer
    assert footer is not None
    return footer


def switch_label(turn: ReplyTurn | SpeechTurn) -> str:
    footer = turn.footer
    return footer.switch.label.accessibleName() if footer is not None and footer.switch is not None else ""


@asynccontextmanager
async def answering(data_dir: Path, *replies: Stream) -> AsyncIterator[tuple[ThreadedOllamaServer, Program]]:
    """The program, connected to a server that writes these replies in turn."""
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", *replies)
        async with running_program(data_dir, server.url) as program:
            await connected(program)
            yield server, program


async def answered(program: Program, text: str, what: str) -> None:
    await ask(program, text)
    await until(lambda: what in transcript(program) and reply(program).footer is not None, what)


async def test_a_reply_written_again_is_switched_by_mouse_and_keys_also_after_a_restart(
    loop: Any, tmp_path: Path
) -> None:
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", stream("First words."), stream("Second words."))
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            await answered(program, "Say something", "First words.")
            edit = program.window.chat_pane.composer.edit
            await in_front(program.window)
            type_text(edit, "a draft")
            footer = reply_footer(program)
            assert footer.switch is None
            click(footer.retry_button)
            await until(lambda: "Second words." in transcript(program), "the second version")
            await until(lambda: switch_label(reply(program)) == "Version 2 of 2", "the switch")
            assert "First words." not in transcript(program)
            assert edit.toPlainText() == "a draft"
            footer = reply_footer(program)
            assert footer.switch is not None
            assert not footer.switch.forth_button.isEnabled()
            click(footer.switch.back_button)
            await until(lambda: "First words." in transcript(program), "back by mouse")
            QTest.keyClick(edit, Qt.Key.Key_Right, ALT)
            await until(lambda: "Second words." in transcript(program), "forth by keys")
            QTest.keyClick(edit, Qt.Key.Key_Right, ALT)
            assert program.window.content.toast.text == "This is the last version"
            QTest.keyClick(edit, Qt.Key.Key_Left, ALT)
            await until(lambda: "First words." in transcript(program), "back by keys")
        async with running_program(tmp_path, server.url) as program:
            await until(lambda: "First words." in transcript(program), "the version that was shown")
            await until(lambda: switch_label(reply(program)) == "Version 1 of 2", "the switch")


async def test_a_sent_message_is_edited_and_the_one_before_stays(loop: Any, tmp_path: Path) -> None:
    async with answering(tmp_path, stream("About cats."), stream("About dogs.")) as (_, program):
        await answered(program, "Tell me of cats", "About cats.")
        composer = program.window.chat_pane.composer
        type_text(composer.edit, "my draft")
        footer = speech_footer(program)
        click(footer.edit_button)
        assert composer.is_editing
        assert composer.edit.toPlainText() == "Tell me of cats"
        press(composer.edit, Qt.Key.Key_Escape)
        assert not bool(composer.is_editing)
        assert composer.edit.toPlainText() == "my draft"

        click(footer.edit_button)
        composer.edit.selectAll()
        type_text(composer.edit, "Tell me of dogs")
        press(composer.edit, Qt.Key.Key_Return)
        await until(lambda: "About dogs." in transcript(program), "the reply to the other words")
        assert composer.edit.toPlainText() == "my draft"
        assert "Tell me of cats" not in transcript(program)
        await until(lambda: switch_label(speech(program)) == "Version 2 of 2", "the switch of the bubble")
        footer = speech_footer(program)
        assert footer.switch is not None
        click(footer.switch.back_button)
        await until(lambda: "About cats." in transcript(program), "the first words with their reply")
        assert "Tell me of cats" in transcript(program)


async def test_what_is_being_edited_waits_while_another_chat_is_shown(loop: Any, tmp_path: Path) -> None:
    async with answering(tmp_path, stream("About cats."), stream("About bees.")) as (_, program):
        await answered(program, "Tell me of cats", "About cats.")
        cats = program.window.chat_pane.chat_id
        program.chat.new_chat()
        await until(lambda: not program.window.chat_pane.chat_id, "a new chat")
        await answered(program, "Tell me of bees", "About bees.")
        bees = program.window.chat_pane.chat_id
        composer = program.window.chat_pane.composer
        footer = speech_footer(program)
        click(footer.edit_button)
        composer.edit.selectAll()
        type_text(composer.edit, "Tell me of wasps")
        program.chat.open_chat(cats)
        await until(lambda: "About cats." in transcript(program), "the other chat")
        assert not composer.is_editing
        assert composer.edit.toPlainText() == ""
        type_text(composer.edit, "a draft")
        program.chat.open_chat(bees)
        await until(lambda: "About bees." in transcript(program), "the chat of before")
        assert bool(composer.is_editing)
        assert composer.edit.toPlainText() == "Tell me of wasps"
        press(composer.edit, Qt.Key.Key_Escape)
        assert composer.edit.toPlainText() == ""
        program.chat.open_chat(cats)
        await until(lambda: "About cats." in transcript(program), "the other chat again")
        assert composer.edit.toPlainText() == "a draft"


async def test_what_is_being_edited_is_so_after_a_restart(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", stream("About cats."), stream("About dogs."))
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            await answered(program, "Tell me of cats", "About cats.")
            composer = program.window.chat_pane.composer
            type_text(composer.edit, "a draft")
            click(speech_footer(program).edit_button)
            composer.edit.selectAll()
            type_text(composer.edit, "Tell me of dogs")
        async with running_program(tmp_path, server.url) as program:
            composer = program.window.chat_pane.composer
            await until(lambda: composer.is_editing, "it goes on")
            assert composer.edit.toPlainText() == "Tell me of dogs"
            await connected(program)
            await in_front(program.window)
            press(composer.edit, Qt.Key.Key_Return)
            pane = program.window.chat_pane
            await until(lambda: "About dogs." in transcript(program) and not pane.is_running, "the reply")
            assert composer.edit.toPlainText() == "a draft"
        async with running_program(tmp_path, server.url) as program:
            composer = program.window.chat_pane.composer
            await until(lambda: composer.edit.toPlainText() == "a draft", "nothing is edited any more")
            assert not composer.is_editing


async def test_new_words_stay_when_their_message_is_not_shown_any_more(loop: Any, tmp_path: Path) -> None:
    async with answering(tmp_path, stream("About cats."), stream("About dogs.")) as (_, program):
        await answered(program, "Tell me of cats", "About cats.")
        pane, composer = program.window.chat_pane, program.window.chat_pane.composer
        pane.versions.edit_last()
        composer.edit.selectAll()
        type_text(composer.edit, "Tell me of dogs")
        press(composer.edit, Qt.Key.Key_Return)
        await until(lambda: "About dogs." in transcript(program) and not pane.is_running, "the other reply")
        type_text(composer.edit, "a draft")
        told: list[str] = []
        pane.versions.told.connect(told.append)
        pane.versions.edit_last()
        composer.edit.selectAll()
        type_text(composer.edit, "Tell me of hens")
        pane.versions.step(-1)
        await until(lambda: "About cats." in transcript(program), "the version before")
        assert not composer.is_editing
        assert composer.edit.toPlainText() == "a draft\n\nTell me of hens"
        assert "Its new words are kept below." in told[-1]
        view = await asyncio.wrap_future(program.chat.store_of(pane.chat_id).open_chat(pane.chat_id))
        assert (view.edit, view.chat.draft) == (None, "a draft\n\nTell me of hens")


async def test_new_words_that_were_dropped_are_had_back_by_undo(loop: Any, tmp_path: Path) -> None:
    async with answering(tmp_path, stream("About cats.")) as (_, program):
        await answered(program, "Tell me of cats", "About cats.")
        pane, composer = program.window.chat_pane, program.window.chat_pane.composer
        chat_id, toast = pane.chat_id, program.window.content.toast
        for is_left in (False, True):
            pane.versions.edit_last()
            composer.edit.selectAll()
            type_text(composer.edit, "Tell me of hens")
            press(composer.edit, Qt.Key.Key_Escape)
            assert not composer.is_editing
            await until(toast.isVisible, "Undo is offered")
            if is_left:
                program.chat.new_chat()
                await until(lambda: not pane.chat_id, "another chat")
            click(toast.button)
            if is_left:
                assert not composer.is_editing
                program.chat.open_chat(chat_id)
            await until(lambda: composer.is_editing, "it goes on")
            assert composer.edit.toPlainText() == "Tell me of hens"
            composer.edit.clear()
            press(composer.edit, Qt.Key.Key_Escape)
            assert not composer.is_editing


async def test_a_stopped_reply_goes_on(loop: Any, tmp_path: Path) -> None:
    begun = Stream([delta("Once upon "), Gate(), done()])
    async with answering(tmp_path, begun, stream("a time.")) as (server, program):
        await ask(program, "A story")
        await until(lambda: "Once upon" in transcript(program), "the first words")
        press(program.window.chat_pane.composer.edit, Qt.Key.Key_Escape)
        await until(lambda: "Incomplete" in transcript(program), "the mark of a stopped reply")
        footer = reply_footer(program)
        assert footer.go_on_button is not None
        click(footer.go_on_button)
        await until(lambda: "Once upon a time." in transcript(program), "the rest")
        assert server.requests_to("/api/chat")[1].json["messages"][-1]["content"].startswith("Once upon")
        await until(lambda: reply(program).footer is not None, "the end")
        assert reply_footer(program).go_on_button is None


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # offscreen, of every menu
async def test_the_menu_of_a_reply(loop: Any, tmp_path: Path) -> None:
    async with answering(tmp_path, stream("One."), stream("Two.")) as (server, program):
        await answered(program, "Count", "One.")
        pane = program.window.chat_pane
        footer = reply_footer(program)
        click(footer.more_button)
        menu = pane.versions.menu
        assert menu.isVisible()
        entries = [entry for below in menu.findChildren(QMenu) for entry in below.actions()]
        warm = [entry for entry in entries if getattr(entry.data(), "temperature", None) == 1.5]
        warm[0].trigger()
        menu.close()
        await until(lambda: "Two." in transcript(program), "the version of another temperature")
        assert server.requests_to("/api/chat")[1].json["options"]["temperature"] == 1.5
        await until(lambda: switch_label(reply(program)) == "Version 2 of 2", "the switch")

        footer = reply_footer(program)
        click(footer.more_button)
        next(entry for entry in menu.actions() if entry.text() == "Delete this version").trigger()
        menu.close()
        await until(lambda: "One." in transcript(program), "the version that is left")
        toast = program.window.content.toast
        await until(lambda: toast.text == "Moved to the trash", "the way back is offered")
        click(toast.button)
        await until(lambda: "Two." in transcript(program), "the version is back")


async def test_a_new_chat_from_a_message_on(loop: Any, tmp_path: Path) -> None:
    async with answering(tmp_path, stream("One."), stream("Two.")) as (_, program):
        await answered(program, "Count", "One.")
        await answered(program, "Go on", "Two.")
        first = program.window.chat_pane.chat_id
        turn = program.window.chat_pane.transcript.turns[1]
        assert isinstance(turn, ReplyTurn)
        assert turn.footer is not None
        click(turn.footer.branch_button)
        pane = program.window.chat_pane
        await until(lambda: pane.chat_id not in ("", first), "the copy is shown")
        assert "One." in transcript(program)
        assert "Two." not in transcript(program)
        assert len(program.window.chat_list.model.listed_ids()) == 2
