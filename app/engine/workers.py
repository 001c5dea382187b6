"""The loaded models: at most one at a time, kept for a while after use, loaded again after a crash."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from app.engine.errors import ModelStopped, Refusal
from app.engine.options import LoadOptions
from app.engine.store import StoredModel
from app.engine.worker_process import WorkerProcess, load

DEFAULT_KEEP_ALIVE_S = 300.0
MOST_WAITING = 512


class LoadedModel:
    """A model in memory, with who uses it and how long it stays."""

    def __init__(self, model: StoredModel, options: LoadOptions, process: WorkerProcess) -> None:
        self.model = model
        self.options = options
        self.process = process
        self.keep_alive_s = DEFAULT_KEEP_ALIVE_S
        self.users = 0
        self._idle_since = time.monotonic()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def left_s(self) -> float:
        """Seconds until it is unloaded; below zero: never."""
        if self.keep_alive_s < 0:
            return -1.0
        return max(0.0, self._idle_since + self.keep_alive_s - time.monotonic())

    def count_down(self, unload: Callable[[], None]) -> None:
        """Start the wait after which `unload` is called, unless it is kept for ever."""
        self.stop_count_down()
        self._idle_since = time.monotonic()
        if self.keep_alive_s >= 0:
            self._timer = asyncio.get_running_loop().call_later(self.keep_alive_s, unload)

    def stop_count_down(self) -> None:
        """It is in use, or gone."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class Workers:
    """Owner of the one loaded model and of every task around it."""

    def __init__(self) -> None:
        self._loaded: LoadedModel | None = None
        self._turn = asyncio.Lock()
        self._idle = asyncio.Condition()
        self._waiting = 0
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def loaded(self) -> LoadedModel | None:
        """The model in memory, for ps."""
        return self._loaded

    @asynccontextmanager
    async def use(
        self, model: StoredModel, options: LoadOptions, keep_alive_s: float | None
    ) -> AsyncIterator[LoadedModel]:
        """A loaded model for the time of one request; loads it, and unloads another, where needed.

        Raises:
            Refusal: 503 when too many wait, 500 when it cannot be loaded.
        """
        loaded = await self._enter(model, options)
        if keep_alive_s is not None:
            loaded.keep_alive_s = keep_alive_s
        try:
            yield loaded
        except ModelStopped:
            # Also where the process seems to run: the system may not have told of its end yet.
            await self._close(loaded)
            raise
        finally:
            loaded.users -= 1
            if loaded.users == 0:
                self._count_down(loaded)
                self._spawn(self._tell_idle(), "worker idle")

    def unload(self, model: StoredModel) -> None:
        """Let a model go as soon as nobody uses it; nothing happens when it is not loaded."""
        loaded = self._loaded
        if loaded is not None and loaded.model.weights == model.weights:
            loaded.keep_alive_s = 0.0
            if loaded.users == 0:
                self._count_down(loaded)

    async def aclose(self) -> None:
        """End the worker and every task."""
        if self._loaded is not None:
            await self._close(self._loaded)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _enter(self, model: StoredModel, options: LoadOptions) -> LoadedModel:
        if self._waiting >= MOST_WAITING:
            raise Refusal(503, "server busy, please try again.  maximum pending requests exceeded")
        self._waiting += 1
        try:
            # In turn: who needs another model waits for those before, and those after wait for it.
            async with self._turn:
                loaded = self._loaded
                if loaded is not None and not self._fits(loaded, model, options):
                    await self._until_idle(loaded)
                    await self._close(loaded)
                    loaded = None
                if loaded is None:
                    loaded = LoadedModel(model, options, await load(model, options))
                    self._loaded = loaded
                    self._spawn(self._watch(loaded), "worker watch")
                loaded.users += 1
                loaded.stop_count_down()
                return loaded
        finally:
            self._waiting -= 1

    async def _until_idle(self, loaded: LoadedModel) -> None:
        async with self._idle:
            await self._idle.wait_for(lambda: loaded.users == 0)

    def _fits(self, loaded: LoadedModel, model: StoredModel, options: LoadOptions) -> bool:
        same = loaded.model.weights == model.weights and loaded.model.projector == model.projector
        return same and loaded.options == options and loaded.process.is_running

    def _count_down(self, loaded: LoadedModel) -> None:
        loaded.count_down(lambda: self._spawn(self._unload_idle(loaded), "worker unload"))

    async def _unload_idle(self, loaded: LoadedModel) -> None:
        if loaded.users == 0:
            await self._close(loaded)

    async def _close(self, loaded: LoadedModel) -> None:
        if self._loaded is loaded:
            self._loaded = None
        loaded.stop_count_down()
        await loaded.process.aclose()

    async def _watch(self, loaded: LoadedModel) -> None:
        """A worker that dies while nobody uses it is no longer shown as loaded."""
        await loaded.process.ended()
        await self._close(loaded)

    async def _tell_idle(self) -> None:
        async with self._idle:
            self._idle.notify_all()

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
