"""What a person does with installed models: load, unload, copy, rename, delete."""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.api.errors import OllamaError
from app.domain.failure import Failure, FailureCode
from app.domain.library import (
    DeletePlan,
    LibraryAction,
    LibraryResult,
    LibraryRow,
    freed_at_least,
    may_share,
)
from app.domain.model_info import ModelSummary
from app.domain.model_name import same_model
from app.services.library import LibraryService
from app.services.server import ServerService
from app.services.tasks import TaskOwner


class LibraryActions(QObject):
    """Every action ends with one `finished`; the list is read again after it."""

    planned = Signal(DeletePlan)
    begun = Signal(LibraryAction, tuple)  # names
    finished = Signal(LibraryResult)
    failed = Signal(Failure)

    def __init__(self, library: LibraryService, server: ServerService) -> None:
        super().__init__()
        self._library = library
        self._server = server
        self._plan: tuple[str, ...] = ()
        self._tasks = TaskOwner(self.failed.emit)
        self._changes = TaskOwner(self.failed.emit)  # of what there is: they are done though the program ends

    @Slot(str)
    def load(self, name: str) -> None:
        """Bring a model into memory; takes as long as it takes."""
        self._do(LibraryAction.LOAD, (name,), self._one(LibraryAction.LOAD, name, self._server.client.load))

    @Slot(str)
    def unload(self, name: str) -> None:
        """Put a model out of memory."""
        work = self._one(LibraryAction.UNLOAD, name, self._server.client.unload)
        self._do(LibraryAction.UNLOAD, (name,), work)

    @Slot(str, str)
    def copy(self, source: str, name: str) -> None:
        """Give a model a second name; one that exists is overwritten, so ask before."""
        self._do(LibraryAction.COPY, (source,), self._copy(source, name))

    @Slot(str, str)
    def rename(self, source: str, name: str) -> None:
        """Copy, look whether the copy is there, then delete under the old name."""
        self._do(LibraryAction.RENAME, (source,), self._rename(source, name))

    @Slot(tuple)
    def plan_delete(self, names: tuple[str, ...]) -> None:
        """Find out what deleting would free, and tell it step by step."""
        self._plan = names
        self._tasks.spawn(self._plan_delete(names), name="count what deleting frees")

    @Slot(tuple)
    def delete(self, names: tuple[str, ...]) -> None:
        """Delete one after the other; a failure does not end the rest."""
        self._do(LibraryAction.DELETE, names, self._delete(names))

    async def aclose(self) -> None:
        """End what runs; copies, renames and deletes are done to their end, unless they take long."""
        await self._tasks.aclose()
        await self._changes.settle()
        await self._changes.aclose()

    def _do(
        self, action: LibraryAction, names: tuple[str, ...], work: Coroutine[Any, Any, LibraryResult]
    ) -> None:
        self.begun.emit(action, names)
        owner = self._tasks if action in (LibraryAction.LOAD, LibraryAction.UNLOAD) else self._changes
        owner.spawn(self._finish(work), name=f"library: {action.value}")

    async def _finish(self, work: Coroutine[Any, Any, LibraryResult]) -> None:
        result = await work
        self._server.look_again()
        self.finished.emit(result)

    async def _one(
        self, action: LibraryAction, name: str, call: Callable[[str], Awaitable[None]]
    ) -> LibraryResult:
        try:
            await call(name)
        except OllamaError as error:
            return LibraryResult(action, failed=((name, error.failure),))
        return LibraryResult(action, (name,))

    async def _copy(self, source: str, name: str) -> LibraryResult:
        try:
            await self._server.client.copy(source, name)
        except OllamaError as error:
            return LibraryResult(LibraryAction.COPY, failed=((source, error.failure),), other=name)
        return LibraryResult(LibraryAction.COPY, (source,), other=name)

    async def _rename(self, source: str, name: str) -> LibraryResult:
        action, client = LibraryAction.RENAME, self._server.client
        if same_model(source, name):
            # The server takes both for one model: deleting the old name would delete the only one.
            return LibraryResult(action, other=name)
        copied = ""
        try:
            await client.copy(source, name)
            copied = _copy_of(source, name, await client.tags())
            if copied:
                await client.delete(source)
        except OllamaError as error:
            return LibraryResult(action, (copied,) if copied else (), ((source, error.failure),), name)
        if not copied:
            failure = Failure(FailureCode.BAD_REPLY, client.address.url, source)
            return LibraryResult(action, (), ((source, failure),), name)
        return LibraryResult(action, (source,), other=name)

    async def _delete(self, names: tuple[str, ...]) -> LibraryResult:
        done: list[str] = []
        failed: list[tuple[str, Failure]] = []
        client = self._server.client
        for name in names:
            try:
                await client.delete(name)
            except OllamaError as error:
                failed.append((name, error.failure))
            else:
                done.append(name)
        return LibraryResult(LibraryAction.DELETE, tuple(done), tuple(failed))

    async def _plan_delete(self, names: tuple[str, ...]) -> None:
        rows = self._library.view.rows
        wanted = frozenset(names)
        gone = [row for row in rows if row.name in wanted]
        kept = [row for row in rows if row.name not in wanted]
        loaded = tuple(row.name for row in gone if row.is_loaded)
        plan = DeletePlan(names, loaded=loaded)
        self.planned.emit(plan)
        plan = replace(plan, chats=await self._library.chats_of(names))
        if self._plan == names:
            self.planned.emit(plan)
        candidates = [row for row in kept if any(may_share(row, other) for other in gone)]
        await self._library.facts.gather([*gone, *candidates])
        if self._plan == names:
            self.planned.emit(self._counted(plan, gone, candidates))

    def _counted(self, plan: DeletePlan, gone: list[LibraryRow], kept: list[LibraryRow]) -> DeletePlan:
        facts = self._library.facts.known
        freed = freed_at_least(gone, kept, facts)
        # Where one that may share did not answer, nothing that it may share is sure to go.
        unsure = [row for row in kept if row.key not in facts]
        if unsure:
            sure = [row for row in gone if not any(may_share(row, other) for other in unsure)]
            freed.freed_bytes = freed_at_least(sure, kept, facts).freed_bytes
        return replace(plan, freed_bytes=freed.freed_bytes, kept_by=tuple(freed.kept_by))


def _copy_of(source: str, name: str, models: Sequence[ModelSummary]) -> str:
    """The name of the copy as the server lists it; empty where it is not there with the same content."""
    copied = next((model for model in models if same_model(model.name, name)), None)
    original = next((model for model in models if same_model(model.name, source)), None)
    if copied is None or (original is not None and copied.digest != original.digest):
        return ""
    return copied.name
