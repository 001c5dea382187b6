"""Whether text is in memory only, because the drive does not take it."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.storage.conversations import ConversationStore

_LOOK_EVERY_MS = 500


class Unwritten(QObject):
    """Looks when something failed, and then again until everything is kept."""

    changed = Signal(bool)

    def __init__(self, store: ConversationStore, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._is_draft_kept = True
        self._is_told = False
        self._again: QTimer | None = None

    @property
    def is_any(self) -> bool:
        """Whether there is such text, as it was told last."""
        return self._is_told

    def note_draft(self, *, is_kept: bool) -> None:
        """Take whether what is typed could be kept, the last time it changed."""
        self._is_draft_kept = is_kept
        self.look()

    @Slot()
    def look(self) -> None:
        """Something could not be written, or can be again."""
        waits = self._store.has_unwritten
        if waits and self._again is None:
            # Nothing tells when a reply that has ended is written at last.
            self._again = QTimer(self, interval=_LOOK_EVERY_MS)
            self._again.timeout.connect(self.look)
        if self._again is not None:
            self._again.start() if waits else self._again.stop()
        is_any = waits or not self._is_draft_kept
        if is_any != self._is_told:
            self._is_told = is_any
            self.changed.emit(is_any)
