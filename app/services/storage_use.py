"""How much room our own data takes, where the server keeps its models, and removing what nothing uses."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.api.client import OllamaClient
from app.api.errors import OllamaError
from app.api.hosts import is_here
from app.api.threads import in_thread
from app.domain.failure import Failure
from app.domain.model_info import ModelSummary
from app.domain.server import Connection, ServerState
from app.domain.storage_use import StorageUse, models_folder
from app.services.keeping import kept
from app.services.server import ServerService
from app.services.tasks import TaskOwner
from app.storage.conversations import ConversationStore
from app.storage.errors import StorageError

UNUSED_AFTER_S = 600.0
"""A file is put before the message that carries it: one that was just attached is not taken for unused."""


class StorageUseService(QObject):
    """Measures when asked; nothing of it runs on its own."""

    measured = Signal(StorageUse)
    failed = Signal(Failure)

    def __init__(
        self,
        store: ConversationStore,
        server: ServerService,
        data_dir: Path,
        unused_after_s: float = UNUSED_AFTER_S,
    ) -> None:
        super().__init__()
        self._store = store
        self._server = server
        self._data_dir = data_dir
        self._unused_after_s = unused_after_s
        self._tasks = TaskOwner(self.failed.emit)
        self._known: dict[tuple[str, str], str] = {}  # by address and model: the folder that it named
        self._is_measuring = False

    @Slot()
    def measure(self) -> None:
        """Have `measured` tell how things are now."""
        if not self._is_measuring:
            self._is_measuring = True
            self._tasks.spawn(self._measure(), name="measure the data folder")

    @Slot()
    def remove_unused(self) -> None:
        """Delete the files that no message and no draft has, then measure again."""
        self._tasks.spawn(self._remove_unused(), name="remove unused attachments")

    async def aclose(self) -> None:
        """End what is under way."""
        await self._tasks.aclose()

    async def _measure(self) -> None:
        try:
            attachments = await kept(self._store.attachment_use(self._unused_after_s))
            data_bytes = await in_thread(lambda: folder_bytes(self._data_dir), "measure the data folder")
            # The folder of another computer is not looked for: its name could lead anywhere.
            is_ours = is_here(self._server.state.address)
            folder = await self._models_dir()
            is_there = is_ours and await in_thread(lambda: os.path.isdir(folder), "look for the models")
        except StorageError as error:
            self.failed.emit(error.failure)
        else:
            self.measured.emit(StorageUse(data_bytes, attachments, folder, is_there))
        finally:
            self._is_measuring = False

    async def _models_dir(self) -> str:
        """What the server itself tells: the path of some model's weights, without their own name."""
        state = self._server.state
        model = _local_model(state)
        if model is None:
            return ""
        key = (state.key, model.digest or model.name)
        if key not in self._known:
            self._known[key] = await _told_folder(self._server.client, model.name)
        return self._known[key]

    async def _remove_unused(self) -> None:
        try:
            await kept(self._store.remove_unused_attachments(self._unused_after_s))
        except StorageError as error:
            self.failed.emit(error.failure)
        self.measure()


def folder_bytes(folder: Path) -> int:
    """The size of all files below a folder; what vanishes meanwhile or cannot be read does not count."""
    return sum(_sizes(str(folder)))


def _sizes(folder: str) -> Iterator[int]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        try:
            facts = entry.stat(follow_symlinks=False)
        except OSError:
            continue
        if stat.S_ISDIR(facts.st_mode):
            yield from _sizes(entry.path)
        else:
            yield facts.st_size


def _local_model(state: ServerState) -> ModelSummary | None:
    """A model whose weights are on the server itself."""
    if state.connection is not Connection.READY:
        return None
    return next((model for model in state.models if not model.remote_model), None)


async def _told_folder(client: OllamaClient, model: str) -> str:
    try:
        return models_folder((await client.show(model)).modelfile)
    except OllamaError:
        return ""
