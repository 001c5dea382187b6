"""Chats and messages come back as they were kept."""

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from app.domain.chat import ReplyStats, ToolCall
from app.domain.conversation import Chat, Message, MessageEdit, MessageState, TitleBy
from app.domain.failure import Failure, FailureCode
from app.storage.conversations import ConversationStore
from app.storage.database import DATABASE_NAME
from app.storage.errors import StorageError
from app.storage.tree import VersionStore
from tests.storage.builders import new_chat, new_message, new_reply

WAIT_S = 20


@pytest.fixture
def store(tmp_path: Path):
    with_threads = threading.active_count()
    store = ConversationStore.open(tmp_path / "data")
    yield store
    store.close()
    assert threading.active_count() == with_threads


def reopened(store: ConversationStore, tmp_path: Path) -> ConversationStore:
    store.close()
    return ConversationStore.open(tmp_path / "data")


def kept(store: ConversationStore, chat: Chat) -> tuple[Message, ...]:
    return store.open_chat(chat.id).result(WAIT_S).messages


def started(store: ConversationStore) -> tuple[Chat, Message]:
    chat = new_chat()
    question = new_message(chat)
    store.create_chat(chat, question).result(WAIT_S)
    return chat, question


def test_new_chat_comes_back_with_its_first_message(store, tmp_path):
    chat = new_chat(title="Ülo's 駱馬 \0 chat", pinned=True, unread=True, draft="half a")
    question = new_message(chat, content="line\r\n\u2028\0end")
    store.create_chat(chat, question).result(WAIT_S)
    again = reopened(store, tmp_path)
    view = again.open_chat(chat.id).result(WAIT_S)
    assert view.chat == replace(chat, leaf_id=question.id)
    assert view.messages == (question,)
    again.close()


def test_every_field_of_a_reply_comes_back(store):
    chat, question = started(store)
    reply = new_reply(
        chat,
        question,
        content="Grass.",
        thinking="Hm.",
        state=MessageState.FAILED,
        created_at=datetime(2026, 3, 1, 14, 0, 0, 1, tzinfo=timezone(timedelta(hours=2))),
        model_digest="ab" * 32,
        server="http://127.0.0.1:11434",
        done_reason="length",
        stats=ReplyStats(1, 2, 3, 4, 5, 6),
        thought_ns=7,
        failure=Failure(FailureCode.API_ERROR, "a", "m", "detail \ud800", 500, 12),
        tool_calls=(ToolCall("look", {"at": ["駱馬", None, 1.5]}, "call_1", 0), ToolCall("wait", {})),
        tool_name="f",
        tool_call_id="call_0",
    )
    store.add_message(reply).result(WAIT_S)
    assert kept(store, chat) == (question, reply)


def test_reply_without_counters_is_not_one_with_zero_counters(store):
    chat, question = started(store)
    zero = new_reply(chat, question, stats=ReplyStats(), state=MessageState.COMPLETE)
    none = new_reply(chat, zero, stats=None, state=MessageState.COMPLETE)
    store.add_message(zero).result(WAIT_S)
    store.add_message(none).result(WAIT_S)
    assert [message.stats for message in kept(store, chat)[1:]] == [ReplyStats(), None]


def test_numbers_and_text_no_database_takes_are_made_to_fit(store):
    chat, question = started(store)
    odd = new_message(chat, question, content="a\ud83d\ude00b\ud83dc", stats=ReplyStats(total_ns=10**30))
    store.add_message(odd).result(WAIT_S)
    stored = kept(store, chat)[1]
    assert stored.content == "a😀b\ufffdc"
    assert stored.stats == ReplyStats(total_ns=2**63 - 1)


def test_pieces_of_a_reply_become_its_text(store):
    chat, question = started(store)
    reply = new_reply(chat, question)
    store.begin_reply(reply).result(WAIT_S)
    store.append_delta(reply.id, "", "Let me ").result(WAIT_S)
    store.append_delta(reply.id, "", "think.")
    store.append_delta(reply.id, "Gra", "").result(WAIT_S)
    store.append_delta(reply.id, "ss.", "")
    ended = replace(reply, state=MessageState.COMPLETE, stats=ReplyStats(total_ns=9), done_reason="stop")
    stored = store.finish_reply(ended).result(WAIT_S)
    assert stored == replace(ended, content="Grass.", thinking="Let me think.")
    assert kept(store, chat) == (question, stored)


def test_one_thread_tells_when_pieces_are_due(store):
    chat, question = started(store)
    reply = new_reply(chat, question)
    store.begin_reply(reply)
    clocks = set()
    for _ in range(3):
        store.append_delta(reply.id, "Grass", "").result(WAIT_S)
        clocks |= {thread.ident for thread in threading.enumerate() if thread.name == "journal"}
    assert len(clocks) == 1


def test_journalled_pieces_are_read_while_the_reply_goes_on(store):
    chat, question = started(store)
    reply = new_reply(chat, question)
    store.begin_reply(reply)
    store.append_delta(reply.id, "Gr", "").result(WAIT_S)
    store.append_delta(reply.id, "ass", "Hm").result(WAIT_S)
    assert kept(store, chat)[1] == replace(reply, content="Grass", thinking="Hm")


