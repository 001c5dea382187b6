"""Garbage is collected in the thread of the window only."""

import gc
import sys

from PySide6.QtCore import QAbstractEventDispatcher, QObject, QTimer, Slot

_GROWTH = 1.25
"""A whole collection takes as long as a few frames: only when so much more is held than after the last."""
_MUCH_GROWTH = 2.0
"""It waits for a quiet moment, unless there never is one while so much more is held."""
_QUIET_MS = 1000


class MainThreadGarbage(QObject):
    """Collects when Python would have, but between two events of the thread that it was made in.

    Python collects in the thread that happens to allocate. Widgets that lie in reference cycles would then
    be destroyed in a worker thread, which Qt does not survive. Reference counts free all else as ever.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._blocks = sys.getallocatedblocks()
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._quiet.timeout.connect(self._collect_all)

    def follow(self, dispatcher: QAbstractEventDispatcher) -> None:
        """Look each time before the thread waits for events: nothing ticks."""
        dispatcher.aboutToBlock.connect(self.collect_when_due)

    @Slot()
    def collect_when_due(self) -> None:
        """Collect the oldest generation that is past its threshold."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        if counts[0] <= thresholds[0]:
            return
        if 0 < thresholds[2] < counts[2] and self._has_grown(_GROWTH):
            # A reply or a scrolling reader makes garbage all the time: a moment without any is a pause.
            self._quiet.start()
            if self._has_grown(_MUCH_GROWTH):
                self._collect_all()
                return
        elif self._quiet.isActive():
            self._quiet.start()
        gc.collect(1 if counts[1] > thresholds[1] else 0)

    def _has_grown(self, by: float) -> bool:
        return sys.getallocatedblocks() > self._blocks * by

    @Slot()
    def _collect_all(self) -> None:
        self._quiet.stop()
        gc.collect()
        self._blocks = sys.getallocatedblocks()
