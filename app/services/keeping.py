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
    return await asyncio.shield(asyncio.wrap_future(future))
