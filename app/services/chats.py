"""The list of chats: read, renamed, put in order, deleted and brought back, one or many at once."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.conversation import Chat, Folder, TitleBy
from app.domain.failure import Failure
from app.domain.ids import new_id
from app.services.keeping import kept
from app.services.tasks import TaskOwner
from app.storage.conversations import ConversationStore
from app.storage.errors import StorageError

FIRST_PAGE = 500
"""Chats that are told at once at a start; the others follow, so that many chats make no start slow."""

_CLOSED_FOLDERS = "chat_list.closed_folders"  # key of the table `state`: ids with spaces between


class ChatListService(QObject):
    """What the list shows; `ChatService` tells it when a chat is new or was used."""

    chats_changed = Signal(tuple)  # tuple[Chat, ...], newest first
    folders_changed = Signal(tuple)  # tuple[Folder, ...], in their order
    closed_folders_read = Signal(frozenset)  # ids of those that show only their heading
    chat_copied = Signal(str)  # id of the copy
    chat_changed = Signal(Chat)
    chat_removed = Signal(str)  # chat id
    chat_restored = Signal(str)  # chat id
    failed = Signal(Failure)

    def __init__(self, store: ConversationStore) -> None:
        super().__init__()
        self._store = store
        self._chats: dict[str, Chat] = {}
        self._deleted: dict[str, Chat] = {}
        self._folders: tuple[Folder, ...] = ()
        self._closed_folders: frozenset[str] = frozenset()
        self._deleted_folders: dict[str, tuple[tuple[Folder, ...], tuple[str, ...]]] = {}
        self._tasks = TaskOwner(self.failed.emit)

    @property
    def chats(self) -> tuple[Chat, ...]:
        """Every chat that is not deleted."""
        return tuple(self._chats.values())

    @property
    def folders(self) -> tuple[Folder, ...]:
        """The folders in their order."""
        return self._folders

    @property
    def closed_folders(self) -> frozenset[str]:
        """Ids of those that show only their heading."""
        return self._closed_folders

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
            named = replace(chat, title=title, title_by=TitleBy.PERSON)
            self._change(named, lambda: self._store.rename_chat(chat_id, title))

    @Slot(str, str)
    def take_title(self, chat_id: str, title: str) -> None:
        """Give a chat the title that a model made, unless a person gave it one meanwhile."""
        chat = self._chats.get(chat_id)
        if chat is not None and chat.title_by is TitleBy.WORDS:
            named = replace(chat, title=title, title_by=TitleBy.MODEL)
            self._change(named, lambda: self._store.rename_chat(chat_id, title, TitleBy.MODEL))

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

    @Slot(str, tuple)
    def set_tags(self, chat_id: str, tags: tuple[str, ...]) -> None:
        """Give a chat these tags and no others."""
        if (chat := self._chats.get(chat_id)) is not None:
            words = {tag.casefold(): tag for tag in (" ".join(tag.split()) for tag in reversed(tags)) if tag}
            new = tuple(sorted(words.values(), key=str.casefold))
            self._change(replace(chat, tags=new), lambda: self._store.folders.set_tags(chat_id, new))

    @Slot(tuple, bool)
    def archive(self, chat_ids: tuple[str, ...], is_archived: bool) -> None:
        """Put chats into the archive, or back into the list."""
        chats = [chat for chat_id in chat_ids if (chat := self._chats.get(chat_id)) is not None]
        for chat in chats:
            self.take(replace(chat, archived=is_archived))
        self._keep(lambda: self._store.folders.set_archived(chat_ids, is_archived))

    @Slot(tuple, str)
    def move(self, chat_ids: tuple[str, ...], folder_id: str) -> None:
        """Put chats into a folder; an empty id takes them out of theirs."""
        if folder_id and not any(folder.id == folder_id for folder in self._folders):
            return
        for chat in [chat for chat_id in chat_ids if (chat := self._chats.get(chat_id)) is not None]:
            self.take(replace(chat, folder_id=folder_id))
        self._keep(lambda: self._store.folders.move(chat_ids, folder_id))

    @Slot(str)
    def make_folder(self, name: str) -> str:
        """Make a folder at the end of the others; return its id, empty where the name is."""
        name = " ".join(name.split())
        if not name:
            return ""
        folder = Folder(new_id(), name)
        self._set_folders((*self._folders, folder))
        return folder.id

    @Slot(tuple, str)
    def move_to_new(self, chat_ids: tuple[str, ...], name: str) -> None:
        """Make a folder and put chats into it, perhaps none."""
        if (folder_id := self.make_folder(name)) and chat_ids:
            self.move(chat_ids, folder_id)

    @Slot(str, str)
    def rename_folder(self, folder_id: str, name: str) -> None:
        """Give a folder another name; an empty one is ignored."""
        if name := " ".join(name.split()):
            renamed = [replace(f, name=name) if f.id == folder_id else f for f in self._folders]
            self._set_folders(tuple(renamed))

    @Slot(str)
    def delete_folder(self, folder_id: str) -> None:
        """Remove a folder; its chats stay, in none. `undelete_folder` brings it back."""
        chat_ids = tuple(chat.id for chat in self._chats.values() if chat.folder_id == folder_id)
        self._deleted_folders[folder_id] = (self._folders, chat_ids)
        self.move(chat_ids, "")
        self._set_folders(tuple(folder for folder in self._folders if folder.id != folder_id))
        self._keep(lambda: self._store.folders.remove(folder_id))

    @Slot(str)
    def undelete_folder(self, folder_id: str) -> None:
        """Bring a deleted folder back to its place, with its chats that are in no other by now."""
        before, chat_ids = self._deleted_folders.pop(folder_id, ((), ()))
        order = [folder.id for folder in before]
        for place, folder in enumerate(before):
            if folder.id == folder_id:
                at = sum(each.id in order[:place] for each in self._folders)
                self._set_folders((*self._folders[:at], folder, *self._folders[at:]))
                free = (self._chats[each] for each in chat_ids if each in self._chats)
                self.move(tuple(chat.id for chat in free if not chat.folder_id), folder_id)

    @Slot(str, bool)
    def set_folder_open(self, folder_id: str, is_open: bool) -> None:
        """Remember whether a folder shows its chats."""
        there = {folder.id for folder in self._folders}
        closed = self._closed_folders - {folder_id} if is_open else self._closed_folders | {folder_id}
        self._closed_folders = closed & there
        kept_ids = " ".join(sorted(self._closed_folders))
        self._keep(lambda: self._store.set_state(_CLOSED_FOLDERS, kept_ids))

    @Slot(str)
    def duplicate(self, chat_id: str) -> None:
        """Copy a chat with all its versions."""
        if (chat := self._chats.get(chat_id)) is not None:
            now = datetime.now(UTC)
            new = replace(chat, id=new_id(), created_at=now, updated_at=now, draft="", unread=False)
            self._tasks.spawn(self._copied(self._store.versions.copy(chat_id, new)), name="copy a chat")

    @Slot(tuple)
    def delete_many(self, chat_ids: tuple[str, ...]) -> None:
        """Take chats off the list; `undelete` brings each back."""
        for chat_id in chat_ids:
            self.delete(chat_id)

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
            self._keep(lambda: self._store.undelete_chat(chat_id), chat_id)
            self.take(chat)
            self.chat_restored.emit(chat_id)

    async def aclose(self) -> None:
        """Wait for nothing: the store finishes its own queue when it closes."""
        await self._tasks.aclose()

    async def _read(self) -> None:
        try:
            read = await kept(self._store.folders.folders())
            made = [folder for folder in self._folders if folder not in read]  # while they were read
            self._folders = (*read, *made)
            if self._folders:
                closed = await kept(self._store.get_state(_CLOSED_FOLDERS))
                self._closed_folders = frozenset((closed or "").split())
                self.closed_folders_read.emit(self._closed_folders)
            chats = await kept(self._store.chats(FIRST_PAGE))
            if self._folders:
                self.folders_changed.emit(self._folders)
            await self._take_all(chats)
            if len(chats) == FIRST_PAGE:
                await self._take_all(await kept(self._store.all_chats()))
        except StorageError as error:
            self.failed.emit(error.failure)

    async def _take_all(self, chats: tuple[Chat, ...]) -> None:
        for first in range(0, len(chats), FIRST_PAGE):
            if first:
                await asyncio.sleep(0)  # the window is never kept waiting for all of them
            for chat in chats[first : first + FIRST_PAGE]:
                if chat.id not in self._deleted:
                    self._chats.setdefault(chat.id, chat)  # what was changed meanwhile stays
        self.chats_changed.emit(tuple(self._chats.values()))

    async def _copied(self, copying: Future[Chat]) -> None:
        try:
            copied = await kept(copying)
        except StorageError as error:
            self.failed.emit(error.failure)
            return
        self.take(copied)
        self.chat_copied.emit(copied.id)

    def _set_folders(self, folders: tuple[Folder, ...]) -> None:
        self._folders = folders
        self.folders_changed.emit(folders)
        self._keep(lambda: self._store.folders.keep(folders))

    def _change(self, chat: Chat, write: Callable[[], Future[None]]) -> None:
        self.take(chat)
        self._keep(write)

    def _keep(self, write: Callable[[], Future[None]], restored_id: str = "") -> None:
        """Have it written; at once, as a task that ends before its first step would have begun nothing."""
        try:
            writing = write()
        except StorageError as error:
            self.failed.emit(error.failure)
        else:
            self._tasks.spawn(self._written(writing, restored_id), name="keep a change of a chat")

    async def _written(self, writing: Future[None], restored_id: str) -> None:
        try:
            await kept(writing)
        except StorageError as error:
            self.failed.emit(error.failure)
        except KeyError:  # the trash was emptied meanwhile
            if not restored_id:
                raise
            if self._chats.pop(restored_id, None) is not None:
                self.chat_removed.emit(restored_id)
