"""Keeps drafts until the drive takes them, and tells whether any text is in memory only."""

from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.conversation import MessageEdit
from app.domain.failure import Failure
from app.domain.parameters import Parameters, to_json
from app.services.chat_stores import ChatStores
from app.services.keeping import kept
from app.services.open_chats import is_new_chat, new_draft_key, new_parameters_key
from app.services.tasks import TaskOwner
from app.storage.errors import StorageError

_EDIT = "edit:"
_LOOK_EVERY_MS = 500
RETRY_AFTER_MS = 1000


class Unwritten(QObject):
    """Looks when something failed, and then again until everything is kept.

    Pieces of replies are written again by their store, drafts from here: what is tried again fails quietly.
    """

    changed = Signal(bool)
    failed = Signal(Failure)

    def __init__(self, stores: ChatStores, parent: QObject) -> None:
        super().__init__(parent)
        self._stores = stores
        self._tasks = TaskOwner(self.failed.emit)
        # By what it is a draft of: how to write the newest, and that it is being written, until it is kept.
        self._drafts: dict[str, tuple[Callable[[], Future[None]], Future[None]]] = {}
        self._failed: set[str] = set()  # those that could not be written the last time
        self._is_told = False
        self._again: QTimer | None = None
        self._pause: QTimer | None = None

    @property
    def is_any(self) -> bool:
        """Whether there is such text, as it was told last."""
        return self._is_told

    @Slot(str, str)
    def keep_draft(self, chat_id: str, text: str) -> None:
        """Keep what is typed in a chat, or in the new one of a window, now or as soon as that works."""
        self._write(chat_id, lambda: self._write_draft(chat_id, text), is_quiet=False)

    def keep_edit(self, chat_id: str, edit: MessageEdit | None) -> None:
        """Keep the other words for a sent message as a draft is kept; None: there are none any more."""
        self._write(
            f"{_EDIT}{chat_id}", lambda: self._stores.of(chat_id).set_edit(chat_id, edit), is_quiet=False
        )

    def keep_parameters(self, new_id: str, parameters: Parameters | None) -> None:
        """Keep what a window's new chat asks of its model as a draft is kept; None: nothing of its own."""
        key, text = new_parameters_key(new_id), to_json(parameters) if parameters is not None else ""
        self._write(key, lambda: self._stores.kept.set_state(key, text), is_quiet=False)

    @Slot()
    def retry(self) -> None:
        """Write every draft again that could not be written."""
        for key in tuple(self._failed):
            self._write(key, self._drafts[key][0], is_quiet=True)

    @Slot()
    def look(self) -> None:
        """Something could not be written, or can be again."""
        waits = self._stores.kept.has_unwritten
        if waits and self._again is None:
            # Nothing tells when a reply that has ended is written at last.
            self._again = QTimer(self, interval=_LOOK_EVERY_MS)
            self._again.timeout.connect(self.look)
        if self._again is not None:
            self._again.start() if waits else self._again.stop()
        is_any = waits or bool(self._failed)
        if is_any != self._is_told:
            self._is_told = is_any
            self.changed.emit(is_any)

    async def aclose(self) -> None:
        """Try what is left once more; what is being written is written by the store before it closes."""
        self.retry()
        self._failed.clear()  # a focus that moves now finds the store closed
        await self._tasks.aclose()

    def _write_draft(self, chat_id: str, text: str) -> Future[None]:
        if is_new_chat(chat_id):
            return self._stores.kept.set_state(new_draft_key(chat_id), text)
        return self._stores.of(chat_id).set_draft(chat_id, text)

    def _write(self, key: str, write: Callable[[], Future[None]], *, is_quiet: bool) -> None:
        writing = write()
        self._drafts[key] = (write, writing)
        self._tasks.spawn(self._written(key, writing, is_quiet=is_quiet), name="keep a draft")

    async def _written(self, key: str, writing: Future[None], *, is_quiet: bool) -> None:
        failure: Failure | None = None
        try:
            await kept(writing)
        except StorageError as error:
            failure = error.failure
            if not is_quiet:
                self.failed.emit(failure)
        if key not in self._drafts or self._drafts[key][1] is not writing:
            return  # a newer one is being written
        if failure is None:
            del self._drafts[key]
            self._failed.discard(key)
        else:
            self._failed.add(key)
            self._retry_later()
        self.look()

    def _retry_later(self) -> None:
        if self._pause is None:
            self._pause = QTimer(self, singleShot=True, interval=RETRY_AFTER_MS)
            self._pause.timeout.connect(self.retry)
        self._pause.start()
