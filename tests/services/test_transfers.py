"""The queue of transfers: turns, pausing, losses, what is kept."""

import shutil
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from app.domain.failure import FailureCode
from app.domain.server import Connection
from app.domain.transfer import Stall
from app.domain.transfer_row import TransferState
from app.services import transfer_queue
from app.storage.transfers import KeptTransfers, TransfersFile
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.pulls import BIG, TOTAL, layer
from tests.helpers.replies import Cut, Gate, Line, Stream
from tests.helpers.replies import Stall as Silence
from tests.helpers.services import anything, heard
from tests.helpers.transfers import transfers

MODEL, OTHER = "gemma3:270m", "llama3.2"
SPEED = 40_000_000
RUNNING, PAUSED, WAITING = TransferState.RUNNING, TransferState.PAUSED, TransferState.WAITING
RETRYING, FAILED, DONE = TransferState.RETRYING, TransferState.FAILED, TransferState.DONE

SUCCESS = Line({"status": "success"})


def moves(row: Any) -> bool:
    """For `row_that`: bytes have come."""
    return bool(row.state is RUNNING and row.done_bytes)


async def test_a_pull_is_done_and_kept_in_the_history(loop: object, tmp_path: Path) -> None:
    async with OllamaServer() as server, transfers(tmp_path, server.url) as it:
        it.service.pull(MODEL)
        row = await it.ended(MODEL)
        assert (row.state, row.fraction, row.trouble) == (DONE, 1.0, None)
        assert it.service.rows == ()
        record = it.service.records[0]
        assert (record.name, record.outcome, record.fraction) == (MODEL, DONE, 1.0)
        assert record.size_bytes == row.total_bytes > 250_000_000
        assert server.state.find(MODEL)


async def test_a_paused_pull_closes_its_stream_and_goes_on_where_it_was(loop: object, tmp_path: Path) -> None:
    async with OllamaServer() as server, transfers(tmp_path, server.url) as it:
        server.state.transfers.speed_bytes_per_s = SPEED
        it.service.pull(MODEL)
        row = await it.row_that(MODEL, moves)
        it.service.pause(row.id)
        await server.client_left(1)
        paused = await it.row(MODEL, PAUSED)
        assert paused.can_resume
        assert not paused.can_pause
        server.state.transfers.speed_bytes_per_s = None
        it.service.resume(row.id)
        again = await it.ended(MODEL)
        assert (again.state, again.discarded_bytes) == (DONE, 0)
        assert len(server.requests_to("/api/pull")) == 2


async def test_a_download_that_the_server_threw_away_is_told(loop: object, tmp_path: Path) -> None:
    async with OllamaServer() as server, transfers(tmp_path, server.url) as it:
        server.script("/api/pull", Stream([Line(layer(BIG, TOTAL, 600_000_000)), Silence()]))
        lower = Gate()
        server.script(
            "/api/pull", Stream([Line(layer(BIG, TOTAL, 5_000_000)), lower, Line({"status": "success"})])
        )
        it.service.pull(MODEL)
        row = await it.row_that(MODEL, moves)
        it.service.pause(row.id)
        it.service.resume(row.id)
        restarted = await it.row_that(MODEL, lambda row: row.discarded_bytes)
        assert restarted.discarded_bytes == 595_000_000
        assert restarted.done_bytes == 5_000_000
        lower.open()
        assert (await it.ended(MODEL)).state is DONE


async def test_pulls_of_one_model_share_one_row(loop: object, tmp_path: Path) -> None:
    async with OllamaServer() as server, transfers(tmp_path, server.url) as it:
        server.state.transfers.speed_bytes_per_s = SPEED
        pointed = heard(it.service.pointed_at)
        it.service.pull(OTHER)
        row = await it.row_that(OTHER, moves)
        for name in ("llama3.2:latest", "LLAMA3.2", "library/llama3.2"):
            it.service.pull(name)
        assert [each.id for each in it.service.rows] == [row.id]
        assert pointed.values == [row.id] * 4
        it.service.pause(row.id)
        it.service.pull("llama3.2:latest")
        assert it.service.rows[0].state is RUNNING
        it.service.cancel(row.id)


async def test_so_many_run_at_a_time_as_was_set_in_the_order_of_the_queue(
    loop: object, tmp_path: Path
) -> None:
    async with OllamaServer() as server, transfers(tmp_path, server.url) as it:
        gates = [Gate() for _ in range(3)]
        for gate in gates:
            server.script(
                "/api/pull", Stream([Line({"status": "pulling manifest"}), gate, Line({"status": "success"})])
            )
        it.service.set_limit(1)
        for name in ("one", "two", "three"):
            it.service.pull(name)
        assert [row.state for row in it.service.rows] == [RUNNING, WAITING, WAITING]
        it.service.move(it.service.rows[2].id, 1)
        assert [row.name for row in it.service.rows] == ["one", "three", "two"]
        gates[0].open()
        assert (await it.ended("one")).state is DONE
        assert [(row.name, row.state) for row in it.service.rows] == [("three", RUNNING), ("two", WAITING)]
        it.service.set_limit(4)
        assert [row.state for row in it.service.rows] == [RUNNING, RUNNING]
        for gate in gates:
            gate.open()
        await it.ended("two")
        await it.finished.until(anything) if it.service.rows else None


