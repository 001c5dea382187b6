"""What leaves a slot or an override of Qt as an exception: a bug of ours that is logged, told and survived.

PySide hands such an exception to `sys.excepthook` and goes on. But the interpreter keeps the last traceback,
and with it the frames it went through: a `QPainter` in one of them stays open on its widget, Qt paints on
regardless, and the process ends in a segmentation fault when widget and painter go (seen with PySide6 6.11,
from `paintEvent` and from what it calls). So the frames are emptied, whatever else happens.
"""

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, QTimer, Slot

from app.domain.failure import Failure, FailureCode

_DETAIL_CHARS = 300

log = logging.getLogger(__name__)


class BugWatch(QObject):
    """Takes the place of Python's own hooks until it is ended.

    What comes from one place, as with every paint of a widget, is logged and told the first time only.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._tell: Callable[[Failure], None] | None = None
        self._known: set[tuple[str, str, int]] = set()
        self._untold: list[Failure] = []
        sys.excepthook = self._on_exception
        sys.unraisablehook = self._on_unraisable
        threading.excepthook = self._on_thread_exception

    def tell_through(self, tell: Callable[[Failure], None]) -> None:
        """Tell what was found so far, and all that is found from now on."""
        self._tell = tell
        self._on_untold()

    def end(self) -> None:
        """Leave everything to Python again."""
        sys.excepthook = sys.__excepthook__
        sys.unraisablehook = sys.__unraisablehook__
        threading.excepthook = threading.__excepthook__
        self._tell = None

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if not isinstance(error, Exception):
            sys.__excepthook__(kind, error, trace)  # somebody ends the program
            return
        if self._is_new(error, trace):
            log.error("A slot or an override of Qt ended with a bug", exc_info=(kind, error, trace))
            detail = f"{kind.__name__}: {error}"[:_DETAIL_CHARS]
            self._untold.append(Failure(FailureCode.INTERNAL, detail=detail))
            QTimer.singleShot(0, self, self._on_untold)  # not in the middle of a paint
        _empty_frames(error)
        for name in ("last_exc", "last_type", "last_value", "last_traceback"):
            setattr(sys, name, None)

    def _on_unraisable(self, found: "sys.UnraisableHookArgs") -> None:
        error = found.exc_value
        if error is None or not self._is_new(error, found.exc_traceback):
            return
        what = found.err_msg or "An exception nobody could catch in"
        trace = (found.exc_type, error, found.exc_traceback)
        log.error("%s: %s", what, type(found.object).__name__, exc_info=trace)
        _empty_frames(error)

    def _on_thread_exception(self, found: threading.ExceptHookArgs) -> None:
        if found.exc_value is not None:
            trace = (found.exc_type, found.exc_value, found.exc_traceback)
            log.error("A thread ended with a bug", exc_info=trace)

    def _is_new(self, error: BaseException, trace: TracebackType | None) -> bool:
        file, line = "", 0
        for frame, number in traceback.walk_tb(trace):
            file, line = frame.f_code.co_filename, number
        place = type(error).__name__, file, line
        if place in self._known:
            return False
        self._known.add(place)
        return True

    @Slot()
    def _on_untold(self) -> None:
        while self._untold and self._tell is not None:
            self._tell(self._untold.pop(0))


def _empty_frames(error: BaseException) -> None:
    """Let go of what the frames of an error and of those before it hold."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        each = waiting.pop()
        if each is not None and id(each) not in seen:
            seen.add(id(each))
            traceback.clear_frames(each.__traceback__)
            waiting += [each.__cause__, each.__context__]
