"""The way out of the program: what is still under way or not saved is asked about first."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QMainWindow

from app.ui.theme.theme import Theme
from app.ui.transfers.watch import TransfersWatch

if TYPE_CHECKING:
    from app.ui.quit_question import QuitQuestion


class Leaving(QObject):
    """Knows what would be stopped or lost."""

    confirmed = Signal()
    write_wanted = Signal()  # what is not saved may be lost soon: a person turns to something else

    def __init__(self, theme: Theme, window: QMainWindow, transfers: TransfersWatch) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._transfers = transfers
        self._question: QuitQuestion | None = None
        self._replies = 0
        self._is_unsaved = False

    @property
    def question(self) -> "QuitQuestion":
        """The question before something is stopped; made when it is first asked."""
        if self._question is None:
            # Most runs never ask.
            from app.ui.quit_question import QuitQuestion

            self._question = QuitQuestion(self._theme, self._window)
            self._question.confirmed.connect(self.confirmed)
        return self._question

    @Slot(frozenset)
    def set_running(self, chat_ids: frozenset[str]) -> None:
        """Note in which chats a reply is being written."""
        self._replies = len(chat_ids)

    @Slot(bool)
    def set_unsaved(self, is_unsaved: bool) -> None:
        """Note whether the drive does not take what was written."""
        if is_unsaved == self._is_unsaved:
            return
        self._is_unsaved = is_unsaved
        focus_moved = cast(QApplication, QCoreApplication.instance()).focusObjectChanged
        if is_unsaved:
            focus_moved.connect(self.write_wanted)
        else:
            focus_moved.disconnect(self.write_wanted)

    def ask(self) -> bool:
        """Ask where something is under way or not saved; False where nothing is."""
        transfers = self._transfers.running
        if not (self._replies or transfers or self._is_unsaved):
            return False
        self._window.show()  # it may have been closed
        self.question.ask_about(self._replies, transfers, is_unsaved=self._is_unsaved)
        return True
