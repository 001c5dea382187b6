"""The trash: shown, given back, emptied; and what is older than thirty days goes by itself."""

from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.conversation import Chat
from app.domain.failure import Failure
from app.domain.trash import KEPT_FOR, Emptied, OldCopies, TrashItem, TrashKind
from app.services.keeping import kept
from app.services.tasks import TaskOwner
from app.storage.conversations import ConversationStore
from app.storage.errors import StorageError

_YOUNG_FILE_S = 60.0
"""A file as young as that may belong to a message that is just being sent."""


class TrashService(QObject):
    """Made when somebody first looks into the trash, or by the housekeeping."""

    items_changed = Signal(tuple)  # tuple[TrashItem, ...], what was deleted last first
    chat_restored = Signal(Chat)
    version_restored = Signal(str, str)  # ids of its chat and of its first message
    emptied = Signal(Emptied)
    copies_removed = Signal(OldCopies)
    busy_changed = Signal(bool)  # whether something is being removed for good
    failed = Signal(Failure)

    def __init__(self, store: ConversationStore) -> None:
        super().__init__()
        self._store = store
        self._tasks = TaskOwner(self.failed.emit)
        self._items: tuple[TrashItem, ...] = ()
        self._is_busy = False

    @Slot()
    def read(self) -> None:
        """Tell what is in the trash."""
        self._tasks.spawn(self._read(), name="read the trash")

    @Slot(str)
    def restore(self, item_id: str) -> None:
        """Put an item back where it was."""
        item = next((item for item in self._items if item.id == item_id), None)
        if item is not None:
            is_chat = item.kind is TrashKind.CHAT
            restoring = (self._store.undelete_chat if is_chat else self._store.versions.undelete)(item.id)
            self._tasks.spawn(self._restored(item, restoring), name="restore from the trash")

    @Slot()
    def empty(self) -> None:
        """Remove everything for good; `emptied` tells what stays elsewhere."""
        self._remove(tuple(item.id for item in self._items))

    @Slot(str)
    def remove(self, item_id: str) -> None:
        """Remove one item for good."""
        self._remove((item_id,))

    @Slot()
    def remove_copies(self) -> None:
        """Remove the older copies of the whole database as well; ask before."""
        self._tasks.spawn(self._remove_copies(), name="remove older copies")

    async def remove_old(self, now: datetime) -> bool:
        """Remove what has been in the trash for thirty days; whether there was anything.

        Raises:
            StorageError: as the store.
        """
        old = [item for item in await kept(self._store.trash.items()) if item.removed_at <= now]
        if old:
            await self._remove_all(tuple(item.id for item in old), now - KEPT_FOR)
        return bool(old)

    async def aclose(self) -> None:
        """End what is under way: a removal goes on the next time."""
        await self._tasks.aclose()

    def _remove(self, ids: tuple[str, ...]) -> None:
        if ids and not self._is_busy:
            self._set_busy(True)
            aging = self._store.trash.age(ids)  # now: where the program ends, the rest goes the next time
            self._tasks.spawn(self._remove_told(ids, aging), name="remove from the trash")

    async def _read(self) -> None:
        try:
            items = await kept(self._store.trash.items())
        except StorageError as error:
            self.failed.emit(error.failure)
            return
        now = datetime.now(UTC)
        self._items = tuple(item for item in items if item.removed_at > now)
        self.items_changed.emit(self._items)

    async def _restored(self, item: TrashItem, restoring: Future[Any]) -> None:
        try:
            await kept(restoring)
            if item.kind is TrashKind.CHAT:
                self.chat_restored.emit((await kept(self._store.open_chat(item.id))).chat)
            else:
                self.version_restored.emit(item.chat_id, item.id)
        except StorageError as error:
            self.failed.emit(error.failure)
        await self._read()

    async def _remove_told(self, ids: tuple[str, ...], aging: Future[None]) -> None:
        try:
            await kept(aging)
            files = await self._remove_all(ids, datetime.now(UTC))
            copies = await kept(self._store.trash.copies())
        except StorageError as error:
            self.failed.emit(error.failure)
        else:
            self.emptied.emit(Emptied(len(ids), files, copies))
        finally:
            self._set_busy(False)
        await self._read()

    async def _remove_all(self, ids: tuple[str, ...], before: datetime) -> int:
        """Remove in steps, so that a running reply is kept in time; how many files went."""
        for item_id in ids:
            while await kept(self._store.trash.remove_some(before, (item_id,))):
                pass
        is_first = True
        while await kept(self._store.trash.clean_some(is_first=is_first)):
            is_first = False
        return await kept(self._store.remove_unused_attachments(older_than_s=_YOUNG_FILE_S))

    async def _remove_copies(self) -> None:
        try:
            self.copies_removed.emit(await kept(self._store.trash.remove_copies()))
        except StorageError as error:
            self.failed.emit(error.failure)

    def _set_busy(self, is_busy: bool) -> None:
        self._is_busy = is_busy
        self.busy_changed.emit(is_busy)
