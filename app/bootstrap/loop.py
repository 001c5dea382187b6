"""The program's event loop: qasync's with few timers of Qt, woken from other threads by a bare signal."""

import asyncio
import contextvars
import heapq
import math
import socket
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import qasync
from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimerEvent, Signal, Slot

THREADS = 10
_File = int | socket.socket
_LONGEST_S = 24 * 3600.0
"""Qt counts milliseconds in 32 bits; what is later is waited for in several parts."""
_MOST_CANCELLED = 100
"""Handles that are cancelled and not yet due are let go when there are so many, and more than others."""


class _Waker(QObject):
    """Carries calls from any thread into the thread of the loop; no Python object goes through Qt's queue."""

    woken = Signal()

    def __init__(self, call_soon: Callable[..., asyncio.Handle]) -> None:
        super().__init__()
        self._call_soon = call_soon
        self._calls: deque[tuple[Callable[..., Any], tuple[Any, ...], contextvars.Context | None]] = deque()
        self.woken.connect(self._on_woken, Qt.ConnectionType.QueuedConnection)

    def add(
        self, callback: Callable[..., Any], args: tuple[Any, ...], context: contextvars.Context | None
    ) -> None:
        """Have it called soon; from any thread."""
        self._calls.append((callback, args, context))
        self.woken.emit()

    @Slot()
    def _on_woken(self) -> None:
        while self._calls:
            callback, args, context = self._calls.popleft()
            self._call_soon(callback, *args, context=context)


class _Handles(QObject):
    """What is to be called soon or later, behind one timer of Qt for each of the two.

    What is called soon is called in turns, as asyncio has it: what comes meanwhile waits for the next turn,
    between which Qt does what it has to do.
    """

    def __init__(self) -> None:
        super().__init__()
        self._soon: deque[asyncio.Handle] = deque()
        self._later: list[asyncio.TimerHandle] = []  # a heap
        self._cancelled = 0  # of `_later`, about
        self._soon_id = 0  # of the timer
        self._later_id = 0
        self._later_at = math.inf

    def add(self, handle: asyncio.Handle) -> None:
        """Call it in the next turn."""
        self._soon.append(handle)
        if not self._soon_id:
            self._soon_id = self.startTimer(0)

    def add_later(self, handle: asyncio.TimerHandle, now: float) -> None:
        """Call it at its time."""
        heapq.heappush(self._later, handle)
        handle._scheduled = True  # type: ignore[attr-defined]  # as asyncio's own loop: a cancelling is told
        if handle.when() < self._later_at:
            self._wait_for(handle.when(), now)

    def note_cancelled(self) -> None:
        """One of those for later will not be called."""
        self._cancelled += 1
        if self._cancelled > max(_MOST_CANCELLED, len(self._later) / 2):
            self._later = [handle for handle in self._later if not handle.cancelled()]
            heapq.heapify(self._later)
            self._cancelled = 0

    def take_turn(self) -> None:
        """Call what is to be called soon."""
        for _ in range(len(self._soon)):
            if not self._soon:  # a loop in one of the calls had them
                break
            handle = self._soon.popleft()
            if not handle.cancelled():
                handle._run()
        if not self._soon and self._soon_id:
            self.killTimer(self._soon_id)
            self._soon_id = 0

    def stop(self) -> None:
        """Call nothing more."""
        self._soon.clear()
        self._later.clear()
        for timer_id in (self._soon_id, self._later_id):
            if timer_id:
                self.killTimer(timer_id)
        self._soon_id = self._later_id = 0

    def set_debug(self, enabled: bool) -> None:
        """Part of what qasync asks for; there is nothing to tell."""

    def _wait_for(self, when: float, now: float) -> None:
        if self._later_id:
            self.killTimer(self._later_id)
            self._later_id = 0
        self._later_at = math.inf
        if when < math.inf:
            self._later_at = min(when, now + _LONGEST_S)
            self._later_id = self.startTimer(max(0, math.ceil((self._later_at - now) * 1000)))

    def _take_due(self, now: float) -> None:
        """Let the next turn call what is due, and wait for what comes after it."""
        due = max(now, self._later_at)  # Qt's timers may be a little early
        later = self._later
        while later and (later[0].when() <= due or later[0].cancelled()):
            handle = heapq.heappop(later)
            handle._scheduled = False  # type: ignore[attr-defined]
            if handle.cancelled():
                self._cancelled = max(0, self._cancelled - 1)
            else:
                self.add(handle)
        self._wait_for(later[0].when() if later else math.inf, now)

    def timerEvent(self, event: QTimerEvent) -> None:
        if event.timerId() == self._later_id:
            self._take_due(time.monotonic())
        elif event.timerId() == self._soon_id:
            # Another one: inside its own event Qt fires none, and a loop in one of the calls must go on.
            self.killTimer(self._soon_id)
            self._soon_id = self.startTimer(0)
        self.take_turn()


