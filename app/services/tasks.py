"""Owners of asyncio tasks: every task has a name, an owner and an end."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from app.domain.failure import Failure, FailureCode

log = logging.getLogger(__name__)
T = TypeVar("T")

CANCEL_AGAIN_S = 5.0
_LOOK_EVERY_S = 0.02
LAST_WORK_S = 4.0
"""How long the end of the program waits for what is just being written, or cleared away."""


async def while_it_lasts(is_running: Callable[[], bool]) -> None:
    """Let what tells no end come to it, unless that takes longer than the program waits."""
    with suppress(TimeoutError):
        async with asyncio.timeout(LAST_WORK_S):
            while is_running():  # noqa: ASYNC110  # see above
                await asyncio.sleep(_LOOK_EVERY_S)


class BugTold(Exception):
    """A task ended with a bug of ours; its owner has told it."""


def result_of(task: "asyncio.Task[T]") -> T:
    """What a finished task of an owner brought.

    Raises:
        BugTold: it ended with a bug; nobody is to tell that a second time.
    """
    if task.exception() is not None:
        raise BugTold
    return task.result()


class TaskOwner:
    """Keeps the tasks of one service; `aclose` cancels and awaits them all.

    An exception that leaves a task is a bug of ours: it is logged with its traceback and reported
    once through `on_bug`; cancelling is not an error.
    """

    def __init__(self, on_bug: Callable[[Failure], None]) -> None:
        self._on_bug = on_bug
        self._tasks: set[asyncio.Task[Any]] = set()

    def spawn(self, coroutine: Coroutine[Any, Any, Any], *, name: str) -> asyncio.Task[Any]:
        """Start a coroutine as a task of this owner; needs the running loop."""
        task = asyncio.get_event_loop().create_task(coroutine, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._on_done)
        return task

    async def settle(self, timeout_s: float = LAST_WORK_S) -> None:
        """Give what runs so long to come to its end."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=timeout_s)

    async def aclose(self) -> None:
        """Cancel what runs and wait until it has ended."""
        while self._tasks:
            for task in list(self._tasks):
                task.cancel()
            # Again after a while: on Python 3.11 a library can swallow a cancel in an unlucky moment.
            await asyncio.wait(set(self._tasks), timeout=CANCEL_AGAIN_S)
            # Done callbacks run in the next turn of the loop; only they empty the set.
            await asyncio.sleep(0)

    def _on_done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if task.cancelled() or (error := task.exception()) is None:
            return
        log.error("The task %r ended with a bug", task.get_name(), exc_info=error)
        self._on_bug(Failure(FailureCode.INTERNAL, detail=f"{type(error).__name__}: {error}"[:300]))