async def test_a_lost_connection_is_tried_again_and_then_done(
    loop: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer_queue, "RETRY_PAUSES_S", (0.01,))
    async with OllamaServer() as server, transfers(tmp_path, server.url) as it:
        server.script("/api/pull", Stream([Line(layer(BIG, TOTAL, 100_000_000)), Cut()]))
        it.service.pull(MODEL)
        lost = await it.row(MODEL, RETRYING)
        assert lost.trouble is not None
        assert lost.trouble.failure is not None
        assert lost.trouble.failure.code is FailureCode.CONNECTION_LOST
        assert lost.retry_in_s is not None
        assert (await it.ended(MODEL)).state is DONE


async def test_pauses_between_tries_grow_and_begin_anew_with_new_bytes(
    loop: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer_queue, "RETRY_PAUSES_S", (0.0, 0.1, 500.0))
    async with OllamaServer() as server, transfers(tmp_path, server.url) as it:
        lines = [Line(layer(BIG, TOTAL, 1_000_000))]
        more = [*lines, Line(layer(BIG, TOTAL, 2_000_000))]
        for steps in (lines, lines, more, lines, lines):
            server.script("/api/pull", Stream([*steps, Cut()]))
        it.service.pull(MODEL)
        row = await it.row_that(MODEL, lambda row: row.state is RETRYING and (row.retry_in_s or 0) > 100)
        assert len(server.requests_to("/api/pull")) == 5
        it.service.cancel(row.id)


async def test_a_server_that_comes_back_is_asked_at_once(
    loop: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer_queue, "RETRY_PAUSES_S", (500.0,))
    monkeypatch.setattr("app.services.server.WATCH_INTERVAL_S", 0.05)
    monkeypatch.setattr("app.services.server.RETRY_INTERVALS_S", (0.05,))
    async with OllamaServer() as server:
        port = server.port
        server.state.transfers.speed_bytes_per_s = SPEED
        program = transfers(tmp_path, server.url)
        it = await program.__aenter__()
        it.service.pull(MODEL)
        await it.row_that(MODEL, moves)
    try:
        await it.row(MODEL, RETRYING)
        await heard(it.server.state_changed).until(lambda state: state.connection is Connection.FAILED)
        async with OllamaServer(port=port):
            assert (await it.ended(MODEL)).state is DONE
    finally:
        await program.__aexit__(None, None, None)


async def test_after_a_sleep_of_the_computer_dead_streams_are_left(loop: object, tmp_path: Path) -> None:
    skipped_s = 0.0
    async with OllamaServer() as server:
        server.script("/api/pull", Stream([Line(layer(BIG, TOTAL, 1_000_000)), Silence()]))
        async with transfers(tmp_path, server.url, wall_clock=lambda: time.time() + skipped_s) as it:
            it.service.pull(MODEL)
            await it.row_that(MODEL, moves)
            skipped_s = 3600.0
            assert (await it.ended(MODEL)).state is DONE
            assert len(server.requests_to("/api/pull")) == 2


