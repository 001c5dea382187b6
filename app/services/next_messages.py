"""Messages that wait for the end of a reply: sent by themselves when it ended well, else kept back."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.attachment import DraftImage
from app.domain.conversation import Message
from app.domain.next_message import NextMessage, Waiting, joined, waiting_after
from app.services.attachments import AttachmentService
from app.services.open_chats import OpenChats, ShownChat


class NextMessages(QObject):
    """At most one message per chat; what is added to it follows below.

    On the disk it is the beginning of the draft, from the moment it waits: a quit or a crash loses nothing.
    """

    changed = Signal(NextMessage)
    due = Signal(str)  # id of a chat whose message can be sent now
    draft_changed = Signal(str, str)  # chat id, what is to be kept as its draft
    given_back = Signal(str, str)  # chat id, text for its composer
    returned = Signal(str, str)  # chat id, text that belongs above its draft; the chat is not open

    def __init__(self, attachments: AttachmentService, opened: OpenChats) -> None:
        super().__init__()
        self._attachments = attachments
        self._waiting: dict[str, NextMessage] = {}
        self._typed: dict[str, str] = {}  # what is written meanwhile, by chat
        self._opened = opened
        self._removed: tuple[str, str, tuple[DraftImage, ...]] | None = None  # chat id, text, files

    def of(self, chat_id: str) -> NextMessage:
        """What waits in a chat."""
        return self._waiting.get(chat_id, NextMessage(chat_id))

    def typed(self, chat_id: str) -> str:
        """What was written since the message waits."""
        return self._typed.get(chat_id, "")

    def put(self, chat_id: str, text: str) -> None:
        """Have a text and the files of the draft wait."""
        before = self.of(chat_id)
        self._attachments.hold_draft(chat_id)
        files = len(self._attachments.held_of(chat_id))
        self._waiting[chat_id] = NextMessage(chat_id, joined(before.text, text.strip()), files)
        self._typed[chat_id] = ""
        self._tell(chat_id)

    def draft_of(self, chat_id: str, typed: str) -> str:
        """What is to be kept as the draft of a chat in which so much is typed."""
        if chat_id in self._waiting:
            self._typed[chat_id] = typed
        return joined(self.of(chat_id).text, typed)

    def take(self, chat_id: str) -> NextMessage:
        """What is sent now; its files stay held until they are released."""
        message = self.of(chat_id)
        self._waiting.pop(chat_id, None)
        self.changed.emit(NextMessage(chat_id))
        return message

    def keep_back(self, message: NextMessage, why: Waiting) -> None:
        """It could not be sent: a person decides, also on what was written while that was tried."""
        later = self._waiting.get(message.chat_id, message)
        text = message.text if later is message else joined(message.text, later.text)
        files = len(self._attachments.held_of(message.chat_id))
        self._waiting[message.chat_id] = NextMessage(message.chat_id, text, files, why)
        self._tell(message.chat_id)

    def leave(self, chat_id: str) -> None:
        """A window shows another chat instead of this one."""
        if not self._opened.is_shown(chat_id) and self.of(chat_id).waiting is not Waiting.REPLY:
            self._become_draft(chat_id)

    @Slot(Message)
    def take_end(self, reply: Message) -> None:
        """A reply has ended; what was kept back before waits for a person."""
        message = self.of(reply.chat_id)
        if not message.is_there or message.waiting is not Waiting.REPLY:
            return
        why = waiting_after(reply.state, reply.failure is None)
        if why is None:
            self.due.emit(reply.chat_id)
        elif self._opened.is_shown(reply.chat_id):
            self.keep_back(message, why)
        else:
            self._become_draft(reply.chat_id)

    def edit(self, chat_id: str) -> None:
        """Give what waits in a chat back to the composer, above what is typed there."""
        message = self.take(chat_id)
        if message.is_there:
            self._attachments.release(chat_id, into_draft=True)
            self._give_back(chat_id, joined(message.text, self._typed.pop(chat_id, "")))

    def remove(self, chat_id: str) -> None:
        """Send nothing of what waits in a chat; `undo_remove` has it back."""
        message = self.take(chat_id)
        self._removed = chat_id, message.text, self._attachments.release(chat_id)
        self.draft_changed.emit(chat_id, self._typed.pop(chat_id, ""))

    def undo_remove(self) -> None:
        """Have what was removed last in the composer of its chat, above what is typed there by now."""
        if self._removed is not None:
            (chat_id, text, files), self._removed = self._removed, None
            self._attachments.put_back(chat_id, files)
            if (view := self._opened.views.get(chat_id)) is not None:
                self._give_back(chat_id, joined(text, view.chat.draft))
            else:
                self.returned.emit(chat_id, text)

    def send_now(self, chat_id: str) -> None:
        """Send what was kept back in a chat."""
        if self.of(chat_id).is_there:
            self.due.emit(chat_id)

    def _become_draft(self, chat_id: str) -> None:
        """Nobody sees it wait: as the draft it is there when the chat is opened again."""
        if (message := self._waiting.pop(chat_id, None)) is not None:
            self._attachments.release(chat_id, into_draft=True)
            self._note_draft(chat_id, joined(message.text, self._typed.pop(chat_id, "")))

    def _give_back(self, chat_id: str, text: str) -> None:
        self._note_draft(chat_id, text)
        self.draft_changed.emit(chat_id, self.draft_of(chat_id, text))
        self.given_back.emit(chat_id, text)

    def _note_draft(self, chat_id: str, text: str) -> None:
        """A chat that stays open, as a reply is written there, has this draft when it is shown again."""
        if (view := self._opened.views.get(chat_id)) is not None:
            self._opened.take(replace(view.chat, draft=text))

    def _tell(self, chat_id: str) -> None:
        self.draft_changed.emit(chat_id, self.draft_of(chat_id, self.typed(chat_id)))
        self.changed.emit(self.of(chat_id))


class WindowNext(QObject):
    """What waits in the chat that a window shows."""

    changed = Signal(NextMessage)

    def __init__(self, messages: NextMessages, shown: ShownChat) -> None:
        super().__init__()
        self._messages = messages
        self._shown = shown
        messages.changed.connect(self._on_changed)

    @Slot()
    def show(self) -> None:
        """Another chat is shown: tell what waits there."""
        self.changed.emit(self._messages.of(self._shown.current))

    @Slot()
    def edit(self) -> None:
        """Have it back in the composer."""
        self._messages.edit(self._shown.current)

    @Slot()
    def remove(self) -> None:
        """Send nothing of it."""
        self._messages.remove(self._shown.current)

    @Slot()
    def undo_remove(self) -> None:
        """Have back what was removed last."""
        self._messages.undo_remove()

    @Slot()
    def send_now(self) -> None:
        """Send it, though it was kept back."""
        self._messages.send_now(self._shown.current)

    @Slot(NextMessage)
    def _on_changed(self, message: NextMessage) -> None:
        if message.chat_id == self._shown.current:
            self.changed.emit(message)
