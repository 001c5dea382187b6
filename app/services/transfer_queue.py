"""The queue of pulls, pushes and creates: whose turn it is, what is tried again, what is kept."""

import asyncio
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.api.errors import OllamaError
from app.domain.create import CreateJob
from app.domain.failure import Failure
from app.domain.model_name import same_model
from app.domain.server import Connection, ServerState
from app.domain.transfer import Stall
from app.domain.transfer_row import (
    ACTIVE,
    TransferKind,
    TransferRecord,
    TransferRow,
    TransferServer,
    TransferState,
)
from app.domain.transfer_trouble import LOST, Trouble, TroubleCode, trouble_of
from app.services.server_choice import told_apart
from app.services.tasks import TaskOwner
from app.services.transfer_account import Refused, copy_into, until_signed_in
from app.services.transfer_clients import ServerGone, TransferClients
from app.services.transfer_job import TransferJob
from app.services.transfer_keeping import TransferKeeping
from app.services.transfer_runs import run
from app.storage.transfers import TransfersFile

TICK_MS = 200
KEEP_EVERY_S = 30.0
RETRY_PAUSES_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
SLEPT_AFTER_S = 10.0
"""So long between two ticks: the computer slept, and connections that look alive are dead."""
DEAD_AFTER_S = 60.0
"""A server that is alive says something 16 times a second while bytes are due."""


