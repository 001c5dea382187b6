"""Takes the CPU of the frames of a transcript in the real window."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt

from app.ui.transcript.ahead import Ahead
from app.ui.transcript.filling import Filling
from app.ui.transcript.finding import Finding
from app.ui.transcript.late_colours import LateColours

_SLICES = ((Finding, "_on_slice"), (LateColours, "_on_slice"), (Ahead, "_on_slice"))
"""What is done between frames."""
_AFTER_PAINTS = Qt.EventPriority.LowEventPriority.value - 1
"""Qt posts what asks for a paint with low priority; what comes behind finds everything painted."""


class Frames(QObject):
    """What is done until the event loop has come round, and all painting of it, is a frame.

    What leads to no paint, as growth out of view does, is no part of a later frame.

    Attributes:
        painted: CPU seconds of each frame.
        unseen: the same of what led to no paint.
        between: the same of each slice of what is done between frames.
    """

    def __init__(self) -> None:
        super().__init__()
        self.painted: list[float] = []
        self.unseen: list[float] = []
        self.between: list[float] = []
        self._spent_s = 0.0
        self._depth = 0
        self._is_asked = False
        self._is_painted = False

    def timed(self, call: Callable[..., Any], *, paints: bool = False) -> Callable[..., Any]:
        """The same call, its CPU noted for the frame that it leads to, or `paints`."""

        def measured(*values: Any) -> Any:
            if self._is_painted and not paints and not self._depth:
                self._end()  # painting is the last of a frame, though it may have several passes
            begin = time.thread_time()
            self._depth += 1
            try:
                return call(*values)
            finally:
                self._depth -= 1
                if not self._depth:  # else it is a part of the call around it
                    self._spent_s += time.thread_time() - begin
                    self._ask_for_round()

        return measured

    def watch(self, view: Any) -> None:
        """Have the growth and the painting of a view noted; what lies over it is painted right after it."""
        paint = self.timed(view.paintEvent, paints=True)

        def paint_frame(event: Any) -> None:
            self._is_painted = True
            paint(event)

        view.grow_reply = self.timed(view.grow_reply)
        view.reveal = self.timed(view.reveal)
        view.paintEvent = paint_frame
        view.jump_pill.paintEvent = self.timed(view.jump_pill.paintEvent, paints=True)

    @contextmanager
    def slices(self) -> Iterator[None]:
        """Have the slices noted of all views that are made meanwhile; those of a jump lead to frames."""
        kept = [(each, name, getattr(each, name)) for each, name in (*_SLICES, (Filling, "_on_slice"))]
        for each, name, call in kept:
            setattr(each, name, self.timed(call) if each is Filling else self._sliced(call))
        try:
            yield
        finally:
            for each, name, call in kept:
                setattr(each, name, call)

    def _sliced(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def measured(*values: Any) -> Any:
            begin = time.thread_time()
            try:
                return call(*values)
            finally:
                self.between.append(time.thread_time() - begin)

        return measured

    def _end(self) -> None:
        if self._spent_s:
            (self.painted if self._is_painted else self.unseen).append(self._spent_s)
        self._spent_s, self._is_painted = 0.0, False

    def _ask_for_round(self) -> None:
        if not self._is_asked:
            self._is_asked = True
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), _AFTER_PAINTS)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.User:
            self._is_asked = False
            self._end()
            return True
        return super().event(event)
