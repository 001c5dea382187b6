"""Everything written is found, wherever it stands, and what is deleted is not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.chat import ToolCall
from app.domain.conversation import Chat, Message, MessageState
from app.domain.search import HitPlace, SearchFilter, SearchHit, SearchOrder, SearchWish
from app.storage.conversations import ConversationStore
from app.storage.search_index import words_from
from tests.storage.builders import NOON, new_chat, new_message, new_reply

WAIT_S = 20


def found(store: ConversationStore, text: str, **values: object) -> tuple[SearchHit, ...]:
    return store.search.find(SearchWish(text, **values)).result(WAIT_S).hits  # type: ignore[arg-type]


def chat_with(
    store: ConversationStore, content: str, minute: int = 0, **values: object
) -> tuple[Chat, Message]:
    chat = new_chat(minute, **{"title": "Untitled", **values})
    message = new_message(chat, content=content)
    store.create_chat(chat, message).result(WAIT_S)
    return chat, message


def test_what_was_asked_of_a_tool_is_found_until_it_is_deleted(store: ConversationStore) -> None:
    chat, question = chat_with(store, "What is the weather?")
    calls = (ToolCall("getForecast", {"city": "Cuzco", "note": "first\nllamas"}),)
    reply = new_reply(chat, question)
    store.begin_reply(reply)
    store.keep_tool_calls(reply.id, calls)
    store.finish_reply(replace(reply, state=MessageState.COMPLETE, tool_calls=calls)).result(WAIT_S)
    for typed in ("forecast", "cuzco llamas"):
        (hit,) = found(store, typed)
        assert (hit.message_id, hit.place) == (reply.id, HitPlace.CONTENT)
        assert "getForecast" in hit.snippet
        assert hit.marks
    store.delete_chat(chat.id).result(WAIT_S)
    assert found(store, "cuzco") == ()
    while store.trash.remove_some(datetime.now(UTC) + timedelta(days=1)).result(WAIT_S):
        pass
    assert store.access.read(lambda c: words_from(c, "cuz", 4)).result(WAIT_S) == []


@pytest.mark.parametrize(
    ("content", "typed"),
    [
        ("What eats a llama?", "EAT"),
        ("call getUserName() now", "user name"),
        ("call getUserName() now", "getUserN"),
        ("the my_var_name", "var"),
        ("很多駱馬在吃草", "在吃"),
        ("很多駱馬在吃草", "草"),
        ("ลามะกินหญ้า", "กิน"),
        ("リャマは草を食べる", "食べ"),
        ("라마는 풀을 먹는다", "먹는"),
        ("À la carte, Ångström", "a angstrom"),
        ("good 🦙 morning", "🦙"),
    ],
)
def test_a_message_is_found(store: ConversationStore, content: str, typed: str) -> None:
    chat, message = chat_with(store, content)
    (hit,) = found(store, typed)
    assert (hit.chat_id, hit.message_id, hit.place) == (chat.id, message.id, HitPlace.CONTENT)
    assert hit.marks
    assert hit.is_shown


def test_a_hit_tells_its_words_as_they_are_written_in_text_and_thought(store: ConversationStore) -> None:
    chat, question = chat_with(store, "Why?")
    text, thought = "Salt, **and** wool. " + "More. " * 100 + "SALT", "Vicuñas carried nothing"
    store.add_message(new_reply(chat, question, content=text, thinking=thought, state=MessageState.COMPLETE))
    (hit,) = found(store, '"salt and" vicuna')
    assert hit.words == ("Salt, **and", "Vicuña")
    assert not hit.is_in_thought


def test_thoughts_files_and_titles_are_found_as_such(store: ConversationStore) -> None:
    chat, question = chat_with(store, "Why?", title="Andean trade")
    file = store.put_attachment(b"x", "caravan.png", "image/png").result(WAIT_S)
    store.add_message(new_message(chat, question, content="Look", attachments=(file,)))
    reply = new_reply(chat, question, content="So.", thinking="Salt was carried", state=MessageState.COMPLETE)
    store.add_message(reply)
    for typed, place, text in (
        ("caravan", HitPlace.FILE, "caravan.png"),
        ("salt", HitPlace.THINKING, "Salt was carried"),
        ("andean", HitPlace.TITLE, "Andean trade"),
    ):
        (hit,) = found(store, typed)
        assert (hit.place, hit.snippet, bool(hit.message_id)) == (place, text, place is not HitPlace.TITLE)


def test_the_newest_come_first_page_by_page(store: ConversationStore) -> None:
    for minute in (3, 1, 4, 0, 2):
        chat_with(store, f"llama {minute}", minute)
    first = store.search.find(SearchWish("llama", limit=3)).result(WAIT_S)
    assert [hit.snippet[-1] for hit in first.hits] == ["4", "3", "2"]
    rest = store.search.find(SearchWish("llama", limit=3, before=first.next_before)).result(WAIT_S)
    assert [hit.snippet[-1] for hit in rest.hits] == ["1", "0"]
    assert rest.next_before is None


def test_the_best_come_first_when_asked(store: ConversationStore) -> None:
    chat_with(store, "llama " + "and much else " * 40, 2)
    chat_with(store, "llama llama", 1)
    assert [hit.at.minute for hit in found(store, "llama", order=SearchOrder.BEST)] == [1, 2]
    assert [hit.at.minute for hit in found(store, "llama")] == [2, 1]


def test_each_filter_leaves_out_the_others(store: ConversationStore) -> None:
    chat, question = chat_with(store, "llama question", 0)
    reply = new_reply(
        chat, question, content="llama answer", state=MessageState.COMPLETE, model="other:3b",
        created_at=NOON + timedelta(hours=1),
    )  # fmt: skip
    store.add_message(reply)
    file = store.put_attachment(b"x", "a.png", "image/png").result(WAIT_S)
    store.add_message(
        new_message(
            chat, reply, content="llama image", attachments=(file,), created_at=NOON + timedelta(hours=2)
        )
    )

    def words(**values: object) -> list[str]:
        hits = found(store, "llama", filter=SearchFilter(**values))  # type: ignore[arg-type]
        return [hit.snippet.split()[1] for hit in hits]

    assert words(model="other:3b") == ["answer"]
    assert words(role="user") == ["image", "question"]
    assert words(has_images=True) == ["image"]
    assert words(since=NOON + timedelta(hours=1)) == ["image", "answer"]
    assert words(until=NOON + timedelta(hours=1)) == ["question"]
    assert words(folder_id="0" * 32) == []
    only_filter = found(store, "", filter=SearchFilter(has_images=True))
    assert [hit.snippet for hit in only_filter] == ["llama image"]
    assert found(store, "") == ()


def test_a_hit_on_another_version_says_so(store: ConversationStore) -> None:
    chat, question = chat_with(store, "question")
    first, second = (
        new_reply(chat, question, content=text, state=MessageState.COMPLETE) for text in ("grass", "hay")
    )
    store.add_message(first)
    store.add_message(second)
    (hit,) = found(store, "grass")
    assert not hit.is_shown
    store.versions.show(hit.message_id)
    assert found(store, "grass")[0].is_shown


def test_a_reply_is_found_when_it_is_whole_and_once(store: ConversationStore) -> None:
    chat, question = chat_with(store, "question")
    reply = new_reply(chat, question)
    store.begin_reply(reply)
    store.append_delta(reply.id, "grass", "").result(WAIT_S)
    assert found(store, "grass") == ()
    ended = store.finish_reply(replace(reply, state=MessageState.STOPPED)).result(WAIT_S)
    assert len(found(store, "grass")) == 1
    store.begin_reply(replace(ended, state=MessageState.WRITING))
    assert found(store, "grass") == (), "it goes on"
    store.append_delta(reply.id, " and hay", "")
    store.finish_reply(ended)
    assert len(found(store, "grass hay")) == 1


def test_a_renamed_chat_is_found_by_its_new_title_only(store: ConversationStore) -> None:
    chat, _ = chat_with(store, "x", title="Alpaca")
    store.rename_chat(chat.id, "Vicuña")
    assert found(store, "alpaca") == ()
    assert [hit.snippet for hit in found(store, "vicuna")] == ["Vicuña"]


def test_what_is_in_the_trash_is_not_found(store: ConversationStore) -> None:
    chat, question = chat_with(store, "llama", title="llama title")
    store.delete_chat(chat.id)
    assert found(store, "llama") == ()
    store.undelete_chat(chat.id)
    assert len(found(store, "llama")) == 2
    store.versions.delete(question.id)
    assert [hit.place for hit in found(store, "llama")] == [HitPlace.TITLE]


def test_a_copy_is_found_after_it_was_indexed(store: ConversationStore) -> None:
    chat, _ = chat_with(store, "llama")
    store.versions.copy(chat.id, new_chat(title="Copy")).result(WAIT_S)
    assert store.search.find(SearchWish("llama")).result(WAIT_S).unindexed == 2
    while store.index_some().result(WAIT_S):
        pass
    assert len(found(store, "llama")) == 2


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_typed_text_is_valid(store: ConversationStore, typed: str) -> None:
    for order in SearchOrder:
        assert found(store, typed, order=order) == ()