def test_calls_of_tools_outlive_the_end_of_the_program(store, tmp_path):
    chat, question = started(store)
    reply = new_reply(chat, question)
    calls = (ToolCall("look", {"at": "half a pair \ud83d"}),)
    store.begin_reply(reply)
    store.keep_tool_calls(reply.id, calls)
    again = reopened(store, tmp_path)
    stored = (ToolCall("look", {"at": "half a pair \ufffd"}),)
    assert kept(again, chat)[1] == replace(reply, tool_calls=stored, state=MessageState.STOPPED)
    again.close()


def test_finished_text_is_whatever_holds_more(store):
    chat, question = started(store)
    reply = new_reply(chat, question)
    store.begin_reply(reply)
    store.append_delta(reply.id, "Gra", "")
    stored = store.finish_reply(replace(reply, content="Grass.", state=MessageState.COMPLETE)).result(WAIT_S)
    assert stored.content == "Grass."


def test_finishing_leaves_no_pieces_behind(store, tmp_path):
    chat, question = started(store)
    reply = new_reply(chat, question)
    store.begin_reply(reply)
    store.append_delta(reply.id, "Grass.", "").result(WAIT_S)
    ended = store.finish_reply(replace(reply, state=MessageState.COMPLETE)).result(WAIT_S)
    # Begun once more it would have twice the text if the pieces were still there.
    store.begin_reply(replace(ended, state=MessageState.WRITING)).result(WAIT_S)
    store.append_delta(reply.id, " And hay.", "").result(WAIT_S)
    stored = store.finish_reply(ended).result(WAIT_S)
    assert stored.content == "Grass. And hay."


def test_reply_cut_by_the_end_is_stopped_with_all_its_text(store, tmp_path):
    chat, question = started(store)
    reply = new_reply(chat, question)
    store.begin_reply(reply)
    store.append_delta(reply.id, "Gra", "Hm")
    store.append_delta(reply.id, "ss", "")
    again = reopened(store, tmp_path)
    assert kept(again, chat)[1] == replace(reply, content="Grass", thinking="Hm", state=MessageState.STOPPED)
    again.close()


def test_two_replies_at_once_do_not_mix(store):
    first, question_1 = started(store)
    second, question_2 = started(store)
    replies = [new_reply(first, question_1), new_reply(second, question_2)]
    for reply in replies:
        store.begin_reply(reply)
    for number in range(50):
        for index, reply in enumerate(replies):
            store.append_delta(reply.id, f"{index}.{number} ", "")
    for reply in replies:
        store.finish_reply(replace(reply, state=MessageState.COMPLETE))
    for index, chat in enumerate((first, second)):
        assert kept(store, chat)[1].content == "".join(f"{index}.{number} " for number in range(50))


def test_piece_for_an_unknown_or_finished_reply_is_refused(store):
    chat, question = started(store)
    reply = new_reply(chat, question)
    store.begin_reply(reply)
    store.finish_reply(replace(reply, state=MessageState.COMPLETE)).result(WAIT_S)
    for message_id in (reply.id, "0" * 32):
        with pytest.raises(KeyError):
            store.append_delta(message_id, "late", "").result(WAIT_S)


def test_reply_to_nothing_fails_without_holding_up_others(store):
    chat, question = started(store)
    lost = new_reply(new_chat(), question)
    with pytest.raises(StorageError) as caught:
        store.begin_reply(lost).result(WAIT_S)
    assert caught.value.failure.code is FailureCode.INTERNAL
    with pytest.raises(KeyError):
        store.append_delta(lost.id, "Grass", "").result(WAIT_S)
    reply = new_reply(chat, question)
    store.begin_reply(reply)
    store.append_delta(reply.id, "Grass", "").result(WAIT_S)


def test_finished_reply_is_not_written_again(store, tmp_path):
    chat, question = started(store)
    done, other = new_reply(chat, question), new_reply(chat, question)
    for reply in (done, other):
        store.begin_reply(reply)
    store.finish_reply(replace(done, content="Grass", state=MessageState.COMPLETE)).result(WAIT_S)
    with closing(sqlite3.connect(tmp_path / "data" / DATABASE_NAME)) as connection, connection:
        connection.execute("UPDATE messages SET state = 'stopped' WHERE id = ?", (done.id,))
    store.append_delta(other.id, "Hay", "").result(WAIT_S)
    VersionStore(store.access).show(done.id)
    assert kept(store, chat)[1].state is MessageState.STOPPED


def test_waiting_task_cannot_take_a_write_back(store):
    chat, question = started(store)
    answer = new_message(chat, question)
    future = store.add_message(answer)
    assert not future.cancel()
    assert kept(store, chat) == (question, answer)


def test_reading_sees_every_write_called_before(store):
    chat, _ = started(store)
    for number in range(50):
        store.rename_chat(chat.id, str(number))
        assert store.chats().result(WAIT_S)[0].title == str(number)


