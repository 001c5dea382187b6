"""Models in the making, on real files and a server at a real socket."""

import asyncio
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer

from app.domain.blob import FileFault
from app.domain.create_events import ReadPurpose, TransferNews
from app.domain.failure import FailureCode
from app.domain.gguf import GgufFault
from app.domain.kept_draft import KeptDraft
from app.domain.model_draft import DraftSource, DraftStep, ModelDraft
from app.domain.server import Connection
from app.domain.transfer_row import TransferState
from app.services import create
from app.services.create import (
    DRAFT_STATE,
    CreateService,
    draft_of,
    folder_files,
    gguf_file,
    read_modelfile,
    write_modelfile,
)
from app.services.transfers import TransfersService
from app.storage.conversations import ConversationStore
from app.storage.errors import StorageError
from tests.engine.gguf_files import small_model
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.program import until
from tests.helpers.recordings import load
from tests.helpers.replies import Replay
from tests.helpers.server_services import server_services
from tests.helpers.services import Heard, heard

WEIGHTS_BYTES = 300_000
MADE = ["from_model", "from_gguf_stream", "f16_from_gguf", "overwrite", "thinker", "tooler", "fake_vision"]
REFUSED = {
    "bad_template": "template",
    "file_not_a_model": "",
    "truncated_gguf": "exceeds file size",
    "quantize_already_quantized": "quantization is only supported",
    "from_unknown_model": "",
    "bad_name": "invalid model name",
}


def model_file(path: Path) -> Path:
    with path.open("wb") as file:
        file.write(small_model())
        file.truncate(WEIGHTS_BYTES)
    return path


def a_folder(path: Path) -> Path:
    path.mkdir()
    for name in ("config.json", "model.safetensors", "tokenizer.model", "notes.md"):
        (path / name).write_text("{}")
    return path


@asynccontextmanager
async def creating(
    data_dir: Path, server: OllamaServer, store: ConversationStore | None = None
) -> AsyncIterator[tuple[CreateService, Heard]]:
    async with server_services(data_dir, server.url) as it:
        transfers = TransfersService(it.server, it.servers, data_dir)
        service = CreateService(it.server, transfers, store)
        states = heard(it.server.state_changed)
        try:
            it.server.start()
            await states.until(lambda state: state.connection is Connection.READY)
            yield service, heard(service.news)
        finally:
            await service.aclose()
            await transfers.aclose()


def has(*states: TransferState) -> Any:
    def holds(news: TransferNews) -> bool:
        return news.row is not None and news.row.state in states

    return holds


@pytest.mark.parametrize("name", MADE)
async def test_recorded_steps_end_in_a_model(loop: Any, tmp_path: Path, name: str) -> None:
    async with OllamaServer() as server, creating(tmp_path, server) as (service, news):
        server.script("/api/create", Replay(load(f"create/{name}")))
        service.create(ModelDraft(base="smol", name="smol"))
        told = await news.until(has(TransferState.DONE, TransferState.FAILED))
        assert told.row.state is TransferState.DONE
        assert told.row.steps[-1] == "success"


@pytest.mark.parametrize("name", REFUSED)
async def test_recorded_refusals_can_be_tried_again(loop: Any, tmp_path: Path, name: str) -> None:
    async with OllamaServer() as server, creating(tmp_path, server) as (service, news):
        server.script("/api/create", Replay(load(f"create/{name}")))
        service.create(ModelDraft(base="smol", name="new"))
        told = await news.until(has(TransferState.DONE, TransferState.FAILED))
        assert told.row.state is TransferState.FAILED
        assert told.row.trouble is not None
        assert REFUSED[name] in told.row.trouble.detail
        assert told.row.can_resume