class _Notifier(QSocketNotifier):
    """Calls when a socket can be read or written, and what that wakes in the same turn.

    It stays when nobody watches: a stream that is held now and then is watched anew each time.
    """

    def __init__(self, fd: int, kind: QSocketNotifier.Type, handles: _Handles) -> None:
        super().__init__(fd, kind, handles)
        self._handle: asyncio.Handle | None = None
        self._handles = handles
        self.activated["int"].connect(self._on_activated)  # type: ignore[index]

    def call(self, handle: asyncio.Handle | None) -> bool:
        """Call this from now on, or nothing; whether there was anything to call before."""
        before, self._handle = self._handle, handle
        if before is not None:
            before.cancel()
        self.setEnabled(handle is not None)
        return before is not None

    @Slot(int)
    def _on_activated(self, _: int) -> None:
        if self._handle is not None and not self._handle.cancelled():
            self._handle._run()
        self._handles.take_turn()


class EventLoop(qasync.QEventLoop):  # type: ignore[misc]  # qasync has no types
    """qasync's loop with three parts changed.

    WORKAROUND: qasync 0.28 sends callables and tuples through a queued signal of type `object`; a process
    was seen to abort there. Its own executor starts ten threads at the first use and keeps them; this one
    starts threads as they are wanted. It has a timer of Qt for every call, which wakes the program also for
    what was cancelled, as nearly every timeout is; and what can be read is read two turns later.
    """

    def __init__(self, application: QObject, *, already_running: bool = False) -> None:
        self._waker = _Waker(self.call_soon)
        self._handles = _Handles()
        super().__init__(application, already_running=already_running)
        self._timer = self._handles
        self.set_default_executor(ThreadPoolExecutor(THREADS, thread_name_prefix="worker"))

    def call_soon(
        self, callback: Callable[..., Any], *args: Any, context: contextvars.Context | None = None
    ) -> asyncio.Handle:
        """Call it in the next turn."""
        handle = asyncio.Handle(callback, args, self, context)
        self._handles.add(handle)
        return handle

    def call_later(
        self,
        delay: float,
        callback: Callable[..., Any],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> asyncio.TimerHandle:
        """Call it after so many seconds."""
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(
        self,
        when: float,
        callback: Callable[..., Any],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> asyncio.TimerHandle:
        """Call it at a time of the loop's clock."""
        handle = asyncio.TimerHandle(when, callback, args, self, context)
        now = self.time()
        if when <= now:
            self._handles.add(handle)
        else:
            self._handles.add_later(handle, now)
        return handle

    def call_soon_threadsafe(
        self, callback: Callable[..., Any], *args: Any, context: contextvars.Context | None = None
    ) -> None:
        """Call soon in the loop's thread; may be called from any thread."""
        self._waker.add(callback, args, context)

    def _add_callback(self, handle: asyncio.Handle, _delay: float = 0) -> asyncio.Handle:
        """Take what asyncio makes of a signal of the system."""
        self._handles.add(handle)
        return handle

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        if handle._scheduled:  # type: ignore[attr-defined]
            self._handles.note_cancelled()

    def _add_reader(self, fd: _File, callback: Callable[..., Any], *args: Any) -> asyncio.Handle:
        return self._watch(self._read_notifiers, QSocketNotifier.Type.Read, fd, callback, args)

    def _add_writer(self, fd: _File, callback: Callable[..., Any], *args: Any) -> asyncio.Handle:
        return self._watch(self._write_notifiers, QSocketNotifier.Type.Write, fd, callback, args)

    def _remove_reader(self, fd: _File) -> bool:
        return self._unwatch(self._read_notifiers, fd)

    def _remove_writer(self, fd: _File) -> bool:
        return self._unwatch(self._write_notifiers, fd)

    def _watch(
        self,
        notifiers: dict[int, _Notifier],
        kind: QSocketNotifier.Type,
        fd: _File,
        callback: Callable[..., Any],
        args: tuple[Any, ...],
    ) -> asyncio.Handle:
        self._check_closed()
        handle = asyncio.Handle(callback, args, self)
        number = _number_of(fd)
        if number not in notifiers:
            notifiers[number] = _Notifier(number, kind, self._handles)
        notifiers[number].call(handle)
        return handle

    def _unwatch(self, notifiers: dict[int, _Notifier], fd: _File) -> bool:
        if self.is_closed() or (notifier := notifiers.get(_number_of(fd))) is None:
            return False
        return notifier.call(None)


def _number_of(fd: _File) -> int:
    return fd if isinstance(fd, int) else fd.fileno()