async def test_a_stream_that_stays_silent_while_bytes_are_due_is_left(
    loop: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.domain.transfer.STALLED_AFTER_S", 0.1)
    async with OllamaServer() as server, transfers(tmp_path, server.url) as it:
        server.script("/api/pull", Stream([Line(layer(BIG, TOTAL, 1_000_000)), Silence()]))
        it.service.pull(MODEL)
        stalled = await it.row_that(MODEL, lambda row: row.stall is Stall.SILENT)
        assert stalled.unchanged_s >= 0.1
        monkeypatch.setattr(transfer_queue, "DEAD_AFTER_S", 0.1)
        assert (await it.ended(MODEL)).state is DONE


async def test_a_cancelled_pull_is_in_the_history_and_can_be_pulled_again(
    loop: object, tmp_path: Path
) -> None:
    async with OllamaServer() as server, transfers(tmp_path, server.url) as it:
        server.script("/api/pull", Stream([Line(layer(BIG, TOTAL, 120_000_000)), Silence()]))
        it.service.pull(MODEL)
        row = await it.row_that(MODEL, moves)
        it.service.cancel(row.id)
        await server.client_left(1)
        record = it.service.records[0]
        assert (record.outcome, record.fraction) == (TransferState.CANCELLED, 0.12)
        it.service.repeat(record.id)
        assert (await it.ended(MODEL)).state is DONE
        it.service.forget_record(record.id)
        assert [each.outcome for each in it.service.records] == [DONE]
        it.service.clear_history()
        assert it.service.records == ()


async def test_what_ran_when_the_program_ended_is_offered_and_goes_on(loop: object, tmp_path: Path) -> None:
    async with OllamaServer() as server:
        server.script("/api/pull", Stream([Line(layer(BIG, TOTAL, 400_000_000)), Silence()]))
        async with transfers(tmp_path, server.url) as it:
            it.service.pull(MODEL)
            await it.row_that(MODEL, moves)
        async with transfers(tmp_path, server.url) as it:
            row = await it.row(MODEL, PAUSED)
            assert (row.was_interrupted, row.done_bytes, row.total_bytes) == (True, 400_000_000, TOTAL)
            it.service.resume_all()
            assert (await it.ended(MODEL)).state is DONE
        async with transfers(tmp_path, server.url) as it:
            it.service.open()
            await heard(it.service.history_changed).until(anything)
            assert it.service.rows == ()
            assert [record.name for record in it.service.records] == [MODEL]


@pytest.mark.parametrize("is_ended_at_once", [True, False])
async def test_a_wish_before_the_file_is_read_takes_nothing_from_it(
    loop: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_ended_at_once: bool
) -> None:
    async with OllamaServer() as server:
        async with transfers(tmp_path, server.url) as it:
            it.service.pull(MODEL)
            await it.ended(MODEL)
            server.script("/api/pull", Stream([Line({"status": "pulling manifest"}), Silence()]))
            it.service.pull("kept")
            it.service.pause((await it.row("kept", RUNNING)).id)
        read, write, written = TransfersFile.read, TransfersFile.write, threading.Event()

        def read_slowly(file: TransfersFile) -> KeptTransfers:
            written.wait(0.5)
            return read(file)

        def write_and_tell(file: TransfersFile, kept: KeptTransfers) -> None:
            write(file, kept)
            written.set()

        monkeypatch.setattr(TransfersFile, "read", read_slowly)
        monkeypatch.setattr(TransfersFile, "write", write_and_tell)
        (tmp_path / "transfers.json").rename(tmp_path / "aside")  # or the start itself would look
        async with transfers(tmp_path, server.url) as it:
            (tmp_path / "aside").rename(tmp_path / "transfers.json")
            it.service.pull(OTHER)
            if not is_ended_at_once:
                await it.row("kept", PAUSED)
    found = read(TransfersFile(tmp_path, "transfers.json"))
    assert {each.name for each in found.queue} | {each.name for each in found.records} == {
        MODEL,
        OTHER,
        "kept",
    }


async def test_a_killed_program_left_the_name_of_what_it_pulled(loop: object, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    async with OllamaServer() as server, transfers(first, server.url) as it:
        server.script("/api/pull", Stream([Line({"status": "pulling manifest"}), Silence()]))
        it.service.pull(MODEL)
        while not (first / "transfers.json").exists():
            await it.changes.until(anything)
            it.changes.values.clear()
        shutil.copytree(first, second)  # what a disk holds at that moment
        async with transfers(second, server.url) as later:
            row = await later.row(MODEL, PAUSED)
            assert row.was_interrupted


async def test_a_damaged_file_is_told_and_set_aside(loop: object, tmp_path: Path) -> None:
    (tmp_path / "transfers.json").write_text("{not json", encoding="utf-8")
    async with OllamaServer() as server, transfers(tmp_path, server.url) as it:
        failure = await it.failures.until(anything)
        assert failure.code is FailureCode.TRANSFERS_DAMAGED
        assert (tmp_path / "transfers-damaged-1.json").exists()


async def test_a_transfer_stays_with_its_server(loop: object, tmp_path: Path) -> None:
    async with OllamaServer() as one, OllamaServer() as two, transfers(tmp_path, one.url) as it:
        one.script("/api/pull", Stream([Line(layer(BIG, TOTAL, 1_000_000)), Silence()]))
        it.service.pull(MODEL)
        row = await it.row_that(MODEL, moves)
        it.service.pause(row.id)
        it.server.connect_to(two.url)
        await heard(it.server.state_changed).until(
            lambda state: state.address == two.url and state.connection is Connection.READY
        )
        it.service.resume(row.id)
        done = await it.ended(MODEL)
        assert done.server.key == one.url
        assert (len(one.requests_to("/api/pull")), len(two.requests_to("/api/pull"))) == (2, 0)


async def test_all_are_paused_and_resumed_together(loop: object, tmp_path: Path) -> None:
    async with OllamaServer() as server, transfers(tmp_path, server.url) as it:
        server.state.transfers.speed_bytes_per_s = SPEED
        for name in (MODEL, OTHER, "third"):
            it.service.pull(name)
        it.service.pause_all()
        assert {row.state for row in it.service.rows} == {PAUSED}
        server.state.transfers.speed_bytes_per_s = None
        it.service.resume_all()
        await it.finished.until(lambda _: len(it.finished.values) == 3)
        assert {row.name: row.state for row in it.finished.values} == {
            MODEL: DONE,
            OTHER: DONE,
            "third": FAILED,
        }
