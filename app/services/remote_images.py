"""Images of replies on other hosts, fetched once a person has seen the address and wants them."""

from collections.abc import Awaitable, Callable

from PySide6.QtCore import QObject, Signal, Slot

from app.api.threads import in_thread
from app.domain.failure import Failure
from app.domain.remote_image import RemoteImage
from app.services.tasks import TaskOwner


class RemoteImages(QObject):
    """Fetches images; one that is on its way is not fetched a second time."""

    fetched = Signal(RemoteImage)
    failed = Signal(Failure)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = TaskOwner(self.failed.emit)
        self._under_way: set[str] = set()

    @Slot(str)
    def fetch(self, address: str) -> None:
        """Get an image; `fetched` tells the end."""
        if address not in self._under_way:
            self._under_way.add(address)
            self._tasks.spawn(self._fetch(address), name="image of a reply")

    async def aclose(self) -> None:
        """Stop what runs."""
        await self._tasks.aclose()

    async def _fetch(self, address: str) -> None:
        try:
            fetch_image = await in_thread(_loaded, "load httpx")
            image = await fetch_image(address)
        finally:
            self._under_way.discard(address)
        self.fetched.emit(image)


def _loaded() -> Callable[[str], Awaitable[RemoteImage]]:
    # With the first image only, and in a thread: it loads httpx, for a tenth of a second.
    from app.api.remote_image import fetch_image

    return fetch_image
