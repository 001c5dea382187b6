"""The program's event loop: qasync's, woken from other threads by a bare signal."""

import asyncio
import contextvars
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import qasync
from PySide6.QtCore import QObject, Qt, Signal, Slot

THREADS = 10


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


class EventLoop(qasync.QEventLoop):  # type: ignore[misc]  # qasync has no types
    """qasync's loop with two parts changed.

    WORKAROUND: qasync 0.28 sends callables and tuples through a queued signal of type `object`; a process
    was seen to abort there. Its own executor starts ten threads at the first use and keeps them; this one
    starts threads as they are wanted.
    """

    def __init__(self, application: QObject, *, already_running: bool = False) -> None:
        self._waker = _Waker(self.call_soon)
        super().__init__(application, already_running=already_running)
        self.set_default_executor(ThreadPoolExecutor(THREADS, thread_name_prefix="worker"))

    def call_soon_threadsafe(
        self, callback: Callable[..., Any], *args: Any, context: contextvars.Context | None = None
    ) -> None:
        """Call soon in the loop's thread; may be called from any thread."""
        self._waker.add(callback, args, context)
