"""Every running reply: asked for, journalled as it comes, told, and kept when it ends."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from app.api.errors import OllamaError
from app.domain.chat import ChatRequest, KeepAlive
from app.domain.conversation import Chat, ChatView, Message, MessageState, ReplyGrowth
from app.domain.failure import Failure
from app.domain.model_facts import is_blind
from app.services.attachments import AttachmentService
from app.services.keeping import kept
from app.services.model_choice import ModelChoice
from app.services.open_chats import OpenChats
from app.services.replies import RunningReply
from app.services.reply_format import TrailingBlanks, format_fault
from app.services.requests import NO_FACTS, NO_IMAGES, request_of
from app.services.server import ServerService
from app.services.tasks import TaskOwner
from app.storage.conversations import ConversationStore
from app.storage.errors import StorageError


class ChatReplies(QObject):
    """At most one running reply per chat; they go on in chats that are not shown.

    Attributes:
        keep_alive: how long a model stays loaded after a reply; None: as the server does.
        facts: what the chosen model can do.
    """

    chat_used = Signal(Chat)  # its reply ended
    message_added = Signal(Message)
    reply_grew = Signal(ReplyGrowth)
    reply_finished = Signal(Message)
    reply_missed = Signal(str)  # id of a chat that was not shown when its reply ended
    running_changed = Signal(frozenset)  # ids of the chats in which a reply is being written
    failed = Signal(Failure)

    def __init__(
        self,
        store: ConversationStore,
        server: ServerService,
        choice: ModelChoice,
        attachments: AttachmentService,
        open_chats: OpenChats,
    ) -> None:
        super().__init__()
        self.keep_alive: KeepAlive | None = None
        self.facts = NO_FACTS
        self._store = store
        self._server = server
        self._choice = choice
        self._attachments = attachments
        self._opened = open_chats
        self._tasks = TaskOwner(self.failed.emit)
        self._replies: dict[str, RunningReply] = {}
        self._reply_tasks: dict[str, asyncio.Task[None]] = {}

    def running(self, chat_id: str) -> Message | None:
        """The reply that is being written in a chat, with everything that has come so far."""
        reply = self._replies.get(chat_id)
        return reply.message if reply else None

    def stop(self, chat_id: str) -> None:
        """Stop the reply of a chat; what has come is kept."""
        if (task := self._reply_tasks.get(chat_id)) is not None:
            task.cancel()

    def request(self, view: ChatView, model: str, images: Mapping[str, bytes] = NO_IMAGES) -> ChatRequest:
        """What is sent for the next reply of a chat."""
        return request_of(view, model, self.keep_alive, self.facts, images)

    async def begin(self, view: ChatView) -> None:
        """Have the model reply to the last message of `view`."""
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
            self._opened.busy.discard(view.chat.id)
            self.failed.emit(error.failure)
            return
        chat = replace(view.chat, leaf_id=reply.id)
        self._opened.views[chat.id] = ChatView(chat, (*view.messages, reply))
        self._reply_tasks[chat.id] = self._tasks.spawn(self._reply(view, reply), name="chat reply")

    @property
    def models(self) -> frozenset[str]:
        """The models that are writing replies."""
        return frozenset(reply.message.model for reply in self._replies.values())

    async def aclose(self) -> None:
        """Stop the replies and wait until everything that came is kept."""
        await self._tasks.aclose()

    async def _reply(self, view: ChatView, message: Message) -> None:
        chat_id = view.chat.id
        if chat_id == self._opened.current:
            self.message_added.emit(message)
        running = RunningReply(message, is_loaded=self._choice.is_loaded, emit=self.reply_grew.emit)
        self._replies[chat_id] = running
        self.running_changed.emit(frozenset(self._replies))
        failure, state = None, MessageState.COMPLETE
        blind = is_blind(message.model, self._choice.summary, self.facts)
        try:
            images = NO_IMAGES if blind else await self._attachments.images_of(view.messages)
            request = self.request(view, message.model, images)
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
        self._opened.busy.discard(chat_id)
        self._replies.pop(chat_id, None)
        self._reply_tasks.pop(chat_id, None)
        view = self._opened.views[chat_id]
        chat = replace(view.chat, updated_at=datetime.now(UTC))
        self._opened.views[chat_id] = ChatView(chat, (*view.messages[:-1], message))
        self.reply_finished.emit(message)
        self.running_changed.emit(frozenset(self._replies))
        self.chat_used.emit(chat)
        if chat_id != self._opened.current:
            del self._opened.views[chat_id]
            self.reply_missed.emit(chat_id)
        self._server.look_again()
        try:
            await kept(self._store.finish_reply(message))
        except StorageError as error:
            self.failed.emit(error.failure)
