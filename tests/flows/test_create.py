"""Models made on the real window, by mouse and by keys, on a server at a real socket."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.bootstrap.program import Program
from app.domain.blob import BlobPhase
from app.domain.model_draft import DraftSource, DraftStep
from app.ui.create.content import CreateContent
from app.ui.create.wizard import Wizard
from app.ui.parameters.number_row import NumberRow
from tests.helpers.faults import Fault, Healthy
from tests.helpers.http_server import Exchange
from tests.helpers.making import begin, choose, go_on, model_file, opened
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import click, press, running_program, shown_texts, type_text, until
from tests.helpers.replies import Gate

CONTROL = Qt.KeyboardModifier.ControlModifier
MIB = 1024 * 1024


class HeldReader(Fault):
    """Of an upload the first piece is read, and the rest only after the gate: nothing arrives before."""

    def __init__(self) -> None:
        self.gate = Gate()

    async def spoil(self, exchange: Exchange, healthy: Healthy) -> None:
        await exchange.read_upload()
        await self.gate.wait()
        while await exchange.read_upload():
            pass


def step_of(wizard: Wizard) -> DraftStep:
    return wizard.current


def sent(server: ThreadedOllamaServer) -> list[dict[str, Any]]:
    return [request.json for request in server.requests_to("/api/create")]


async def done(wizard: Wizard) -> None:
    await until(lambda: wizard.creating.outcome.isVisible(), "the model is made")


async def test_a_model_is_made_of_a_gguf_file_by_keys(loop: Any, tmp_path: Path) -> None:
    file = model_file(tmp_path / "Garden Helper.gguf")
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path / "data", server.url) as program:
            wizard = (await opened(program)).wizard
            assert wizard.window().focusWidget() is wizard.source.buttons[DraftSource.MODEL]
            QTest.keyClick(wizard.window(), Qt.Key.Key_F6)
            QTest.keyClick(wizard.window(), Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
            assert wizard.window().focusWidget() is wizard.source.buttons[DraftSource.MODEL], "F6 comes back"
            wizard.source.buttons[DraftSource.GGUF].setFocus()
            press(wizard.source.buttons[DraftSource.GGUF], Qt.Key.Key_Space)
            await go_on(wizard)
            await go_on(wizard)
            assert step_of(wizard) is DraftStep.FILES, "nothing is chosen yet"
            await choose(wizard, file)
            told = shown_texts(wizard)
            assert "llama · 128K parameters · Q4_K_M · 2048 tokens of context · has a chat template" in told
            assert not server.requests_to("/api/create")
            await go_on(wizard)
            assert wizard.window().focusWidget() is wizard.behaviour.system.edit
            type_text(wizard.behaviour.system.edit, "Be kind.")
            assert "Only F16, BF16 and F32 can be quantised." in shown_texts(wizard)
            await go_on(wizard)
            assert wizard.naming.name.text() == "garden-helper"
            press(wizard.steps.buttons[DraftStep.BEHAVIOUR], Qt.Key.Key_Return)
            assert wizard.behaviour.system.edit.toPlainText() == "Be kind.", "going back keeps it"
            await go_on(wizard)
            wizard.naming.name.clear()
            QTest.keyClicks(wizard.naming.name, "bad name")
            assert "This is no model name" in shown_texts(wizard)
            await go_on(wizard)
            assert step_of(wizard) is DraftStep.NAME
            wizard.naming.name.clear()
            QTest.keyClicks(wizard.naming.name, "garden")
            await go_on(wizard)
            assert step_of(wizard) is DraftStep.CREATE
            assert not [each for each in server.requests if each.path.startswith("/api/blobs/")]
            await go_on(wizard)
            await done(wizard)
            (request,) = sent(server)
            assert (request["model"], request["system"]) == ("garden:latest", "Be kind.")
            assert list(request["files"]) == ["Garden Helper.gguf"]
            assert server.state.models[0].name == "garden:latest"
            click(wizard.creating.outcome.buttons[-1])
            await until(lambda: program.chat.model == "garden:latest", "the chat uses it")


async def test_a_second_time_nothing_is_sent_and_replacing_is_asked(loop: Any, tmp_path: Path) -> None:
    file = model_file(tmp_path / "smol.gguf")
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path / "data", server.url) as program:
            content = await opened(program)
            wizard = content.wizard
            for _ in range(2):
                content.start_import()
                await choose(wizard, file)
                for _ in range(2):
                    await go_on(wizard)
                assert wizard.naming.name.text() == "smol-2", "smol is there already"
                wizard.naming.name.setText("")
                QTest.keyClicks(wizard.naming.name, "SMOL")
                assert "smol:latest is there already" in shown_texts(wizard)
                await go_on(wizard)
                await begin(wizard)
                question = content.overwrite_question
                assert question.isVisible()
                press(question, Qt.Key.Key_Escape)
                assert step_of(wizard) is DraftStep.CREATE
                await begin(wizard)
                click(question.confirm_button)
                await done(wizard)
                wizard.clear()
            posts = [r for r in server.requests if r.path.startswith("/api/blobs/") and r.method == "POST"]
            assert (len(sent(server)), len(posts)) == (2, 1)


async def test_giving_up_leaves_no_model_and_the_draft(loop: Any, tmp_path: Path) -> None:
    file = model_file(tmp_path / "big.gguf", 8 * MIB)
    reader = HeldReader()
    with ThreadedOllamaServer() as server:
        server.misbehave("POST /api/blobs/*", reader)
        async with running_program(tmp_path / "data", server.url) as program:
            content = await opened(program)
            await give_up(content.wizard, content, file)
            assert not sent(server)
            await begin(content.wizard)
            await until(lambda: content.wizard.creating.again_button.isVisible(), "begun again")
            click(content.wizard.creating.again_button)
            assert step_of(content.wizard) is DraftStep.SOURCE, "another one can be made meanwhile"
            (row,) = program.transfers.rows
            program.transfers.cancel(row.id)
            await until(lambda: not program.transfers.rows, "it is out of the queue")
            server.misbehave("POST /api/blobs/*", None)
            content.start_import()
            await choose(content.wizard, file)
            for _ in range(3):
                await go_on(content.wizard)
            await begin(content.wizard)
            await done(content.wizard)
            assert [each["model"] for each in sent(server)] == ["big:latest"]
        reader.gate.open()


async def give_up(wizard: Wizard, content: CreateContent, file: Path) -> None:
    """Begin with a file, and cancel while it is being sent."""
    content.start_import()
    await choose(wizard, file)
    for _ in range(3):
        await go_on(wizard)
    await begin(wizard)

    def is_sending() -> bool:
        card = wizard.creating.card
        row = card.row if card else None
        return row is not None and row.step is BlobPhase.SENDING and row.parts[0].done_bytes > 0

    await until(is_sending, "the file is on its way")
    assert wizard.next_button.isHidden()
    assert wizard.creating.card is not None
    click(wizard.creating.card.cancel_button)
    await until(lambda: wizard.creating.card is None, "given up")
    assert wizard.draft.files[0].path == str(file), "what was filled in stays"


@pytest.mark.long
async def test_giving_up_two_gibibytes(loop: Any, tmp_path: Path) -> None:
    file = model_file(tmp_path / "huge.gguf", 2 * 1024 * MIB)
    reader = HeldReader()
    with ThreadedOllamaServer() as server:
        server.misbehave("POST /api/blobs/*", reader)
        async with running_program(tmp_path / "data", server.url) as program:
            content = await opened(program)
            await give_up(content.wizard, content, file)
            assert not sent(server)
        reader.gate.open()


async def test_what_is_filled_in_outlives_the_program(loop: Any, tmp_path: Path) -> None:
    file, small = model_file(tmp_path / "Garden.gguf"), model_file(tmp_path / "guess.gguf")
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path / "data", server.url) as program:
            content = await opened(program)
            wizard = content.wizard
            content.start_import()
            await choose(wizard, file)
            await go_on(wizard)
            type_text(wizard.behaviour.system.edit, "Be kind.")
            click(wizard.behaviour.more)
            field = wizard.behaviour.draft_model
            field.menu.picked.emit("file")
            assert field.dialog is not None
            field.dialog.fileSelected.emit(str(small))
            field.dialog.reject()
            await until(lambda: wizard.draft.draft_model_files, "the draft model is looked at")
            before = wizard.draft
        file.unlink()
        async with running_program(tmp_path / "data", server.url) as program:
            wizard = (await opened(program)).wizard
            await until(lambda: wizard.current is DraftStep.BEHAVIOUR, "the step that was open")
            assert wizard.draft.system == "Be kind."
            assert wizard.draft.draft_model_files == before.draft_model_files
            assert "A file cannot be used" in shown_texts(wizard), "a file that is gone is told"
            model_file(file)
            click(wizard.back_button)
            await choose(wizard, file)
            for _ in range(3):
                await go_on(wizard)
            await begin(wizard)
            await done(wizard)
            (request,) = sent(server)
            assert (request["system"], list(request["draft_files"])) == ("Be kind.", ["guess.gguf"])
        async with running_program(tmp_path / "data", server.url) as program:
            wizard = (await opened(program)).wizard
            assert not wizard.has_input, "what has become a model is not offered again"


async def test_damaged_and_missing_parts_are_told_before_anything_is_sent(loop: Any, tmp_path: Path) -> None:
    good, cut = model_file(tmp_path / "a-00001-of-00002.gguf"), tmp_path / "cut.gguf"
    cut.write_bytes(good.read_bytes()[:5000])
    text = tmp_path / "notes.gguf"
    text.write_text("no model")
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path / "data", server.url) as program:
            content = await opened(program)
            wizard = content.wizard
            content.start_import()
            await choose(wizard, good)
            assert "Parts are missing: 2. Add them all." in shown_texts(wizard)
            await choose(wizard, cut, text)
            told = shown_texts(wizard)
            assert "It is cut short: 5 kB are there of at least 257 kB." in told
            assert "It is no GGUF file: its first bytes are others." in told
            assert not wizard.next_button.isEnabled()
            for name in ("cut.gguf", "notes.gguf"):
                row = next(each for each in wizard.files.rows if each.name.whole_text == name)
                click(row.remove_button)
            await choose(wizard, model_file(tmp_path / "a-00002-of-00002.gguf"))
            assert wizard.next_button.isEnabled()
            for _ in range(3):
                await go_on(wizard)
            await begin(wizard)
            await done(wizard)
            (request,) = sent(server)
            assert list(request["files"]) == ["a-00001-of-00002.gguf", "a-00002-of-00002.gguf"]


async def test_a_model_is_made_from_another(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path / "data", server.url) as program:
            content = await opened(program)
            program.window.content.make_model("gemma3:4b")
            wizard = content.wizard
            await until(lambda: "gemma3 · 4.3B · Q4_K_M" in shown_texts(wizard), "what the base is")
            await go_on(wizard)
            row = wizard.behaviour.options.rows["temperature"]
            assert isinstance(row, NumberRow)
            field = row.field
            field.setFocus()
            field.selectAll()
            QTest.keyClicks(field, "0.3")
            press(field, Qt.Key.Key_Return)
            click(wizard.behaviour.more)
            click(wizard.behaviour.fields.add_button)
            type_text(wizard.behaviour.fields.messages[0].box.edit, "Hello")
            await go_on(wizard)
            assert wizard.naming.name.text() == "gemma3-custom"
            await go_on(wizard)
            await begin(wizard)
            await done(wizard)
            (request,) = sent(server)
            assert (request["from"], request["parameters"]) == ("gemma3:4b", {"temperature": 0.3})
            assert request["messages"] == [{"role": "user", "content": "Hello"}]


async def at_every_field(program: Program) -> Wizard:
    """The step of the behaviour for a model made from gemma3:4b, with all its fields."""
    wizard = (await opened(program)).wizard
    program.window.content.make_model("gemma3:4b")
    await go_on(wizard)
    click(wizard.behaviour.more)
    return wizard


async def finished(wizard: Wizard, server: ThreadedOllamaServer) -> Any:
    """Go through the steps that are left; gives what was asked of the server."""
    await go_on(wizard)
    await go_on(wizard)
    await begin(wizard)
    await done(wizard)
    (request,) = sent(server)
    return request


async def test_a_stub_for_a_model_elsewhere_is_checked_and_sent(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path / "data", server.url) as program:
            wizard = await at_every_field(program)
            fields = wizard.behaviour.server_fields
            assert not fields.draft_quantize.isVisible(), "there is no draft model"
            QTest.keyClicks(fields.remote_host, "not a host")
            type_text(fields.info.edit, '{"context_length": "8k"}')
            told = shown_texts(wizard)
            assert "The remote host has to be a host name" in told
            assert "a value of the wrong type: context_length" in told
            await go_on(wizard)
            assert step_of(wizard) is DraftStep.BEHAVIOUR
            fields.remote_host.clear()
            QTest.keyClicks(fields.remote_host, "ollama.com")
            fields.info.edit.clear()
            type_text(fields.info.edit, '{"context_length": 8192}')
            assert "“gemma3:4b” runs on that host" in shown_texts(wizard)
            request = await finished(wizard, server)
            assert (request["from"], request["remote_host"]) == ("gemma3:4b", "ollama.com")
            assert request["info"] == {"context_length": 8192}


async def test_a_draft_model_is_quantised_when_wanted(loop: Any, tmp_path: Path) -> None:
    small = model_file(tmp_path / "small.gguf")
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path / "data", server.url) as program:
            wizard = await at_every_field(program)
            wizard.behaviour.draft_model.chosen.emit([str(small)], "draft_model")
            await until(wizard.behaviour.server_fields.draft_quantize.isVisible, "it can be quantised")
            wizard.behaviour.server_fields.draft_quantize.picked.emit("q8_0")
            request = await finished(wizard, server)
            assert (list(request["draft_files"]), request["draft_quantize"]) == (["small.gguf"], "q8_0")
