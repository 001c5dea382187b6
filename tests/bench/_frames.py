"""Takes the CPU of the frames of a transcript in the real window."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt

from app.ui.transcript.filling import Filling
from app.ui.transcript.finding import Finding
from app.ui.transcript.late_colours import LateColours

_PUT_OFF = (Filling, Finding, LateColours)
"""They do in slices what would be too much for one frame: their slices lead to frames as well."""
_AFTER_PAINTS = Qt.EventPriority.LowEventPriority.value - 1
"""Qt posts what asks for a paint with low priority; what comes behind finds everything painted."""


class Frames(QObject):
    """One paint and all that led to it is a frame.

    What leads to no paint, as growth out of view does, is over when the event loop has come round: it is no
    part of a later frame.

    Attributes:
        painted: CPU seconds of each frame.
        unseen: the same of what led to no paint.
    """

    def __init__(self) -> None:
        super().__init__()
        self.painted: list[float] = []
        self.unseen: list[float] = []
        self._spent_s = 0.0
        self._depth = 0
        self._is_asked = False

    def timed(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """The same call, its CPU noted for the frame that it leads to."""

        def measured(*values: Any) -> Any:
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
        paint = self.timed(view.paintEvent)

        def paint_frame(event: Any) -> None:
            paint(event)
            self.painted.append(self._spent_s)
            self._spent_s = 0.0

        view.grow_reply = self.timed(view.grow_reply)
        view.paintEvent = paint_frame
        view.jump_pill.paintEvent = self.timed(view.jump_pill.paintEvent)

    @contextmanager
    def slices(self) -> Iterator[None]:
        """Have the slices of all views noted that are made meanwhile."""
        kept = [(each, each._on_slice) for each in _PUT_OFF]
        for each, call in kept:
            each._on_slice = self.timed(call)  # type: ignore[method-assign]
        try:
            yield
        finally:
            for each, call in kept:
                each._on_slice = call  # type: ignore[method-assign]

    def _ask_for_round(self) -> None:
        if not self._is_asked:
            self._is_asked = True
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), _AFTER_PAINTS)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.User:
            self._is_asked = False
            if self._spent_s:
                self.unseen.append(self._spent_s)
                self._spent_s = 0.0
            return True
        return super().event(event)
