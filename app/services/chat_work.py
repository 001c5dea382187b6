"""What the chats of all windows share: what is open, the replies, the drafts, the messages that wait."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.conversation import Chat
from app.domain.failure import Failure
from app.domain.next_message import joined
from app.services.attachments import AttachmentService
from app.services.chat_replies import ChatReplies
from app.services.chat_stores import ChatStores
from app.services.keeping import kept
from app.services.next_messages import NextMessages
from app.services.open_chats import OpenChats, ShownChat
from app.services.server import ServerService
from app.services.server_models import ServerModels
from app.services.tasks import TaskOwner
from app.services.titles import TitleMaker
from app.services.unwritten import Unwritten
from app.storage.conversations import ConversationStore
from app.storage.errors import StorageError

_OF_THE_LIST = ("title", "title_by", "pinned", "unread", "archived", "folder_id", "tags")


class ChatWork(QObject):
    """Made once; every `ChatService` shows a part of it."""

    parameters_set = Signal(str)  # id of a chat that asks something else of its model
    model_picked = Signal(str, str)  # chat id, model name
    draft_typed = Signal(str, str, str)  # chat id, text; the window (its new chat) in which it was typed
    failed = Signal(Failure)

    def __init__(self, store: ConversationStore, server: ServerService) -> None:
        super().__init__()
        self.stores = ChatStores(store)
        self.opened = OpenChats()
        self.models = ServerModels(server)
        self.unwritten = Unwritten(self.stores, self)
        self.attachments = AttachmentService(self.stores)
        self.next = NextMessages(self.attachments, self.opened)
        self.replies = ChatReplies(self.stores, server, self.models, self.attachments, self.opened)
        self._tasks = TaskOwner(self.failed.emit)
        self.titles = TitleMaker(self.stores, server, self.replies)
        for told, told_here in (
            (self.replies.failed, self.failed),
            (self.replies.failed, self.unwritten.look),
            (self.unwritten.failed, self.failed),
            (self.attachments.failed, self.failed),
            (self.replies.reply_finished, self.titles.take_reply),
            (self.replies.running_changed, self.titles.take_running),
            (self.titles.failed, self.failed),
            (self.replies.reply_finished, self.next.take_end),
            (self.next.draft_changed, self.unwritten.keep_draft),
            (self.next.returned, self._on_returned),
        ):
            told.connect(told_here)

    @Slot(Chat)
    def take(self, chat: Chat) -> None:
        """Note a title or mark that was changed in the list."""
        if (view := self.opened.views.get(chat.id)) is not None:
            merged = replace(view.chat, **{name: getattr(chat, name) for name in _OF_THE_LIST})
            self.opened.take(merged)

    @Slot(str, str)
    def _on_returned(self, chat_id: str, text: str) -> None:
        self._tasks.spawn(self._return(chat_id, text), name="have words back in a draft")

    async def _return(self, chat_id: str, text: str) -> None:
        """Put words above the draft of a chat that no window shows."""
        try:
            chat = (await kept(self.stores.of(chat_id).open_chat(chat_id, 1))).chat
        except StorageError as error:
            self.failed.emit(error.failure)
        except KeyError:
            return  # the chat is gone for good
        else:
            self.unwritten.keep_draft(chat_id, joined(text, chat.draft))

    def use(self, chat: Chat) -> None:
        """Note another state of an open chat, and tell the list."""
        self.opened.take(chat)
        if not chat.is_temporary:
            self.replies.chat_used.emit(chat)

    def let_go(self, chat_id: str) -> None:
        """A window shows another chat instead of this one."""
        if not chat_id or self.opened.is_shown(chat_id):
            return
        self.next.leave(chat_id)
        if chat_id not in self.opened.busy:
            self.opened.views.pop(chat_id, None)
            self._tasks.spawn(self.stores.forget_temporary(chat_id), name="forget a temporary chat")
        elif self.stores.is_temporary(chat_id):
            self.replies.stop(chat_id)  # what nobody can come back to needs no end

    def close_window(self, shown: ShownChat) -> None:
        """Forget a window and let go of what it showed."""
        self.opened.windows.remove(shown)
        self.let_go(shown.current)
        if self.opened.in_front is shown:
            self.opened.in_front = self.opened.windows[0] if self.opened.windows else None
        self.replies.forget_window(shown.new_id)

    async def aclose(self) -> None:
        """Stop the replies and wait until everything that came is kept."""
        await self._tasks.aclose()
        await self.titles.aclose()
        await self.replies.aclose()
        await self.attachments.aclose()
        await self.stores.aclose()
