"""Creates in the queue of transfers: files that are sent, kept, half sent, made again."""

from pathlib import Path

import pytest

from app.domain.blob import BlobPhase
from app.domain.create import CreateJob, CreateRequest, UploadFile
from app.domain.failure import FailureCode
from app.domain.transfer_row import TransferKind, TransferState
from app.services import transfer_queue
from tests.helpers.faults import Instead
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.replies import Cut, Gate, Line, Stream
from tests.helpers.replies import Stall as Silence
from tests.helpers.services import anything, heard
from tests.helpers.transfers import transfers

RUNNING, PAUSED = TransferState.RUNNING, TransferState.PAUSED
RETRYING, FAILED, DONE = TransferState.RETRYING, TransferState.FAILED, TransferState.DONE

SUCCESS = Line({"status": "success"})


def gguf(path: Path, size_bytes: int = 5_000) -> UploadFile:
    path.write_bytes(b"GGUF" + path.name.encode() + bytes(size_bytes))
    return UploadFile(path.name, str(path), path.stat().st_size)


async def test_a_create_sends_its_files_and_then_makes_the_model(loop: object, tmp_path: Path) -> None:
    async with OllamaServer() as server, transfers(tmp_path, server.url) as it:
        file = gguf(tmp_path / "a.gguf")
        it.service.create(CreateJob(CreateRequest("mine", system="Be short."), files=(file,)))
        row = await it.ended("mine")
        assert (row.kind, row.state) == (TransferKind.CREATE, DONE)
        assert row.parts[0].is_done
        assert row.steps[0] == "parsing GGUF"
        assert row.steps[-1] == "success"
        assert server.state.find("mine")
        record = it.service.records[0]
        assert (record.kind, record.mean_bytes_per_s) == (TransferKind.CREATE, None)


async def test_an_interrupted_create_is_offered_with_all_that_it_needs(loop: object, tmp_path: Path) -> None:
    file = gguf(tmp_path / "a.gguf")
    job = CreateJob(CreateRequest("mine", system="Be short.", license=("one", "two")), files=(file,))
    async with OllamaServer() as server:
        hold = Gate()
        server.script("/api/create", Stream([hold]))
        async with transfers(tmp_path / "data", server.url) as it:
            it.service.create(job)
            await it.row_that("mine", lambda row: row.state is RUNNING and row.parts[0].is_done)
        hold.open()
        async with transfers(tmp_path / "data", server.url) as it:
            row = await it.row("mine", PAUSED)
            it.service.resume(row.id)
            assert (await it.ended("mine")).state is DONE
    sent = server.requests_to("/api/create")[-1].json
    assert (sent["system"], sent["license"], list(sent["files"])) == ("Be short.", ["one", "two"], ["a.gguf"])


async def test_a_file_that_was_half_sent_when_the_program_ended_is_told(loop: object, tmp_path: Path) -> None:
    file = gguf(tmp_path / "a.gguf", 12_000_000)
    async with OllamaServer() as server:
        server.misbehave("POST /api/blobs/*", Instead(Silence()))
        async with transfers(tmp_path / "data", server.url) as it:
            it.service.create(CreateJob(CreateRequest("mine"), files=(file,)))
            await it.row_that("mine", lambda row: row.step is BlobPhase.SENDING and row.parts[0].done_bytes)
        server.misbehave("POST /api/blobs/*", None)
        hold = Gate()
        server.script("/api/create", Stream([hold, SUCCESS]))
        async with transfers(tmp_path / "data", server.url) as it:
            row = await it.row("mine", PAUSED)
            it.service.resume(row.id)
            again = await it.row_that("mine", lambda row: row.discarded_bytes)
            assert 0 < again.discarded_bytes <= file.size_bytes
            hold.open()
            assert (await it.ended("mine")).state is DONE


async def test_what_was_given_up_is_made_again_from_the_history(loop: object, tmp_path: Path) -> None:
    file = gguf(tmp_path / "a.gguf")
    job = CreateJob(CreateRequest("mine", system="Be short."), files=(file,))
    async with OllamaServer() as server:
        async with transfers(tmp_path / "data", server.url) as it:
            server.script("/api/create", Stream([Gate()]))
            it.service.create(job)
            row = await it.row_that("mine", lambda row: row.parts[0].is_done)
            it.service.cancel(row.id)
        async with transfers(tmp_path / "data", server.url) as it:
            told = heard(it.service.history_changed)
            it.service.open()
            (record,) = await told.until(anything)
            it.service.repeat(record.id)
            assert (await it.ended("mine")).state is DONE
        assert server.requests_to("/api/create")[-1].json["system"] == "Be short."


async def test_a_missing_file_fails_in_words(loop: object, tmp_path: Path) -> None:
    async with OllamaServer() as server, transfers(tmp_path, server.url) as it:
        gone = UploadFile("a.gguf", str(tmp_path / "a.gguf"))
        it.service.create(CreateJob(CreateRequest("mine"), files=(gone,)))
        row = await it.ended("mine")
        assert row.state is FAILED
        assert row.trouble is not None
        assert row.trouble.failure is not None
        assert row.trouble.failure.code is FailureCode.FILE_MISSING


async def test_the_step_of_a_file_is_told(loop: object, tmp_path: Path) -> None:
    async with OllamaServer() as server, transfers(tmp_path, server.url) as it:
        files = (gguf(tmp_path / "a.gguf"), gguf(tmp_path / "b.gguf"))
        it.service.create(CreateJob(CreateRequest("mine"), files=files))
        row = await it.row_that("mine", lambda row: row.step is BlobPhase.STORING)
        assert (row.file_number, row.file_count) == (1, 2)
        assert [part.name for part in row.parts] == ["a.gguf", "b.gguf"]
        await it.ended("mine")


async def test_a_half_sent_file_starts_again_and_says_so(
    loop: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer_queue, "RETRY_PAUSES_S", (0.01,))
    async with OllamaServer() as server, transfers(tmp_path, server.url) as it:
        file = gguf(tmp_path / "a.gguf", 3_000_000)
        hold = Gate()
        server.misbehave("POST /api/blobs/*", Instead(Cut()))
        server.script("/api/create", Stream([hold, SUCCESS]))
        it.service.create(CreateJob(CreateRequest("mine"), files=(file,)))
        row = await it.row("mine", RETRYING)
        server.misbehave("POST /api/blobs/*", None)
        again = await it.row_that("mine", lambda row: row.discarded_bytes)
        assert 0 < again.discarded_bytes <= file.size_bytes
        hold.open()
        assert (await it.ended("mine")).id == row.id
