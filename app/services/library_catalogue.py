"""Models that could be pulled: the bundled list, and the memory they would have to fit into."""

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from app.api.catalogue import bundled_catalogue
from app.api.hosts import is_here
from app.api.recommendations import built_in_recommendations
from app.api.threads import in_thread
from app.domain.catalogue import Catalogue, Memory
from app.domain.failure import Failure
from app.domain.gpu import GpuMemory
from app.domain.server import ServerState
from app.domain.server_profile import FirstModels
from app.services.first_models import memory_of_this_computer, suggestions
from app.services.gpu import gpu_memory
from app.services.server import ServerService
from app.services.tasks import TaskOwner


class LibraryCatalogue(QObject):
    """Tells the list once; the memory only where the server is this computer."""

    catalogue_read = Signal(Catalogue)
    memory_changed = Signal(Memory)
    suggested = Signal(FirstModels)
    failed = Signal(Failure)

    def __init__(self, server: ServerService, ask_gpu: Callable[[], GpuMemory | None] = gpu_memory) -> None:
        super().__init__()
        self._ask_gpu = ask_gpu
        self._server = server
        self._address = ""
        self._tasks = TaskOwner(self.failed.emit)
        server.state_changed.connect(self._on_server_changed)

    @Slot()
    def start(self) -> None:
        """Read the list in a thread."""
        self._tasks.spawn(self._read(), name="read the catalogue")
        self._on_server_changed(self._server.state)

    async def aclose(self) -> None:
        """Follow the server no more, and end what runs."""
        self._server.state_changed.disconnect(self._on_server_changed)
        await self._tasks.aclose()

    async def _read(self) -> None:
        self.catalogue_read.emit(await in_thread(bundled_catalogue, "catalogue"))

    @Slot(ServerState)
    def _on_server_changed(self, state: ServerState) -> None:
        if state.address != self._address:
            self._address = state.address
            self._tasks.spawn(self._measure(state.address), name="ask for this computer's memory")

    async def _measure(self, address: str) -> None:
        is_ours = is_here(address)
        ram_bytes = await asyncio.to_thread(memory_of_this_computer) if is_ours else None
        gpu = await in_thread(self._ask_gpu, "ask for the memory of graphics cards") if is_ours else None
        recommended = await in_thread(built_in_recommendations, "recommendations")
        if address == self._address:
            self.memory_changed.emit(Memory(ram_bytes or 0, gpu.total_bytes if gpu is not None else None))
            self.suggested.emit(suggestions(recommended, ram_bytes))
