"""Blocking work in a thread of its own that nobody waits for when the program ends."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

T = TypeVar("T")


def in_thread(work: Callable[[], T], name: str) -> "asyncio.Future[T]":
    """Run `work`; await what it gives or raises.

    Unlike `asyncio.to_thread`, whose threads the end of the loop and of the program wait for: a look-up of a
    host name, or a file on a network drive, can take minutes. Cancelling leaves the thread to itself.
    """
    outcome: _Outcome[T] = _Outcome(asyncio.get_running_loop())

    def run() -> None:
        with outcome:
            outcome.give(work())

    threading.Thread(target=run, name=name, daemon=True).start()
    return outcome.future


class _Outcome(Generic[T]):
    """Brings a result, or whatever ends the block early, from a thread to the loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.future: asyncio.Future[T] = loop.create_future()
        self._loop = loop

    def give(self, result: T) -> None:
        self._settle(self.future.set_result, result)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is not None:
            self._settle(self.future.set_exception, error)
        return True

    def _settle(self, setter: Callable[[Any], None], value: object) -> None:
        def settle() -> None:
            if not self.future.done():
                setter(value)

        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self._loop.call_soon_threadsafe(settle)
