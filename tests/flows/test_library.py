"""The page of the models on the real window, with a server on a real socket."""

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QSplitterHandle

from app.domain.transfer_row import TransferKind
from app.services.library_updates import UPDATES_STATE
from app.storage.conversations import ConversationStore
from app.ui.library.library_content import DETAIL_PX, LibraryContent
from app.ui.library.rows_model import SHOWN_COLUMNS, UPDATE
from tests.helpers.faults import Instead
from tests.helpers.models_page import models_page, names, open_models, pick
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.ollama_state import OllamaState
from tests.helpers.ollama_store import StoredModel
from tests.helpers.program import click, press, running_program, shown_texts, type_text, until
from tests.helpers.replies import Gate, Line, Stream, refuse

SUCCESS = Line({"status": "success"})
PINNED = "smol:latest"
CTRL = Qt.KeyboardModifier.ControlModifier


async def test_several_are_deleted_by_keyboard_and_each_end_is_told(loop: Any, tmp_path: Path) -> None:
    async with models_page(tmp_path) as (program, content, server):
        table = content.installed.table
        table.setFocus()
        QTest.keyClick(table, Qt.Key.Key_A, CTRL)
        await until(lambda: "4 selected" in shown_texts(content), "all are selected")
        press(table, Qt.Key.Key_Delete)
        sheet = content.questions.delete_question
        await until(lambda: "Frees at least" in sheet.text.text(), "what is freed")
        assert "Delete 4 models?" in sheet.title.text()
        server.script("/api/delete", refuse(500, "busy"))
        click(sheet.confirm_button)
        await until(lambda: len(names(content)) == 1, "three are gone")
        await until(lambda: "Not deleted" in content.result.title, "the failure is told")
        assert "Deleted 3 models" in content.result.title
        assert len(program.server.state.models) == 1


async def test_keep_deletes_nothing(loop: Any, tmp_path: Path) -> None:
    async with models_page(tmp_path) as (_program, content, server):
        pick(content, "smol:latest")
        await until(lambda: content.detail.isVisible(), "the detail")
        click(content.detail.delete_button)
        sheet = content.questions.delete_question
        await until(lambda: "shared with thinker:latest are kept" in sheet.text.text(), "what stays")
        press(sheet.keep_button, Qt.Key.Key_Escape)
        assert not sheet.isVisible()
        assert not server.requests_to("/api/delete")


async def test_renaming_onto_another_model_asks_first(loop: Any, tmp_path: Path) -> None:
    async with models_page(tmp_path) as (_program, content, server):
        pick(content, "smol:latest")
        press(content.installed.table, Qt.Key.Key_F2)
        sheet = content.questions.name_sheet
        assert sheet.isVisible()
        click(sheet.choice.buttons["rename"])
        sheet.field.selectAll()
        type_text(sheet.field, "THINKER")
        assert sheet.ok_button.label == "Overwrite thinker:latest"
        press(sheet.field, Qt.Key.Key_Return)
        assert "Click again" in sheet.note.text()
        assert not server.requests_to("/api/copy")
        click(sheet.ok_button)
        await until(lambda: "smol:latest" not in names(content), "the old name is gone")
        await until(lambda: "Renamed smol:latest" in content.result.title, "it is told")
        await until(lambda: content.detail.told.name == "thinker:latest", "the detail goes with it")
        stored = server.state.find("thinker")
        assert stored is not None
        assert stored.capabilities == ("completion",), "the name means the other model now"


async def test_a_model_that_runs_can_be_renamed(loop: Any, tmp_path: Path) -> None:
    async with models_page(tmp_path) as (program, content, server):
        pick(content, "smol:latest")
        await until(lambda: content.detail.isVisible(), "the detail")
        click(content.detail.load_button)
        await until(lambda: [m.name for m in program.server.state.running] == ["smol:latest"], "it runs")
        QTest.keyClick(content.installed.table, Qt.Key.Key_D, CTRL)
        press(content.installed.table, Qt.Key.Key_F2)
        sheet = content.questions.name_sheet
        click(sheet.choice.buttons["rename"])
        sheet.field.selectAll()
        type_text(sheet.field, "running-one")
        press(sheet.field, Qt.Key.Key_Return)
        await until(lambda: "Renamed smol:latest" in content.result.title, "it is told")
        await until(lambda: "smol:latest" not in names(content), "the old name is gone")
        assert names(content)[0] == "running-one:latest", "it stays pinned"
        assert server.state.find("running-one") is not None