async def test_files_of_a_folder_and_an_adapter_are_sent_by_their_names(loop: Any, tmp_path: Path) -> None:
    folder, adapter = a_folder(tmp_path / "model"), model_file(tmp_path / "lora.gguf")
    async with OllamaServer() as server, creating(tmp_path / "data", server) as (service, news):
        read = heard(service.files_read)
        service.read_files([str(folder)], ReadPurpose.FOLDER.value)
        model = await read.until(lambda told: told.purpose is ReadPurpose.FOLDER)
        service.read_files([str(adapter)], ReadPurpose.ADAPTER.value)
        lora = await read.until(lambda told: told.purpose is ReadPurpose.ADAPTER)
        draft = ModelDraft(
            DraftSource.SAFETENSORS,
            folder=model.path,
            folder_files=model.files,
            adapter=lora.path,
            adapter_files=lora.files,
            name="made",
        )
        assert not draft.problems()
        service.create(draft)
        await news.until(has(TransferState.DONE))
        (request,) = server.requests_to("/api/create")
        assert sorted(request.json["files"]) == ["config.json", "model.safetensors", "tokenizer.model"]
        assert list(request.json["adapters"]) == ["lora.gguf"]


async def test_a_base_is_described_or_said_to_be_missing(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, creating(tmp_path, server) as (service, _):
        bases = heard(service.base_read)
        service.read_base("nobody")
        service.read_base("smol")
        found = await bases.until(lambda base: base.name == "smol")
        assert found.show.details.family
        service.read_base("nobody")
        missing = await bases.until(lambda base: base.name == "nobody")
        assert missing.is_missing


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", FileFault.EMPTY),
        (b"no model at all", GgufFault.NOT_GGUF),
        (small_model()[:40], GgufFault.CUT_SHORT),
        (small_model(), GgufFault.CUT_SHORT),
        (small_model()[:8] + b"\xff" * 60, GgufFault.IMPOSSIBLE),
    ],
    ids=["empty", "a text", "half a header", "without its weights", "huge counts"],
)
def test_a_damaged_file_says_why(tmp_path: Path, content: bytes, fault: object) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(content)
    assert gguf_file(path).fault is fault


def test_files_that_cannot_be_read_say_why(tmp_path: Path) -> None:
    assert gguf_file(tmp_path / "missing.gguf").fault is FileFault.MISSING
    assert gguf_file(tmp_path).fault is FileFault.NOT_A_FILE
    assert folder_files(tmp_path / "missing") == ()
    (tmp_path / "config.json").touch()
    assert [file.fault for file in folder_files(tmp_path)] == [FileFault.EMPTY]
    assert read_modelfile(tmp_path / "missing").fault is FileFault.MISSING


def test_a_modelfile_is_read_in_any_encoding_it_may_have(tmp_path: Path) -> None:
    path = tmp_path / "Modelfile"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        path.write_bytes("FROM größe".encode(encoding))
        assert read_modelfile(path).text == "FROM größe"
    path.write_bytes(b"\xff\xfa\xfb")
    assert read_modelfile(path).fault is FileFault.UNREADABLE


def test_from_is_a_file_a_folder_or_a_name(tmp_path: Path) -> None:
    model_file(tmp_path / "a b.gguf")
    a_folder(tmp_path / "folder")
    file = draft_of('FROM "./a b.gguf"\nADAPTER ./folder\nSYSTEM x', tmp_path)
    assert (file.source, file.files[0].name, file.system) == (DraftSource.GGUF, "a b.gguf", "x")
    assert [each.name for each in file.adapter_files] == [
        "model.safetensors",
        "config.json",
        "tokenizer.model",
    ]
    folder = draft_of(f"FROM {tmp_path / 'folder'}", Path("/"))
    assert (folder.source, len(folder.folder_files)) == (DraftSource.SAFETENSORS, 3)
    assert draft_of("FROM llama3.2:3b", tmp_path) == ModelDraft(base="llama3.2:3b")
    lost = draft_of("FROM llama3.2\nADAPTER ./gone.gguf", tmp_path)
    assert lost.adapter_files[0].fault is FileFault.MISSING