def test_list_has_pinned_first_then_newest(store):
    chats = [new_chat(minute, pinned=minute == 1) for minute in range(4)]
    for chat in chats:
        store.create_chat(chat, new_message(chat))
    listed = store.chats().result(WAIT_S)
    assert [chat.id for chat in listed] == [chats[i].id for i in (1, 3, 2, 0)]
    assert [chat.id for chat in store.chats(2, 1).result(WAIT_S)] == [chats[i].id for i in (3, 2)]


def test_new_message_brings_its_chat_to_the_top(store):
    old, new = new_chat(0), new_chat(1)
    questions = [new_message(chat) for chat in (old, new)]
    store.create_chat(old, questions[0])
    store.create_chat(new, questions[1])
    later = new.updated_at + timedelta(minutes=5)
    store.add_message(new_message(old, questions[0], created_at=later))
    top = store.chats().result(WAIT_S)[0]
    assert (top.id, top.updated_at) == (old.id, later)


def test_each_change_of_a_chat_is_kept(store):
    chat, question = started(store)
    store.rename_chat(chat.id, "Food")
    store.set_draft(chat.id, "and")
    store.set_pinned(chat.id, True)
    store.set_unread(chat.id, True)
    store.set_chat_model(chat.id, "other:3b")
    changed = replace(
        chat,
        title="Food",
        title_by=TitleBy.PERSON,
        draft="and",
        pinned=True,
        unread=True,
        model="other:3b",
        leaf_id=question.id,
    )
    assert store.chats().result(WAIT_S) == (changed,)


def test_other_words_for_a_message_are_kept_until_there_are_none(store):
    chat, question = started(store)
    assert store.open_chat(chat.id).result(WAIT_S).edit is None
    for text in ("what eats", "What eats a \0 lla\ud800ma?"):
        store.set_edit(chat.id, MessageEdit(question.id, text))
    edit = MessageEdit(question.id, "What eats a \0 lla\ufffdma?")
    assert store.open_chat(chat.id).result(WAIT_S).edit == edit
    store.set_edit("a chat that is not there", edit).result(WAIT_S)
    store.set_edit(chat.id, None)
    assert store.open_chat(chat.id).result(WAIT_S).edit is None


def test_deleted_chat_leaves_the_list_and_can_come_back(store):
    chat, question = started(store)
    other, _ = started(store)
    store.delete_chat(chat.id)
    assert [listed.id for listed in store.chats().result(WAIT_S)] == [other.id]
    assert store.chat_count().result(WAIT_S) == 1
    store.undelete_chat(chat.id)
    assert store.chat_count().result(WAIT_S) == 2
    assert kept(store, chat) == (question,)


def test_other_versions_stay_when_one_is_shown(store):
    chat, question = started(store)
    first, second = (new_reply(chat, question, content=text, state=MessageState.COMPLETE) for text in "ab")
    store.add_message(first)
    store.add_message(second)
    assert kept(store, chat) == (question, second)
    VersionStore(store.access).show(first.id)
    assert kept(store, chat) == (question, first)


def test_long_chat_can_be_read_from_its_end(store):
    chat, question = started(store)
    messages = [question]
    for number in range(300):
        messages.append(new_message(chat, messages[-1], content=str(number)))
        store.add_message(messages[-1])
    view = store.open_chat(chat.id, newest=100).result(WAIT_S)
    assert view.messages == tuple(messages[-100:])
    earlier = store.version_up_to(view.messages[0].parent_id, 50).result(WAIT_S)
    assert earlier == tuple(messages[-150:-100])
    assert kept(store, chat) == tuple(messages)


def test_unknown_chat_is_a_key_error(store):
    for call in (store.open_chat("0" * 32), store.rename_chat("0" * 32, "x"), store.delete_chat("0" * 32)):
        with pytest.raises(KeyError):
            call.result(WAIT_S)


def test_small_values_are_kept(store, tmp_path):
    assert store.get_state("chat").result(WAIT_S) is None
    store.set_state("chat", "a")
    store.set_state("chat", "b")
    again = reopened(store, tmp_path)
    assert again.get_state("chat").result(WAIT_S) == "b"
    again.close()


def test_message_without_time_gets_one(store):
    chat, question = started(store)
    before = datetime.now(UTC)
    store.add_message(new_message(chat, question, created_at=None))
    assert before <= kept(store, chat)[1].created_at <= datetime.now(UTC)


def test_after_closing_every_call_is_refused(store):
    chat, question = started(store)
    reply = new_reply(chat, question)
    store.begin_reply(reply)
    store.close()
    store.close()
    calls = (
        store.chats,
        store.chat_count,
        lambda: store.open_chat(chat.id),
        lambda: store.add_message(question),
        lambda: store.begin_reply(reply),
        lambda: store.append_delta(reply.id, "a", ""),
        lambda: store.finish_reply(reply),
        lambda: store.set_pinned(chat.id, True),
        lambda: store.put_attachment(b"", "a", "b"),
    )
    for call in calls:
        with pytest.raises(StorageError):
            call()
