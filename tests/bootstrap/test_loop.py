"""The program's loop, called from many threads at once."""

import asyncio
import threading
from typing import Any

CALLS = 2_000
THREADS = 4


async def test_no_call_from_a_thread_is_lost_or_out_of_order(loop: Any) -> None:
    done = asyncio.Event()
    came: list[tuple[int, int]] = []

    def take(thread: int, number: int) -> None:
        assert threading.current_thread() is threading.main_thread()
        came.append((thread, number))
        if len(came) == CALLS * THREADS:
            done.set()

    def call(thread: int) -> None:
        for number in range(CALLS):
            loop.call_soon_threadsafe(take, thread, number)

    threads = [threading.Thread(target=call, args=(thread,)) for thread in range(THREADS)]
    for thread in threads:
        thread.start()
    await asyncio.wait_for(done.wait(), 60)
    for thread in threads:
        thread.join()
    for number in range(THREADS):
        assert [n for t, n in came if t == number] == list(range(CALLS))


async def test_work_in_threads_comes_back(loop: Any) -> None:
    assert await asyncio.gather(*(asyncio.to_thread(pow, n, 2) for n in range(200))) == [
        n * n for n in range(200)
    ]
