"""Titles of chats: the first words at once, and in an idle moment one that the model makes."""

import asyncio
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from app.api.errors import OllamaError
from app.domain.chat import ChatMessage, ChatRequest
from app.domain.conversation import ChatView, Message, MessageState, TitleBy
from app.domain.failure import Failure
from app.domain.model_name import same_model
from app.domain.server import Connection
from app.services.chat_replies import ChatReplies
from app.services.chat_stores import ChatStores
from app.services.keeping import kept
from app.services.server import ServerService
from app.services.tasks import TaskOwner
from app.storage.errors import StorageError

TITLE_LENGTH = 60
IDLE_S = 3.0
_MOST_TOKENS = 40
_WISH = (
    "Write a title for this conversation, in its language: at most six words, no quotation marks, "
    "no full stop. Answer with the title alone."
)
_AROUND = " \t*_#`\"'“”„«»「」.。"


def title_of(text: str) -> str:
    """The first line of a text that has one, at most 60 characters long."""
    line = " ".join(text.strip().splitlines()[0].split())
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"


def made_title(text: str) -> str:
    """The title in what a model answered; empty where there is none."""
    answer = text.rpartition("</think>")[2]
    first = next((line for line in answer.splitlines() if line.strip(_AROUND)), "")
    head, colon, rest = first.partition(":")
    if colon and head.strip(_AROUND).casefold() == "title":
        first = rest
    bare = first.strip(_AROUND)
    return title_of(bare) if bare else ""


class TitleMaker(QObject):
    """Asks for a title after the first reply of a chat, once no reply has been written for three seconds.

    It never makes a server load, reload or evict a model: only the one that wrote the reply is asked, only
    while `ps` lists it, with the options it was loaded with. A reply that begins ends the asking; it is tried
    again after that.

    Attributes:
        idle_s: how long no reply must have been written.
    """

    title_made = Signal(str, str)  # chat id, title
    failed = Signal(Failure)

    def __init__(self, stores: ChatStores, server: ServerService, replies: ChatReplies) -> None:
        super().__init__()
        self.idle_s = IDLE_S
        self._stores = stores
        self._server = server
        self._replies = replies
        self._tasks = TaskOwner(self.failed.emit)
        self._is_enabled = True
        self._is_idle = True
        self._waiting: dict[str, Message] = {}  # first replies by chat
        self._making: asyncio.Task[None] | None = None

    def set_enabled(self, is_enabled: bool) -> None:
        """Whether titles are made at all."""
        self._is_enabled = is_enabled
        if not is_enabled:
            self._waiting.clear()

    @Slot(Message)
    def take_reply(self, message: Message) -> None:
        """Note a reply that has ended."""
        if self._stores.is_temporary(message.chat_id):
            return
        if self._is_enabled and message.state is MessageState.COMPLETE and message.content:
            self._waiting[message.chat_id] = message
            self._begin()

    @Slot(frozenset)
    def take_running(self, chat_ids: frozenset[str]) -> None:
        """Note in which chats a reply is being written."""
        self._is_idle = not chat_ids
        if self._is_idle:
            self._begin()
        elif self._making is not None:
            self._making.cancel()
            self._making = None

    async def aclose(self) -> None:
        """Stop asking."""
        self._waiting.clear()
        await self._tasks.aclose()

    def _begin(self) -> None:
        if self._is_idle and self._waiting and self._making is None:
            self._making = self._tasks.spawn(self._make(), name="make titles")

    async def _make(self) -> None:
        await asyncio.sleep(self.idle_s)
        for chat_id, message in list(self._waiting.items()):
            title = await self._title(message)
            self._waiting.pop(chat_id, None)
            if title and self._is_enabled:
                self.title_made.emit(chat_id, title)
        self._making = None
        self._begin()

    async def _title(self, message: Message) -> str:
        try:
            view = await kept(self._stores.kept.open_chat(message.chat_id))
            is_first = len(view.messages) == 2 and view.chat.title_by is TitleBy.WORDS
            if not is_first or not await self._is_loaded(message):
                return ""
            answer = await self._server.client.chat(self._request(view, message.model))
        except (StorageError, OllamaError, KeyError):
            return ""  # the first words stay: nobody waits for a title
        return made_title(answer.content)

    async def _is_loaded(self, message: Message) -> bool:
        state = self._server.state
        if state.connection is not Connection.READY or state.key != message.server:
            return False
        return any(same_model(each.name, message.model) for each in await self._server.client.ps())

    def _request(self, view: ChatView, model: str) -> ChatRequest:
        """What was sent for the reply and the reply itself: the server still has all that in its cache."""
        request = self._replies.request(view, model)
        facts = self._replies.facts_of(model)
        can_think = facts.is_known and facts.can_think
        return replace(
            request,
            messages=(*request.messages, ChatMessage("user", _WISH)),
            format=None,
            options={**(request.options or {}), "num_predict": _MOST_TOKENS},
            think=False if can_think else None,
        )
