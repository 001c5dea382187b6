"""A message on its way out: kept, shown, handed to the model; or waiting for the reply before it."""

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.conversation import Chat, ChatView, Message
from app.domain.failure import Failure
from app.domain.ids import new_id
from app.domain.next_message import NextMessage, Waiting, joined
from app.services.chat_work import ChatWork
from app.services.keeping import kept
from app.services.model_choice import ModelChoice
from app.services.open_chats import ShownChat, is_new_chat, new_draft_key
from app.services.tasks import TaskOwner
from app.services.titles import title_of
from app.storage.errors import StorageError


class MessageSender(QObject):
    """Sends what a person wrote in one window, and what waited."""

    chat_begun = Signal(ChatView)  # the new chat has its first message
    draft_restored = Signal(str)  # text that was not sent, in the shown chat
    failed = Signal(Failure)

    def __init__(self, work: ChatWork, choice: ModelChoice, shown: ShownChat) -> None:
        super().__init__()
        self._work = work
        self._stores = work.stores
        self._choice = choice
        self._replies = work.replies
        self._attachments = work.attachments
        self._next = work.next
        self._opened = work.opened
        self._shown = shown
        self._tasks = TaskOwner(self.failed.emit)

    def send(self, text: str) -> None:
        """Send a message in the shown chat, after the reply that is being written there.

        Where that cannot be done the text comes back.
        """
        chat_id = self._shown.id
        is_empty = not text.strip() and not self._attachments.draft_of(chat_id)
        if is_empty or not self._choice.can_send:
            self._give_back(chat_id, text)
        elif chat_id in self._opened.busy:
            self._wait_with(text)
        else:
            self._opened.busy.add(chat_id)
            self._empty_field()
            self._tasks.spawn(self._send(text, chat_id), name="send a message")

    async def settle(self, timeout_s: float) -> None:
        """Let what is under way come to its end."""
        await self._tasks.settle(timeout_s)

    async def aclose(self) -> None:
        """End what is under way."""
        await self._tasks.aclose()

    def _give_back(self, chat_id: str, text: str) -> None:
        """A text that was not sent is a draft again, also where its chat or its window was left meanwhile."""
        if is_new_chat(chat_id):
            self._shown.new_draft = text
        elif (view := self._opened.views.get(chat_id)) is not None:
            self._opened.take(replace(view.chat, draft=text))
            self._work.draft_typed.emit(chat_id, text, self._shown.new_id)
        self._work.unwritten.keep_draft(chat_id, self._next.draft_of(chat_id, text))
        if chat_id == self._shown.id:
            self.draft_restored.emit(text)

    def _empty_field(self) -> None:
        """What is typed from now on is another message."""
        if (view := self._shown.view) is not None:
            self._opened.take(replace(view.chat, draft=""))
        else:
            self._shown.new_draft, self._shown.is_typed = "", True

    def _typed(self, chat_id: str, view: ChatView | None) -> str:
        """What is in the field of a chat by now, or of the window's new one."""
        if view is None:
            return self._shown.new_draft
        return self._opened.views.get(chat_id, view).chat.draft

    def _wait_with(self, text: str) -> None:
        chat_id = self._shown.id
        if is_new_chat(chat_id):  # it is just being made
            self._give_back(chat_id, text)
            return
        self._empty_field()
        self._next.put(chat_id, text)

    @Slot(str)
    def send_next(self, chat_id: str) -> None:
        """Send what waited in a chat, where the window shows it; the first window sends for the others."""
        if self._opened.window_of(chat_id) is not self._shown:
            return
        message = self._next.take(chat_id)
        if not self._choice.can_send or chat_id in self._opened.busy:
            self._next.keep_back(message, Waiting.FAILED)
            return
        self._opened.busy.add(chat_id)
        self._tasks.spawn(self._send(message.text, chat_id, message), name="send the next message")

    async def _send(self, text: str, chat_id: str, waited: NextMessage | None = None) -> None:
        now = datetime.now(UTC)
        view = self._opened.views.get(chat_id)
        images = self._attachments.held_of(chat_id) if waited else self._attachments.draft_of(chat_id)
        if view is None and waited:  # nobody looks at it
            try:
                view = await kept(self._stores.of(chat_id).open_chat(chat_id))
            except (StorageError, KeyError):
                self._opened.busy.discard(chat_id)
                return  # it is the draft of the chat, if that is still there
            view = replace(view, chat=replace(view.chat, draft=self._next.typed(chat_id)))
            self._opened.views[chat_id] = view  # whoever opens it now finds no draft of what is being sent
        title = title_of(text if text.strip() else images[0].name)
        chat = view.chat if view else self._new_chat(title, now)
        before = view.messages if view else ()
        parent_id = before[-1].id if before else None
        message = Message(new_id(), chat.id, parent_id, "user", text, created_at=now, attachments=images)
        model = self._choice.name if chat_id == self._shown.id or not chat.model else chat.model
        try:
            if view is None:
                await kept(self._stores.kept.create_chat(replace(chat, leaf_id=message.id), message))
                await kept(self._stores.kept.set_state(new_draft_key(chat_id), self._shown.new_draft))
            else:
                await kept(self._stores.of(chat.id).add_message(message))
                typed = self._next.draft_of(chat.id, self._typed(chat_id, view))
                await kept(self._stores.of(chat.id).set_draft(chat.id, typed))
        except StorageError as error:
            self.failed.emit(error.failure)
            if waited:
                self._next.keep_back(waited, Waiting.FAILED)
            else:
                self._give_back(chat_id, joined(text, self._typed(chat_id, view)))
            if not self._opened.is_shown(chat_id):
                self._opened.views.pop(chat_id, None)
            return
        finally:
            self._opened.busy.discard(chat_id)
        self._opened.busy.add(chat.id)
        if waited:
            self._attachments.release(chat_id, sent=images)
        else:
            self._attachments.forget_draft(chat_id, images)
        if view is not None:
            view = self._opened.views.get(chat_id, view)  # with what was typed and set meanwhile
            chat = view.chat
        chat = replace(chat, title=chat.title or title, updated_at=now, model=model, leaf_id=message.id)
        is_begun_here = view is None and self._shown.id == chat_id
        if is_begun_here:
            chat = replace(chat, draft=self._shown.new_draft)
        view = ChatView(
            chat, (*before, message), view.forks if view else (), edit=view.edit if view else None
        )
        self._opened.views[chat.id] = view
        if is_begun_here:
            self._begin(view)
        elif self._opened.is_shown(chat.id):
            self._replies.message_added.emit(message)
        if not chat.is_temporary:
            self._replies.chat_used.emit(chat)
        await self._replies.begin(view, model)

    def _begin(self, view: ChatView) -> None:
        """Show a chat in place of the new one; what is in the field there goes along."""
        if view.chat.draft:
            self._work.unwritten.keep_draft(view.chat.id, view.chat.draft)
            self._work.unwritten.keep_draft(self._shown.new_id, "")
        self._shown.new_draft = ""
        if self._shown.new_parameters != self._shown.usual_parameters:
            self._shown.new_parameters = self._shown.usual_parameters
            self._work.unwritten.keep_parameters(self._shown.new_id, None)
        self.chat_begun.emit(view)

    def _new_chat(self, title: str, now: datetime) -> Chat:
        return Chat(new_id(), title, self._choice.name, now, now, parameters=self._shown.new_parameters)
