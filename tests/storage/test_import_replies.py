"""The use of tools in exports of other programs: calls and results as messages of their own."""

from html import escape
from pathlib import Path
from typing import Any

import pytest

from app.domain.chat import ToolCall
from app.domain.conversation import Attachment, Message, MessageState
from app.domain.exchange import SkipReason
from app.domain.tool_calls import MOST_NESTED
from app.storage.conversations import ConversationStore
from app.storage.import_replies import MOST_STEPS, ReplyParts, call_of
from tests.storage.importing import CHATGPT, CLAUDE, OPEN_WEBUI, WAIT_S, chats, saved, taken


def shown(store: ConversationStore, title: str) -> tuple[Message, ...]:
    return store.open_chat(chats(store)[title].chat.id).result(WAIT_S).messages


def told(messages: tuple[Message, ...]) -> list[tuple[str, str]]:
    return [(message.role, message.content) for message in messages]


def claude(*content: Any, sender: str = "assistant") -> list[Any]:
    question = {"uuid": "q", "sender": "human", "text": "Why?"}
    reply = {"uuid": "a", "sender": sender, "content": list(content)}
    after = {"uuid": "t", "sender": "human", "text": "Thanks", "parent_message_uuid": "a"}
    return [{"uuid": "u", "name": "Odd", "chat_messages": [question, reply, after]}]


def open_webui(content: str) -> list[Any]:
    question = {"id": "q", "parentId": None, "role": "user", "content": "Why?"}
    reply = {"id": "a", "parentId": "q", "role": "assistant", "content": content}
    history = {"messages": {"q": question, "a": reply}, "currentId": "a"}
    return [{"id": "u", "title": "Odd", "chat": {"history": history}}]


def test_chatgpt_calls_and_results_stand_where_they_stood(store: ConversationStore) -> None:
    assert taken(store, CHATGPT) == {SkipReason.FILE_MISSING: 1}
    messages = shown(store, "Hello")
    assert told(messages[2:]) == [
        ("user", "Run it and look it up"),
        ("assistant", ""),
        ("tool", "hello\n"),
        ("assistant", ""),
        ("tool", "Hello\n\nhttps://example.com/hello\n\nA greeting."),
        ("assistant", "It says hello."),
    ]
    assert [call for message in messages for call in message.tool_calls] == [
        ToolCall("python", {"input": "print('hello')"}),
        ToolCall("web.search", {"query": "hello", "recency": 3}),
    ]
    assert [message.tool_name for message in messages if message.role == "tool"] == ["python", "web.search"]
    assert [message.model for message in messages if message.role == "tool"] == ["", ""]


def test_a_reply_of_claude_that_used_tools_is_a_chain(store: ConversationStore) -> None:
    assert taken(store, CLAUDE)[SkipReason.CONTENT] == 2  # the image of a result, and a budget
    messages = shown(store, "Packing for the Andes")
    assert told(messages[1:]) == [
        ("assistant", "I look."),
        ("tool", '{"low": -2}'),
        ("tool", "Snow in May\nhttps://example.com/snow"),
        ("assistant", "Warm clothes."),
        ("user", "Thanks"),
    ]
    assert messages[1].thinking == "Cold at night."
    assert [message.model for message in messages] == ["", "Claude", "", "", "Claude", ""]
    assert messages[1].tool_calls == (
        ToolCall("weather", {"place": "Cusco", "days": 2}, "toolu_1"),
        ToolCall("web_search", {"query": "snow"}, "toolu_2"),
    )
    assert [(m.tool_name, m.tool_call_id) for m in messages[2:4]] == [
        ("weather", "toolu_1"),
        ("web_search", "toolu_2"),
    ]
    assert taken(store, CLAUDE)[SkipReason.DUPLICATE] == 1


def test_details_of_open_webui_are_calls_and_results(store: ConversationStore) -> None:
    assert taken(store, OPEN_WEBUI) == {SkipReason.FILE_MISSING: 1}
    messages = shown(store, "Wool")
    assert told(messages[3:]) == [
        ("assistant", "I look."),
        ("tool", '{"µm": 12}'),
        ("assistant", "Its fibre is 12 µm."),
    ]
    assert messages[3].tool_calls == (ToolCall("wiki", {"q": "vicuña <wool>"}, "call_1"),)
    assert (messages[4].tool_name, messages[4].tool_call_id) == ("wiki", "call_1")


