"""Pulls, pushes and creates: the door to the queue, which is loaded with the first of them."""

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.failure import Failure
from app.domain.server import ServerState
from app.services.server import ServerService
from app.services.servers import ServersService
from app.services.tasks import TaskOwner

if TYPE_CHECKING:
    from app.domain.create import CreateJob
    from app.domain.transfer_row import TransferRecord, TransferRow
    from app.services.transfer_queue import TransferQueue

FILE_NAME = "transfers.json"


class TransfersService(QObject):
    """What anybody may want of transfers; all of them stay with the server that was in use when they began.

    Most starts have no transfer: nothing of the queue is loaded before `start` finds one that was kept, or
    somebody wants one or looks at the history.

    Args:
        wall_clock: seconds that go on while the computer sleeps.
    """

    # The values are objects, because naming their classes here would load them at the start.
    changed = Signal(tuple)  # of TransferRow, in the order of the queue
    history_changed = Signal(tuple)  # of TransferRecord, newest first
    finished = Signal(object)  # TransferRow: done or failed
    pointed_at = Signal(str)  # id of the row that a wish belongs to: a new one, or the one that was there
    limit_changed = Signal(int)
    failed = Signal(Failure)

    def __init__(
        self,
        server: ServerService,
        servers: ServersService,
        data_dir: Path,
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__()
        self._wall_clock = wall_clock
        self._server = server
        self._servers = servers
        self._data_dir = data_dir
        self._limit = 2
        self._queue: TransferQueue | None = None
        self._tasks = TaskOwner(self.failed.emit)

    @property
    def rows(self) -> "tuple[TransferRow, ...]":
        """Every transfer that is not over, as it stands now."""
        return self._queue.rows if self._queue is not None else ()

    @property
    def records(self) -> "tuple[TransferRecord, ...]":
        """What is over, newest first; empty until somebody looked."""
        return self._queue.records if self._queue is not None else ()

    @Slot()
    def start(self) -> None:
        """Offer what an earlier run of the program left undone."""
        self._tasks.spawn(self._find_kept(), name="find kept transfers")

    @Slot()
    def open(self) -> None:
        """Tell all there is, the history too."""
        self._opened()

    @Slot(str)
    @Slot(str, bool)
    def pull(self, name: str, insecure: bool = False) -> None:
        """Pull a model to the server in use; one that is being pulled already keeps its row.

        Args:
            insecure: also accept plain http and any certificate; only when a person said so.
        """
        # The values come with the queue.
        from app.domain.transfer_row import TransferKind

        self._opened().add(TransferKind.PULL, name, insecure)

    @Slot(str)
    @Slot(str, bool)
    def push(self, name: str, insecure: bool = False) -> None:
        """Push a model from the server in use to the registry of its name; arguments as `pull`."""
        # As above.
        from app.domain.transfer_row import TransferKind

        self._opened().add(TransferKind.PUSH, name, insecure)

    @Slot(object)
    def create(self, job: "CreateJob") -> None:
        """Make a model on the server in use; its files are hashed and sent first.

        Nobody is asked here whether a model of that name may be replaced.
        """
        # As above.
        from app.domain.transfer_row import TransferKind

        self._opened().add(TransferKind.CREATE, job.request.model, create=job)

    @Slot(str)
    def pause(self, transfer_id: str) -> None:
        """Close the stream; the server keeps what it has."""
        self._opened().pause(transfer_id)

    @Slot(str)
    def resume(self, transfer_id: str) -> None:
        """Go on with what is paused or failed; try at once what waits for another try."""
        self._opened().resume(transfer_id)

    @Slot(str)
    def cancel(self, transfer_id: str) -> None:
        """Take a transfer out of the queue and put it into the history."""
        self._opened().cancel(transfer_id)

    @Slot(str, int)
    def move(self, transfer_id: str, position: int) -> None:
        """Give a transfer another place in the queue, 0 the first."""
        self._opened().move(transfer_id, position)

    @Slot()
    def pause_all(self) -> None:
        """Pause whatever can be paused without losing work."""
        self._opened().pause_all()

    @Slot()
    def resume_all(self) -> None:
        """Let everything that is paused go on."""
        self._opened().resume_all()

    @Slot(str)
    def push_all_the_same(self, transfer_id: str) -> None:
        """Push although the account could not be checked or is another."""
        self._opened().push_all_the_same(transfer_id)

    @Slot(str)
    def copy_and_push(self, transfer_id: str) -> None:
        """Copy the model into the account's own namespace and push that."""
        self._opened().copy_and_push(transfer_id)

    @Slot(str)
    def allow_insecure(self, transfer_id: str) -> None:
        """Accept plain http and any certificate for this transfer."""
        self._opened().allow_insecure(transfer_id)

    @Slot(str)
    def await_sign_in(self, transfer_id: str) -> None:
        """Go on with a push as soon as the server is signed in."""
        self._opened().await_sign_in(transfer_id)

    @Slot(str)
    def repeat(self, record_id: str) -> None:
        """Pull, push or make once more what is in the history."""
        self._opened().repeat(record_id)

    @Slot(str)
    def forget_record(self, record_id: str) -> None:
        """Take one line out of the history."""
        self._opened().forget_record(record_id)

    @Slot()
    def clear_history(self) -> None:
        """Forget what is over."""
        self._opened().clear_history()

    @Slot(int)
    def set_limit(self, limit: int) -> None:
        """How many run at a time, 1 to 4."""
        self._limit = limit
        self.limit_changed.emit(limit)
        if self._queue is not None:
            self._queue.set_limit(limit)

    @Slot(ServerState)
    def set_server(self, state: ServerState) -> None:
        """Note how the server in use stands."""
        if self._queue is not None:
            self._queue.set_server(state)

    async def aclose(self) -> None:
        """Keep what there is, then end what runs."""
        await self._tasks.settle()  # what an earlier run left is kept with it
        await self._tasks.aclose()
        if self._queue is not None:
            await self._queue.aclose()

    def _opened(self) -> "TransferQueue":
        if self._queue is None:
            # See above.
            from app.services.transfer_clients import TransferClients
            from app.services.transfer_queue import TransferQueue
            from app.storage.transfers import TransfersFile

            clients = TransferClients(self._server, self._servers)
            file = TransfersFile(self._data_dir, FILE_NAME)
            queue = self._queue = TransferQueue(clients, file, self._wall_clock)
            queue.changed.connect(self.changed)
            queue.history_changed.connect(self.history_changed)
            queue.finished.connect(self.finished)
            queue.pointed_at.connect(self.pointed_at)
            queue.failed.connect(self.failed)
            queue.set_limit(self._limit)
            self._tasks.spawn(queue.load(), name="read the transfers")
        return self._queue

    async def _find_kept(self) -> None:
        if await asyncio.to_thread(_has_queue, self._data_dir / FILE_NAME):
            self._opened()


def _has_queue(path: Path) -> bool:
    try:
        entries = json.loads(path.read_bytes())
    except FileNotFoundError:
        return False
    except (OSError, ValueError, RecursionError):
        return True  # the queue tells what is wrong
    return not isinstance(entries, dict) or bool(entries.get("queue"))
