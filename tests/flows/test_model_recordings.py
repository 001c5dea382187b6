"""Every recorded answer about models and blobs, through a real socket into the pages of the window."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.library import LibraryState
from app.domain.model_draft import DraftStep
from app.domain.transfer_row import TransferState
from tests.helpers.faults import Instead
from tests.helpers.making import choose, model_file, opened
from tests.helpers.models_page import models_page, names, pick, shown_state
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import click, press, running_program, shown_texts, until
from tests.helpers.recordings import Recording, every_recording, load
from tests.helpers.replies import Replay, refuse

NEVER_ASKED = "tags/head"  # the program wants the list, not whether there is one


async def test_every_recorded_list_is_shown_whole(loop: Any, tmp_path: Path) -> None:
    with every_recording("tags", NEVER_ASKED) as recordings:
        async with models_page(tmp_path) as (program, content, server):
            installed = content.installed
            for recording in recordings:
                server.misbehave("/api/tags", Instead(Replay(recording)))
                program.server.look_again()
                wanted = {model["name"] for model in json.loads(recording.body)["models"]}

                def is_listed(recording: Recording = recording, wanted: set[str] = wanted) -> bool:
                    return recording.is_sent and set(names(content)) == wanted

                await until(is_listed, recording.name)
                shown = installed.table if wanted else installed.waiting
                await until(shown.isVisible, recording.name)
            server.misbehave("/api/tags", Instead(Replay(load("tags/after_copies"))))
            program.server.look_again()
            await until(lambda: "pirate-copy:latest" in names(content), "the copies")
            server.misbehave("/api/tags", Instead(Replay(load("tags/empty"))))
            program.server.look_again()
            await until(lambda: not names(content), "nothing")
            server.misbehave("/api/*", Instead(refuse(500, "broken")))
            program.server.look_again()
            await until(lambda: shown_state(program) is LibraryState.FAILED, "nothing is known any more")
            assert "Retry" in shown_texts(installed.waiting)
            server.misbehave("/api/*", None)
            retry = installed.waiting.notice.buttons[0]
            click(retry)
            await until(lambda: shown_state(program) is LibraryState.READY, "it is back")
            assert not installed.waiting.notice.isVisible()
            server.misbehave("/api/tags", Instead(Replay(load("tags/after_copies"))))
            program.server.look_again()
            await until(lambda: names(content), "the copies again")
            row = installed.rows.row_at(installed.rows.index_of("pirate-copy:latest"))
            assert row is not None
            assert "pirate2:latest" in row.aliases, "names of one digest know each other"


async def test_every_recorded_ps_is_marked_in_the_list_and_has_its_cards(loop: Any, tmp_path: Path) -> None:
    with every_recording("ps") as recordings:
        async with models_page(tmp_path) as (program, content, server):
            running = program.window.content.running_page.content
            server.misbehave("/api/tags", Instead(Replay(load("tags/several"))))
            for recording in recordings:
                server.misbehave("/api/ps", Instead(Replay(recording)))
                program.server.look_again()
                loaded = {model["name"] for model in json.loads(recording.body)["models"]}

                def marked(recording: Recording = recording, loaded: set[str] = loaded) -> bool:
                    state = program.server.state
                    rows = content.installed.model.rows
                    is_told = {model.name for model in state.running} == loaded
                    has_cards = {card.name.whole_text for card in running.cards} == loaded
                    marks = {row.name for row in rows if row.is_loaded}
                    return (
                        recording.is_sent
                        and is_told
                        and has_cards
                        and marks == loaded & {row.name for row in rows}
                    )

                await until(marked, recording.name)


async def test_every_recorded_show_fills_the_detail_or_says_why_not(loop: Any, tmp_path: Path) -> None:
    with every_recording("show") as recordings:
        async with models_page(tmp_path) as (_program, content, server):
            detail = content.detail
            pick(content, "smol:latest")
            await until(lambda: detail.told.show, "the detail")
            for recording in recordings:
                server.misbehave("/api/show", Instead(Replay(recording)))
                detail.tabs.buttons["modelfile"].click()
                content.detail_wanted.emit("smol:latest")
                if recording.status != 200:

                    def refused(recording: Recording = recording) -> bool:
                        return recording.is_sent and detail.failure_notice.isVisible()

                    await until(refused, recording.name)
                    continue
                show = json.loads(recording.body)
                want = show.get("modelfile", "").strip()

                def filled(recording: Recording = recording, want: str = want) -> bool:
                    return (
                        recording.is_sent
                        and detail.told.show is not None
                        and detail.modelfile.text.strip() == want
                    )

                await until(filled, recording.name)
                overview, count = detail.overview, len(show.get("parameters", "").splitlines())
                assert overview.parameters.rowCount() == count, recording.name
                assert overview.system.text == show.get("system", ""), recording.name
                assert overview.messages.isHidden() is not bool(show.get("messages")), recording.name
                detail.tabs.buttons["template"].click()
                assert detail.template.text == show["template"], recording.name
                detail.tabs.buttons["licence"].click()
                assert detail.licence.text.strip()
                detail.tabs.buttons["metadata"].click()
                assert detail.metadata.tree.model().rowCount() > 0, recording.name


async def test_every_recorded_copy_is_told_in_words(loop: Any, tmp_path: Path) -> None:
    with every_recording("copy") as recordings:
        async with models_page(tmp_path) as (_program, content, server):
            pick(content, "smol:latest")
            await until(content.detail.isVisible, "the detail")
            sheet = content.questions.name_sheet
            for at, recording in enumerate(recordings):
                server.script("/api/copy", Replay(recording))
                click(content.detail.copy_button)
                sheet.field.selectAll()
                QTest.keyClicks(sheet.field, f"other-{at}")
                press(sheet.field, Qt.Key.Key_Return)
                words = f"other-{at}" if recording.status == 200 else "Not copied: smol:latest"
                await until(lambda words=words: words in content.result.title, recording.name)
                content.result.hide()
                content.result.set_texts("", "")


async def test_every_recorded_delete_is_told_in_words(loop: Any, tmp_path: Path) -> None:
    with every_recording("delete") as recordings:
        async with models_page(tmp_path) as (_program, content, server):
            sheet = content.questions.delete_question
            for recording in recordings:
                server.script("/api/delete", Replay(recording))
                pick(content, "smol:latest")
                press(content.installed.table, Qt.Key.Key_Delete)
                await until(sheet.isVisible, "the question")
                click(sheet.confirm_button)
                words = "Deleted smol:latest" if recording.status == 200 else "Not deleted: smol:latest"
                await until(lambda words=words: words in content.result.title, recording.name)
                content.result.set_texts("", "")


async def test_every_recorded_blob_is_passed_or_stops_the_making(loop: Any, tmp_path: Path) -> None:
    file = model_file(tmp_path / "smol.gguf")
    usual = {"HEAD": load("blobs/head_missing"), "POST": load("blobs/post_created")}
    with every_recording("blobs") as recordings, ThreadedOllamaServer() as server:
        async with running_program(tmp_path / "data", server.url) as program:
            content = await opened(program)
            wizard = content.wizard
            content.start_import()
            await choose(wizard, file)
            draft = wizard.draft
            server.misbehave("/api/create", Instead(Replay(load("create/from_gguf_stream"))))
            for recording in recordings:
                method = "POST" if recording.method == "POST" else "HEAD"
                for each, answer in (usual | {method: recording}).items():
                    server.misbehave(f"{each} /api/blobs/*", Instead(Replay(answer)))
                before = count(server, "POST /api/blobs/"), count(server, "POST /api/create")
                wizard.set_draft(replace(draft, name="smol"), DraftStep.CREATE)
                await until(lambda: program.server.state.models, "the server has the model")
                await until(wizard.next_button.isEnabled, "the server answers")
                click(wizard.next_button)
                await until(content.overwrite_question.isVisible, "whether it may be replaced is asked")
                click(content.overwrite_question.confirm_button)
                is_missing = method == "HEAD" and recording.status == 404
                is_well = recording.status < 300 or is_missing

                def has_ended(is_well: bool = is_well) -> bool:
                    row = wizard.creating.card.row if wizard.creating.card else None
                    has_failed = row is not None and row.state is TransferState.FAILED
                    return wizard.creating.outcome.isVisible() if is_well else has_failed

                await until(has_ended, recording.name)
                after = count(server, "POST /api/blobs/"), count(server, "POST /api/create")
                is_posted = method == "POST" or is_missing
                assert after == (before[0] + is_posted, before[1] + is_well), recording.name
                if not is_well:
                    card = wizard.creating.card
                    assert card is not None
                    assert len(card.notice.text()) > 20, recording.name
                    click(card.cancel_button)
                    await until(lambda: wizard.creating.card is None, "given up")
                content.start_import()


def count(server: ThreadedOllamaServer, start: str) -> int:
    """How many requests began like this."""
    return sum(f"{each.method} {each.path}".startswith(start) for each in server.requests)


def test_no_recording_of_the_models_is_left_out() -> None:
    """`every_recording` fails where one is not sent, so it is enough that every endpoint has its test."""
    here = Path(__file__).read_text(encoding="utf-8")
    named = set(re.findall(r'every_recording\("(\w+)"', here))
    there = Path(__file__).with_name("test_transfer_recordings.py").read_text(encoding="utf-8")
    assert "with every_recording(kind)" in there
    found = re.search(r'parametrize\("kind", (\[.*\])\)', there)
    assert found is not None
    driven = sorted([*named, *json.loads(found[1])])
    assert driven == ["blobs", "copy", "create", "delete", "ps", "pull", "push", "show", "tags"]
