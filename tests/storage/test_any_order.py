"""Any sequence of calls and restarts leaves what a plain model of them says."""

import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
)

from app.domain.chat import ReplyStats
from app.domain.conversation import Chat, Message, MessageState, TitleBy
from app.storage.conversations import ConversationStore
from app.storage.tree import VersionStore
from tests.storage.builders import NOON, new_chat, new_message, new_reply

WAIT_S = 30
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
counters = st.integers(0, 2**63 - 1)
stats = st.none() | st.builds(ReplyStats, *[counters] * 6)
ends = st.sampled_from([MessageState.COMPLETE, MessageState.STOPPED, MessageState.FAILED])


class Conversations(RuleBasedStateMachine):
    """The store beside two dicts."""

    chats_made = Bundle("chats_made")
    replies_begun = Bundle("replies_begun")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = ConversationStore.open(Path(self.folder.name))
        self.chats: dict[str, Chat] = {}
        self.deleted: set[str] = set()
        self.messages: dict[str, Message] = {}
        self.time = NOON

    def next_time(self):
        self.time += timedelta(microseconds=1)
        return self.time

    def added(self, message: Message) -> None:
        self.messages[message.id] = message
        chat = self.chats[message.chat_id]
        self.chats[chat.id] = replace(chat, leaf_id=message.id, updated_at=message.created_at)

    @initialize(target=chats_made, title=texts)
    def first_chat(self, title):
        return self.create_chat(title)

    @rule(target=chats_made, title=texts)
    def another_chat(self, title):
        return self.create_chat(title)

    def create_chat(self, title):
        at = self.next_time()
        chat = new_chat(title=title, created_at=at, updated_at=at)
        self.chats[chat.id] = chat
        question = new_message(chat)
        self.store.create_chat(chat, question)
        self.added(question)
        return chat.id

    def leaf(self, chat_id) -> Message:
        return self.messages[self.chats[chat_id].leaf_id]

    @rule(chat_id=chats_made, content=texts)
    def add(self, chat_id, content):
        message = new_message(
            self.chats[chat_id], self.leaf(chat_id), content=content, created_at=self.next_time()
        )
        self.store.add_message(message)
        self.added(message)

    @rule(target=replies_begun, chat_id=chats_made)
    def begin(self, chat_id):
        reply = new_reply(self.chats[chat_id], self.leaf(chat_id), created_at=self.next_time())
        self.store.begin_reply(reply)
        self.added(reply)
        return reply.id

    def is_writing(self, reply_id) -> bool:
        return self.messages[reply_id].state is MessageState.WRITING

    @rule(reply_id=replies_begun, content=texts, thinking=texts, wait=st.booleans())
    def append(self, reply_id, content, thinking, wait):
        if self.is_writing(reply_id):
            kept = self.store.append_delta(reply_id, content, thinking)
            before = self.messages[reply_id]
            self.messages[reply_id] = replace(
                before, content=before.content + content, thinking=before.thinking + thinking
            )
            if wait:
                kept.result(WAIT_S)

    @rule(reply_id=consumes(replies_begun), end=ends, stats=stats, holds_text=st.booleans())
    def finish(self, reply_id, end, stats, holds_text):
        if self.is_writing(reply_id):
            whole = replace(self.messages[reply_id], state=end, stats=stats)
            given = whole if holds_text else replace(whole, content="", thinking="")
            assert self.store.finish_reply(given).result(WAIT_S) == whole
            self.messages[reply_id] = whole

    @rule(chat_id=chats_made, field=st.sampled_from(["title", "draft", "model"]), text=texts)
    def write_field(self, chat_id, field, text):
        calls = {
            "title": self.store.rename_chat,
            "draft": self.store.set_draft,
            "model": self.store.set_chat_model,
        }
        calls[field](chat_id, text)
        by = {"title_by": TitleBy.PERSON} if field == "title" else {}
        self.chats[chat_id] = replace(self.chats[chat_id], **{field: text}, **by)

    @rule(chat_id=chats_made, field=st.sampled_from(["pinned", "unread"]), value=st.booleans())
    def set_mark(self, chat_id, field, value):
        {"pinned": self.store.set_pinned, "unread": self.store.set_unread}[field](chat_id, value)
        self.chats[chat_id] = replace(self.chats[chat_id], **{field: value})

    @rule(chat_id=chats_made, pick=st.integers(0, 1000))
    def show_other_version(self, chat_id, pick):
        own = [message.id for message in self.messages.values() if message.chat_id == chat_id]
        leaf_id = VersionStore(self.store.access).show(own[pick % len(own)]).result(WAIT_S)
        self.chats[chat_id] = replace(self.chats[chat_id], leaf_id=leaf_id)

    @rule(chat_id=chats_made)
    def delete(self, chat_id):
        self.store.delete_chat(chat_id)
        self.deleted.add(chat_id)

    @precondition(lambda self: self.deleted)
    @rule(chat_id=chats_made)
    def undelete(self, chat_id):
        self.store.undelete_chat(chat_id)
        self.deleted.discard(chat_id)

    @rule()
    def restart(self):
        self.store.close()
        self.store = ConversationStore.open(Path(self.folder.name))
        assert self.store.notices == ()
        for message in self.messages.values():
            if message.state is MessageState.WRITING:
                self.messages[message.id] = replace(message, state=MessageState.STOPPED)

    @invariant()
    def list_is_the_models(self):
        shown = [chat for chat in self.chats.values() if chat.id not in self.deleted]
        shown.sort(key=lambda chat: (chat.pinned, chat.updated_at), reverse=True)
        assert self.store.chats().result(WAIT_S) == tuple(shown)

    @invariant()
    def messages_are_the_models(self):
        for chat in self.chats.values():
            view = self.store.open_chat(chat.id).result(WAIT_S)
            assert view.chat == chat
            shown = []
            parent_id = chat.leaf_id
            while parent_id:
                shown.append(self.messages[parent_id])
                parent_id = shown[-1].parent_id
            assert [message.id for message in view.messages] == [message.id for message in reversed(shown)]
            for stored, expected in zip(view.messages, reversed(shown), strict=True):
                if expected.state is MessageState.WRITING:  # its last pieces may not be written yet
                    assert expected.content.startswith(stored.content)
                    assert expected.thinking.startswith(stored.thinking)
                    expected = replace(expected, content=stored.content, thinking=stored.thinking)
                assert stored == expected

    def teardown(self):
        try:
            self.restart()
            self.messages_are_the_models()
        finally:
            self.store.close()
            self.folder.cleanup()


TestAnyOrder = Conversations.TestCase
TestAnyOrder.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
