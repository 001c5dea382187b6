"""Whether installed models have a newer build at the registry that their name says."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QObject, Signal, Slot

from app.api.errors import OllamaError
from app.api.registry import RegistryClient
from app.domain.failure import Failure
from app.domain.library import LibraryAction, LibraryResult, LibraryRow, LibraryState
from app.domain.model_name import BadModelName, parse_model_name
from app.services.keeping import kept
from app.services.library import LibraryService
from app.services.tasks import TaskOwner
from app.storage.conversations import ConversationStore
from app.storage.errors import StorageError

AT_ONCE = 3
UPDATES_STATE = "library_updates"
EVERY = timedelta(hours=24)
NOT_FOUND = 404


class LibraryUpdates(QObject):
    """Asks only when told to, or once a day where a person opted in; what was found is kept.

    A model that was made here from another one is not asked for: its name says nothing to a registry.
    """

    running_changed = Signal(bool)
    progressed = Signal(int, int)  # asked, of how many
    finished = Signal(LibraryResult)  # `done`: models with a newer build; `failed`: could not be asked
    failed = Signal(Failure)

    def __init__(self, store: ConversationStore, library: LibraryService) -> None:
        super().__init__()
        self._store = store
        self._library = library
        self._client = RegistryClient()
        self._newer: dict[tuple[str, str], str] = {}
        self._checked_at: datetime | None = None
        self._is_automatic = False
        self._is_restored = False
        self._running: asyncio.Task[None] | None = None
        self._tasks = TaskOwner(self.failed.emit)
        library.library_changed.connect(self._on_library_changed)

    @Slot()
    def start(self) -> None:
        """Read what was found before."""
        self._tasks.spawn(self._restore(), name="read known updates")

    @Slot(bool)
    def set_automatic(self, is_automatic: bool) -> None:
        """Ask once a day, or only when told to."""
        self._is_automatic = is_automatic
        self._check_if_due()

    @Slot(tuple)
    def check(self, names: tuple[str, ...] = ()) -> None:
        """Ask for these models, or for all; nothing happens while another check runs."""
        if self._running is not None:
            return
        wanted = frozenset(names)
        listed = self._library.view.rows
        rows = [row for row in listed if (not wanted or row.name in wanted) and can_have_update(row)]
        self.running_changed.emit(True)
        self._running = self._tasks.spawn(self._check(rows), name="look for newer models")

    async def aclose(self) -> None:
        """Stop asking."""
        self._library.library_changed.disconnect(self._on_library_changed)
        await self._tasks.aclose()
        await self._client.aclose()

    async def _check(self, rows: Sequence[LibraryRow]) -> None:
        turns, asked = asyncio.Semaphore(AT_ONCE), 0
        failed: list[tuple[str, Failure]] = []

        async def check_one(row: LibraryRow) -> None:
            nonlocal asked
            async with turns:
                try:
                    digests = await self._client.manifest_digests(parse_model_name(row.name))
                except OllamaError as error:
                    # A name that the registry does not know is one of this server alone.
                    if error.failure.status != NOT_FOUND:
                        failed.append((row.name, error.failure))
                else:
                    self._note(row, digests)
            asked += 1
            self.progressed.emit(asked, len(rows))

        try:
            async with asyncio.TaskGroup() as group:
                for row in rows:
                    group.create_task(check_one(row), name=f"ask a registry for {row.name}")
        finally:
            self._running = None
            self.running_changed.emit(False)
        if len(failed) < len(rows) or not rows:
            self._checked_at = datetime.now(UTC)
        self._library.set_newer(dict(self._newer))
        await self._keep()
        newer = tuple(row.name for row in rows if (row.name, row.digest) in self._newer)
        self.finished.emit(LibraryResult(LibraryAction.CHECK, newer, tuple(failed)))

    def _note(self, row: LibraryRow, digests: frozenset[str]) -> None:
        if row.digest in digests:
            self._newer.pop((row.name, row.digest), None)
        else:
            self._newer[row.name, row.digest] = min(digests)

    @Slot()
    def _on_library_changed(self) -> None:
        self._check_if_due()

    def _check_if_due(self) -> None:
        is_ready = self._library.view.state is LibraryState.READY
        is_due = self._checked_at is None or datetime.now(UTC) - self._checked_at > EVERY
        if self._is_automatic and self._is_restored and is_ready and is_due:
            self._checked_at = datetime.now(UTC)  # a registry that is away is asked again tomorrow
            self.check()

    async def _restore(self) -> None:
        try:
            text = await kept(self._store.get_state(UPDATES_STATE))
        except StorageError as error:
            self.failed.emit(error.failure)
            text = None
        try:
            found = json.loads(text or "{}")
            self._newer = {(name, digest): newer for name, digest, newer in found.get("newer", [])}
            self._checked_at = datetime.fromisoformat(found["at"]) if found.get("at") else None
        except (ValueError, TypeError, AttributeError):
            self._newer = {}
        self._is_restored = True
        self._library.set_newer(dict(self._newer))
        self._check_if_due()

    async def _keep(self) -> None:
        installed = {(row.name, row.digest) for row in self._library.view.rows}
        rows = [[*key, newer] for key, newer in self._newer.items() if key in installed]
        at = self._checked_at.isoformat() if self._checked_at else ""
        try:
            await kept(self._store.set_state(UPDATES_STATE, json.dumps({"newer": rows, "at": at})))
        except StorageError as error:
            self.failed.emit(error.failure)


def can_have_update(row: LibraryRow) -> bool:
    """Whether a registry can be asked: it was not made here from another model, and runs here."""
    try:
        parse_model_name(row.name)
    except BadModelName:
        return False
    return not row.is_cloud and not row.parent and bool(row.digest)
