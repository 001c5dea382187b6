"""What of the work of all windows concerns one of them."""

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.conversation import ChatView, Message
from app.domain.failure import Failure
from app.services.chat_work import ChatWork
from app.services.open_chats import ShownChat


class WindowNews(QObject):
    """Passes on what happens in the shown chat, wherever it was done.

    Attributes:
        awaited: a chat that is just opened at a message: other news of its messages would come too early.
    """

    view_changed = Signal(ChatView)
    message_added = Signal(Message)
    parameters_set = Signal()
    model_picked = Signal(str)
    draft_changed = Signal(str)  # not in this window
    failed = Signal(Failure)  # told where the person is

    def __init__(self, work: ChatWork, shown: ShownChat) -> None:
        super().__init__()
        self.awaited = ""
        self._opened = work.opened
        self._shown = shown
        for told, told_here in (
            (work.replies.message_added, self._on_message_added),
            (work.replies.view_changed, self._on_view_changed),
            (work.failed, self._on_failed),
            (work.parameters_set, self._on_parameters_set),
            (work.model_picked, self._on_model_picked),
            (work.draft_typed, self._on_draft_typed),
            (work.next.given_back, self._on_given_back),
        ):
            told.connect(told_here)

    @Slot(Message)
    def _on_message_added(self, message: Message) -> None:
        if message.chat_id == self._shown.current:
            self.message_added.emit(message)

    @Slot(ChatView)
    def _on_view_changed(self, view: ChatView) -> None:
        if view.chat.id == self._shown.current != self.awaited:
            self.view_changed.emit(view)

    @Slot(Failure)
    def _on_failed(self, failure: Failure) -> None:
        if self._opened.in_front is self._shown:
            self.failed.emit(failure)

    @Slot(str)
    def _on_parameters_set(self, chat_id: str) -> None:
        if chat_id == self._shown.current:
            self.parameters_set.emit()

    @Slot(str, str)
    def _on_model_picked(self, chat_id: str, name: str) -> None:
        if chat_id == self._shown.current:
            self.model_picked.emit(name)

    @Slot(str, str, str)
    def _on_draft_typed(self, chat_id: str, text: str, window: str) -> None:
        if chat_id == self._shown.current and window != self._shown.new_id:
            self.draft_changed.emit(text)

    @Slot(str, str)
    def _on_given_back(self, chat_id: str, text: str) -> None:
        if chat_id == self._shown.current:
            self.draft_changed.emit(text)
