"""What only `show` tells of installed models: asked for when it is looked at, a few at a time, kept."""

import asyncio
from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.api.errors import OllamaError
from app.domain.failure import Failure
from app.domain.library import LibraryRow, StoredFacts, stored_facts
from app.domain.model_info import ModelShow
from app.services.server import ServerService
from app.services.tasks import TaskOwner

AT_ONCE = 3
TELL_EVERY_MS = 100


class LibraryFacts(QObject):
    """Equal digests have equal facts, so they are asked for once."""

    changed = Signal()  # at most every 100 ms
    failed = Signal(Failure)

    def __init__(self, server: ServerService) -> None:
        super().__init__()
        self._server = server
        self._known: dict[str, StoredFacts] = {}
        self._failed: set[str] = set()
        self._asked: dict[str, asyncio.Task[None]] = {}
        self._waiting: dict[str, LibraryRow] = {}
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._tasks = TaskOwner(self.failed.emit)
        self._timer = QTimer(self, singleShot=True, interval=TELL_EVERY_MS)
        self._timer.timeout.connect(self._on_timeout)

    @property
    def known(self) -> dict[str, StoredFacts]:
        """By `LibraryRow.key`."""
        return self._known

    def want(self, rows: Iterable[LibraryRow]) -> None:
        """Ask for what is looked at now, and for nothing that was looked at before and has not begun."""
        self._waiting = {
            row.key: row
            for row in rows
            if row.key not in self._known and row.key not in self._asked and row.key not in self._failed
        }
        self._begin()

    def take(self, key: str, show: ModelShow) -> None:
        """Note an answer that was asked for elsewhere."""
        self._known[key] = stored_facts(show)
        self._tell()

    def forget_failures(self) -> None:
        """Ask again for what did not answer; the server is another or is back."""
        self._failed.clear()

    async def gather(self, rows: Iterable[LibraryRow]) -> None:
        """Wait until all that can be known of these models is."""
        wanted = {row.key: row for row in rows if row.key not in self._known}
        tasks = [self._asked.get(key) or self._ask(row) for key, row in wanted.items()]
        if tasks:
            await asyncio.wait(tasks)

    async def aclose(self) -> None:
        """Stop asking."""
        self._waiting.clear()
        await self._tasks.aclose()
        self._timer.stop()  # an answer may have come meanwhile

    def _begin(self) -> None:
        while self._waiting and len(self._asked) < AT_ONCE:
            self._ask(self._waiting.pop(next(iter(self._waiting))))

    def _ask(self, row: LibraryRow) -> asyncio.Task[None]:
        task = self._tasks.spawn(self._fetch(row), name="ask for a model's facts")
        self._asked[row.key] = task
        return task

    async def _fetch(self, row: LibraryRow) -> None:
        try:
            async with self._turns:
                show = await self._server.client.show(row.name)
            self._known[row.key] = stored_facts(show)
            self._tell()
        except OllamaError:
            self._failed.add(row.key)  # the detail says why; here it is only missing
        finally:
            self._asked.pop(row.key, None)
        self._begin()

    def _tell(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _on_timeout(self) -> None:
        self.changed.emit()
