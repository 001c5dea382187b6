"""Versions of messages: nothing is lost, each fork is told, and the branch shown last comes back."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.conversation import Attachment, Chat, Fork, Message, MessageState
from app.storage.conversations import ConversationStore
from tests.storage.builders import new_chat, new_message, new_reply

WAIT_S = 20


class Tree:
    """A chat with two answers to its first question; the second one is followed by two more questions."""

    def __init__(self, store: ConversationStore) -> None:
        self.store = store
        self.chat = new_chat()
        self.question = new_message(self.chat)
        store.create_chat(self.chat, self.question)
        self.first = self.answer(self.question, "first")
        self.first_follow = self.ask(self.first, "and then?")
        self.second = self.answer(self.question, "second")
        self.left = self.ask(self.second, "left")
        self.right = self.ask(self.second, "right")

    def answer(self, parent: Message, text: str) -> Message:
        return self.added(
            new_reply(self.chat, parent, content=text, state=MessageState.COMPLETE, created_at=None)
        )

    def ask(self, parent: Message, text: str) -> Message:
        return self.added(new_message(self.chat, parent, content=text, created_at=None))

    def added(self, message: Message) -> Message:
        self.store.add_message(message).result(WAIT_S)
        return message

    def shown(self, chat: Chat | None = None) -> list[str]:
        view = self.store.open_chat((chat or self.chat).id).result(WAIT_S)
        return [message.content for message in view.messages]

    def forks(self) -> tuple[Fork, ...]:
        return self.store.open_chat(self.chat.id).result(WAIT_S).forks


def test_each_fork_of_the_shown_version_is_told(store: ConversationStore) -> None:
    tree = Tree(store)
    answers, questions = tree.forks()
    assert answers == Fork(tree.second.id, (tree.first.id, tree.second.id))
    assert (answers.index, answers.count) == (2, 2)
    assert (answers.beside(-1), answers.beside(1)) == (tree.first.id, "")
    assert questions == Fork(tree.right.id, (tree.left.id, tree.right.id))


def test_a_straight_chat_has_no_fork_and_others_do_not_count(store: ConversationStore) -> None:
    Tree(store)
    chat = new_chat()
    store.create_chat(chat, new_message(chat))
    assert store.open_chat(chat.id).result(WAIT_S).forks == ()


def test_another_first_message_is_a_fork(store: ConversationStore) -> None:
    tree = Tree(store)
    other = tree.added(new_message(tree.chat, None, content="Why?", created_at=None))
    assert tree.forks() == (Fork(other.id, (tree.question.id, other.id)),)
    assert store.versions.show(tree.question.id).result(WAIT_S) == tree.right.id


def test_a_version_comes_back_as_it_was_shown_last(store: ConversationStore) -> None:
    tree = Tree(store)
    assert store.versions.show(tree.left.id).result(WAIT_S) == tree.left.id
    assert store.versions.show(tree.first.id).result(WAIT_S) == tree.first_follow.id
    assert tree.shown() == [tree.question.content, "first", "and then?"]
    assert store.versions.show(tree.second.id).result(WAIT_S) == tree.left.id
    tree.ask(tree.second, "middle")
    store.versions.show(tree.first.id)
    store.versions.show(tree.second.id)
    assert tree.shown()[-1] == "middle"


def test_deleting_a_version_shows_the_one_before_and_can_be_undone(store: ConversationStore) -> None:
    tree = Tree(store)
    assert store.versions.delete(tree.second.id).result(WAIT_S) == tree.first_follow.id
    assert tree.shown() == [tree.question.content, "first", "and then?"]
    assert tree.forks() == ()
    assert store.versions.undelete(tree.second.id).result(WAIT_S) == tree.right.id
    assert tree.forks()[0].count == 2


def test_deleting_the_first_version_shows_the_next_one(store: ConversationStore) -> None:
    tree = Tree(store)
    store.versions.show(tree.first.id)
    assert store.versions.delete(tree.first.id).result(WAIT_S) == tree.right.id


def test_deleting_a_version_that_is_not_shown_changes_nothing_shown(store: ConversationStore) -> None:
    tree = Tree(store)
    assert store.versions.delete(tree.first.id).result(WAIT_S) == tree.right.id
    assert tree.shown()[1:] == ["second", "right"]


def test_deleting_the_only_version_ends_the_chat_before_it(store: ConversationStore) -> None:
    tree = Tree(store)
    store.versions.show(tree.first.id)
    assert store.versions.delete(tree.first_follow.id).result(WAIT_S) == tree.first.id
    assert store.versions.delete(tree.question.id).result(WAIT_S) is None
    assert tree.shown() == []


def test_undoing_two_deletions_in_either_order_brings_all_back(store: ConversationStore) -> None:
    tree = Tree(store)
    store.versions.delete(tree.right.id)
    store.versions.delete(tree.question.id)
    store.versions.undelete(tree.right.id).result(WAIT_S)
    assert tree.shown()[1:] == ["second", "right"]
    store.versions.undelete(tree.question.id).result(WAIT_S)
    assert [fork.count for fork in tree.forks()] == [2, 2]


def test_an_unknown_message_is_a_key_error(store: ConversationStore) -> None:
    for call in (store.versions.show, store.versions.delete, store.versions.undelete):
        with pytest.raises(KeyError):
            call("0" * 32).result(WAIT_S)
    with pytest.raises(KeyError):
        store.versions.copy("0" * 32, new_chat()).result(WAIT_S)


def test_a_copy_has_every_version_and_is_another_chat(store: ConversationStore) -> None:
    tree = Tree(store)
    copy = store.versions.copy(tree.chat.id, new_chat(title="Copy")).result(WAIT_S)
    assert tree.shown(copy) == tree.shown()
    forks = store.open_chat(copy.id).result(WAIT_S).forks
    assert [(fork.index, fork.count) for fork in forks] == [(2, 2), (2, 2)]
    tree.ask(replace(tree.right, id=copy.leaf_id or ""), "more")
    store.versions.delete(tree.question.id).result(WAIT_S)
    assert tree.shown(copy)[1:] == ["second", "right"]


def test_a_copy_up_to_a_message_has_what_leads_to_it(store: ConversationStore) -> None:
    tree = Tree(store)
    copy = store.versions.copy(tree.chat.id, new_chat(), up_to=tree.first.id).result(WAIT_S)
    assert tree.shown(copy) == [tree.question.content, "first"]
    assert store.open_chat(copy.id).result(WAIT_S).forks == ()


def test_a_copy_has_the_files_of_its_messages(store: ConversationStore) -> None:
    tree = Tree(store)
    stored = store.put_attachment(b"png", "llama.png", "image/png").result(WAIT_S)
    assert isinstance(stored, Attachment)
    tree.added(new_message(tree.chat, tree.right, attachments=(stored,), created_at=None))
    copy = store.versions.copy(tree.chat.id, new_chat()).result(WAIT_S)
    assert store.open_chat(copy.id).result(WAIT_S).messages[-1].attachments == (stored,)


def test_the_temperature_of_one_reply_comes_back(store: ConversationStore) -> None:
    tree = Tree(store)
    warm = tree.added(replace(new_reply(tree.chat, tree.question), temperature=1.5, created_at=None))
    assert store.version_up_to(warm.id, 1).result(WAIT_S)[0].temperature == 1.5


wishes = st.lists(
    st.tuples(st.sampled_from(["add", "show", "delete", "undelete"]), st.integers(0, 1000)), max_size=25
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wishes)
def test_any_order_of_wishes_shows_one_whole_version_and_loses_nothing(
    store: ConversationStore, wishes: list[tuple[str, int]]
) -> None:
    tree = Tree(store)
    there = [tree.question, tree.first, tree.first_follow, tree.second, tree.left, tree.right]
    deleted: list[str] = []
    for number, (wish, pick) in enumerate(wishes):
        message = there[pick % len(there)]
        match wish:
            case "add" if message.id in {m.id for m in store.open_chat(tree.chat.id).result(WAIT_S).messages}:
                there.append(tree.ask(message, str(number)))
            case "show" if not deleted:
                store.versions.show(message.id).result(WAIT_S)
            case "delete" if not deleted:
                store.versions.delete(message.id).result(WAIT_S)
                deleted.append(message.id)
            case "undelete" if deleted:
                store.versions.undelete(deleted.pop()).result(WAIT_S)
        view = store.open_chat(tree.chat.id).result(WAIT_S)
        parents = [message.parent_id for message in view.messages]
        assert parents == [None, *(message.id for message in view.messages)][: len(parents)]
        assert all(fork.message_id in fork.versions and fork.count > 1 for fork in view.forks)
    for message_id in deleted:
        store.versions.undelete(message_id).result(WAIT_S)
    copy = store.versions.copy(tree.chat.id, new_chat()).result(WAIT_S)
    store.delete_chat(copy.id).result(WAIT_S)
    (item,) = [item for item in store.trash.items().result(WAIT_S) if item.id == copy.id]
    assert item.messages == len(there)
