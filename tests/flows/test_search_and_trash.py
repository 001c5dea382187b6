"""Search over all chats and the trash on the real window."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from app.bootstrap.program import Program
from app.domain.chat import ToolCall
from app.storage.conversations import ConversationStore
from app.ui.search.content import SearchContent
from app.ui.trash.content import TrashContent
from tests.flows.test_chat_list import fill, listed, opened
from tests.flows.test_first_chat import transcript
from tests.flows.test_versions import answered, reply, stream, switch_label
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import click, press, running_program, shown_texts, type_text, until
from tests.storage.builders import new_chat, new_message

KEY, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def search_by_keys(program: Program) -> SearchContent:
    QTest.keyClick(program.window.chat_pane.composer.edit, KEY.Key_F, CTRL | SHIFT)
    content = program.window.content.chat_pages.search
    assert content.isVisible()
    assert content.field.hasFocus()
    return content


def trash(program: Program) -> TrashContent:
    program.window.content.commands.actions.run("show_trash")
    return program.window.content.chat_pages.trash


def first_row(content: SearchContent) -> str:
    return str(content.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole) or "")


def titles(content: SearchContent | TrashContent) -> list[str]:
    return [str(content.model.index(row).data()) for row in range(content.model.rowCount())]


def read_out(content: SearchContent | TrashContent) -> list[str]:
    """What a screen reader has of the list."""
    view = QAccessible.queryAccessibleInterface(content.view)
    assert view is not None
    assert view.role() is QAccessible.Role.List
    return [view.child(at).text(QAccessible.Text.Name) for at in range(view.childCount())]


async def test_a_hit_is_found_as_typed_and_opens_at_its_message_on_another_version(
    loop: Any, tmp_path: Path
) -> None:
    fill(tmp_path, "llamas", "alpacas")
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", stream("A herd of vicuñas."), stream("Something else."))
        async with running_program(tmp_path, server.url) as program:
            await opened(program, 2)
            await until(lambda: program.chat.model, "connected")
            await answered(program, "Tell me", "vicu")
            chat_id = program.window.chat_pane.chat_id
            click(reply(program).footer.retry_button)  # type: ignore[union-attr]
            await until(lambda: switch_label(reply(program)) == "Version 2 of 2", "another version")
            program.window.content.start_new_chat()
            await program.housekeeping.run_once()

            content = search_by_keys(program)
            assert "two words" in content.state.text()
            type_text(content.field, "about")
            await until(lambda: titles(content) == ["alpacas", "llamas"], "newest first")
            assert content.count.text() == "2 found"
            content.field.selectAll()
            type_text(content.field, 'vicunas NEAR( "')
            await until(lambda: "Nothing for" in content.state.text(), "any text can be searched for")
            content.field.selectAll()
            type_text(content.field, "vicun")
            await until(lambda: titles(content) == ["Tell me"], "found on the other version")
            (row,) = read_out(content)
            assert "on another version" in row
            assert "vicuñas" in row
            press(content.field, KEY.Key_Down)
            press(content.field, KEY.Key_Return)
            await until(lambda: program.window.chat_pane.chat_id == chat_id, "its chat is open")
            await until(lambda: "vicuñas" in transcript(program), "the version is shown")
            assert program.window.content.chat_page_shown
            messages = program.window.chat_pane.transcript
            assert messages.hasFocus()
            await until(lambda: messages.finding.place == 1, "the word found is gone to")
            press(messages, KEY.Key_Up)
            assert not messages.finding.is_on

            content = search_by_keys(program)
            assert titles(content) == ["Tell me"]
            content.filters.dropdowns["role"].picked.emit("user")
            await until(lambda: "filtered out" in content.state.text(), "said by nobody")
            click(content.filters.clear_button)
            await until(lambda: titles(content) == ["Tell me"], "found again")
            press(content.field, KEY.Key_Escape)
            press(content.field, KEY.Key_Escape)
            await until(lambda: program.window.content.chat_page_shown, "Esc leads back")


async def test_hits_in_a_thought_and_in_a_call_are_gone_to(loop: Any, tmp_path: Path) -> None:
    store = ConversationStore.open(tmp_path)
    chat = new_chat(1, title="Animals")
    question = new_message(chat, content="Which?")
    store.create_chat(chat, question).result(20)
    call = ToolCall("look_up", {"animal": "quagga"})
    reply = new_message(
        chat, question, role="assistant", content="So.", thinking="Perhaps zebras.", tool_calls=(call,)
    )
    store.add_message(reply).result(20)
    store.close()
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            await opened(program, 1)
            await program.housekeeping.run_once()
            messages = program.window.chat_pane.transcript
            for word in ("zebras", "quagga"):
                content = search_by_keys(program)
                content.field.selectAll()
                type_text(content.field, word)
                await until(lambda: word in first_row(content), "found")  # noqa: B023
                press(content.field, KEY.Key_Return)
                await until(lambda: messages.finding.place == 1, "the word is gone to")
                await until(lambda: word in transcript(program), "what was folded is open")  # noqa: B023


async def test_a_title_opens_its_chat(loop: Any, tmp_path: Path) -> None:
    fill(tmp_path, "zebra crossing", "other")
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            await opened(program, 2)
            await program.housekeeping.run_once()
            content = search_by_keys(program)
            type_text(content.field, "crossing")
            await until(lambda: "zebra crossing" in titles(content), "the title is found")
            row = next(at for at in range(content.model.rowCount())
                       if not content.model.hit(content.model.index(at)).message_id)  # type: ignore[union-attr] # fmt: skip
            place = content.view.visualRect(content.model.index(row)).center()
            QTest.mouseClick(content.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
            await until(lambda: "about zebra" in transcript(program), "the chat is open")


async def test_a_search_shown_again_lists_what_is_there_now(loop: Any, tmp_path: Path) -> None:
    fill(tmp_path, "one", "two", "three")
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            pane = await opened(program, 3)
            await program.housekeeping.run_once()
            content = search_by_keys(program)
            type_text(content.field, "about")
            await until(lambda: titles(content) == ["three", "two", "one"], "all are found")
            press(content.field, KEY.Key_Down)
            click(content.back_button)
            pane.delete_requested.emit(pane.model.listed_ids()[0])
            search_by_keys(program)
            await until(lambda: titles(content) == ["two", "one"], "the deleted one is gone")
            assert content.view.currentIndex().row() == 1  # the reader's row stays


async def test_the_trash_gives_back_and_goes_for_ever_after_asking(loop: Any, tmp_path: Path) -> None:
    fill(tmp_path, "one", "two", "three")
    (tmp_path / "backups").mkdir(exist_ok=True)
    (tmp_path / "backups" / "arriero-v1-before.sqlite3").write_bytes(b"old")
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            pane = await opened(program, 3)
            for chat in pane.model.all_chats():
                pane.delete_requested.emit(chat.id)
            content = trash(program)
            await until(lambda: len(titles(content)) == 3, "all are in the trash")
            assert all("30 days left" in row for row in read_out(content))
            click(content.restore_button)
            assert not program.window.content.toast.isVisible(), "its Undo would lead nowhere"
            await until(lambda: len(titles(content)) == 2, "one is back")
            await until(lambda: len(listed(pane)) == 1, "and listed")
            assert f"“{listed(pane)[0]}” is back in the list of chats" in shown_texts(content)
            content.view.setFocus()
            press(content.view, KEY.Key_Delete)
            assert content.question.isVisible()
            press(content.question, KEY.Key_Escape)
            assert len(titles(content)) == 2
            press(content.view, KEY.Key_Delete)
            click(content.question.confirm_button)
            await until(lambda: len(titles(content)) == 1, "one is gone")
        async with running_program(tmp_path, server.url) as program:
            pane = await opened(program, 1)
            content = trash(program)
            await until(lambda: len(titles(content)) == 1, "the trash after a restart")
            click(content.empty_button)
            click(content.question.confirm_button)
            await until(lambda: "1 item is gone" in shown_texts(content), "what went is told")
            await until(lambda: "The trash is empty." in shown_texts(content), "nothing is left")
            assert "1 older copy of all chats" in shown_texts(content)
            click(content.notice.buttons[0])
            assert content.question.title.text() == "Remove the older copies?"
            click(content.question.confirm_button)
            await until(lambda: "1 older copy is gone" in shown_texts(content), "the copies went too")
            press(content.back_button, KEY.Key_Escape)
            assert program.window.content.chat_page_shown
