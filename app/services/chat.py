"""The shown chat of a window: which it is, what is typed and sent in it, and that all of it is kept."""

import asyncio
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.chat import ChatRequest
from app.domain.conversation import Chat, ChatView, Message, ReplyGrowth
from app.domain.failure import Failure
from app.domain.ids import new_id
from app.domain.model_facts import ModelFacts
from app.domain.model_info import ModelSummary
from app.domain.parameters import Parameters
from app.domain.versions import RetryWish
from app.services.chat_work import ChatWork
from app.services.context import ContextService
from app.services.keeping import kept
from app.services.last_time import LAST_MODEL, OPEN_CHAT, LastTime
from app.services.model_choice import ModelChoice
from app.services.next_messages import WindowNext
from app.services.open_chats import ShownChat
from app.services.sending import MessageSender
from app.services.server import ServerService
from app.services.tasks import TaskOwner
from app.services.versions import VersionService
from app.services.window_files import WindowFiles
from app.services.window_news import WindowNews
from app.storage.conversations import ConversationStore
from app.storage.errors import StorageError

SETTLE_S = 30.0


class ChatService(QObject):
    """What one window shows; of replies that are being written there is at most one per chat."""

    chat_opened = Signal(ChatView)
    new_chat_opened = Signal()
    current_changed = Signal(str)  # id of the shown chat, empty for a new one
    message_added = Signal(Message)
    reply_grew = Signal(ReplyGrowth)
    reply_finished = Signal(Message)
    running_changed = Signal(frozenset)  # ids of the chats in which a reply is being written
    model_changed = Signal(str)
    parameters_changed = Signal(Parameters)  # of the shown chat
    sending_changed = Signal(bool, str)  # whether a message can be sent now, else why not: see ModelChoice
    draft_restored = Signal(str)  # text for the composer: kept from last time, not sent, typed elsewhere
    failed = Signal(Failure)

    def __init__(
        self, store: ConversationStore, server: ServerService, beside: "ChatService | None" = None
    ) -> None:
        """Stand behind a window; `beside` is the service of the first one, None where this is it."""
        super().__init__()
        self.work: ChatWork = beside.work if beside else ChatWork(store, server)
        self._is_first = beside is None
        self._store = store
        self._stores = self.work.stores
        self._replies, self.titles = self.work.replies, self.work.titles
        self._opened = self.work.opened
        self._shown = ShownChat(self._opened)
        self._tasks = TaskOwner(self.failed.emit)
        self._asked_for: str | None = None  # what was last asked for: a slower answer must not replace it
        self._news = WindowNews(self.work, self._shown)
        self._choice = ModelChoice(server)
        self._sender = MessageSender(self.work, self._choice, self._shown)
        self.attachments = WindowFiles(self.work.attachments, self._shown)
        self.next = WindowNext(self.work.next, self._shown)
        self.context = ContextService(self._shown, server, self._choice, self.work.attachments)
        self.versions = VersionService(self.work, self._choice, self._shown)
        for part in (self._news, self._choice, self._sender, self.attachments, self.next, self.context):
            part.setParent(self)
        self.versions.setParent(self)
        self._connect()
        self.come_to_front()

    @property
    def is_new(self) -> bool:
        """Whether an empty chat is shown."""
        return not self._shown.current

    @property
    def model(self) -> str:
        """Name of the model that the next message goes to."""
        return self._choice.name

    @property
    def model_summary(self) -> ModelSummary | None:
        """What the server lists of that model."""
        return self.work.models.summary_of(self._choice.name)

    @property
    def parameters(self) -> Parameters:
        """What the shown chat asks of its model."""
        return self._shown.parameters

    @property
    def replying_models(self) -> frozenset[str]:
        """The models that are writing replies."""
        return self._replies.models

    def start(self, with_new: bool = False, chat_id: str = "") -> asyncio.Task[None]:
        """Open a chat, else a new one, else what was open last, unless a person is faster."""
        last = LastTime(self._store, self._shown.new_id)
        return self._tasks.spawn(self._start(with_new, chat_id, last), name="open the first chat of a window")

    @Slot()
    def come_to_front(self) -> None:
        """A person turns to this window."""
        was_before, self._opened.in_front = self._opened.in_front, self._shown
        if was_before not in (None, self._shown):
            self._keep_open_chat()

    def set_away(self, is_away: bool) -> None:
        """Note whether the window is closed, and only kept for when it is wanted again."""
        self._shown.is_away = is_away

    @Slot(ModelFacts)
    def take_facts(self, facts: ModelFacts) -> None:
        """Note what the model can do."""
        self._replies.set_facts(self._shown.new_id, facts)
        self.context.take_facts(facts)

    def next_request(self) -> ChatRequest:
        """What would be sent now, without what was said in the chat."""
        now = datetime.now(UTC)
        chat = Chat("", "", self._choice.name, now, now, parameters=self.parameters)
        return self._replies.request(ChatView(chat, ()), chat.model)

    @Slot()
    def new_chat(self) -> None:
        """Show an empty chat; it is kept from its first message on."""
        self._show_new()

    @Slot()
    def new_temporary_chat(self) -> None:
        """Show an empty chat that is never on the disk, and is gone when another one is shown."""
        self._tasks.spawn(self._show_temporary(), name="begin a temporary chat")

    @Slot(str)
    def open_chat(self, chat_id: str) -> None:
        """Show a chat."""
        self._asked_for = chat_id
        if chat_id != self._shown.current:
            self._tasks.spawn(self._open(chat_id), name="open a chat")

    @Slot(str)
    def open_if_in_front(self, chat_id: str) -> None:
        """Show a chat that was brought back or copied in this window."""
        if self._opened.in_front is self._shown:
            self.open_chat(chat_id)

    @Slot(str, str)
    def open_message(self, chat_id: str, message_id: str) -> None:
        """Show a chat at one of its messages, in the version that this message is in."""
        self._asked_for = chat_id
        self._tasks.spawn(self._open_message(chat_id, message_id), name="open a chat at a message")

    @Slot(str)
    def send(self, text: str) -> None:
        """Send a message in the shown chat, after the reply that is being written there.

        Where that cannot be done the text comes back.
        """
        self._sender.send(text)

    @Slot()
    def stop(self) -> None:
        """Stop the reply of the shown chat; what has come is kept."""
        self._replies.stop(self._shown.current)

    @Slot(str)
    def retry(self, message_id: str) -> None:
        """Ask again for a reply; the earlier one stays as another version."""
        self.versions.retry(RetryWish(message_id))

    @Slot(str)
    def pick_model(self, name: str) -> None:
        """Choose the model for the next message."""
        self._choice.pick(name)
        self._write(self._store.set_state(LAST_MODEL, name))
        if (view := self._shown.view) is not None:
            self.work.use(replace(view.chat, model=name))
            self._write(self._stores.of(view.chat.id).set_chat_model(view.chat.id, name))
            self.work.model_picked.emit(view.chat.id, name)

    @Slot(Parameters)
    def set_parameters(self, parameters: Parameters) -> None:
        """Change what the shown chat asks of its model, from the next message on."""
        view = self._shown.view
        if view is None:
            self._shown.new_parameters, self._shown.is_tuned = parameters, True
            self.work.unwritten.keep_parameters(self._shown.new_id, parameters)
            self.parameters_changed.emit(parameters)
        else:
            self.work.use(replace(view.chat, parameters=parameters))
            self._write(self._stores.of(view.chat.id).set_parameters(view.chat.id, parameters))
            self.work.parameters_set.emit(view.chat.id)

    def set_usual_parameters(self, parameters: Parameters) -> None:
        """Set what new chats begin with; one in which nothing was changed yet follows."""
        if self._shown.set_usual(parameters):
            self.parameters_changed.emit(parameters)

    @Slot(str)
    def forget(self, chat_id: str) -> None:
        """Leave a chat that was deleted; its running reply is stopped and kept."""
        self._replies.stop(chat_id)
        if chat_id == self._asked_for:
            self._asked_for = self._shown.current
        if chat_id == self._shown.current:
            self.new_chat()

    @Slot(str)
    def keep_draft(self, text: str) -> None:
        """Keep what is typed but not sent in the shown chat."""
        self.context.take_typed(text)
        view = self._shown.view
        if view is None:
            self._shown.new_draft, self._shown.is_typed = text, True
            self.work.unwritten.keep_draft(self._shown.new_id, text)
            return
        self._opened.take(replace(view.chat, draft=text))
        self.work.unwritten.keep_draft(view.chat.id, self.work.next.draft_of(view.chat.id, text))
        self.work.draft_typed.emit(view.chat.id, text, self._shown.new_id)

    def store_of(self, chat_id: str) -> ConversationStore:
        """Where a chat is kept: a temporary one is in memory."""
        return self._stores.of(chat_id)

    async def aclose(self) -> None:
        """Let go of the shown chat; with the first window stop the replies and keep everything that came.

        What was just about to be sent or asked anew is begun all the same.
        """
        self.context.close()
        self.attachments.blockSignals(True)  # nobody shows files any more
        await self._sender.settle(SETTLE_S)
        await self.versions.settle(SETTLE_S)
        await self._tasks.aclose()
        if self._is_first:
            await self.work.unwritten.aclose()
        await self._sender.aclose()
        await self.versions.aclose()
        if self._is_first:
            await self.work.aclose()
        else:
            self.work.close_window(self._shown)

    def _connect(self) -> None:
        news, replies = self._news, self._replies
        for told, told_here in (
            (replies.reply_grew, self.reply_grew),
            (replies.reply_finished, self.reply_finished),
            (replies.running_changed, self.running_changed),
            (self.work.next.due, self._sender.send_next),
            (news.message_added, self.message_added),
            (news.view_changed, self.chat_opened),
            (news.failed, self.failed),
            (news.parameters_set, self._on_parameters_set),
            (news.model_picked, self._choice.pick),
            (news.draft_changed, self.draft_restored),
            (self._sender.failed, self.failed),
            (self._sender.draft_restored, self.draft_restored),
            (self._sender.chat_begun, self._on_chat_begun),
            (self.versions.failed, self.failed),
            (self.versions.chat_copied, self.open_chat),
            (self._choice.model_changed, self.model_changed),
            (self._choice.sending_changed, self.sending_changed),
            (self.current_changed, self.attachments.show_draft),
            (self.current_changed, self.next.show),
            (self.chat_opened, self.context.take_view),
            (self.new_chat_opened, self.context.take_new),
            (self.draft_restored, self.context.take_typed),
            (self.next.changed, self.context.take_waiting),
            (self.message_added, self.context.look),
            (self.reply_finished, self.context.look),
            (self.parameters_changed, self.context.look),
        ):
            told.connect(told_here)

    async def _start(self, with_new: bool, chat_id: str, last: LastTime) -> None:
        try:
            self._choice.want(await last.model())  # at once: a server may answer soon
            draft, parameters = await last.new_chat()
            if not chat_id and not with_new:
                chat_id = await last.open_chat()
        except StorageError as error:
            self.failed.emit(error.failure)
            return
        view = await self._read(chat_id) if chat_id else None
        is_begun = self._shown.is_begun or self.attachments.is_begun
        self._shown.restore(draft, parameters)
        if self._asked_for is not None or is_begun:  # a person was faster
            self._show_restored()
        elif view is not None:
            self._show(view)
        else:
            self._show_new()

    def _show_restored(self) -> None:
        if not self._shown.current:
            self.attachments.show_draft()
            self.parameters_changed.emit(self.parameters)
            self.draft_restored.emit(self._shown.new_draft)

    @Slot()
    def _on_parameters_set(self) -> None:
        self.parameters_changed.emit(self.parameters)

    async def _open_message(self, chat_id: str, message_id: str) -> None:
        self._news.awaited = chat_id
        try:
            await self.versions.shown_at(chat_id, message_id)
        except StorageError as error:
            self.failed.emit(error.failure)
        except KeyError:  # removed meanwhile
            message_id = ""
        finally:
            self._news.awaited = ""
        await self._open(chat_id, message_id)

    async def _open(self, chat_id: str, anchor_id: str = "") -> None:
        view = await self._read(chat_id)
        if view is not None and self._asked_for == chat_id:
            self._show(view, anchor_id)

    async def _read(self, chat_id: str) -> ChatView | None:
        """A chat as it is kept; none where that cannot be had."""
        if (view := self._opened.views.get(chat_id)) is not None:
            return view
        try:
            return await kept(self._stores.of(chat_id).open_chat(chat_id))
        except StorageError as error:
            self.failed.emit(error.failure)
        except KeyError:  # deleted meanwhile
            self._write(self._store.set_state(OPEN_CHAT, ""))
        return None

    def _show(self, read: ChatView, anchor_id: str = "") -> None:
        chat_id = read.chat.id
        view = self._opened.views.get(chat_id, read)  # another window may have opened it meanwhile
        if (reply := self._replies.running(chat_id)) is not None:
            view = replace(view, messages=(*view.messages[:-1], reply))
        view = self._opened.views[chat_id] = replace(view, anchor_id=anchor_id)
        self._set_current(chat_id)
        if view.chat.model:
            self._choice.want(view.chat.model)
        self.chat_opened.emit(replace(view, edit=self.versions.edit_in(view)))
        self._replies.tell_running(chat_id)  # how far it is: the next news may be a second away

    def _show_new(self) -> None:
        self._asked_for = ""
        self._set_current("")
        self.new_chat_opened.emit()
        if self._shown.new_draft:
            self.draft_restored.emit(self._shown.new_draft)

    async def _show_temporary(self) -> None:
        now, chat_id = datetime.now(UTC), new_id()
        chat = Chat(chat_id, "", self._choice.name, now, now, parameters=self.parameters, is_temporary=True)
        self._asked_for = chat_id
        await self._stores.add_temporary(chat_id)
        await kept(self._stores.of(chat_id).create_empty_chat(chat))
        if self._asked_for == chat_id:
            view = self._opened.views[chat_id] = ChatView(chat, ())
            self._set_current(chat_id)
            self.chat_opened.emit(view)

    def _set_current(self, chat_id: str) -> None:
        left, self._shown.current = self._shown.current, chat_id
        self.work.let_go(left)
        self._keep_open_chat()
        self.current_changed.emit(chat_id)
        self.parameters_changed.emit(self.parameters)

    def _keep_open_chat(self) -> None:
        """Begin the next start with what is shown here."""
        if not self._stores.is_temporary(self._shown.current):
            self._write(self._store.set_state(OPEN_CHAT, self._shown.current))

    @Slot(ChatView)
    def _on_chat_begun(self, view: ChatView) -> None:
        self._set_current(view.chat.id)
        self.chat_opened.emit(view)

    def _write(self, future: Future[None]) -> None:
        self._tasks.spawn(self._written(future), name="keep a change")

    async def _written(self, future: Future[None]) -> None:
        try:
            await kept(future)
        except StorageError as error:
            self.failed.emit(error.failure)