def test_versions_of_a_reply_with_tools_stay_versions(store: ConversationStore, tmp_path: Path) -> None:
    value = claude({"type": "tool_use", "name": "x", "input": {}}, {"type": "tool_result"})
    value[0]["chat_messages"].append(
        {"uuid": "b", "sender": "assistant", "text": "No idea.", "parent_message_uuid": "q"}
    )
    value[0]["current_leaf_message_uuid"] = "t"
    assert taken(store, saved(tmp_path, value)) == {}
    assert [role for role, _ in told(shown(store, "Odd"))] == ["user", "assistant", "tool", "user"]
    by_role = {message.content: message for message in chats(store)["Odd"].messages}
    question = by_role["Why?"].id
    beside = [message for message in chats(store)["Odd"].messages if message.parent_id == question]
    assert len(beside) == 2
    assert by_role["No idea."] in beside


DEEP: Any = {"a": 1}
for _ in range(MOST_NESTED + 5):
    DEEP = {"a": DEEP}


@pytest.mark.parametrize(
    ("arguments", "kept", "is_whole"),
    [
        ({"a": [1, None]}, {"a": [1, None]}, True),
        ('{"a": 1}', {"a": 1}, True),
        (None, {}, True),
        ("", {}, True),
        ("{", {}, False),
        ("[" * 100_000, {}, False),
        ("9" * 5000, {}, False),
        ([1], {}, False),
        ("7", {}, False),
        ({"a": float("nan")}, {}, False),
        (DEEP, {}, False),
    ],
    ids=["object", "text", "none", "empty", "broken", "nested", "long", "list", "number", "nan", "deep"],
)
def test_arguments_may_be_anything(arguments: Any, kept: dict[str, Any], is_whole: bool) -> None:
    assert call_of("x", arguments, "1") == (ToolCall("x", kept, "1"), is_whole)
    assert call_of("", arguments) == (None, False)


