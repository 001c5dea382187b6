"""Replies that ask for tools, and what tools answered, in chats that were taken over."""

from dataclasses import replace

from app.domain.chat import ToolCall
from app.domain.conversation import ChatView, Message, MessageState
from app.ui.main_window import MainWindow
from app.ui.transcript.reply_turn import ReplyTurn
from tests.ui import samples

METRICS = ToolCall("get_metrics", {"service": "gateway", "window": "24h"}, "call_bmln5ci1", 0)
LONG = ToolCall(
    "search_incidents_of_every_region_and_team",
    {
        "query": "p99 above 2 s while utilisation was past 0.88, retries included; " * 4,
        "regions": [f"eu-north-{number}" for number in range(30)],
        "limits": {"newest": 20, "open": True, "owner": None},
    },
)
RESULT = '{"points": 288, "p50_ms": 41, "p99_ms": 2900, "rejected": 0.014}'


def chained(*messages: Message) -> ChatView:
    """A chat of these messages, each an answer to the one before."""
    linked = [
        replace(each, parent_id=messages[at - 1].id if at else None) for at, each in enumerate(messages)
    ]
    return ChatView(samples.chats()[0], tuple(linked))


def asking_view(content: str = "Last night's numbers show a storm of retries.") -> ChatView:
    """A question, and a reply that asks for two tools."""
    question = samples.message(601, "user", "Why did the gateway answer slowly last night?")
    reply = samples.message(
        602, "assistant", content, tool_calls=(METRICS, LONG), stats=samples.STATS, thought_ns=4_200_000_000,
        thinking=samples.THOUGHT,
    )  # fmt: skip
    return chained(question, reply)


def taken_over_view() -> ChatView:
    """A chat of another program: a system prompt among the messages, a call, its result, the answer."""
    return chained(
        replace(samples.message(610, "system", "You are a senior SRE. **Answer briefly.**"), model=""),
        samples.message(611, "user", "Why did the gateway answer slowly last night?"),
        samples.message(612, "assistant", "", tool_calls=(METRICS,)),
        replace(
            samples.message(613, "tool", RESULT, tool_name="get_metrics", tool_call_id="call_bmln5ci1"),
            model="",
        ),
        samples.message(614, "assistant", "A retry storm pushed utilisation past 0.88.", stats=samples.STATS),
    )


def tool_calls(window: MainWindow) -> None:
    """Words and two calls, the first one open."""
    window.chat_list.set_chats(samples.chats())
    window.chat_pane.set_server(samples.ready())
    window.chat_pane.show_chat(asking_view())
    turn = window.chat_pane.transcript.turns[1]
    assert isinstance(turn, ReplyTurn)
    assert turn.cards is not None
    turn.cards.rows[0].click()


def tool_calls_only(window: MainWindow) -> None:
    """A reply that is nothing but calls, and one that was stopped after its call."""
    window.chat_list.set_chats(samples.chats())
    window.chat_pane.set_server(samples.ready())
    question, reply = asking_view("").messages
    again = samples.message(603, "user", "Only the metrics, please.")
    stopped = samples.message(604, "assistant", "", tool_calls=(METRICS,), state=MessageState.STOPPED)
    only = replace(reply, thinking="", thought_ns=0)
    window.chat_pane.show_chat(chained(question, only, again, stopped))


def tool_results(window: MainWindow) -> None:
    """A chat that was taken over from another program."""
    window.chat_list.set_chats(samples.chats())
    window.chat_pane.set_server(samples.ready())
    window.chat_pane.show_chat(taken_over_view())


SCENES = (tool_calls, tool_calls_only, tool_results)
