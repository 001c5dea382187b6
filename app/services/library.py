"""The installed models: the list, the open detail, how the page was left."""

import os
import shutil
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal, Slot

from app.api.errors import OllamaError
from app.api.hosts import is_here
from app.api.threads import in_thread
from app.domain.failure import Failure
from app.domain.library import (
    DiskUse,
    LibraryLook,
    LibraryRows,
    LibraryState,
    LibraryView,
    ModelDetail,
    total_size,
)
from app.domain.model_name import same_model
from app.domain.server import Connection, ServerKind, ServerState
from app.services.chats import ChatListService
from app.services.keeping import kept
from app.services.library_facts import LibraryFacts
from app.services.server import ServerService
from app.services.tasks import TaskOwner
from app.storage.conversations import ConversationStore
from app.storage.errors import StorageError
from app.storage.model_use import ModelUse

LOOK_STATE = "library_look"


class LibraryService(QObject):
    """Follows the server's list; asks for more only of what is looked at."""

    library_changed = Signal(LibraryView)
    detail_changed = Signal(ModelDetail)
    look_restored = Signal(LibraryLook)
    failed = Signal(Failure)

    def __init__(self, store: ConversationStore, server: ServerService, chats: ChatListService) -> None:
        super().__init__()
        self._store = store
        self._server = server
        self._chats = chats
        self._use = ModelUse(store.access)
        self._tasks = TaskOwner(self.failed.emit)
        self._newer: Mapping[tuple[str, str], str] = {}
        self._pinned: frozenset[str] = frozenset()
        self._rows = LibraryRows()
        self._view = LibraryView(LibraryState.LOADING, server.state)
        self._detail = ModelDetail("")
        self._detail_key = ""
        self._disk: DiskUse | None = None
        self._disk_path = ""
        self.facts = LibraryFacts(server)
        self.facts.changed.connect(self._on_facts_changed)
        self.facts.failed.connect(self.failed)
        server.state_changed.connect(self._on_server_changed)

    @property
    def view(self) -> LibraryView:
        """What is shown now."""
        return self._view

    @Slot()
    def start(self) -> None:
        """Tell what is known, and how the page was left."""
        self._tasks.spawn(self._restore(), name="read how the models page was left")
        self._on_server_changed(self._server.state)

    @Slot()
    def look_again(self) -> None:
        """Ask the server for its list now."""
        self.facts.forget_failures()
        self._server.look_again()

    @Slot(LibraryLook)
    def keep_look(self, look: LibraryLook) -> None:
        """Note how the page is left."""
        self._tasks.spawn(
            self._written(self._store.set_state(LOOK_STATE, look.to_text())), name="keep a look"
        )

    @Slot(tuple)
    def want_facts(self, names: tuple[str, ...]) -> None:
        """Find out what the list does not tell of the models that are seen."""
        if self._view.state is not LibraryState.READY:
            return
        wanted = frozenset(names)
        rows = [row for row in self._view.rows if row.name in wanted]
        self.facts.want(row for row in rows if row.context_length is None or row.capabilities is None)

    @Slot(str)
    def show_detail(self, name: str) -> None:
        """Ask for everything about a model; an empty name closes the detail."""
        row = self._view.row(name) if name else None
        self._detail_key = row.key if row else name
        self._set_detail(ModelDetail(name))
        if name:
            self._tasks.spawn(self._count_chats(name), name="count the chats of a model")
            self._tasks.spawn(
                self._ask_detail(name, self._detail_key, False), name="ask for a model's detail"
            )

    @Slot()
    def want_everything(self) -> None:
        """Ask for the long arrays of the open model's metadata too."""
        if self._detail.name:
            work = self._ask_detail(self._detail.name, self._detail_key, True)
            self._tasks.spawn(work, name="ask for all metadata of a model")

    async def chats_of(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The titles of the chats in which one of the models wrote or is chosen, newest first.

        A chat that has no title, or is in the archive, counts with an empty one.
        """
        try:
            pairs = await kept(self._use.by_chat())
        except StorageError as error:
            self.failed.emit(error.failure)
            return ()
        models = {model for _, model in pairs}
        used = {model for model in models if any(same_model(model, name) for name in names)}
        ids = dict.fromkeys(chat_id for chat_id, model in pairs if model in used)
        known = {chat.id: chat.title for chat in self._chats.chats}
        listed = [title for chat_id, title in known.items() if chat_id in ids]
        return (*listed, *("" for chat_id in ids if chat_id not in known))

    def set_newer(self, newer: Mapping[tuple[str, str], str]) -> None:
        """Take which models have a newer build: its digest by name and present digest."""
        self._newer = newer
        self._tell()

    def set_pinned(self, names: tuple[str, ...]) -> None:
        """Take which models stand first."""
        self._pinned = frozenset(names)
        self._tell()

    async def aclose(self) -> None:
        """Follow nothing more, then end what runs: the open detail first, which tells the facts."""
        self._server.state_changed.disconnect(self._on_server_changed)
        self.facts.changed.disconnect(self._on_facts_changed)
        await self._tasks.aclose()
        await self.facts.aclose()

    async def _restore(self) -> None:
        try:
            text = await kept(self._store.get_state(LOOK_STATE))
        except StorageError as error:
            self.failed.emit(error.failure)
            return
        self.look_restored.emit(LibraryLook.from_text(text or ""))

    @Slot(ServerState)
    def _on_server_changed(self, state: ServerState) -> None:
        before = self._view.server
        if (before.connection, before.address) != (state.connection, state.address):
            self.facts.forget_failures()
            if before.address != state.address:
                self._disk, self._disk_path = None, ""
        self._tell()

    @Slot()
    def _on_facts_changed(self) -> None:
        self._tell()
        self._look_at_disk()

    def _tell(self) -> None:
        state = self._server.state
        loaded = frozenset(model.name for model in state.running)
        rows = self._rows.of(state.models, loaded, self.facts.known, self._newer, self._pinned)
        seen_at = self._view.seen_at
        if state.connection is Connection.READY:
            how, seen_at = LibraryState.READY, datetime.now(UTC)
        elif state.connection is Connection.FAILED:
            how = LibraryState.STALE if rows else LibraryState.FAILED
        else:
            how = LibraryState.STALE if rows else LibraryState.LOADING
        before = self._view
        view = LibraryView(how, state, rows, total_size(rows), seen_at, self._disk)
        self._view = view
        if (before.state, before.rows, before.disk, before.failure, before.server.address) != (
            view.state,
            view.rows,
            view.disk,
            view.failure,
            view.server.address,
        ) or before.seen_at is None:
            self.library_changed.emit(view)
            self._follow_detail(before)

    def _follow_detail(self, before: LibraryView) -> None:
        """Ask again when the open model has other content, or the server is back."""
        name = self._detail.name
        row = self._view.row(name) if name else None
        if row is None or self._view.state is not LibraryState.READY:
            return
        is_back = before.state is not LibraryState.READY and self._detail.show is None
        if row.key != self._detail_key or is_back:
            self.show_detail(row.name)

    async def _ask_detail(self, name: str, key: str, everything: bool) -> None:
        try:
            show = await self._server.client.show(name, everything)
        except OllamaError as error:
            if self._detail.name == name and self._detail_key == key:
                self._set_detail(replace(self._detail, failure=error.failure))
            return
        self.facts.take(key, show)
        if self._detail.name == name and self._detail_key == key:
            self._set_detail(replace(self._detail, show=show, failure=None, has_everything=everything))

    def _set_detail(self, detail: ModelDetail) -> None:
        self._detail = detail
        self.detail_changed.emit(detail)

    def _look_at_disk(self) -> None:
        """The disk is known only where a file that the server names is on this computer."""
        state = self._server.state
        if self._disk_path or state.kind is not ServerKind.OLLAMA or not is_here(state.address):
            return
        path = next((facts.blob_path for facts in self.facts.known.values() if facts.blob_path), "")
        if path:
            self._disk_path = path
            self._tasks.spawn(self._ask_disk(path, state.address), name="look at the disk of the models")

    async def _ask_disk(self, path: str, address: str) -> None:
        disk = await in_thread(lambda: disk_of(path), "disk")
        if disk is not None and self._server.state.address == address:
            self._disk = disk
            self._tell()

    async def _count_chats(self, name: str) -> None:
        chats = len(await self.chats_of((name,)))
        if chats and self._detail.name == name:
            self._set_detail(replace(self._detail, chats=chats))

    async def _written(self, future: Future[None]) -> None:
        try:
            await kept(future)
        except StorageError as error:
            self.failed.emit(error.failure)


def disk_of(path: str) -> DiskUse | None:
    """The disk of a file that a server named; None where this computer has no such file."""
    try:
        if not os.path.isfile(path):
            return None
        use = shutil.disk_usage(os.path.dirname(path))
    except (OSError, ValueError):
        return None
    return DiskUse(use.total, use.free)
