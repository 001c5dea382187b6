"""Trying servers: the one that is being edited, and all of the list while the list is looked at."""

import asyncio

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.failure import Failure, FailureCode
from app.domain.server_profile import ProbeStep, ServerDraft, ServerList, ServerProfile, ServerReport
from app.services.server_drafts import DraftRefused
from app.services.server_probe import failed_step, probe
from app.services.servers import ServersService
from app.services.tasks import TaskOwner

CHECK_INTERVAL_MS = 30_000


class ServerChecks(QObject):
    """Tells how far a try of each server goes."""

    checked = Signal(ServerReport)  # of a server of the list
    tested = Signal(ServerReport)  # of the one being edited
    failed = Signal(Failure)

    def __init__(self, servers: ServersService) -> None:
        super().__init__()
        self._servers = servers
        self._tasks = TaskOwner(self.failed.emit)
        self._checks: dict[str, asyncio.Task[None]] = {}
        self._test: asyncio.Task[None] | None = None
        self._timer = QTimer(self, interval=CHECK_INTERVAL_MS)
        self._timer.timeout.connect(self.check_all)
        self._seen: tuple[ServerProfile, ...] = ()
        servers.servers_changed.connect(self._on_servers_changed)

    @Slot(bool)
    def set_shown(self, is_shown: bool) -> None:
        """Try all servers now and every 30 s while somebody looks at the list."""
        if is_shown:
            self._timer.start()
            self.check_all()
        else:
            self._timer.stop()

    @Slot()
    def check_all(self) -> None:
        """Try every server of the list that is not being tried already."""
        self._seen = self._servers.servers.profiles
        for profile in self._seen:
            self._check(profile)

    @Slot(ServerDraft)
    def test(self, draft: ServerDraft) -> None:
        """Try a server as it was edited; nothing of it is kept."""
        if self._test is not None:
            self._test.cancel()
        self._test = self._tasks.spawn(self._tested(draft), name="test a server")

    async def aclose(self) -> None:
        """End what runs."""
        self._timer.stop()
        await self._tasks.aclose()

    def _check(self, profile: ServerProfile) -> None:
        running = self._checks.get(profile.id)
        if running is None or running.done():
            self._checks[profile.id] = self._tasks.spawn(self._checked(profile), name="check a server")

    async def _checked(self, profile: ServerProfile) -> None:
        choice = await self._servers.choice(profile, is_wanted=False)
        if choice is None:
            failure = Failure(FailureCode.SECRETS_UNREADABLE, profile.address)
            self.checked.emit(ServerReport(profile.id, ProbeStep.ADDRESS, failure))
        else:
            self.checked.emit(await probe(choice, profile.id))

    async def _tested(self, draft: ServerDraft) -> None:
        try:
            checked = await self._servers.checked(draft)
        except DraftRefused as error:
            code = error.failure.code
            self.tested.emit(ServerReport(draft.id, failed_step(code), error.failure))
            return
        self.tested.emit(await probe(checked.choice, draft.id))

    @Slot(ServerList)
    def _on_servers_changed(self, servers: ServerList) -> None:
        if self._timer.isActive():
            new = [profile for profile in servers.profiles if profile not in self._seen]
            self._seen = servers.profiles
            for profile in new:
                self._check(profile)