async def test_a_name_is_checked_while_it_is_typed(loop: Any, tmp_path: Path) -> None:
    async with models_page(tmp_path) as (_program, content, _server):
        content.questions.ask_name("smol:latest", names(content), False)
        sheet = content.questions.name_sheet
        for typed, words in (
            ("has space", "no spaces"),
            ("us.er/model", "no namespace"),
            ("model:", "After the colon"),
            ("Smol", "the same name"),
        ):
            sheet.field.selectAll()
            type_text(sheet.field, typed)
            assert words in sheet.note.text(), typed
            assert not sheet.ok_button.isEnabled(), typed


@pytest.mark.qt_log_ignore("does not support (raise|grabbing)", extend=True)  # a menu, offscreen
async def test_pinned_models_stand_first_here_and_in_the_picker_after_a_restart(
    loop: Any, tmp_path: Path
) -> None:
    async with models_page(tmp_path) as (program, content, _server):
        before = names(content)
        first = [PINNED, *(name for name in before if name != PINNED)]
        table = content.installed.table
        pick(content, PINNED)
        table.setFocus()
        QTest.keyClick(table, Qt.Key.Key_D, CTRL)
        await until(lambda: names(content) == first, "it stands first")
        assert content.detail.row is not None
        assert content.detail.row.is_pinned
        assert program.window.chat_pane.picker.names()[0] == PINNED
    async with models_page(tmp_path) as (program, content, _server):
        await until(lambda: len(names(content)) == len(before), "all are there again")
        assert names(content)[0] == PINNED
        assert program.window.chat_pane.picker.names()[0] == PINNED
        pick(content, PINNED)
        pick_more(content, "unpin")
        await until(lambda: names(content) == before, "where it was")


async def test_a_width_that_was_just_dragged_outlives_the_program(loop: Any, tmp_path: Path) -> None:
    async with models_page(tmp_path) as (program, content, _):
        pick(content, "smol:latest")
        await until(lambda: content.detail.isVisible() and content.detail.width() == DETAIL_PX, "the detail")
        handle = next(each for each in content.findChildren(QSplitterHandle) if each.isVisible())
        QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=QPoint(0, 50))
        QTest.mouseMove(handle, QPoint(-60, 50))
        QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=QPoint(0, 50))
        width_px = content.detail.width()
        assert width_px > DETAIL_PX
        program.window.close()
    async with models_page(tmp_path) as (_program, content, _):
        pick(content, "smol:latest")
        await until(
            lambda: content.detail.isVisible() and content.detail.width() == width_px, "as it was left"
        )


async def test_filter_and_order_are_there_after_a_restart(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            program.window.resize(1280, 800)
            await open_models(program)
            content = program.window.content.library_page.content
            header = content.installed.table.header
            at = header.sectionViewportPosition(SHOWN_COLUMNS.index("size")) + 20
            QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at, 12))
            assert names(content)[0] == "gemma3:4b"
            type_text(content.installed.bar.field, "llama")
            assert names(content) == ["thinker:latest", "smol:latest"]
            content.installed.bar.capability.picked.emit("thinking")
            assert names(content) == ["thinker:latest"]
            menu = content.installed.bar.columns_menu()
            next(action for action in menu.actions() if action.data() == "family").trigger()
            click(content.installed.bar.views.buttons["cards"])
        async with running_program(tmp_path, server.url) as program:
            await open_models(program)
            content = program.window.content.library_page.content
            await until(lambda: names(content) == ["thinker:latest"], "the filter holds")
            look = content.installed.look
            assert (look.sort, look.descending, look.cards) == ("size", True, True)
            assert "family" in look.columns
            assert content.installed.bar.field.text() == "llama"
            click(content.installed.bar.views.buttons["table"])
            press(content.installed.bar.field, Qt.Key.Key_Escape)
            content.installed.bar.capability.picked.emit("")
            assert names(content)[0] == "gemma3:4b"


async def test_a_server_that_is_gone_leaves_the_list_and_a_way_back(loop: Any, tmp_path: Path) -> None:
    async with models_page(tmp_path) as (program, content, server):
        server.misbehave("*", Instead(refuse(500, "broken")))
        program.server.look_again()
        await until(lambda: content.installed.stale.isVisible(), "the line above the list")
        assert len(names(content)) == 4
        assert content.installed.table.delegate.is_stale
        server.misbehave("*", None)
        click(content.installed.stale.buttons[0])
        await until(lambda: not content.installed.stale.isVisible(), "it is back")


async def test_without_a_model_three_are_offered_and_pulled_by_a_click(loop: Any, tmp_path: Path) -> None:
    async with models_page(tmp_path, OllamaState(models=[])) as (program, content, server):
        waiting = content.installed.waiting
        await until(lambda: len(waiting.picks) == 3 and waiting.picks[0].isVisible(), "three models")
        assert "No models on" in waiting.title
        click(waiting.picks[0].button)
        await until(lambda: server.requests_to("/api/pull"), "the pull")
        name = server.requests_to("/api/pull")[0].json["model"]
        assert name in shown_texts(waiting)
        assert program.transfers.rows or program.transfers.records is not None


