"""The program's loop against what asyncio promises, in random orders: nothing is lost, early or called twice.

No test here looks again and again whether something has come: each look would wake what may be asleep.
"""

import asyncio
import random
import socket
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import QEventLoop, QTimer

ROUNDS = 60
LIMIT_MS = 30_000
EARLY_S = 0.002
"""Qt's timers of some milliseconds may be so early."""


@dataclass
class Due:
    """A call that was asked for."""

    name: str
    at_s: float
    handle: asyncio.Handle | None = None
    cancelled: bool = False
    called: list[float] = field(default_factory=list)


class Pipe:
    """Bytes that a thread sends and the loop reads, with pauses on either side."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.here, self.there = socket.socketpair()
        self.here.setblocking(False)
        self.sent = self.chance.randbytes(self.chance.randint(1, 5_000))
        self.got = bytearray()
        self.is_over = False
        self.is_watched = False

    def send(self) -> None:
        """All of it, then the end; in a thread."""
        at, chance = 0, random.Random(self.chance.random())
        while at < len(self.sent):
            size = chance.choice((1, 10, 1_000))
            self.there.sendall(self.sent[at : at + size])
            at += size
            if chance.random() < 0.1:
                time.sleep(chance.random() * 0.002)
        self.there.shutdown(socket.SHUT_WR)


class Round:
    """Everything at once; `over` is set when all that was asked for has come."""

    def __init__(self, loop: Any, seed: int) -> None:
        self.loop = loop
        self.chance = random.Random(seed)
        self.over: asyncio.Future[None] = loop.create_future()
        self.dues: list[Due] = []
        self.soon: list[int] = []  # numbers of those called soon, as called
        self.asked_soon = 0
        self.threads: list[threading.Thread] = []
        self.from_threads: dict[int, list[int]] = {}
        self.left = self.chance.randint(20, 80)  # steps
        self.depth = 0
        self.pipes = [Pipe(self.chance.getrandbits(30)) for _ in range(self.chance.randint(0, 3))]

    def begin(self) -> None:
        for number in range(self.chance.randint(0, 2)):
            self.from_threads[number] = []
            self.threads.append(threading.Thread(target=self._call, args=(number, self.chance.random())))
        for pipe in self.pipes:
            self._watch(pipe)
            self.threads.append(threading.Thread(target=pipe.send))
        for thread in self.threads:
            thread.start()
        self.step()

    def _call(self, number: int, seed: float) -> None:
        chance = random.Random(seed)
        for each in range(30):
            self.loop.call_soon_threadsafe(self._come, number, each)
            if chance.random() < 0.3:
                time.sleep(chance.random() * 0.002)

    def _come(self, number: int, each: int) -> None:
        self.from_threads[number].append(each)
        self._look()

    def step(self) -> None:
        """Do something at random, and go on in some other way."""
        self.left -= 1
        for _ in range(self.chance.randint(0, 3)):
            self.chance.choice((self._soon, self._later, self._cancel, self._toggle, self._nest))()
        if self.left > 0:
            again = self.chance.randrange(4)
            if again == 0:
                self.loop.call_soon(self.step)
            elif again == 1:
                self.loop.call_later(self.chance.random() * 0.003, self.step)
            elif again == 2:
                self.loop.call_soon_threadsafe(self.step)
            else:
                QTimer.singleShot(self.chance.randint(0, 2), self.step)
        self._look()

    def _soon(self) -> None:
        for _ in range(self.chance.randint(1, 3)):
            self.loop.call_soon(self._take_soon, self.asked_soon)
            self.asked_soon += 1

    def _take_soon(self, number: int) -> None:
        self.soon.append(number)
        self._look()

    def _later(self) -> None:
        delay_s = self.chance.choice((-1.0, 0.0, 1e-7, 0.0004, 0.002, 0.01)) * self.chance.random()
        due = Due(f"{len(self.dues)}", self.loop.time() + delay_s)
        due.handle = self.loop.call_at(due.at_s, self._take_due, due)
        self.dues.append(due)

    def _take_due(self, due: Due) -> None:
        due.called.append(self.loop.time())
        self._look()

    def _cancel(self) -> None:
        if self.dues:
            due = self.chance.choice(self.dues[-10:])
            if not due.called and due.handle is not None:
                due.handle.cancel()
                due.cancelled = True

    def _nest(self) -> None:
        """As a drag has it, in one call of three."""
        if self.depth < 3 and self.chance.random() < 0.3:
            self.depth += 1
            inner = QEventLoop()
            how: Callable[..., Any] = self.chance.choice(
                (
                    self.loop.call_soon,
                    self.loop.call_soon_threadsafe,
                    lambda call: self.loop.call_later(0.001, call),
                )
            )
            how(inner.quit)
            inner.exec()
            self.depth -= 1

    def _watch(self, pipe: Pipe) -> None:
        pipe.is_watched = True
        self.loop.add_reader(pipe.here, self._read, pipe)

    def _leave(self, pipe: Pipe) -> None:
        pipe.is_watched = False
        assert self.loop.remove_reader(pipe.here)

    def _read(self, pipe: Pipe) -> None:
        assert pipe.is_watched
        try:
            data = pipe.here.recv(pipe.chance.choice((1, 100, 10_000)))
        except BlockingIOError:
            return
        pipe.got += data
        if not data:
            pipe.is_over = True
            self._leave(pipe)
        elif pipe.chance.random() < 0.3:
            self._leave(pipe)
            delay_s = pipe.chance.choice((0.0, 0.001, 0.004))
            self.loop.call_later(delay_s, self._watch, pipe)
        self._look()

    def _toggle(self) -> None:
        for pipe in self.pipes:
            if pipe.is_watched:
                self._leave(pipe)
                self._watch(pipe)

    def _look(self) -> None:
        done = (
            self.left <= 0
            and self.depth == 0
            and len(self.soon) == self.asked_soon
            and all(due.called or due.cancelled for due in self.dues)
            and all(len(numbers) == 30 for numbers in self.from_threads.values())
            and all(pipe.is_over for pipe in self.pipes)
        )
        if done and not self.over.done():
            self.over.set_result(None)

    def check(self) -> None:
        assert self.soon == sorted(self.soon)
        assert all(numbers == list(range(30)) for numbers in self.from_threads.values())
        for due in self.dues:
            assert len(due.called) == (0 if due.cancelled else 1)
            assert due.cancelled or due.called[0] >= due.at_s - EARLY_S
        for pipe in self.pipes:
            assert bytes(pipe.got) == pipe.sent

    def state(self) -> str:
        handles = self.loop._handles
        return (
            f"soon {len(handles._soon)} timer {handles._soon_id}; later {len(handles._later)} timer "
            f"{handles._later_id} at {handles._later_at}; steps left {self.left}, depth {self.depth}, "
            f"soon {len(self.soon)}/{self.asked_soon}, "
            f"due {[due.name for due in self.dues if not due.called and not due.cancelled]}, "
            f"threads {[len(n) for n in self.from_threads.values()]}, pipes {[p.is_over for p in self.pipes]}"
        )


def rounds(loop: Any, seeds: range) -> None:
    """Not as a task: its limit would always be there to be called later."""
    for seed in seeds:
        each, waiting = Round(loop, seed), QEventLoop()
        each.over.add_done_callback(lambda _, quit_=waiting.quit: quit_())
        watch = QTimer(singleShot=True, interval=LIMIT_MS)  # of Qt's own: one of the loop would wake it
        watch.timeout.connect(waiting.quit)
        watch.start()
        with ExitStack() as stack:
            for pipe in each.pipes:
                stack.enter_context(pipe.here)
                stack.enter_context(pipe.there)
            loop.call_soon(each.begin)
            waiting.exec()
            for thread in each.threads:
                thread.join()
            assert each.over.done(), f"round {seed}: {each.state()}"
            each.check()


def test_nothing_is_lost_in_any_order(loop: Any) -> None:
    rounds(loop, range(ROUNDS))


@pytest.mark.long
@pytest.mark.parametrize("first", range(ROUNDS, 5_000, 500))
def test_nothing_is_lost_in_thousands_of_orders(loop: Any, first: int) -> None:
    rounds(loop, range(first, first + 500))