ODD: list[Any] = [
    None, True, -1, 10**400, "", "\x00", "\ud800", [], {}, [[]], {"a": "\ud800\x00"}, [None], "[" * 2000,
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_odd_calls_and_results_of_claude_do_no_harm(
    store: ConversationStore, tmp_path: Path, odd: Any
) -> None:
    content = [
        {"type": "tool_use", "name": odd, "input": {}, "id": odd},
        {"type": "tool_use", "name": "x\ud800", "input": odd, "id": "\x00"},
        {"type": "tool_result", "name": odd, "tool_use_id": odd, "content": odd},
        {"type": "tool_result", "name": "\ud800", "content": [odd, {"text": odd}, {"title": odd}]},
        {"type": "text", "text": "The end."},
    ]
    taken(store, saved(tmp_path, claude(*content)))
    messages = shown(store, "Odd")
    assert messages[-2].content == "The end."
    assert "x" in [call.name[0] for message in messages for call in message.tool_calls]
    assert not any("\x00" in message.content + message.tool_name for message in messages)


@pytest.mark.parametrize(
    "attributes",
    [
        "",
        ' name="x"',
        ' name="x" arguments="{" result="{"',
        ' name="x" arguments="&quot;&quot;" result="null"',
        f' name="x" arguments="{"[" * 5000}" result="{escape("[" * 5000)}"',
        ' name="" arguments="" result="&amp;" files="[1]" embeds="x"',
        ' name="x" name="y" result="&#0;&#xD800;"',
        f' name="x" result="{"[" * 990}{"]" * 990}"',
    ],
)
def test_odd_details_of_open_webui_do_no_harm(
    store: ConversationStore, tmp_path: Path, attributes: str
) -> None:
    text = f'Before <details type="tool_calls"{attributes}>\n<summary>Done</summary>\n</details> after'
    taken(store, saved(tmp_path, open_webui(text)))
    messages = shown(store, "Odd")
    assert messages[1].content.startswith("Before")
    assert messages[-1].content.endswith("after")
    assert "<details" not in "".join(message.content for message in messages)


def test_a_result_that_is_no_text_stands_as_it_was_written(store: ConversationStore, tmp_path: Path) -> None:
    text = '<details type="tool_calls" name="x" result="{&quot;a&quot;:1}"></details>'
    assert taken(store, saved(tmp_path, open_webui(text))) == {}
    assert told(shown(store, "Odd"))[1:] == [("assistant", ""), ("tool", '{"a":1}')]


def test_details_that_do_not_end_stay_as_they_are(store: ConversationStore, tmp_path: Path) -> None:
    texts = ('<details type="tool_calls" name="x">', '<details type="reasoning" ' * 50_000)
    for number, text in enumerate(texts):
        value = open_webui(text)
        value[0] |= {"id": str(number), "title": str(number)}
        assert taken(store, saved(tmp_path, value)) == {}
        assert shown(store, str(number))[1].content == text


def test_only_replies_use_tools(store: ConversationStore, tmp_path: Path) -> None:
    value = claude(
        {"type": "tool_use", "name": "x", "input": {}},
        {"type": "text", "text": "I say."},
        {"type": "tool_result", "content": "11"},
        sender="human",
    )
    assert taken(store, saved(tmp_path, value)) == {SkipReason.CONTENT: 2}
    assert told(shown(store, "Odd"))[1] == ("user", "I say.")


def test_no_file_makes_messages_without_end(store: ConversationStore, tmp_path: Path) -> None:
    pair = ({"type": "tool_use", "name": "x", "input": {}}, {"type": "tool_result", "content": "11"})
    many = claude(*(pair * MOST_STEPS), {"type": "text", "text": "The end."})
    assert taken(store, saved(tmp_path, many)) == {SkipReason.CONTENT: MOST_STEPS}
    messages = shown(store, "Odd")
    assert len(messages) == MOST_STEPS + 3
    assert told(messages[-2:]) == [("assistant", "The end."), ("user", "Thanks")]


def test_only_the_end_of_a_reply_was_stopped() -> None:
    parts = ReplyParts("assistant")
    parts.say("I look.")
    parts.call("x", {})
    parts.result("x", "", "11")
    parts.say("It is")
    made = parts.messages(Message("1" * 32, "2" * 32, None, "assistant", state=MessageState.STOPPED))
    assert [message.state for message in made] == [
        MessageState.COMPLETE,
        MessageState.COMPLETE,
        MessageState.STOPPED,
    ]
    assert [message.parent_id for message in made] == [None, made[0].id, made[1].id]


def test_the_files_of_a_reply_are_at_its_first_message() -> None:
    parts = ReplyParts("assistant")
    parts.call("x", {})
    parts.result("x", "", "11")
    file = Attachment("0" * 64, "a.txt", "text/plain", 1)
    made = parts.messages(Message("1" * 32, "2" * 32, None, "assistant", attachments=(file,)))
    assert [message.attachments for message in made] == [(file,), ()]


def test_what_chatgpt_showed_and_has_no_place_is_counted(store: ConversationStore, tmp_path: Path) -> None:
    def node(parent: str, role: str, hidden: bool = False, **content: Any) -> dict[str, Any]:
        metadata = {"is_visually_hidden_from_conversation": hidden}
        return {
            "parent": parent,
            "message": {"author": {"role": role}, "content": content, "metadata": metadata},
        }

    mapping = {
        "s": node("", "system", parts=["Be brief."]),
        "q": node("s", "user", parts=["Why?"]),
        "c": node("q", "critic", parts=["Hm."]),
        "h": node("c", "tool", hidden=True, parts=["found"]),
        "r": node("h", "assistant", content_type="reasoning_recap", content="Thought for 3 s"),
        "a": node("r", "assistant", content_type="text", parts=["So.", {"content_type": "odd"}]),
    }
    value = [{"title": "Odd", "mapping": mapping, "current_node": "a"}]
    assert taken(store, saved(tmp_path, value)) == {SkipReason.CONTENT: 2}
    assert told(shown(store, "Odd")) == [("system", "Be brief."), ("user", "Why?"), ("assistant", "So.")]
    assert [message.model for message in shown(store, "Odd")] == ["", "", "ChatGPT"]
