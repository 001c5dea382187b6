"""The program's loop: called from many threads at once, and how often it is woken."""

import asyncio
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QEventLoop, QObject, QSocketNotifier, QTimer

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


@pytest.mark.skipif(sys.platform == "win32", reason="asyncio handles no signals there")
async def test_a_signal_reaches_its_handler(loop: Any) -> None:
    came = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, came.set)
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(came.wait(), 60)
    finally:
        loop.remove_signal_handler(signal.SIGTERM)


class Wakings(QObject):
    """Counts how often a timer of Qt wakes what calls the handles of a loop."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Timer
        return False


@contextmanager
def wakings(loop: Any) -> Iterator[Wakings]:
    counted = Wakings()
    loop._handles.installEventFilter(counted)
    yield counted
    loop._handles.removeEventFilter(counted)


async def passes_s(loop: Any, seconds: float) -> None:
    """Wait by a timer of Qt's own."""
    over = loop.create_future()
    timer = QTimer(singleShot=True, interval=round(seconds * 1000))
    timer.timeout.connect(over.cancel)
    timer.start()
    await asyncio.wait({over})


async def test_calls_at_once_wake_the_program_once(loop: Any) -> None:
    called: list[int] = []
    with wakings(loop) as counted:
        for number in range(100):
            loop.call_soon(called.append, number)
        await asyncio.sleep(0)
    assert called == list(range(100))
    assert counted.count == 1


async def test_years_are_waited_for(loop: Any) -> None:
    handle = loop.call_later(1e9, print)
    assert loop._handles._later_at <= loop.time() + 24 * 3600
    handle.cancel()


async def test_what_is_cancelled_wakes_nobody(loop: Any) -> None:
    called: list[str] = []
    with wakings(loop) as counted:
        for handle in [loop.call_later(0.001 * each, called.append, "cancelled") for each in range(1, 101)]:
            handle.cancel()
        loop.call_later(0.11, called.append, "called")
        await passes_s(loop, 0.3)
    assert called == ["called"]
    assert counted.count <= 4, "the first of those that were cancelled, the call, and this test"


async def test_much_that_is_cancelled_is_let_go(loop: Any) -> None:
    before = len(loop._handles._later)
    for _ in range(1_000):
        loop.call_later(3600, print).cancel()
    assert len(loop._handles._later) <= before + 200


async def test_later_is_in_order_and_never_early(loop: Any) -> None:
    times: list[tuple[float, float]] = []

    def note(due: float) -> None:
        times.append((due, loop.time()))

    begin = loop.time()
    for delay_s in (0.03, 0.01, 0.02, 0.0, -1.0):
        loop.call_at(begin + delay_s, note, begin + delay_s)
    await asyncio.sleep(0.05)
    assert [due - begin for due, _ in times][2:] == [due - begin for due, _ in sorted(times)][2:]
    assert all(at >= due - 0.001 for due, at in times)
    assert len(times) == 5


async def test_qt_has_its_turn_between_calls_without_end(loop: Any) -> None:
    ticks = 0

    def count() -> None:
        nonlocal ticks
        ticks += 1

    timer = QTimer(interval=0)
    timer.timeout.connect(count)
    timer.start()
    for _ in range(10_000):  # each is a call that asks for the next
        await asyncio.sleep(0)
        if ticks > 10:
            break
    timer.stop()
    assert ticks > 10


@pytest.mark.parametrize("due_together", [False, True], ids=["soon", "due together"])
async def test_a_loop_in_a_call_goes_on(loop: Any, due_together: bool) -> None:
    """As a drag has it."""
    called: list[str] = []
    over = loop.create_future()
    inner = QEventLoop()

    def begin() -> None:
        inner.exec()
        called.append("over")
        over.set_result(None)

    def in_it() -> None:
        called.append("in it")
        loop.call_soon(inner.quit)

    due = loop.time() + 0.01
    for number, call in enumerate((begin, in_it)):
        if due_together:
            loop.call_at(due + number * 1e-6, call)
        else:
            loop.call_soon(call)
    await over
    assert called == ["in it", "over"]


async def test_who_reads_may_leave_while_it_is_told(loop: Any) -> None:
    told: list[bytes] = []
    here, there = socket.socketpair()
    with here, there:
        here.setblocking(False)

        def read() -> None:
            told.append(here.recv(10))
            loop.remove_reader(here)

        loop.add_reader(here, read)
        there.send(b"one")
        while not told:  # noqa: ASYNC110
            await asyncio.sleep(0)
        there.send(b"two")
        for _ in range(20):
            await asyncio.sleep(0)
        assert told == [b"one"]
        assert not loop.remove_reader(here)
        loop.add_reader(here, read)
        while len(told) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0)
    assert told == [b"one", b"two"]


async def test_a_stream_that_is_held_is_watched_by_one_notifier(loop: Any) -> None:
    here, there = socket.socketpair()
    with here, there:
        loop.add_reader(here, print)
        notifiers = len(loop._handles.findChildren(QSocketNotifier))
        for _ in range(10):
            assert loop.remove_reader(here)
            assert not loop.remove_reader(here)
            loop.add_reader(here, print)
        assert len(loop._handles.findChildren(QSocketNotifier)) == notifiers
        loop.remove_reader(here)
