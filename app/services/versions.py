"""Versions of the shown chat's messages: asked anew, edited, shown, deleted, gone on with."""

from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.conversation import Chat, ChatView, MessageEdit
from app.domain.failure import Failure
from app.domain.ids import new_id
from app.domain.versions import RetryWish, can_go_on, up_to, with_version
from app.services.chat_work import ChatWork
from app.services.keeping import kept
from app.services.model_choice import ModelChoice
from app.services.open_chats import ShownChat
from app.services.tasks import TaskOwner
from app.storage.errors import StorageError


class VersionService(QObject):
    """Nothing here destroys a message: what is asked anew or edited stays beside it as another version.

    While a reply is being written in the shown chat its versions stay as they are.
    """

    chat_copied = Signal(str)  # id of a chat that is to be shown
    version_deleted = Signal(str)  # id of its first message, for `undelete`
    edit_restored = Signal(MessageEdit)  # it was not sent, in the shown chat
    failed = Signal(Failure)

    def __init__(self, work: ChatWork, choice: ModelChoice, shown: ShownChat) -> None:
        super().__init__()
        self._stores = work.stores
        self._unwritten = work.unwritten
        self._edits: dict[str, MessageEdit] = {}  # by chat: what is written in this window
        self._choice = choice
        self._replies = work.replies
        self._opened = work.opened
        self._shown = shown
        self._tasks = TaskOwner(self.failed.emit)

    @Slot(RetryWish)
    def retry(self, wish: RetryWish) -> None:
        """Ask again for a reply, also by another model or at another temperature."""
        if (found := self._found(wish.message_id, "assistant")) is not None:
            view, index = found
            if index and (wish.model or self._choice.can_send):
                named = replace(wish, model=wish.model or self._choice.name)
                asked = self._replies.begin_version(up_to(view, index), named, view.forks)
                self._spawn(asked, name="ask for another reply")

    @Slot(str, str)
    def edit(self, message_id: str, text: str) -> None:
        """Send a message of the person in other words; its files go with it.

        Where that cannot be done the words come back.
        """
        found = self._found(message_id, "user")
        if found is None or not self._choice.can_send:
            self.edit_restored.emit(MessageEdit(message_id, text))
            return
        view, index = found
        if text.strip() or view.messages[index].attachments:
            self._spawn(self._edit(view, index, text), name="send a message in other words")

    @Slot(str, str)
    def keep_edit(self, message_id: str, text: str) -> None:
        """Keep other words for a message of the shown chat, which are not sent yet; no id: there are none."""
        if (view := self._shown.view) is not None:
            self._keep_edit(view, MessageEdit(message_id, text) if message_id else None)

    @Slot(str, MessageEdit)
    def keep_edit_elsewhere(self, chat_id: str, edit: MessageEdit) -> None:
        """Have other words back that were dropped in a chat which is not shown here any more."""
        self._edits[chat_id] = edit
        self._unwritten.keep_edit(chat_id, edit)

    def edit_in(self, view: ChatView) -> MessageEdit | None:
        """What is to be gone on with in a chat: what this window began, else what no other window shows."""
        return self._edits.get(view.chat.id) or (None if self._shown.is_shown_beside else view.edit)

    @Slot(str)
    def go_on(self, message_id: str) -> None:
        """Have the model go on with a reply that was stopped or cut; see `can_go_on`."""
        found = self._found(message_id, "assistant")
        if found is not None and found[1] == len(found[0].messages) - 1 and can_go_on(found[0].messages[-1]):
            self._spawn(self._replies.go_on(found[0]), name="go on with a reply")

    @Slot(str)
    def show(self, message_id: str) -> None:
        """Show another version, named by its message at the fork."""
        if (view := self._shown.view) is not None and view.chat.id not in self._opened.busy:
            self._tasks.spawn(self._show(view.chat.id, message_id), name="show another version")

    @Slot(str, int)
    def step(self, message_id: str, step: int) -> None:
        """Show the version so many steps after (negative: before) this message, where there is one."""
        if (view := self._shown.view) is not None:
            fork = next((fork for fork in view.forks if fork.message_id == message_id), None)
            if fork is not None and (other := fork.beside(step)):
                self.show(other)

    @Slot(str)
    def delete(self, message_id: str) -> None:
        """Put a message and what follows it into the trash; `undelete` brings it back."""
        if (view := self._shown.view) is not None and view.chat.id not in self._opened.busy:
            self._tasks.spawn(self._delete(view.chat.id, message_id), name="delete a version")

    @Slot(str)
    def undelete(self, message_id: str) -> None:
        """Bring a deleted version back and show it."""
        self._tasks.spawn(self._undelete(message_id), name="bring a version back")

    @Slot(str)
    def branch(self, message_id: str) -> None:
        """Go on from a message of the shown chat in a new one, which has what leads to it."""
        if (view := self._shown.view) is not None and not view.chat.is_temporary:
            self._tasks.spawn(self._copy(view.chat, message_id), name="branch a chat")

    async def shown_at(self, chat_id: str, message_id: str) -> None:
        """Have the store show the version that a message is in, unless a reply is being written beside it.

        Raises:
            KeyError, StorageError: as the store.
        """
        if chat_id not in self._opened.busy:
            await kept(self._stores.of(chat_id).versions.show(message_id))
            if self._shown.current != chat_id or self._shown.is_shown_beside:
                await self._read(chat_id, message_id)  # for the other windows
            else:
                self._opened.views.pop(chat_id, None)

    async def settle(self, timeout_s: float) -> None:
        """Let what is under way come to its end."""
        await self._tasks.settle(timeout_s)

    async def aclose(self) -> None:
        """End what is under way; what was begun in the store is kept."""
        await self._tasks.aclose()

    def _found(self, message_id: str, role: str) -> tuple[ChatView, int] | None:
        """The shown chat and where the message is in it, unless a reply is being written there."""
        view = self._shown.view
        if view is None or view.chat.id in self._opened.busy:
            return None
        for index, message in enumerate(view.messages):
            if message.id == message_id and message.role == role:
                return view, index
        return None

    def _spawn(self, coroutine: Coroutine[Any, Any, None], *, name: str) -> None:
        self._opened.busy.add(self._shown.current)
        self._tasks.spawn(coroutine, name=name)

    async def _edit(self, view: ChatView, index: int, text: str) -> None:
        old = view.messages[index]
        now = datetime.now(UTC)
        message = replace(old, id=new_id(), content=text, created_at=now)
        chat = replace(view.chat, updated_at=now, leaf_id=message.id)
        try:
            await kept(self._stores.of(chat.id).add_message(message))
        except StorageError as error:
            self._opened.busy.discard(chat.id)
            self.failed.emit(error.failure)
            if chat.id == self._shown.current:
                self.edit_restored.emit(MessageEdit(old.id, text))
            return
        edited = with_version(replace(up_to(view, index), chat=chat), old.id, message, view.forks)
        edited = self._keep_edit(edited, None)
        if self._opened.is_shown(chat.id):
            self._replies.view_changed.emit(edited)
        if not self._stores.is_temporary(chat.id):
            self._replies.chat_used.emit(chat)
        await self._replies.begin(edited, self._choice.name)

    def _keep_edit(self, view: ChatView, edit: MessageEdit | None) -> ChatView:
        if edit is None:
            self._edits.pop(view.chat.id, None)
        else:
            self._edits[view.chat.id] = edit
        self._unwritten.keep_edit(view.chat.id, edit)
        view = self._opened.views[view.chat.id] = replace(view, edit=edit)
        return view

    async def _show(self, chat_id: str, message_id: str) -> None:
        try:
            await kept(self._stores.of(chat_id).versions.show(message_id))
        except StorageError as error:
            self.failed.emit(error.failure)
        else:
            await self._read(chat_id, message_id)

    async def _delete(self, chat_id: str, message_id: str) -> None:
        try:
            leaf_id = await kept(self._stores.of(chat_id).versions.delete(message_id))
        except StorageError as error:
            self.failed.emit(error.failure)
            return
        await self._read(chat_id, leaf_id or "")
        self.version_deleted.emit(message_id)

    async def _undelete(self, message_id: str) -> None:
        for store in self._stores.all:  # whichever chat is shown by now
            try:
                await kept(store.versions.undelete(message_id))
                (message,) = await kept(store.version_up_to(message_id, 1))
            except KeyError:
                continue  # it is in another one, or gone for good
            except StorageError as error:
                self.failed.emit(error.failure)
                return
            if self._opened.is_shown(message.chat_id):
                await self._read(message.chat_id, message_id)
            return

    async def _copy(self, chat: Chat, last_id: str) -> None:
        now = datetime.now(UTC)
        new = replace(chat, id=new_id(), created_at=now, updated_at=now, draft="", unread=False)
        try:
            copied = await kept(self._stores.of(chat.id).versions.copy(chat.id, new, last_id))
        except StorageError as error:
            self.failed.emit(error.failure)
            return
        self._replies.chat_used.emit(copied)
        self.chat_copied.emit(copied.id)

    async def _read(self, chat_id: str, anchor_id: str) -> None:
        try:
            view = await kept(self._stores.of(chat_id).open_chat(chat_id))
        except StorageError as error:
            self.failed.emit(error.failure)
            return
        if self._opened.is_shown(chat_id) and chat_id not in self._opened.busy:
            chat = replace(view.chat, is_temporary=self._stores.is_temporary(chat_id))
            view = replace(view, chat=chat, anchor_id=anchor_id)
            self._opened.views[chat_id] = view
            self._replies.view_changed.emit(view)
