"""One transfer while it is not over: its meter, how it stands, and the row that the window is shown."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from app.domain.blob import BlobPhase, BlobProgress, is_digest
from app.domain.create import CreateJob
from app.domain.ids import new_id
from app.domain.transfer import TransferMeter, TransferProgress
from app.domain.transfer_row import (
    Step,
    TransferKind,
    TransferPart,
    TransferRecord,
    TransferRow,
    TransferServer,
    TransferState,
)
from app.domain.transfer_trouble import Trouble
from app.storage.transfers import KeptTransfer

MOST_STEPS = 200
_OUTWARDS = frozenset({BlobPhase.SENDING, BlobPhase.STORING})


class TransferJob:
    """The queue changes `state`; a run reports through `connect`, `note`, `note_upload` and `finish`."""

    def __init__(
        self,
        kind: TransferKind,
        name: str,
        server: TransferServer,
        insecure: bool = False,
        create: CreateJob | None = None,
    ) -> None:
        self.id = new_id()
        self.kind = kind
        self.name = name
        self.server = server
        self.insecure = insecure
        self.create = create
        self.state = TransferState.WAITING
        self.trouble: Trouble | None = None
        self.task: asyncio.Task[Any] | None = None
        self.retry_at_s: float | None = None
        self.tries = 0  # without a new byte
        self.skips_account = False  # a person wants to push all the same
        self.was_interrupted = False
        self.step: Step | None = None
        self.meter = TransferMeter()
        self._steps: list[str] = []
        self._files: dict[int, TransferPart] = {}
        self._file_at = 0
        self._sent: dict[int, int] = {}  # bytes of files that the server does not have whole
        self._half_sent: dict[int, int] = {}  # the same when this run began
        self._restarted_bytes = 0  # of a file whose sending had to begin again
        self._began_at_s: float | None = None
        self._ran_s = 0.0
        self._arrived_before_bytes = 0

    @classmethod
    def of_kept(cls, kept: KeptTransfer) -> "TransferJob":
        """A transfer of an earlier run of the program: it waits until somebody wants it to go on."""
        job = cls(kept.kind, kept.name, kept.server, kept.insecure, kept.job)
        job.id = kept.id
        job.state = TransferState.PAUSED
        job.was_interrupted = kept.was_running
        job.meter.restore(kept.layers)
        job._ran_s = kept.duration_s
        job._arrived_before_bytes = kept.arrived_bytes
        job._sent = dict(kept.half_sent)
        return job

    def kept(self, now_s: float) -> KeptTransfer:
        """What a later run of the program needs."""
        return KeptTransfer(
            self.id,
            self.kind,
            self.name,
            self.server,
            self.insecure,
            self.state is TransferState.RUNNING or self.state is TransferState.RETRYING,
            tuple(layer for layer in self.meter.layers if is_digest(layer.digest)),
            self._duration_s(now_s),
            self._arrived_bytes,
            self.create,
            tuple(self._sent.items()),
        )

    def record(self, outcome: TransferState, now_s: float) -> TransferRecord:
        """What the history tells of it."""
        ran_s, arrived, snapshot = self._duration_s(now_s), self._arrived_bytes, self.meter.snapshot(now_s)
        is_moved = arrived > 0 and ran_s > 0 and self.kind is not TransferKind.CREATE
        return TransferRecord(
            self.id,
            self.kind,
            self.name,
            self.server,
            outcome,
            datetime.now(UTC),
            ran_s,
            snapshot.total_bytes,
            1.0 if outcome is TransferState.DONE else snapshot.fraction,
            arrived / ran_s if is_moved else None,
            self.insecure,
            self.create,
        )

    def begin(self, now_s: float) -> None:
        """A run begins."""
        self.state = TransferState.RUNNING
        self.trouble = self.retry_at_s = self.step = None
        self.was_interrupted = False
        self._began_at_s = now_s
        self._restarted_bytes = 0
        self._half_sent = dict(self._sent)
        self.meter.connect(now_s)

    def end(self, state: TransferState, now_s: float) -> None:
        """The run is over, whichever way."""
        self._ran_s = self._duration_s(now_s)
        self._began_at_s = None
        self.state = state
        if state is TransferState.DONE:
            self.meter.finish(now_s)

    def note(self, progress: TransferProgress, now_s: float) -> None:
        """An object of the stream has come."""
        arrived = self.meter.arrived_bytes
        self.meter.note(progress, now_s)
        self.step = progress.phase
        if self.meter.arrived_bytes > arrived:
            self.tries = 0
        if self.create is not None and (not self._steps or self._steps[-1] != progress.status):
            self._steps = [*self._steps[-MOST_STEPS:], progress.status]

    def note_upload(self, at: int, progress: BlobProgress, now_s: float) -> None:
        """A step with the file of that place in `CreateJob.uploads`."""
        if self.create is None:
            return
        file = self.create.uploads[at]
        self.step, self._file_at = progress.phase, at + 1
        if progress.phase in _OUTWARDS:
            self._restarted_bytes = self._half_sent.pop(at, self._restarted_bytes)
            self._sent[at] = progress.done_bytes
        # The meter is told as of a layer: it then knows speed, time left and stalls of a file as well.
        word = "pushing" if progress.phase in _OUTWARDS else "validating"
        if progress.phase is not BlobPhase.CHECKING:
            self._files[at] = TransferPart(file.name, progress.done_bytes, progress.total_bytes, True)
            counted = f"{word}:{at}"
            arrived = self.meter.arrived_bytes
            self.meter.note(
                TransferProgress(f"{word} {file.name}", counted, progress.total_bytes, progress.done_bytes),
                now_s,
            )
            if self.meter.arrived_bytes > arrived:
                self.tries = 0

    def note_uploaded(self, at: int, size_bytes: int) -> None:
        """The server has that file now."""
        if self.create is not None:
            name = self.create.uploads[at].name
            self._files[at] = TransferPart(name, size_bytes, size_bytes, is_done=True)
            self._file_at = 0
            self._sent.pop(at, None)

    def row(self, now_s: float) -> TransferRow:
        """How it stands now."""
        snapshot = self.meter.snapshot(now_s)
        runs = self.state is TransferState.RUNNING
        is_upload = self._file_at > 0
        return TransferRow(
            self.id,
            self.kind,
            self.name,
            self.server,
            self.state,
            self.insecure,
            self.step,
            "" if is_upload else snapshot.status,
            snapshot.done_bytes,
            snapshot.total_bytes,
            snapshot.fraction,
            snapshot.speed_bytes_per_s if runs else None,
            snapshot.eta_s if runs else None,
            snapshot.stall if runs else type(snapshot.stall).NONE,
            snapshot.unchanged_s,
            max(snapshot.discarded_bytes, self._restarted_bytes),
            snapshot.rolled_back_bytes if runs else 0,
            self._parts(),
            tuple(self._steps),
            self._file_at,
            len(self.create.uploads) if self.create else 0,
            self.trouble,
            None if self.retry_at_s is None else max(self.retry_at_s - now_s, 0.0),
            self.was_interrupted,
        )

    def _parts(self) -> tuple[TransferPart, ...]:
        if self.create is not None and self.create.uploads:
            return tuple(
                self._files.get(at, TransferPart(file.name, 0, file.size_bytes))
                for at, file in enumerate(self.create.uploads)
            )
        return tuple(
            TransferPart(
                layer.digest,
                layer.completed_bytes,
                layer.total_bytes,
                layer.is_current,
                0 < layer.total_bytes <= layer.completed_bytes,
            )
            for layer in self.meter.layers
            if is_digest(layer.digest)
        )

    @property
    def _arrived_bytes(self) -> int:
        return self._arrived_before_bytes + self.meter.arrived_bytes

    def _duration_s(self, now_s: float) -> float:
        return self._ran_s + (now_s - self._began_at_s if self._began_at_s is not None else 0.0)
