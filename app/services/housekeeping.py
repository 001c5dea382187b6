"""What a store needs now and then, done while nothing else happens."""

import asyncio
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal

from app.domain.failure import Failure
from app.services.keeping import kept
from app.services.tasks import TaskOwner
from app.storage.conversations import ConversationStore
from app.storage.errors import StorageError

FIRST_AFTER_S = 60.0
"""A start, and what a person does first, are over by then."""
AGAIN_AFTER_S = 6 * 3600.0
PAUSE_S = 0.2


class Housekeeping(QObject):
    """Fills the index of search, removes what is old in the trash and files nobody has, looks for damage."""

    failed = Signal(Failure)

    def __init__(self, store: ConversationStore) -> None:
        super().__init__()
        self._store = store
        self._tasks = TaskOwner(self.failed.emit)

    def start(self) -> None:
        """Begin in a while, then every six hours."""
        self._tasks.spawn(self._go_on(), name="housekeeping")

    async def run_once(self) -> None:
        """Do everything that is due, in small steps."""
        # Most of a start is over before this is needed.
        from app.services.trash import TrashService

        trash = TrashService(self._store)
        try:
            is_more = True
            while is_more:
                is_more = await kept(self._store.index_some())
                await asyncio.sleep(PAUSE_S if is_more else 0)
            await trash.remove_old(datetime.now(UTC))
            await kept(self._store.remove_unused_attachments())
            await kept(self._store.check_if_due(datetime.now(UTC)))
        except StorageError as error:
            self.failed.emit(error.failure)
        finally:
            await trash.aclose()

    async def aclose(self) -> None:
        """Stop; what is left is done the next time."""
        await self._tasks.aclose()

    async def _go_on(self) -> None:
        wait_s = FIRST_AFTER_S
        while True:
            await asyncio.sleep(wait_s)
            await self.run_once()
            wait_s = AGAIN_AFTER_S
