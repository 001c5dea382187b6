"""Images of replies on other hosts, fetched once a person has seen the address and wants them."""

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.failure import Failure
from app.domain.remote_image import RemoteImage
from app.services.tasks import TaskOwner


class RemoteImages(QObject):
    """Fetches one image at a time; a later wish takes the place of an earlier one."""

    fetched = Signal(RemoteImage)
    failed = Signal(Failure)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = TaskOwner(self.failed.emit)
        self._wanted = ""

    @Slot(str)
    def fetch(self, address: str) -> None:
        """Get an image; `fetched` tells the end."""
        self._wanted = address
        self._tasks.spawn(self._fetch(address), name="image of a reply")

    async def aclose(self) -> None:
        """Stop what runs."""
        await self._tasks.aclose()

    async def _fetch(self, address: str) -> None:
        # With the first image only: it loads httpx.
        from app.api.remote_image import fetch_image

        image = await fetch_image(address)
        if address == self._wanted:
            self.fetched.emit(image)
