"""Searches the chats: only the answer to what was asked last is told."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.failure import Failure
from app.domain.search import SearchHits, SearchWish
from app.services.keeping import kept
from app.services.tasks import TaskOwner
from app.storage.conversations import ConversationStore
from app.storage.errors import StorageError


class SearchService(QObject):
    """Made when somebody first searches; a search that was overtaken is not told."""

    found = Signal(SearchHits)  # the first page for a wish
    more_found = Signal(SearchHits)  # the next page for the same wish
    failed = Signal(Failure)

    def __init__(self, store: ConversationStore) -> None:
        super().__init__()
        self._store = store
        self._tasks = TaskOwner(self.failed.emit)
        self._asked = 0
        self._last: SearchHits | None = None

    @Slot(SearchWish)
    def search(self, wish: SearchWish) -> None:
        """Find the first page; `found` tells it."""
        self._last = None
        self._ask(wish, self.found.emit)

    @Slot()
    def search_more(self) -> None:
        """Find the page after the last one told; without one nothing."""
        if self._last is not None and self._last.next_before is not None:
            wish = replace(self._last.wish, before=self._last.next_before)
            self._last = None
            self._ask(wish, self.more_found.emit)

    @Slot()
    def cancel(self) -> None:
        """Tell no more of what was asked so far."""
        self._asked += 1

    async def aclose(self) -> None:
        """End what is under way."""
        await self._tasks.aclose()

    def _ask(self, wish: SearchWish, tell: Callable[[SearchHits], None]) -> None:
        self._asked += 1
        self._tasks.spawn(self._find(wish, self._asked, tell), name="search the chats")

    async def _find(self, wish: SearchWish, asked: int, tell: Callable[[SearchHits], None]) -> None:
        try:
            hits = await kept(self._store.search.find(wish))
        except StorageError as error:
            if asked == self._asked:  # an overtaken search for the best hits is ended by the next one
                self.failed.emit(error.failure)
            return
        if asked == self._asked:
            self._last = hits
            tell(hits)
