"""The service of transfers on a real data folder and a real server, without a window."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from app.domain.server import Connection
from app.domain.transfer_row import TransferRow, TransferState
from app.services.server import ServerService
from app.services.servers import ServersService
from app.services.transfers import TransfersService
from tests.helpers.server_services import server_services
from tests.helpers.services import Heard, heard


@dataclass
class Transfers:
    """What stands behind the page of the transfers, and what it said."""

    service: TransfersService
    server: ServerService
    servers: ServersService
    changes: Heard
    finished: Heard
    failures: Heard

    async def row(self, name: str, *states: TransferState) -> TransferRow:
        """The row of a model as soon as it is in one of these states; what was told before counts too."""
        return await self.row_that(name, lambda row: row.state in states)

    async def row_that(self, name: str, holds: Callable[[TransferRow], object]) -> TransferRow:
        """The row of a model as soon as the condition holds; what came before is forgotten then."""
        rows = await self.changes.until(lambda rows: _found(rows, name, holds) is not None)
        found = _found(rows, name, holds)
        assert found is not None
        self.changes.values.clear()
        return found

    async def ended(self, name: str) -> TransferRow:
        """The row of a model that is done or has failed."""
        row: TransferRow = await self.finished.until(lambda row: row.name == name)
        self.finished.values.clear()
        return row


def _found(
    rows: tuple[TransferRow, ...], name: str, holds: Callable[[TransferRow], object]
) -> TransferRow | None:
    return next((row for row in rows if row.name == name and holds(row)), None)


@asynccontextmanager
async def transfers(
    data_dir: Path, url: str, *, is_ready: bool = True, wall_clock: Callable[[], float] = time.time
) -> AsyncIterator[Transfers]:
    """Build and start the services as the program does; close them in its order."""
    async with server_services(data_dir, url) as it:
        service = TransfersService(it.server, it.servers, data_dir, wall_clock)
        it.server.state_changed.connect(service.set_server)
        found = Transfers(
            service,
            it.server,
            it.servers,
            heard(service.changed),
            heard(service.finished),
            heard(service.failed),
        )
        states = heard(it.server.state_changed)
        it.servers.start()
        service.start()
        if is_ready:
            await states.until(lambda state: state.connection is Connection.READY)
        try:
            yield found
        finally:
            await service.aclose()
