"""The service of transfers on a real data folder and a real server, without a window."""

from collections.abc import AsyncIterator
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
        """The row of a model as soon as it is in one of these states."""
        rows = await self.changes.until(lambda rows: self._in(rows, name, states))
        found = self._in(rows, name, states)
        assert found is not None
        self.changes.values.clear()
        return found

    def _in(
        self, rows: tuple[TransferRow, ...], name: str, states: tuple[TransferState, ...]
    ) -> TransferRow | None:
        return next((row for row in rows if row.name == name and row.state in states), None)


@asynccontextmanager
async def transfers(data_dir: Path, url: str, *, is_ready: bool = True) -> AsyncIterator[Transfers]:
    """Build the services as the program does; close them in its order."""
    async with server_services(data_dir, url) as it:
        service = TransfersService(it.server, it.servers, data_dir)
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
        if is_ready:
            await states.until(lambda state: state.connection is Connection.READY)
        try:
            yield found
        finally:
            await service.aclose()
