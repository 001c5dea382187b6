"""Garbage is collected in the thread of the window only."""

import gc
import sys

from PySide6.QtCore import QAbstractEventDispatcher, QObject, Slot

_GROWTH = 1.25
"""A whole collection takes as long as a few frames: only when so much more is held than after the last."""


class MainThreadGarbage(QObject):
    """Collects when Python would have, but between two events of the thread that it was made in.

    Python collects in the thread that happens to allocate. Widgets that lie in reference cycles would then
    be destroyed in a worker thread, which Qt does not survive. Reference counts free all else as ever.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._blocks = sys.getallocatedblocks()

    def follow(self, dispatcher: QAbstractEventDispatcher) -> None:
        """Look each time before the thread waits for events: nothing ticks."""
        dispatcher.aboutToBlock.connect(self.collect_when_due)

    @Slot()
    def collect_when_due(self) -> None:
        """Collect the oldest generation that is past its threshold."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        if counts[0] <= thresholds[0]:
            return
        if 0 < thresholds[2] < counts[2] and sys.getallocatedblocks() > self._blocks * _GROWTH:
            gc.collect()
            self._blocks = sys.getallocatedblocks()
        else:
            gc.collect(1 if counts[1] > thresholds[1] else 0)