async def test_a_modelfile_is_saved_and_opened(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, creating(tmp_path / "data", server) as (service, _):
        saved, opened = heard(service.modelfile_saved), heard(service.modelfile_opened)
        service.save_modelfile(str(tmp_path / "Modelfile"), "FROM x\n")
        assert (await saved.until()).failure is None
        service.open_modelfile(str(tmp_path / "Modelfile"))
        assert (await opened.until()).text == "FROM x\n"
        service.take_modelfile("FROM x\nPARAMETER top_k 3", "")
        taken = await opened.until(lambda told: told.draft is not None)
        assert taken.draft.parameters == {"top_k": 3}


async def test_the_last_of_two_saves_is_what_a_modelfile_has(loop: Any, tmp_path: Path) -> None:
    path = tmp_path / "Modelfile"
    async with OllamaServer() as server, creating(tmp_path / "data", server) as (service, _):
        saved = heard(service.modelfile_saved)
        service.save_modelfile(str(path), "FROM x\n" + "# much\n" * 3_000_000)  # takes longer than the next
        service.save_modelfile(str(path), "FROM y\n")
        await saved.until(lambda _: len(saved.values) == 2)
        assert path.read_text() == "FROM y\n"


async def test_a_modelfile_saved_right_before_the_end_is_written(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, creating(tmp_path / "data", server) as (service, _):
        service.save_modelfile(str(tmp_path / "Modelfile"), "FROM x\n")
    assert (tmp_path / "Modelfile").read_text() == "FROM x\n"


async def test_what_is_filled_in_is_kept_though_its_writing_has_not_begun(loop: Any, tmp_path: Path) -> None:
    store = ConversationStore.open(tmp_path)
    filled_in = KeptDraft(ModelDraft(base="smol", system="Be kind."), DraftStep.BEHAVIOUR)
    async with OllamaServer() as server, creating(tmp_path / "data", server, store) as (service, _):
        service.start()
        service.keep_draft(KeptDraft(ModelDraft(base="smol")))
        await until(lambda: store.get_state(DRAFT_STATE).result(20), "the first of it is kept")
        service.keep_draft(filled_in)
        (timer,) = service.findChildren(QTimer)
        timer.stop()
        timer.timeout.emit()  # type: ignore[attr-defined]  # it is due in the turn in which the end begins
    assert KeptDraft.from_text(store.get_state(DRAFT_STATE).result(20) or "") == filled_in
    await asyncio.to_thread(store.close)


@pytest.mark.parametrize(
    ("mine", "replaces"),
    [
        (KeptDraft(ModelDraft(base="smol", system="Be kind.")), True),
        (KeptDraft(ModelDraft(base="smol")), False),
        (KeptDraft(modelfile="FROM smol\n"), True),
    ],
)
async def test_only_what_is_more_than_a_source_replaces_what_could_not_be_looked_at_yet(
    loop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mine: KeptDraft, replaces: bool
) -> None:
    store, drive_is_back = ConversationStore.open(tmp_path), threading.Event()
    before = KeptDraft(ModelDraft(base="old", system="Be brief."), DraftStep.BEHAVIOUR)
    store.set_state(DRAFT_STATE, before.to_text())
    monkeypatch.setattr(create, "looked_at", lambda _draft: drive_is_back.wait(60))
    async with OllamaServer() as server, creating(tmp_path / "data", server, store) as (service, _):
        service.start()
        service.keep_draft(mine)
    drive_is_back.set()
    kept = KeptDraft.from_text(store.get_state(DRAFT_STATE).result(20) or "")
    assert kept == (mine if replaces else before)
    await asyncio.to_thread(store.close)


@pytest.mark.skipif(sys.platform == "win32", reason="no limit for the size of files there")
def test_a_modelfile_that_cannot_be_written_whole_stays_as_it_was(tmp_path: Path) -> None:
    import resource  # only where there is one

    path, link = tmp_path / "Modelfile", tmp_path / "link"
    path.write_text("FROM x\n")
    path.chmod(0o640)
    link.symlink_to(path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3, before[1]))
    try:
        with pytest.raises(StorageError) as caught:
            write_modelfile(link, "FROM another\n")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert caught.value.failure.code is FailureCode.EXPORT_NO_SPACE
    assert path.read_text() == "FROM x\n"
    for place in (tmp_path, tmp_path / "gone" / "Modelfile"):
        with pytest.raises(StorageError) as caught:
            write_modelfile(place, "FROM x\n")
        assert caught.value.failure.code is FailureCode.EXPORT_UNWRITABLE
    write_modelfile(link, "FROM another\n")
    assert link.is_symlink()
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("FROM another\n", 0o640)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["Modelfile", "link"]