async def test_chat_load_and_unload_from_the_detail(loop: Any, tmp_path: Path) -> None:
    async with models_page(tmp_path) as (program, content, _server):
        pick(content, "gemma3:4b")
        await until(lambda: content.detail.load_button.isVisible(), "the detail")
        click(content.detail.load_button)
        await until(lambda: content.detail.load_button.label == "Unload", "it is loaded")
        click(content.detail.load_button)
        await until(lambda: content.detail.load_button.label == "Load", "it is unloaded")
        press(content.installed.table, Qt.Key.Key_Return)
        await until(lambda: program.chat.model == "gemma3:4b", "it is chosen")
        assert program.window.content.chat_page_shown


@pytest.mark.qt_log_ignore("does not support (raise|grabbing)", extend=True)  # a menu, offscreen
async def test_a_model_is_pushed_and_another_made_from_it(loop: Any, tmp_path: Path) -> None:
    async with models_page(tmp_path) as (program, content, server):
        pick(content, "gemma3:4b")
        await until(content.detail.more_button.isVisible, "the detail")
        pick_more(content, "push")
        await until(lambda: program.transfers.rows, "the push is in the queue")
        row = program.transfers.rows[0]
        assert (row.kind, row.name) == (TransferKind.PUSH, "gemma3:4b")
        assert program.window.content.transfers_page.isVisible(), "where one sees how it goes"
        await until(lambda: program.transfers.rows[0].trouble, "refused before anything is sent")
        assert not server.requests_to("/api/push")
        click(program.window.content.rail.models_button)
        pick_more(content, "create")
        wizard = program.window.content.create_pane.content.wizard
        await until(wizard.isVisible, "the wizard")
        assert wizard.draft.base == "gemma3:4b"


def pick_more(content: LibraryContent, action: str) -> None:
    """Choose in the menu of further actions."""
    click(content.detail.more_button)
    menu = content.detail.findChildren(QMenu)[-1]
    next(each for each in menu.actions() if each.data() == action).trigger()
    menu.close()


async def test_deleting_while_it_is_pulled_leaves_the_pull_alone(loop: Any, tmp_path: Path) -> None:
    async with models_page(tmp_path) as (program, content, server):
        hold = Gate()
        server.script("/api/pull", Stream([Line({"status": "pulling manifest"}), hold, SUCCESS]))
        program.transfers.pull("smol:latest")
        await until(lambda: program.transfers.rows and program.transfers.rows[0].step, "it is pulled")
        pick(content, "smol:latest")
        press(content.installed.table, Qt.Key.Key_Delete)
        sheet = content.questions.delete_question
        await until(sheet.isVisible, "the question")
        click(sheet.confirm_button)
        await until(lambda: "smol:latest" not in names(content), "deleted")
        assert [row.name for row in program.transfers.rows] == ["smol:latest"]
        hold.open()
        await until(lambda: not program.transfers.rows, "pulled")


async def test_an_update_is_marked_and_pulled_from_the_pill(loop: Any, tmp_path: Path) -> None:
    state = OllamaState()
    gemma = state.find("gemma3:4b")
    assert gemma is not None
    found = {"newer": [[gemma.name, gemma.digest, "b" * 64]]}
    store = ConversationStore.open(tmp_path)
    store.set_state(UPDATES_STATE, json.dumps(found)).result(30)
    store.close()
    async with models_page(tmp_path, state) as (_program, content, server):
        table = content.installed.table
        await until(lambda: content.update_all_button.isVisible(), "the mark")
        index = content.installed.rows.index_of("gemma3:4b")
        cell = table.visualRect(index.siblingAtColumn(SHOWN_COLUMNS.index(UPDATE)))
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell.center() - QPoint(20, 0))
        await until(lambda: server.requests_to("/api/pull"), "the pull")
        assert server.requests_to("/api/pull")[0].json["model"] == "gemma3:4b"


async def test_a_thousand_models_are_one_list_of_which_only_a_part_is_asked(
    loop: Any, tmp_path: Path
) -> None:
    models = [StoredModel(f"family{number % 40}:{number}b") for number in range(1000)]
    async with models_page(tmp_path, OllamaState(models=models, old=True)) as (_program, content, server):
        await until(lambda: len(names(content)) == 1000, "all of them")
        await until(lambda: len(server.requests_to("/api/show")) > 3, "facts of what is seen")
        type_text(content.installed.bar.field, "family7:")
        assert len(names(content)) == 25
        content.installed.bar.field.clear()
        content.installed.bar.left.emit()
        press(content.installed.table, Qt.Key.Key_End)
        assert content.installed.table.current_row() is not None
        assert len(server.requests_to("/api/show")) < 200
