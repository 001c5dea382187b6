"""The shown chat and every running reply: what is sent, what comes back, and that all of it is kept."""

import asyncio
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from PySide6.QtCore import QObject, Signal, Slot

from app.api.errors import OllamaError
from app.domain.chat import ChatRequest, KeepAlive
from app.domain.conversation import Chat, ChatView, Message, MessageState, ReplyGrowth
from app.domain.failure import Failure
from app.domain.model_facts import ModelFacts, is_blind
from app.domain.model_info import ModelSummary
from app.domain.parameters import NO_PARAMETERS, Parameters
from app.services.attachments import AttachmentService
from app.services.keeping import kept
from app.services.model_choice import ModelChoice
from app.services.replies import RunningReply
from app.services.reply_format import TrailingBlanks, format_fault
from app.services.requests import NO_FACTS, NO_IMAGES, request_of
from app.services.server import ServerService
from app.services.tasks import TaskOwner
from app.services.titles import title_of
from app.storage.conversations import ConversationStore
from app.storage.errors import StorageError

LAST_MODEL = "last_model"
OPEN_CHAT = "open_chat"
NEW_CHAT_DRAFT = "new_chat_draft"


class ChatService(QObject):
    """One shown chat and any number of running replies, at most one per chat."""

    chat_opened = Signal(ChatView)
    new_chat_opened = Signal()
    current_changed = Signal(str)  # id of the shown chat, empty for a new one
    chat_used = Signal(Chat)  # a chat is new, or was written in
    message_added = Signal(Message)
    reply_grew = Signal(ReplyGrowth)
    reply_finished = Signal(Message)
    reply_missed = Signal(str)  # id of a chat that was not shown when its reply ended
    running_changed = Signal(frozenset)  # ids of the chats in which a reply is being written
    model_changed = Signal(str)
    parameters_changed = Signal(Parameters)  # of the shown chat
    sending_changed = Signal(bool, str)  # whether a message can be sent now, else why not: see ModelChoice
    draft_restored = Signal(str)  # text for the composer: kept from last time, or not sent
    failed = Signal(Failure)

    def __init__(self, store: ConversationStore, server: ServerService) -> None:
        super().__init__()
        self._store = store
        self._server = server
        self._tasks = TaskOwner(self.failed.emit)
        self._views: dict[str, ChatView] = {}  # the shown chat and those with a running reply
        self._current = ""
        self._asked_for = ""  # the chat that was last asked for: a slower answer must not replace it
        self._choice = ModelChoice(server)
        self.attachments = AttachmentService(store)
        self._new_parameters = NO_PARAMETERS  # of the chat that begins with the next message
        self._keep_alive: KeepAlive | None = None
        self._facts = NO_FACTS
        self._busy: set[str] = set()  # chats (empty: the new one) from sending to the end of the reply
        self._replies: dict[str, RunningReply] = {}
        self._reply_tasks: dict[str, asyncio.Task[None]] = {}
        self._choice.model_changed.connect(self.model_changed)
        self._choice.sending_changed.connect(self.sending_changed)
        self.current_changed.connect(self.attachments.show_draft_of)
        self.attachments.failed.connect(self.failed)

    @property
    def is_new(self) -> bool:
        """Whether an empty chat is shown."""
        return not self._current

    @property
    def model(self) -> str:
        """Name of the model that the next message goes to."""
        return self._choice.name

    @property
    def model_summary(self) -> ModelSummary | None:
        """What the server lists of that model."""
        return self._choice.summary

    @property
    def parameters(self) -> Parameters:
        """What the shown chat asks of its model."""
        view = self._views.get(self._current)
        return view.chat.parameters if view else self._new_parameters

    def start(self, with_new: bool = False) -> None:
        """Open what was open last, or a new chat."""
        self._tasks.spawn(self._start(with_new), name="open the last chat")

    def set_keep_alive(self, keep_alive: KeepAlive | None) -> None:
        """Set how long a model stays loaded after a reply; None: as the server does."""
        self._keep_alive = keep_alive

    @Slot(ModelFacts)
    def take_facts(self, facts: ModelFacts) -> None:
        """Note what the model can do."""
        self._facts = facts

    def next_request(self) -> ChatRequest:
        """What would be sent now, without what was said in the chat."""
        now = datetime.now(UTC)
        chat = Chat("", "", self._choice.name, now, now, parameters=self.parameters)
        return request_of(ChatView(chat, ()), chat.model, self._keep_alive, self._facts)

    @Slot()
    def new_chat(self) -> None:
        """Show an empty chat; it is kept from its first message on."""
        self._asked_for = ""
        self._show_new()

    @Slot(str)
    def open_chat(self, chat_id: str) -> None:
        """Show a chat."""
        if chat_id != self._current:
            self._asked_for = chat_id
            self._tasks.spawn(self._open(chat_id), name="open a chat")

    @Slot(str)
    def send(self, text: str) -> None:
        """Send a message in the shown chat. Where that cannot be done now the text comes back."""
        is_empty = not text.strip() and not self.attachments.draft_of(self._current)
        if is_empty or not self._choice.can_send or self._current in self._busy:
            self.draft_restored.emit(text)
            return
        self._busy.add(self._current)
        self._tasks.spawn(self._send(text, self._current), name="send a message")

    @Slot()
    def stop(self) -> None:
        """Stop the reply of the shown chat; what has come is kept."""
        if (task := self._reply_tasks.get(self._current)) is not None:
            task.cancel()

    @Slot(str)
    def retry(self, message_id: str) -> None:
        """Ask again for a reply; the earlier one stays as another version."""
        view = self._views.get(self._current)
        if view is None or self._current in self._busy:
            return
        index = next((i for i, m in enumerate(view.messages) if m.id == message_id), 0)
        if index > 0 and view.messages[index].role == "assistant":
            self._busy.add(self._current)
            self._tasks.spawn(
                self._retry(replace(view, messages=view.messages[:index])), name="retry a reply"
            )

    @Slot(str)
    def pick_model(self, name: str) -> None:
        """Choose the model for the next message."""
        self._choice.pick(name)
        self._write(self._store.set_state(LAST_MODEL, name))
        if (view := self._views.get(self._current)) is not None:
            self._use_chat(replace(view.chat, model=name))
            self._write(self._store.set_chat_model(view.chat.id, name))

    @Slot(Parameters)
    def set_parameters(self, parameters: Parameters) -> None:
        """Change what the shown chat asks of its model, from the next message on."""
        view = self._views.get(self._current)
        if view is None:
            self._new_parameters = parameters
        else:
            self._use_chat(replace(view.chat, parameters=parameters))
            self._write(self._store.set_parameters(self._current, parameters))
        self.parameters_changed.emit(parameters)

    @Slot(Chat)
    def take(self, chat: Chat) -> None:
        """Note a title or mark that was changed in the list."""
        if (view := self._views.get(chat.id)) is not None:
            merged = replace(view.chat, title=chat.title, pinned=chat.pinned, unread=chat.unread)
            self._views[chat.id] = replace(view, chat=merged)

    @Slot(str)
    def forget(self, chat_id: str) -> None:
        """Leave a chat that was deleted; its running reply is stopped and kept."""
        if (task := self._reply_tasks.get(chat_id)) is not None:
            task.cancel()
        if chat_id == self._current:
            self.new_chat()

    @Slot(str)
    def keep_draft(self, text: str) -> None:
        """Keep what is typed but not sent in the shown chat."""
        view = self._views.get(self._current)
        if view is None:
            self._write(self._store.set_state(NEW_CHAT_DRAFT, text))
            return
        self._views[self._current] = replace(view, chat=replace(view.chat, draft=text))
        self._write(self._store.set_draft(self._current, text))

    async def aclose(self) -> None:
        """Stop the replies and wait until everything that came is kept."""
        await self._tasks.aclose()
        await self.attachments.aclose()

    async def _start(self, with_new: bool) -> None:
        try:
            model = await self._state(LAST_MODEL)
            draft = await self._state(NEW_CHAT_DRAFT)
            chat_id = "" if with_new else await self._state(OPEN_CHAT)
        except StorageError as error:
            self.failed.emit(error.failure)
            return
        self._choice.want(model)
        if chat_id:
            self._asked_for = chat_id
            await self._open(chat_id)
        if not self._current:
            self._show_new()
            self.draft_restored.emit(draft)

    async def _state(self, key: str) -> str:
        value = await kept(self._store.get_state(key))
        return value or ""

    async def _open(self, chat_id: str) -> None:
        view = self._views.get(chat_id)
        if view is None:
            try:
                view = await kept(self._store.open_chat(chat_id))
            except StorageError as error:
                self.failed.emit(error.failure)
                return
            except KeyError:  # deleted meanwhile
                self._write(self._store.set_state(OPEN_CHAT, ""))
                return
        if self._asked_for != chat_id:
            return
        if (reply := self._replies.get(chat_id)) is not None:
            view = replace(view, messages=(*view.messages[:-1], reply.message))
        self._views[chat_id] = view
        self._set_current(chat_id)
        if view.chat.model:
            self._choice.want(view.chat.model)
        self.chat_opened.emit(view)

    def _show_new(self) -> None:
        self._set_current("")
        self.new_chat_opened.emit()

    def _set_current(self, chat_id: str) -> None:
        left, self._current = self._current, chat_id
        if left and left not in self._replies and left != chat_id:
            self._views.pop(left, None)
        self._write(self._store.set_state(OPEN_CHAT, chat_id))
        self.current_changed.emit(chat_id)
        self.parameters_changed.emit(self.parameters)

    async def _send(self, text: str, chat_id: str) -> None:
        now = datetime.now(UTC)
        view = self._views.get(chat_id)
        images = self.attachments.draft_of(chat_id)
        chat = view.chat if view else self._new_chat_of(text or images[0].name, now)
        before = view.messages if view else ()
        parent_id = before[-1].id if before else None
        message = Message(uuid4().hex, chat.id, parent_id, "user", text, created_at=now, attachments=images)
        chat = replace(chat, updated_at=now, model=self._choice.name, draft="", leaf_id=message.id)
        try:
            if view is None:
                await kept(self._store.create_chat(chat, message))
                await kept(self._store.set_state(NEW_CHAT_DRAFT, ""))
            else:
                await kept(self._store.add_message(message))
                await kept(self._store.set_draft(chat.id, ""))
        except StorageError as error:
            self.failed.emit(error.failure)
            self.draft_restored.emit(text)
            return
        finally:
            self._busy.discard(chat_id)
        self._busy.add(chat.id)
        self.attachments.forget_draft(chat_id)
        view = ChatView(chat, (*before, message))
        self._views[chat.id] = view
        if self._current == chat_id == "":
            self._new_parameters = NO_PARAMETERS
            self._set_current(chat.id)
            self.chat_opened.emit(view)
        elif self._current == chat.id:
            self.message_added.emit(message)
        self.chat_used.emit(chat)
        await self._begin_reply(view)

    def _new_chat_of(self, text: str, now: datetime) -> Chat:
        title = title_of(text)
        return Chat(uuid4().hex, title, self._choice.name, now, now, parameters=self._new_parameters)

    async def _retry(self, view: ChatView) -> None:
        self._views[view.chat.id] = view
        if view.chat.id == self._current:
            self.chat_opened.emit(view)
        await self._begin_reply(view)

    async def _begin_reply(self, view: ChatView) -> None:
        model = self._choice.summary
        reply = Message(
            uuid4().hex,
            view.chat.id,
            view.messages[-1].id,
            "assistant",
            state=MessageState.WRITING,
            created_at=datetime.now(UTC),
            model=self._choice.name,
            model_digest=model.digest if model else "",
            server=self._server.state.key,
        )
        try:
            await kept(self._store.begin_reply(reply))
        except StorageError as error:
            self._busy.discard(view.chat.id)
            self.failed.emit(error.failure)
            return
        chat = replace(view.chat, leaf_id=reply.id)
        self._views[chat.id] = ChatView(chat, (*view.messages, reply))
        self._reply_tasks[chat.id] = self._tasks.spawn(self._reply(view, reply), name="chat reply")

    async def _reply(self, view: ChatView, message: Message) -> None:
        chat_id = view.chat.id
        if chat_id == self._current:
            self.message_added.emit(message)
        running = RunningReply(message, is_loaded=self._choice.is_loaded, emit=self.reply_grew.emit)
        self._replies[chat_id] = running
        self.running_changed.emit(frozenset(self._replies))
        failure, state = None, MessageState.COMPLETE
        blind = is_blind(message.model, self._choice.summary, self._facts)
        try:
            images = NO_IMAGES if blind else await self.attachments.images_of(view.messages)
            request = request_of(view, message.model, self._keep_alive, self._facts, images)
            await self._stream(request, running)
            if request.format is not None:
                content = running.message.content
                failure = await asyncio.to_thread(format_fault, request.format, content, message.model)
        except OllamaError as error:
            failure, state = replace(error.failure, tokens=running.pieces), MessageState.FAILED
        except asyncio.CancelledError:
            state = MessageState.STOPPED
        running.close()
        await self._end_reply(replace(running.message, state=state, failure=failure))

    async def _stream(self, request: ChatRequest, running: RunningReply) -> None:
        message_id = running.message.id
        deltas = self._server.client.chat_deltas(request)
        blanks = TrailingBlanks() if request.format is not None else None
        try:
            async for arrived in deltas:
                delta = blanks.without(arrived) if blanks else arrived
                running.add(delta)
                if running.pieces == 1:
                    self._server.look_again()  # the model is in memory now: say so
                if delta.content or delta.thinking:
                    self._store.append_delta(message_id, delta.content, delta.thinking)
        finally:
            await deltas.aclose()

    async def _end_reply(self, message: Message) -> None:
        chat_id = message.chat_id
        self._busy.discard(chat_id)
        self._replies.pop(chat_id, None)
        self._reply_tasks.pop(chat_id, None)
        view = self._views[chat_id]
        chat = replace(view.chat, updated_at=datetime.now(UTC))
        self._views[chat_id] = ChatView(chat, (*view.messages[:-1], message))
        self.reply_finished.emit(message)
        self.running_changed.emit(frozenset(self._replies))
        self.chat_used.emit(chat)
        if chat_id != self._current:
            del self._views[chat_id]
            self.reply_missed.emit(chat_id)
        self._server.look_again()
        try:
            await kept(self._store.finish_reply(message))
        except StorageError as error:
            self.failed.emit(error.failure)

    def _use_chat(self, chat: Chat) -> None:
        self._views[chat.id] = replace(self._views[chat.id], chat=chat)
        self.chat_used.emit(chat)

    def _write(self, future: Future[None]) -> None:
        self._tasks.spawn(self._written(future), name="keep a change")

    async def _written(self, future: Future[None]) -> None:
        try:
            await kept(future)
        except StorageError as error:
            self.failed.emit(error.failure)
