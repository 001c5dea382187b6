"""Exports and imports as services: stopped, full, in the way of nothing."""

import asyncio
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.domain.conversation import MessageState
from app.domain.exchange import Exported, ExportFormat, ExportWish, ExportWords, Imported, Progress
from app.domain.failure import Failure, FailureCode
from app.services.exports import ExportService
from app.services.imports import ImportService
from app.storage.conversations import ConversationStore
from app.ui.export.pdf import PdfDrawing
from tests.helpers.program import until
from tests.storage.builders import fill, new_chat, new_message, new_reply, volume

WAIT_S = 20
WORDS = ExportWords(
    *("You", "System", "Thought", "{name}", "{name} is gone", "Incomplete", "{index}/{count}"),
    *("Call: {name}", "Tool {name}"),
)
DATA = Path(__file__).parents[1] / "data" / "imports"


def filled(folder: Path, count: int) -> ConversationStore:
    store = ConversationStore.open(folder)
    for number in range(count):
        chat = new_chat(number, title=f"Llama {number}")
        store.create_chat(chat, new_message(chat, content="grass\n\n" * 400)).result(WAIT_S)
    return store


class Ends:
    """What a service told in the end."""

    def __init__(self, service: ExportService | ImportService) -> None:
        self.told: list[object] = []
        service.failed.connect(self.told.append)
        service.finished.connect(self.told.append)
        service.cancelled.connect(self._on_cancelled)

    def _on_cancelled(self) -> None:
        self.told.append("cancelled")


def exporting(store: ConversationStore) -> ExportService:
    return ExportService(store, lambda _chat_id: store, PdfDrawing)


async def test_a_stopped_export_leaves_what_was_there(loop: Any, tmp_path: Path) -> None:
    store = filled(tmp_path / "data", 40)
    service = exporting(store)
    ends = Ends(service)
    file = tmp_path / "out" / "all.zip"
    file.parent.mkdir()
    file.write_text("before")

    def stop(progress: Progress) -> None:
        if progress.done == 3:
            service.cancel()

    service.progressed.connect(stop)
    service.export(ExportWish(ExportFormat.HTML, str(file), WORDS))
    await until(lambda: ends.told, "the end")
    assert ends.told == ["cancelled"]
    assert os.listdir(file.parent) == ["all.zip"]
    assert file.read_text() == "before"
    await service.aclose()
    store.close()


async def test_the_end_of_the_program_clears_up(loop: Any, tmp_path: Path) -> None:
    store = filled(tmp_path / "data", 60)
    service = exporting(store)
    (tmp_path / "out").mkdir()
    begun: list[Progress] = []
    service.progressed.connect(begun.append)
    service.export(ExportWish(ExportFormat.HTML, str(tmp_path / "out" / "all.zip"), WORDS))
    await until(lambda: begun, "the beginning")
    await service.aclose()
    assert os.listdir(tmp_path / "out") == []
    store.close()


async def test_a_full_disk_is_told(loop: Any, tmp_path: Path) -> None:
    store = filled(tmp_path / "data", 3)
    service = exporting(store)
    ends = Ends(service)
    with volume(tmp_path / "small", "256k") as small:
        filler = fill(small)
        for number, kind in enumerate(ExportFormat):
            ids = (store.chats().result(WAIT_S)[0].id,)
            service.export(ExportWish(kind, str(small / f"x{kind.suffix}"), WORDS, ids))
            await until(lambda number=number: len(ends.told) > number, "the end")  # type: ignore[misc]
        assert os.listdir(small) == [filler.name]
    codes = [told.code for told in ends.told if isinstance(told, Failure)]
    assert codes == [FailureCode.EXPORT_NO_SPACE] * len(ExportFormat)
    await service.aclose()
    store.close()


async def test_pieces_of_a_reply_are_kept_in_time_during_both(loop: Any, tmp_path: Path) -> None:
    store = filled(tmp_path / "data", 60)
    chat = new_chat(title="Now")
    question = new_message(chat)
    store.create_chat(chat, question).result(WAIT_S)
    reply = new_reply(chat, question)
    store.begin_reply(reply).result(WAIT_S)
    exports, imports = exporting(store), ImportService(store)
    ended, came_in = Ends(exports), Ends(imports)
    exports.export(ExportWish(ExportFormat.JSON, str(tmp_path / "all.json"), WORDS))
    imports.take(str(DATA / "chatgpt" / "conversations.json"))
    pieces = 0
    while not (ended.told and came_in.told) or pieces < 3:
        await asyncio.wrap_future(store.append_delta(reply.id, "a", ""))
        pieces += 1
    assert isinstance(ended.told[0], Exported)
    assert isinstance(came_in.told[0], Imported)
    kept = store.finish_reply(replace(reply, state=MessageState.COMPLETE)).result(WAIT_S)
    assert kept.content == "a" * pieces
    await exports.aclose()
    await imports.aclose()
    store.close()


async def test_a_stopped_import_leaves_nothing(loop: Any, tmp_path: Path) -> None:
    source = filled(tmp_path / "source", 30)
    exports = exporting(source)
    ends = Ends(exports)
    file = tmp_path / "all.json"
    exports.export(ExportWish(ExportFormat.JSON, str(file), WORDS))
    await until(lambda: ends.told, "the file")
    await exports.aclose()
    source.close()
    store = ConversationStore.open(tmp_path / "data")
    service = ImportService(store)
    stopped = Ends(service)

    def stop(progress: Progress) -> None:
        service.cancel()

    service.progressed.connect(stop)
    service.take(str(file))
    await until(lambda: stopped.told, "the end")
    assert stopped.told == ["cancelled"]
    rows = store.access.read(lambda c: c.execute("SELECT count(*) FROM chats").fetchone()[0])
    assert rows.result(WAIT_S) == 0
    await service.aclose()
    store.close()
