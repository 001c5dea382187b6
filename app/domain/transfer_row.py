"""The queue of transfers as the window shows it: rows of what is under way, records of what is over."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.blob import BlobPhase
from app.domain.create import CreateJob
from app.domain.transfer import Phase, Stall
from app.domain.transfer_trouble import Trouble


class TransferKind(StrEnum):
    """What a transfer does."""

    PULL = "pull"
    PUSH = "push"
    CREATE = "create"


class TransferState(StrEnum):
    """How a transfer stands."""

    WAITING = "waiting"  # for its turn
    RUNNING = "running"
    RETRYING = "retrying"  # the connection was lost; tried again after `retry_in_s`
    PAUSED = "paused"  # by a person, or because the program ended (`was_interrupted`)
    FAILED = "failed"  # `trouble` says why
    DONE = "done"
    CANCELLED = "cancelled"


ACTIVE = frozenset({TransferState.WAITING, TransferState.RUNNING, TransferState.RETRYING})
"""The states that go on by themselves."""


class AccountStep(StrEnum):
    """What is done before a push to the default registry."""

    CHECKING = "checking_account"


Step = Phase | BlobPhase | AccountStep


@dataclass(frozen=True, slots=True)
class TransferServer:
    """The server of a transfer: `key` as `ServerState.key`, `profile_id` its id in the list, or empty."""

    key: str
    name: str = ""
    profile_id: str = ""


@dataclass(frozen=True, slots=True)
class TransferPart:
    """A layer (`name` is its digest) or a file to upload (`name` is its file name)."""

    name: str
    done_bytes: int = 0
    total_bytes: int = 0
    is_current: bool = False
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class TransferRow:
    """One transfer that is not over, or that has just ended.

    Attributes:
        name: of the model, as it was asked for.
        insecure: plain http, or any certificate, is accepted for its registry.
        step: what is being done; None before the first object.
        status: the server's own words for it.
        fraction: 0 to 1, None where the total is not known; see `TransferSnapshot`, also for the next ones.
        stall: why no bytes come although some are due, for `unchanged_s` by now.
        discarded_bytes: what was there before this connection and had to begin again.
        parts: layers, or files to upload, in their order.
        steps: of a create, the server's words so far, each once, newest last.
        file_number, file_count: which of the files to upload is at hand; 0 when none is.
        retry_in_s: seconds to the next try, when it waits for one.
        was_interrupted: the program ended while it ran.
    """

    id: str
    kind: TransferKind
    name: str
    server: TransferServer
    state: TransferState
    insecure: bool = False
    step: Step | None = None
    status: str = ""
    done_bytes: int = 0
    total_bytes: int = 0
    fraction: float | None = None
    speed_bytes_per_s: float | None = None
    eta_s: float | None = None
    stall: Stall = Stall.NONE
    unchanged_s: float = 0.0
    discarded_bytes: int = 0
    rolled_back_bytes: int = 0
    parts: tuple[TransferPart, ...] = ()
    steps: tuple[str, ...] = ()
    file_number: int = 0
    file_count: int = 0
    trouble: Trouble | None = None
    retry_in_s: float | None = None
    was_interrupted: bool = False

    @property
    def is_active(self) -> bool:
        """Whether it goes on by itself."""
        return self.state in ACTIVE

    @property
    def can_pause(self) -> bool:
        """Whether leaving it now loses nothing that it would have to do again, save a half-sent file."""
        if self.state not in ACTIVE:
            return False
        return self.kind is not TransferKind.CREATE or self.step is None or isinstance(self.step, BlobPhase)

    @property
    def can_resume(self) -> bool:
        """Whether it rests until somebody wants it to go on."""
        return self.state in (TransferState.PAUSED, TransferState.FAILED)


@dataclass(frozen=True, slots=True)
class TransferRecord:
    """A transfer that is over: done, cancelled, or failed and put away.

    `duration_s` is the time in which it really ran; `size_bytes` the total as far as it was known, `fraction`
    how far it came, `mean_bytes_per_s` over what came through the network, None where that was nothing. `job`
    is what a create was asked to do.
    """

    id: str
    kind: TransferKind
    name: str
    server: TransferServer
    outcome: TransferState
    ended_at: datetime
    duration_s: float = 0.0
    size_bytes: int = 0
    fraction: float | None = None
    mean_bytes_per_s: float | None = None
    insecure: bool = False
    job: CreateJob | None = None
