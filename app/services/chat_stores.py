"""Which store a chat is in: the one on the disk, or, for temporary chats, one in memory."""

import asyncio
import logging

from app.services.keeping import kept
from app.storage.conversations import ConversationStore
from app.storage.errors import StorageError

log = logging.getLogger(__name__)


class ChatStores:
    """The kept store and, once there is a temporary chat, one that the disk never sees."""

    def __init__(self, store: ConversationStore) -> None:
        self.kept = store
        self._in_memory: ConversationStore | None = None
        self._temporary: set[str] = set()

    def of(self, chat_id: str) -> ConversationStore:
        """The store of a chat; an empty id means the new chat that will be kept."""
        if self._in_memory is not None and chat_id in self._temporary:
            return self._in_memory
        return self.kept

    @property
    def all(self) -> tuple[ConversationStore, ...]:
        """The stores there are, that in memory first."""
        return (self._in_memory, self.kept) if self._in_memory is not None else (self.kept,)

    def is_temporary(self, chat_id: str) -> bool:
        """Whether a chat leaves nothing on the disk."""
        return chat_id in self._temporary

    async def add_temporary(self, chat_id: str) -> None:
        """Have a new chat be in memory only."""
        if self._in_memory is None:
            # Most runs have no temporary chat.
            from app.storage.memory import open_in_memory

            self._in_memory = await asyncio.to_thread(open_in_memory)
        self._temporary.add(chat_id)

    async def forget_temporary(self, chat_id: str) -> None:
        """Remove a temporary chat that nobody shows any more and in which nothing is being written."""
        if self._in_memory is not None and chat_id in self._temporary:
            try:
                await kept(self._in_memory.remove_chat(chat_id))
                await kept(self._in_memory.remove_unused_attachments())
            except StorageError:
                log.exception("a temporary chat could not be removed: it goes with the program")

    async def aclose(self) -> None:
        """Let everything in memory go; the kept store is closed by whoever opened it."""
        if self._in_memory is not None:
            await asyncio.to_thread(self._in_memory.close)
