"""The list of chats: read, renamed, pinned, deleted and brought back."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.conversation import Chat
from app.domain.failure import Failure
from app.services.keeping import kept
from app.services.tasks import TaskOwner
from app.storage.conversations import ConversationStore
from app.storage.errors import StorageError


class ChatListService(QObject):
    """What the list shows; `ChatService` tells it when a chat is new or was used."""

    chats_changed = Signal(tuple)  # tuple[Chat, ...], newest first
    chat_changed = Signal(Chat)
    chat_removed = Signal(str)  # chat id
    chat_restored = Signal(str)  # chat id
    failed = Signal(Failure)

    def __init__(self, store: ConversationStore) -> None:
        super().__init__()
        self._store = store
        self._chats: dict[str, Chat] = {}
        self._deleted: dict[str, Chat] = {}
        self._tasks = TaskOwner(self.failed.emit)

    @property
    def chats(self) -> tuple[Chat, ...]:
        """Every chat that is not deleted."""
        return tuple(self._chats.values())

    @Slot()
    def start(self) -> None:
        """Read the list."""
        self._tasks.spawn(self._read(), name="read the list of chats")

    @Slot(Chat)
    def take(self, chat: Chat) -> None:
        """Note a chat that is new or has changed elsewhere."""
        self._chats[chat.id] = chat
        self.chat_changed.emit(chat)

    @Slot(str, str)
    def rename(self, chat_id: str, title: str) -> None:
        """Give a chat another title; an empty one is ignored."""
        title = " ".join(title.split())
        if title and (chat := self._chats.get(chat_id)) is not None:
            self._change(replace(chat, title=title), lambda: self._store.rename_chat(chat_id, title))

    @Slot(str, bool)
    def pin(self, chat_id: str, is_pinned: bool) -> None:
        """Keep a chat on top of the list, or no longer."""
        if (chat := self._chats.get(chat_id)) is not None:
            self._change(replace(chat, pinned=is_pinned), lambda: self._store.set_pinned(chat_id, is_pinned))

    @Slot(str)
    def mark_read(self, chat_id: str) -> None:
        """Take the unread mark off a chat that is being shown."""
        chat = self._chats.get(chat_id)
        if chat is not None and chat.unread:
            self._change(replace(chat, unread=False), lambda: self._store.set_unread(chat_id, False))

    @Slot(str)
    def mark_unread(self, chat_id: str) -> None:
        """Mark a chat whose reply ended while another one was shown."""
        if (chat := self._chats.get(chat_id)) is not None:
            self._change(replace(chat, unread=True), lambda: self._store.set_unread(chat_id, True))

    @Slot(str)
    def delete(self, chat_id: str) -> None:
        """Take a chat off the list; `undelete` brings it back."""
        if (chat := self._chats.pop(chat_id, None)) is not None:
            self._deleted[chat_id] = chat
            self.chat_removed.emit(chat_id)
            self._keep(lambda: self._store.delete_chat(chat_id))

    @Slot(str)
    def undelete(self, chat_id: str) -> None:
        """Bring a deleted chat back."""
        if (chat := self._deleted.pop(chat_id, None)) is not None:
            self._keep(lambda: self._store.undelete_chat(chat_id))
            self.take(chat)
            self.chat_restored.emit(chat_id)

    async def aclose(self) -> None:
        """Wait for nothing: the store finishes its own queue when it closes."""
        await self._tasks.aclose()

    async def _read(self) -> None:
        try:
            chats = await kept(self._store.chats())
        except StorageError as error:
            self.failed.emit(error.failure)
            return
        self._chats = {chat.id: chat for chat in chats} | self._chats
        self.chats_changed.emit(tuple(self._chats.values()))

    def _change(self, chat: Chat, write: Callable[[], Future[None]]) -> None:
        self.take(chat)
        self._keep(write)

    def _keep(self, write: Callable[[], Future[None]]) -> None:
        self._tasks.spawn(self._written(write), name="keep a change of a chat")

    async def _written(self, write: Callable[[], Future[None]]) -> None:
        try:
            await kept(write())
        except StorageError as error:
            self.failed.emit(error.failure)
