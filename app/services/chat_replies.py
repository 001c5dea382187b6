"""Every running reply: asked for, journalled as it comes, told, and kept when it ends."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal

from app.api.errors import OllamaError
from app.domain.chat import ChatMessage, ChatRequest, KeepAlive
from app.domain.conversation import Chat, ChatView, Fork, Message, MessageState, ReplyGrowth
from app.domain.failure import Failure, FailureCode
from app.domain.ids import new_id
from app.domain.model_facts import ModelFacts, is_blind
from app.domain.model_name import same_model
from app.domain.overlap import OverlapTrimmer
from app.domain.versions import RetryWish, with_version
from app.services.attachments import AttachmentService
from app.services.chat_stores import ChatStores
from app.services.keeping import kept
from app.services.open_chats import OpenChats
from app.services.replies import RunningReply
from app.services.reply_format import TrailingBlanks, format_fault
from app.services.requests import NO_FACTS, NO_FILES, request_of, said_in_slices
from app.services.server import ServerService
from app.services.server_models import ServerModels
from app.services.tasks import TaskOwner
from app.storage.errors import StorageError


class ChatReplies(QObject):
    """At most one running reply per chat; they go on in chats that are not shown.

    Attributes:
        keep_alive: how long a model stays loaded after a reply; None: as the server does.
    """

    chat_used = Signal(Chat)  # its reply ended
    message_added = Signal(Message)  # to a chat that some window shows
    reply_grew = Signal(ReplyGrowth)
    reply_finished = Signal(Message)
    reply_missed = Signal(str)  # id of a chat that no window showed when its reply ended
    running_changed = Signal(frozenset)  # ids of the chats in which a reply is being written
    view_changed = Signal(ChatView)  # a shown chat has other messages; `anchor_id` is what it is about
    failed = Signal(Failure)

    def __init__(
        self,
        stores: ChatStores,
        server: ServerService,
        models: ServerModels,
        attachments: AttachmentService,
        open_chats: OpenChats,
    ) -> None:
        super().__init__()
        self.keep_alive: KeepAlive | None = None
        self._facts: dict[str, ModelFacts] = {}  # of the chosen model, by window
        self._stores = stores
        self._server = server
        self._models = models
        self._attachments = attachments
        self._opened = open_chats
        self._tasks = TaskOwner(self.failed.emit)
        self._replies: dict[str, RunningReply] = {}
        self._reply_tasks: dict[str, asyncio.Task[None]] = {}
        self._ending: dict[str, Future[Message]] = {}  # replies that ended and are not kept whole yet, by id

    def set_keep_alive(self, keep_alive: KeepAlive | None) -> None:
        """Set how long a model stays loaded after a reply; None: as the server does."""
        self.keep_alive = keep_alive

    def set_facts(self, window: str, facts: ModelFacts) -> None:
        """Note what the model can do that a window has chosen; `window` is the id of its new chat."""
        self._facts[window] = facts

    def forget_window(self, window: str) -> None:
        """The window is gone."""
        self._facts.pop(window, None)

    def facts_of(self, model: str) -> ModelFacts:
        """What is known of a model that is chosen in some window."""
        found = [facts for facts in self._facts.values() if same_model(facts.model, model)]
        return next((facts for facts in found if facts.is_known), found[0] if found else NO_FACTS)

    def running(self, chat_id: str) -> Message | None:
        """The reply that is being written in a chat, with everything that has come so far, all of it told."""
        self.tell_running(chat_id)  # what is told after this follows on it, in every window
        reply = self._replies.get(chat_id)
        return reply.message if reply else None

    def tell_running(self, chat_id: str) -> None:
        """Tell now what has come of the reply that is being written in a chat."""
        if (reply := self._replies.get(chat_id)) is not None:
            reply.tell_now()

    def stop(self, chat_id: str) -> None:
        """Stop the reply of a chat; what has come is kept."""
        if (task := self._reply_tasks.get(chat_id)) is not None:
            # Not at once: a task that is cancelled before its first step never ends its reply.
            asyncio.get_running_loop().call_soon(task.cancel)

    def request(
        self,
        view: ChatView,
        model: str,
        files: Mapping[str, bytes] = NO_FILES,
        temperature: float | None = None,
        said: tuple[ChatMessage, ...] | None = None,
    ) -> ChatRequest:
        """What is sent for the next reply of a chat; `temperature` is of it alone, `said` its messages."""
        request = request_of(view, model, self.keep_alive, self.facts_of(model), files, said)
        if temperature is None:
            return request
        return replace(request, options={**(request.options or {}), "temperature": temperature})

    async def begin(self, view: ChatView, model: str) -> None:
        """Have a model reply to the last message of `view`."""
        reply = self._new_reply(view, model)
        shown = replace(view, messages=(*view.messages, reply), anchor_id="")
        if await self._opened_reply(view, shown):
            if self._opened.is_shown(view.chat.id):
                self.message_added.emit(reply)
            self._spawn(view, reply)

    async def begin_version(self, view: ChatView, wish: RetryWish, known: tuple[Fork, ...]) -> None:
        """Have a model reply once more; `view` has what leads to the reply, `known` the forks so far."""
        reply = self._new_reply(view, wish.model, wish.temperature)
        if await self._opened_reply(view, with_version(view, wish.message_id, reply, known)):
            self._tell_view(view.chat.id)
            self._spawn(view, reply)

    async def go_on(self, view: ChatView) -> None:
        """Have the model that wrote the last reply of `view` go on with it."""
        before = view.messages[-1]
        if (ending := self._ending.get(before.id)) is not None:
            with suppress(StorageError):  # told by whoever waits for it
                await kept(ending)
        digest = self._models.digest_of(before.model) or before.model_digest
        reply = replace(
            before,
            state=MessageState.WRITING,
            failure=None,
            done_reason="",
            stats=None,
            model_digest=digest,
            server=self._server.state.key,
        )
        shown = replace(view, messages=(*view.messages[:-1], reply), anchor_id=reply.id)
        if await self._opened_reply(view, shown):
            self._tell_view(view.chat.id)
            self._spawn(shown, reply, before)

    def _new_reply(self, view: ChatView, model: str, temperature: float | None = None) -> Message:
        return Message(
            new_id(),
            view.chat.id,
            view.messages[-1].id,
            "assistant",
            state=MessageState.WRITING,
            created_at=datetime.now(UTC),
            model=model,
            model_digest=self._models.digest_of(model),
            server=self._server.state.key,
            temperature=temperature,
        )

    async def _opened_reply(self, before: ChatView, shown: ChatView) -> bool:
        """Whether the last message of `shown` could be begun in the store; else the chat stays as it was."""
        reply, chat_id = shown.messages[-1], shown.chat.id
        try:
            await kept(self._stores.of(chat_id).begin_reply(reply))
        except StorageError as error:
            self._opened.busy.discard(chat_id)
            self.failed.emit(error.failure)
            return False
        self._opened.views[chat_id] = replace(shown, chat=replace(before.chat, leaf_id=reply.id))
        return True

    def _tell_view(self, chat_id: str) -> None:
        if self._opened.is_shown(chat_id):
            self.view_changed.emit(self._opened.views[chat_id])

    def _spawn(self, view: ChatView, reply: Message, before: Message | None = None) -> None:
        chat_id, is_loaded = view.chat.id, self._models.is_loaded(reply.model)
        running = RunningReply(reply, is_loaded=is_loaded, emit=self.reply_grew.emit)
        # Known as soon as it is shown: who quits in between is asked as well.
        self._replies[chat_id] = running
        self._reply_tasks[chat_id] = self._tasks.spawn(self._reply(view, running, before), name="chat reply")
        self.running_changed.emit(self.running_ids)

    @property
    def running_ids(self) -> frozenset[str]:
        """The chats in which a reply is being written."""
        return frozenset(self._replies)

    @property
    def models(self) -> frozenset[str]:
        """The models that are writing replies."""
        return frozenset(reply.model for reply in self._replies.values())

    async def aclose(self) -> None:
        """Stop the replies and wait until everything that came is kept."""
        await self._tasks.aclose()

    async def _reply(self, view: ChatView, running: RunningReply, before: Message | None) -> None:
        """Stream one reply; `before` is the reply that it goes on with."""
        message = running.message
        failure, state = None, MessageState.COMPLETE
        blind = is_blind(message.model, self._models.summary_of(message.model), self.facts_of(message.model))
        try:
            files = await self._attachments.contents_of(view.messages, with_images=not blind)
            said = await said_in_slices(view, files)
            request = self.request(view, message.model, files, message.temperature, said)
            await self._stream(request, running, OverlapTrimmer(message.content if before else ""))
            content, calls = running.message.content, running.tool_calls
            if before is not None and content == before.content and calls == before.tool_calls:
                failure, state = Failure(FailureCode.REPLY_NOT_CONTINUED, model=message.model), before.state
            elif request.format is not None and (content or not calls):
                failure = await asyncio.to_thread(format_fault, request.format, content, message.model)
        except OllamaError as error:
            failure, state = replace(error.failure, tokens=running.pieces), MessageState.FAILED
        except asyncio.CancelledError:
            state = MessageState.STOPPED
        running.close()
        await self._end_reply(replace(running.message, state=state, failure=failure))

    async def _stream(self, request: ChatRequest, running: RunningReply, new: OverlapTrimmer) -> None:
        message_id, store = running.message.id, self._stores.of(running.message.chat_id)
        deltas = self._server.client.chat_deltas(request, running.rest)
        blanks = TrailingBlanks() if request.format is not None else None
        written: Future[None] | None = None
        try:
            async for arrived in deltas:
                delta = blanks.without(arrived) if blanks else arrived
                if (content := new.feed(delta.content)) != delta.content:
                    delta = replace(delta, content=content)
                running.add(delta)
                if running.pieces == 1:
                    self._server.look_again()  # the model is in memory now: say so
                arrived_now = None
                if delta.content or delta.thinking:
                    arrived_now = store.append_delta(message_id, delta.content, delta.thinking)
                if delta.tool_calls:
                    arrived_now = store.keep_tool_calls(message_id, running.tool_calls)
                if arrived_now is not None and (written is None or written.done()):
                    self._tell_unwritten(written)
                    written = arrived_now
        finally:
            if rest := new.end():
                running.add_held(rest)
                store.append_delta(message_id, rest, "")
            await deltas.aclose()

    def _tell_unwritten(self, written: Future[None] | None) -> None:
        """Say at once that text cannot be saved: a reply may go on for long. The store tries again."""
        error = written.exception() if written is not None else None
        if isinstance(error, StorageError):
            self.failed.emit(error.failure)

    async def _end_reply(self, message: Message) -> None:
        chat_id = message.chat_id
        self._opened.busy.discard(chat_id)
        self._replies.pop(chat_id, None)
        self._reply_tasks.pop(chat_id, None)
        store = self._stores.of(chat_id)
        self._ending[message.id] = store.finish_reply(message)
        view = self._opened.views[chat_id]
        chat = replace(view.chat, updated_at=datetime.now(UTC))
        self._opened.views[chat_id] = replace(view, chat=chat, messages=(*view.messages[:-1], message))
        self.reply_finished.emit(message)
        self.running_changed.emit(self.running_ids)
        is_kept = not self._stores.is_temporary(chat_id)
        if is_kept:
            self.chat_used.emit(chat)
        if not self._opened.is_shown(chat_id):
            del self._opened.views[chat_id]
        if is_kept and not self._opened.is_seen(chat_id):
            self.reply_missed.emit(chat_id)
        self._server.look_again()
        try:
            await kept(self._ending[message.id])
        except StorageError as error:
            self.failed.emit(error.failure)
        finally:
            self._ending.pop(message.id, None)
        if chat_id not in self._opened.views:
            await self._stores.forget_temporary(chat_id)
