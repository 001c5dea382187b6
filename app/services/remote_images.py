"""Images of replies: those on other hosts are fetched when they are wanted, and each can be saved."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.api.threads import in_thread
from app.domain.failure import Failure
from app.domain.remote_image import ImageSaved, ImageToSave, RemoteImage
from app.services.tasks import TaskOwner
from app.storage.errors import StorageError


class RemoteImages(QObject):
    """Fetches images; one that is on its way is not fetched a second time."""

    fetched = Signal(RemoteImage)
    saved = Signal(ImageSaved)
    failed = Signal(Failure)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = TaskOwner(self.failed.emit)
        self._saving = TaskOwner(self.failed.emit)
        self._under_way: set[str] = set()

    @Slot(str)
    def fetch(self, address: str) -> None:
        """Get an image; `fetched` tells the end."""
        if address not in self._under_way:
            self._under_way.add(address)
            self._tasks.spawn(self._fetch(address), name="image of a reply")

    @Slot(ImageToSave)
    def save(self, image: ImageToSave) -> None:
        """Write an image to a place that a person chose; `saved` tells the end."""
        self._saving.spawn(self._save(image), name="save an image of a reply")

    async def aclose(self) -> None:
        """Stop what is fetched; let what is saved be written, unless it takes long."""
        await self._tasks.aclose()
        await self._saving.settle()
        await self._saving.aclose()

    async def _fetch(self, address: str) -> None:
        try:
            fetch_image = await in_thread(_loaded, "load httpx")
            image = await fetch_image(address)
        finally:
            self._under_way.discard(address)
        self.fetched.emit(image)

    async def _save(self, image: ImageToSave) -> None:
        try:
            await asyncio.to_thread(_write, image)
        except StorageError as error:
            self.saved.emit(ImageSaved(image.path, error.failure.detail))
        else:
            self.saved.emit(ImageSaved(image.path))


def _write(image: ImageToSave) -> None:
    # Most runs save no image.
    from app.storage.export_file import whole_file

    with whole_file(Path(image.path)) as part:
        part.write_bytes(image.data)


def _loaded() -> Callable[[str], Awaitable[RemoteImage]]:
    # With the first image only, and in a thread: it loads httpx, for a tenth of a second.
    from app.api.remote_image import fetch_image

    return fetch_image
