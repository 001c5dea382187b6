"""How often others get their turn while something runs in the loop."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def counting_turns(work: Coroutine[Any, Any, T]) -> tuple[T, int]:
    """Let something run to its end; gives its result, and how many turns of the loop others had meanwhile."""
    running = asyncio.ensure_future(work)
    turns = 0
    while not running.done():
        await asyncio.sleep(0)
        turns += 1
    return await running, turns
