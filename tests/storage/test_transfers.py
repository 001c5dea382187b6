"""The file of the transfers: all of it comes back, and nothing in it can stop a start."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.chat import ChatMessage
from app.domain.create import CreateJob, CreateRequest, UploadFile
from app.domain.failure import FailureCode
from app.domain.transfer import LayerProgress
from app.domain.transfer_row import TransferKind, TransferRecord, TransferServer, TransferState
from app.storage.settings_file import SettingsFileError
from app.storage.transfers import MOST_RECORDS, KeptTransfer, KeptTransfers, TransfersFile

NAME = "transfers.json"
SERVER = TransferServer("http://127.0.0.1:11434", "Studio", "a1")
DIGEST = "sha256:" + "a" * 64
PULL = KeptTransfer(
    "1", TransferKind.PULL, "smol", SERVER, True, True, (LayerProgress(DIGEST, 100, 40),), 12.5, 7
)
CREATE = KeptTransfer(
    "2",
    TransferKind.CREATE,
    "mine",
    SERVER,
    job=CreateJob(
        CreateRequest(
            "mine",
            from_="smol",
            license=("one", "two"),
            parameters={"num_ctx": 4096, "stop": ["a"]},
            messages=(ChatMessage("user", "Hi"), ChatMessage("assistant", "Arr")),
        ),
        files=(UploadFile("a.gguf", "/m/a.gguf", 3),),
        adapters=(UploadFile("l", "/m/l"),),
    ),
    half_sent=((0, 2),),
)
RECORD = TransferRecord(
    "3", TransferKind.PUSH, "h/smol", SERVER, TransferState.DONE, datetime(2026, 11, 21, 8, 0, tzinfo=UTC),
    31.25, 5_000, 1.0, 160.0,
)  # fmt: skip


def test_everything_comes_back(tmp_path: Path) -> None:
    file = TransfersFile(tmp_path, NAME)
    hashes = {"/m/a.gguf": [3, 1, DIGEST]}
    made = replace(RECORD, kind=TransferKind.CREATE, job=CREATE.job)
    file.write(KeptTransfers((PULL, CREATE), (RECORD, made), hashes))
    assert file.read() == KeptTransfers((PULL, CREATE), (RECORD, made), hashes)


def test_without_a_file_there_is_nothing(tmp_path: Path) -> None:
    assert TransfersFile(tmp_path, NAME).read() == KeptTransfers()


def test_the_history_has_an_end(tmp_path: Path) -> None:
    file = TransfersFile(tmp_path, NAME)
    file.write(KeptTransfers(records=(RECORD,) * (MOST_RECORDS + 5)))
    assert len(file.read().records) == MOST_RECORDS


HUGE = 10**400


def rows_with(**changes: object) -> dict[str, object]:
    good = {
        "id": "1", "kind": "pull", "name": "smol", "server": {"key": "http://x"}, "outcome": "done",
        "ended": "2026-11-21T08:00:00+00:00",
    }  # fmt: skip
    return {**good, **changes}


@pytest.mark.parametrize(
    "row",
    [
        7,
        rows_with(kind="teleport"),
        rows_with(kind=["pull"]),
        rows_with(id=""),
        rows_with(name=None),
        rows_with(server="http://x"),
        rows_with(server={"key": 3}),
        rows_with(kind="create"),
        rows_with(create={"model": "mine"}),
        rows_with(outcome="?", ended="yesterday"),
        rows_with(ended="2026-11-21T08:00:00", kind="create"),
    ],
    ids=str,
)
def test_what_is_no_transfer_is_left_out(tmp_path: Path, row: object) -> None:
    entries = {"queue": [row, rows_with(id="good")], "history": [row, rows_with(id="good")]}
    (tmp_path / NAME).write_text(json.dumps(entries), encoding="utf-8")
    kept = TransfersFile(tmp_path, NAME).read()
    assert [each.id for each in kept.queue][-1] == "good"
    assert [each.id for each in kept.records][-1] == "good"
    assert len(kept.queue) + len(kept.records) < 4


def test_odd_values_inside_a_transfer_are_left_out(tmp_path: Path) -> None:
    odd = rows_with(layers=[[DIGEST, 5, 3], [DIGEST], "x"], duration_s=-4, arrived="much", insecure="yes")
    (tmp_path / NAME).write_text(json.dumps({"queue": [odd], "history": 4, "hashes": []}), encoding="utf-8")
    kept = TransfersFile(tmp_path, NAME).read()
    assert kept.queue[0].layers == (LayerProgress(DIGEST, 5, 3),)
    assert (kept.queue[0].duration_s, kept.queue[0].arrived_bytes, kept.queue[0].insecure) == (0.0, 0, False)
    assert (kept.records, kept.hashes) == ((), None)


def test_numbers_that_nothing_can_count_are_left_out(tmp_path: Path) -> None:
    odd = rows_with(layers=[[DIGEST, HUGE, 3], [DIGEST, 5, -1]], duration_s=HUGE, arrived=HUGE, size=HUGE)
    (tmp_path / NAME).write_text(json.dumps({"queue": [odd], "history": [odd]}), encoding="utf-8")
    kept = TransfersFile(tmp_path, NAME).read()
    assert (kept.queue[0].layers, kept.queue[0].duration_s, kept.queue[0].arrived_bytes) == ((), 0.0, 0)
    assert kept.records[0].size_bytes == 0


def test_a_create_of_odd_values_keeps_what_is_good(tmp_path: Path) -> None:
    create = {"model": "mine", "messages": 3, "upload_files": [["a", "/a", 1], ["b"]], "upload_adapters": 7}
    row = rows_with(kind="create", create=create, layers=5)
    (tmp_path / NAME).write_text(json.dumps({"queue": [row]}), encoding="utf-8")
    kept = TransfersFile(tmp_path, NAME).read().queue[0]
    assert kept.job == CreateJob(CreateRequest("mine"), files=(UploadFile("a", "/a", 1),))


def test_a_damaged_file_is_set_aside_and_told(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("[", encoding="utf-8")
    failure = TransfersFile(tmp_path, NAME).read().failure
    assert failure is not None
    assert failure.code is FailureCode.TRANSFERS_DAMAGED
    assert Path(failure.detail).read_text(encoding="utf-8") == "["


def test_a_file_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder", encoding="utf-8")
    with pytest.raises(SettingsFileError) as raised:
        TransfersFile(tmp_path / "data", NAME).write(KeptTransfers((PULL,)))
    assert raised.value.failure.code is FailureCode.TRANSFERS_UNUSABLE
