"""The shown chat: which it is, what is typed and sent in it, and that all of it is kept."""

from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.chat import ChatRequest, KeepAlive
from app.domain.conversation import Chat, ChatView, Message, ReplyGrowth
from app.domain.failure import Failure
from app.domain.ids import new_id
from app.domain.model_facts import ModelFacts
from app.domain.model_info import ModelSummary
from app.domain.parameters import Parameters
from app.domain.versions import RetryWish
from app.services.attachments import AttachmentService
from app.services.chat_replies import ChatReplies
from app.services.chat_stores import ChatStores
from app.services.context import ContextService
from app.services.keeping import kept
from app.services.model_choice import ModelChoice
from app.services.next_messages import NextMessages
from app.services.open_chats import OpenChats
from app.services.sending import NEW_CHAT_DRAFT, MessageSender
from app.services.server import ServerService
from app.services.tasks import TaskOwner
from app.services.titles import TitleMaker
from app.services.unwritten import Unwritten
from app.services.versions import VersionService
from app.storage.conversations import ConversationStore
from app.storage.errors import StorageError

LAST_MODEL = "last_model"
OPEN_CHAT = "open_chat"
_OF_THE_LIST = ("title", "title_by", "pinned", "unread", "archived", "folder_id", "tags")


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
        self._stores = ChatStores(store)
        self._server = server
        self._tasks = TaskOwner(self.failed.emit)
        self.unwritten = Unwritten(self._stores, self)
        self._opened = OpenChats()
        self._asked_for = ""  # the chat that was last asked for: a slower answer must not replace it
        self._choice = ModelChoice(server)
        self.attachments = AttachmentService(self._stores)
        self.next = NextMessages(self.attachments)
        self._replies = ChatReplies(self._stores, server, self._choice, self.attachments, self._opened)
        self._sender = MessageSender(
            self._stores, self._choice, self._replies, self.attachments, self.next, self._opened
        )
        self.context = ContextService(self._opened, server, self._choice, self.attachments)
        self.titles = TitleMaker(self._stores, server, self._replies)
        self.versions = VersionService(self._stores, self._choice, self._replies, self._opened)
        for told, told_here in (
            (self._replies.chat_used, self.chat_used),
            (self._replies.message_added, self.message_added),
            (self._replies.reply_grew, self.reply_grew),
            (self._replies.reply_finished, self.reply_finished),
            (self._replies.reply_missed, self.reply_missed),
            (self._replies.running_changed, self.running_changed),
            (self._replies.view_changed, self.chat_opened),
            (self._replies.failed, self.failed),
            (self._replies.failed, self.unwritten.look),
            (self.unwritten.failed, self.failed),
            (self.versions.view_changed, self.chat_opened),
            (self.versions.chat_used, self.chat_used),
            (self.versions.failed, self.failed),
            (self._replies.reply_finished, self.titles.take_reply),
            (self._replies.running_changed, self.titles.take_running),
            (self.titles.failed, self.failed),
            (self._replies.reply_finished, self.next.take_end),
            (self.current_changed, self.next.show),
            (self.next.due, self._sender.send_next),
            (self._sender.failed, self.failed),
            (self._sender.draft_restored, self.draft_restored),
            (self._sender.chat_begun, self._on_chat_begun),
            (self._sender.message_added, self.message_added),
            (self._sender.chat_used, self.chat_used),
            (self.next.draft_changed, self.unwritten.keep_draft),
            (self.next.given_back, self.draft_restored),
            (self.chat_opened, self.context.take_view),
            (self.new_chat_opened, self.context.take_new),
            (self.draft_restored, self.context.take_typed),
            (self.message_added, self.context.look),
            (self.reply_finished, self.context.look),
            (self.parameters_changed, self.context.look),
        ):
            told.connect(told_here)
        self.versions.chat_copied.connect(self._on_chat_copied)
        self._choice.model_changed.connect(self.model_changed)
        self._choice.sending_changed.connect(self.sending_changed)
        self.current_changed.connect(self.attachments.show_draft_of)
        self.attachments.failed.connect(self.failed)

    @property
    def is_new(self) -> bool:
        """Whether an empty chat is shown."""
        return not self._opened.current

    @property
    def model(self) -> str:
        """Name of the model that the next message goes to."""
        return self._choice.name

    @property
    def model_summary(self) -> ModelSummary | None:
        """What the server lists of that model."""
        return self._choice.summary_of(self._choice.name)

    @property
    def parameters(self) -> Parameters:
        """What the shown chat asks of its model."""
        return self._opened.parameters

    @property
    def replying_models(self) -> frozenset[str]:
        """The models that are writing replies."""
        return self._replies.models

    @property
    def keep_alive(self) -> KeepAlive | None:
        """How long a model stays loaded after a reply; None: as the server does."""
        return self._replies.keep_alive

    def start(self, with_new: bool = False) -> None:
        """Open what was open last, or a new chat."""
        self._tasks.spawn(self._start(with_new), name="open the last chat")

    def set_keep_alive(self, keep_alive: KeepAlive | None) -> None:
        """Set how long a model stays loaded after a reply; None: as the server does."""
        self._replies.keep_alive = keep_alive

    @Slot(ModelFacts)
    def take_facts(self, facts: ModelFacts) -> None:
        """Note what the model can do."""
        self._replies.facts = facts
        self.context.take_facts(facts)

    def next_request(self) -> ChatRequest:
        """What would be sent now, without what was said in the chat."""
        now = datetime.now(UTC)
        chat = Chat("", "", self._choice.name, now, now, parameters=self.parameters)
        return self._replies.request(ChatView(chat, ()), chat.model)

    @Slot()
    def new_chat(self) -> None:
        """Show an empty chat; it is kept from its first message on."""
        self._asked_for = ""
        self._show_new()

    @Slot()
    def new_temporary_chat(self) -> None:
        """Show an empty chat that is never on the disk, and is gone when another one is shown."""
        self._tasks.spawn(self._show_temporary(), name="begin a temporary chat")

    @Slot(str)
    def open_chat(self, chat_id: str) -> None:
        """Show a chat."""
        if chat_id != self._opened.current:
            self._asked_for = chat_id
            self._tasks.spawn(self._open(chat_id), name="open a chat")

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
        self._replies.stop(self._opened.current)

    @Slot(str)
    def retry(self, message_id: str) -> None:
        """Ask again for a reply; the earlier one stays as another version."""
        self.versions.retry(RetryWish(message_id))

    @Slot(str)
    def pick_model(self, name: str) -> None:
        """Choose the model for the next message."""
        self._choice.pick(name)
        self._write(self._store.set_state(LAST_MODEL, name))
        if (view := self._opened.shown) is not None:
            self._use_chat(replace(view.chat, model=name))
            self._write(self._stores.of(view.chat.id).set_chat_model(view.chat.id, name))

    @Slot(Parameters)
    def set_parameters(self, parameters: Parameters) -> None:
        """Change what the shown chat asks of its model, from the next message on."""
        view = self._opened.shown
        if view is None:
            self._opened.new_parameters = parameters
        else:
            self._use_chat(replace(view.chat, parameters=parameters))
            self._write(self._stores.of(view.chat.id).set_parameters(view.chat.id, parameters))
        self.parameters_changed.emit(parameters)

    def set_usual_parameters(self, parameters: Parameters) -> None:
        """Set what new chats begin with; one in which nothing was changed yet follows."""
        opened = self._opened
        before, opened.usual_parameters = opened.usual_parameters, parameters
        if opened.new_parameters == before != parameters:
            opened.new_parameters = parameters
            if opened.shown is None:
                self.parameters_changed.emit(parameters)

    @Slot(Chat)
    def take(self, chat: Chat) -> None:
        """Note a title or mark that was changed in the list."""
        if (view := self._opened.views.get(chat.id)) is not None:
            merged = replace(
                view.chat,
                **{name: getattr(chat, name) for name in _OF_THE_LIST},
            )
            self._opened.take(merged)

    @Slot(str)
    def forget(self, chat_id: str) -> None:
        """Leave a chat that was deleted; its running reply is stopped and kept."""
        self._replies.stop(chat_id)
        if chat_id == self._opened.current:
            self.new_chat()

    @Slot(str)
    def keep_draft(self, text: str) -> None:
        """Keep what is typed but not sent in the shown chat."""
        self.context.take_typed(text)
        view = self._opened.shown
        if view is None:
            self.unwritten.keep_draft("", text)
            return
        self._opened.take(replace(view.chat, draft=text))
        self.unwritten.keep_draft(view.chat.id, self.next.draft_of(view.chat.id, text))

    def store_of(self, chat_id: str) -> ConversationStore:
        """Where a chat is kept: a temporary one is in memory."""
        return self._stores.of(chat_id)

    async def aclose(self) -> None:
        """Stop the replies and wait until everything that came is kept."""
        self.context.close()
        await self._tasks.aclose()
        await self.unwritten.aclose()
        await self._sender.aclose()
        await self.titles.aclose()
        await self.versions.aclose()
        await self._replies.aclose()
        await self.attachments.aclose()
        await self._stores.aclose()

    async def _start(self, with_new: bool) -> None:
        try:
            self._choice.want(await self._state(LAST_MODEL))  # at once: a server may answer soon
            draft = await self._state(NEW_CHAT_DRAFT)
            chat_id = "" if with_new else await self._state(OPEN_CHAT)
        except StorageError as error:
            self.failed.emit(error.failure)
            return
        if chat_id:
            self._asked_for = chat_id
            await self._open(chat_id)
        if not self._opened.current:
            self._show_new()
            self.draft_restored.emit(draft)

    async def _state(self, key: str) -> str:
        value = await kept(self._store.get_state(key))
        return value or ""

    @Slot(Chat)
    def _on_chat_copied(self, chat: Chat) -> None:
        self.open_chat(chat.id)

    async def _open_message(self, chat_id: str, message_id: str) -> None:
        try:
            await self.versions.shown_at(chat_id, message_id)
        except StorageError as error:
            self.failed.emit(error.failure)
        except KeyError:  # removed meanwhile
            message_id = ""
        await self._open(chat_id, message_id)

    async def _open(self, chat_id: str, anchor_id: str = "") -> None:
        view = self._opened.views.get(chat_id)
        if view is None:
            try:
                view = await kept(self._stores.of(chat_id).open_chat(chat_id))
            except StorageError as error:
                self.failed.emit(error.failure)
                return
            except KeyError:  # deleted meanwhile
                self._write(self._store.set_state(OPEN_CHAT, ""))
                return
        if self._asked_for != chat_id:
            return
        if (reply := self._replies.running(chat_id)) is not None:
            view = replace(view, messages=(*view.messages[:-1], reply))
        view = replace(view, anchor_id=anchor_id)
        self._opened.views[chat_id] = view
        self._set_current(chat_id)
        if view.chat.model:
            self._choice.want(view.chat.model)
        self.chat_opened.emit(view)

    def _show_new(self) -> None:
        self._set_current("")
        self.new_chat_opened.emit()

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
        left, self._opened.current = self._opened.current, chat_id
        if left and left != chat_id and left not in self._opened.busy:
            self._opened.views.pop(left, None)
            self._tasks.spawn(self._stores.forget_temporary(left), name="forget a temporary chat")
        elif left != chat_id and self._stores.is_temporary(left):
            self._replies.stop(left)  # what nobody can come back to needs no end
        if not self._stores.is_temporary(chat_id):
            self._write(self._store.set_state(OPEN_CHAT, chat_id))
        self.current_changed.emit(chat_id)
        self.parameters_changed.emit(self.parameters)

    @Slot(ChatView)
    def _on_chat_begun(self, view: ChatView) -> None:
        self._set_current(view.chat.id)
        self.chat_opened.emit(view)

    def _use_chat(self, chat: Chat) -> None:
        self._opened.take(chat)
        if not chat.is_temporary:
            self.chat_used.emit(chat)

    def _write(self, future: Future[None]) -> None:
        self._tasks.spawn(self._written(future), name="keep a change")

    async def _written(self, future: Future[None]) -> None:
        try:
            await kept(future)
        except StorageError as error:
            self.failed.emit(error.failure)
