"""Waiting for the store from a coroutine."""

import asyncio
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


async def kept(future: Future[T]) -> T:
    """The result of a call of the store; cancelling the waiter leaves the call to finish.

    Raises:
        StorageError: as the call itself.
    """
    waiting = asyncio.wrap_future(future)
    waiting.add_done_callback(_take_error)
    return await asyncio.shield(waiting)


def _take_error(done: asyncio.Future[T]) -> None:
    """Where the waiter has left, nobody else looks at the error of a call that the end of the store cut."""
    if not done.cancelled():
        done.exception()