class TransferQueue(QObject):
    """Owns every transfer that is not over; tells all rows at once, five times a second while they move.

    Args:
        wall_clock: seconds that go on while the computer sleeps.
    """

    changed = Signal(tuple)  # of TransferRow, in the order of the queue
    history_changed = Signal(tuple)  # of TransferRecord, newest first
    finished = Signal(TransferRow)  # done or failed
    pointed_at = Signal(str)  # id of the row that a wish belongs to: a new one, or the one that was there
    failed = Signal(Failure)

    def __init__(
        self, clients: TransferClients, file: TransfersFile, wall_clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__()
        self._clients = clients
        self._wall_clock = wall_clock
        self._ticked_at = wall_clock()
        self._jobs: list[TransferJob] = []
        self._limit = 2
        self._is_closing = False
        self._tasks = TaskOwner(self.failed.emit)
        self._keeping = TransferKeeping(file)
        self._keeping.failed.connect(self.failed)
        self._kept_at_s = 0.0
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._on_tick)

    async def load(self) -> None:
        """Take what an earlier run of the program kept: it waits until somebody wants it to go on."""
        kept = [TransferJob.of_kept(each) for each in await self._keeping.read()]
        here = list(self._jobs)  # wished while the file was read
        is_new = [not any(_is_same(job, each.kind, each.name, each.server) for job in here) for each in kept]
        self._jobs = [job for job, new in zip(kept, is_new, strict=True) if new] + here
        if here:
            self._keep(time.monotonic())
        self._tell()
        self.history_changed.emit(self._keeping.records)

    @property
    def rows(self) -> tuple[TransferRow, ...]:
        """Every transfer as it stands now."""
        now_s = time.monotonic()
        return tuple(job.row(now_s) for job in self._jobs)

    @property
    def records(self) -> tuple[TransferRecord, ...]:
        """What is over, newest first."""
        return self._keeping.records

    def add(
        self,
        kind: TransferKind,
        name: str,
        insecure: bool = False,
        create: CreateJob | None = None,
        server: TransferServer | None = None,
    ) -> None:
        """Take a wish into the queue; one for a model that is there already goes to its row."""
        server = server or self._clients.current
        same = next((job for job in self._jobs if _is_same(job, kind, name, server)), None)
        if same is not None:
            same.insecure = same.insecure or insecure
            same.create = create or same.create
            self.resume(same.id)
            self.pointed_at.emit(same.id)
            return
        job = TransferJob(kind, name.strip(), server, insecure, create)
        self._jobs.append(job)
        self._changed()
        self.pointed_at.emit(job.id)

    def set_limit(self, limit: int) -> None:
        """How many run at a time, 1 to 4; those that run already go on."""
        self._limit = limit
        self._begin_next()

    def pause(self, transfer_id: str) -> None:
        """Close the stream. The server keeps what it has; see `resume`."""
        job = self._job(transfer_id)
        if job is not None and job.state in ACTIVE:
            self._stop(job, TransferState.PAUSED)
            self._changed()

    def resume(self, transfer_id: str) -> None:
        """Ask again: the server goes on from where it was. A lost connection is tried again at once."""
        job = self._job(transfer_id)
        if job is None or job.state in (TransferState.WAITING, TransferState.RUNNING):
            return
        if job.task is not None:
            job.task.cancel()  # it waits for a sign-in
            job.task = None
        job.state, job.retry_at_s, job.trouble = TransferState.WAITING, None, None
        job.tries = 0
        self._changed()

    def push_all_the_same(self, transfer_id: str) -> None:
        """Leave the question of the account to the registry."""
        if (job := self._job(transfer_id)) is not None:
            job.skips_account = True
            self.resume(transfer_id)

    def allow_insecure(self, transfer_id: str) -> None:
        """Accept plain http and any certificate for this one; only when a person says so."""
        if (job := self._job(transfer_id)) is not None:
            job.insecure = True
            self.resume(transfer_id)

    def cancel(self, transfer_id: str) -> None:
        """Take a transfer out of the queue; what failed goes into the history as failed."""
        job = self._job(transfer_id)
        if job is None:
            return
        outcome = TransferState.FAILED if job.state is TransferState.FAILED else TransferState.CANCELLED
        self._stop(job, outcome)
        self._put_away(job, outcome)

    def move(self, transfer_id: str, position: int) -> None:
        """Give a transfer another place in the queue, 0 the first."""
        job = self._job(transfer_id)
        if job is not None:
            self._jobs.remove(job)
            self._jobs.insert(max(0, min(position, len(self._jobs))), job)
            self._changed()

    def pause_all(self) -> None:
        """Pause whatever can be paused without losing work."""
        now_s = time.monotonic()
        for job in self._jobs:
            if job.row(now_s).can_pause:
                self._stop(job, TransferState.PAUSED)
        self._changed()

    def resume_all(self) -> None:
        """Let everything that is paused go on; what failed stays."""
        for job in self._jobs:
            if job.state is TransferState.PAUSED:
                job.state = TransferState.WAITING
        self._changed()

    def repeat(self, record_id: str) -> None:
        """Pull, push or make once more what is in the history, with the server it was on."""
        record = next((each for each in self._keeping.records if each.id == record_id), None)
        if record is not None and (record.job is not None or record.kind is not TransferKind.CREATE):
            self.add(record.kind, record.name, record.insecure, record.job, record.server)

    def forget_record(self, record_id: str) -> None:
        """Take one line out of the history."""
        self._keeping.set_records([each for each in self._keeping.records if each.id != record_id])
        self._history_changed()

    def clear_history(self) -> None:
        """Forget what is over."""
        self._keeping.set_records([])
        self._history_changed()

    def copy_and_push(self, transfer_id: str) -> None:
        """Give the model a name in the account's own namespace, and push that one instead."""
        job = self._job(transfer_id)
        if job is not None and job.trouble is not None and job.trouble.account:
            account = job.trouble.account
            job.begin(time.monotonic())
            job.task = self._tasks.spawn(self._copy_and_push(job, account), name="copy before a push")
            self._tell()

    def await_sign_in(self, transfer_id: str) -> None:
        """A person has opened the page to sign in: go on as soon as that is done."""
        job = self._job(transfer_id)
        if job is not None and job.state is TransferState.FAILED and job.task is None:
            job.task = self._tasks.spawn(self._await_sign_in(job), name="wait for the sign-in")

    def set_server(self, state: ServerState) -> None:
        """A server that answers again is asked at once."""
        if state.connection is Connection.READY:
            waiting = [job for job in self._jobs if job.state is TransferState.RETRYING]
            for job in waiting:
                if job.server.key == state.key:
                    job.state, job.retry_at_s = TransferState.WAITING, None
            if waiting:
                self._changed()

    async def aclose(self) -> None:
        """Keep what there is, then end what runs."""
        self._is_closing = True
        self._timer.stop()
        if self._jobs:
            self._keeping.set_queue(self._jobs)
        await self._tasks.aclose()
        await self._keeping.aclose()

    def _job(self, transfer_id: str) -> TransferJob | None:
        return next((job for job in self._jobs if job.id == transfer_id), None)

    def _stop(self, job: TransferJob, state: TransferState) -> None:
        job.end(state, time.monotonic())
        job.retry_at_s = None
        if job.task is not None:
            job.task.cancel()
            job.task = None

    def _put_away(self, job: TransferJob, outcome: TransferState) -> None:
        self._jobs.remove(job)
        record = job.record(outcome, time.monotonic())
        self._keeping.set_records([record, *self._keeping.records])
        self._changed()
        self._history_changed()

    def _begin_next(self) -> None:
        if self._is_closing:
            return
        running = sum(job.state is TransferState.RUNNING for job in self._jobs)
        for job in self._jobs:
            if running >= self._limit:
                break
            if job.state is TransferState.WAITING:
                job.begin(time.monotonic())
                job.task = self._tasks.spawn(self._run(job), name=f"{job.kind} {job.name}")
                running += 1
        self._run_ticker()

    async def _run(self, job: TransferJob) -> None:
        task = asyncio.current_task()
        trouble: Trouble | None = None
        lost: Failure | None = None
        try:
            async with self._clients.client(job.server) as client:
                await run(job, client, self._keeping.hashes, self._tell)
        except Refused as error:
            trouble = error.trouble
        except ServerGone:
            trouble = Trouble(TroubleCode.SERVER_GONE)
        except OllamaError as error:
            failure = told_apart(error.failure)
            lost = failure if failure.code in LOST else None
            trouble = None if lost else trouble_of(failure, job.kind is TransferKind.PUSH)
        if job.task is not task:
            return  # paused or cancelled meanwhile
        job.task = None
        now_s = time.monotonic()
        if lost is not None:
            self._retry_later(job, lost, now_s)
        elif trouble is not None:
            job.end(TransferState.FAILED, now_s)
            job.trouble = trouble
            self._changed()
            self.finished.emit(job.row(now_s))
        else:
            self._finish(job, now_s)

    def _finish(self, job: TransferJob, now_s: float) -> None:
        job.end(TransferState.DONE, now_s)
        row = job.row(now_s)
        self._put_away(job, TransferState.DONE)
        self.finished.emit(row)
        self._clients.look_again(job.server)

    def _retry_later(self, job: TransferJob, failure: Failure, now_s: float) -> None:
        job.end(TransferState.RETRYING, now_s)
        job.trouble = Trouble(TroubleCode.FAILURE, failure.detail, failure)
        job.retry_at_s = now_s + RETRY_PAUSES_S[min(job.tries, len(RETRY_PAUSES_S) - 1)]
        job.tries += 1
        self._changed()

    async def _copy_and_push(self, job: TransferJob, account: str) -> None:
        task = asyncio.current_task()
        trouble: Trouble | None = None
        try:
            async with self._clients.client(job.server) as client:
                job.name = await copy_into(account, job.name, client)
        except Refused as error:
            trouble = error.trouble
        except ServerGone:
            trouble = Trouble(TroubleCode.SERVER_GONE)
        except OllamaError as error:
            trouble = trouble_of(error.failure, is_push=True)
        if job.task is task:
            job.task, job.trouble = None, trouble
            job.end(TransferState.FAILED if trouble else TransferState.WAITING, time.monotonic())
            self._clients.look_again(job.server)
            self._changed()

    async def _await_sign_in(self, job: TransferJob) -> None:
        task = asyncio.current_task()
        trouble = job.trouble
        try:
            async with self._clients.client(job.server) as client:
                if await until_signed_in(job.name, client):
                    trouble = None
        except Refused as error:
            trouble = error.trouble
        except ServerGone:
            trouble = Trouble(TroubleCode.SERVER_GONE)
        except OllamaError as error:
            trouble = trouble_of(error.failure, is_push=True)
        if job.task is task and job.state is TransferState.FAILED:
            job.task, job.trouble = None, trouble
            if trouble is None:
                job.state = TransferState.WAITING
            self._changed()

    @Slot()
    def _on_tick(self) -> None:
        wall = self._wall_clock()
        slept, self._ticked_at = wall - self._ticked_at > SLEPT_AFTER_S, wall
        now_s = time.monotonic()
        for job in self._jobs:
            if job.state is TransferState.RETRYING and (slept or now_s >= (job.retry_at_s or 0.0)):
                job.state, job.retry_at_s = TransferState.WAITING, None
            elif job.state is TransferState.RUNNING and (slept or _is_dead(job, now_s)):
                self._connect_again(job)
        self._begin_next()
        if now_s - self._kept_at_s > KEEP_EVERY_S:
            self._keep(now_s)
        self._tell()

    def _connect_again(self, job: TransferJob) -> None:
        """Leave a stream that is dead for one that is not; the server goes on from where it was."""
        if job.row(time.monotonic()).can_pause:
            self._stop(job, TransferState.WAITING)

    def _run_ticker(self) -> None:
        moves = any(job.state in (TransferState.RUNNING, TransferState.RETRYING) for job in self._jobs)
        if moves and not self._timer.isActive():
            self._ticked_at = self._wall_clock()
            self._timer.start()
        elif not moves:
            self._timer.stop()

    def _changed(self) -> None:
        """Something is to be kept: begin what can begin, keep, tell."""
        self._begin_next()
        self._keep(time.monotonic())
        self._tell()

    def _keep(self, now_s: float) -> None:
        self._kept_at_s = now_s
        self._keeping.set_queue(self._jobs)

    def _history_changed(self) -> None:
        self._keeping.set_queue(self._jobs)
        self.history_changed.emit(self._keeping.records)

    def _tell(self) -> None:
        self.changed.emit(self.rows)


def _is_same(job: TransferJob, kind: TransferKind, name: str, server: TransferServer) -> bool:
    return job.kind is kind and job.server.key == server.key and same_model(job.name, name)


def _is_dead(job: TransferJob, now_s: float) -> bool:
    row = job.row(now_s)
    return row.stall is Stall.SILENT and row.unchanged_s >= DEAD_AFTER_S
