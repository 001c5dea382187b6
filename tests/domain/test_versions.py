"""Views with another version in them; which replies can go on."""

from datetime import UTC, datetime

import pytest

from app.domain.conversation import Chat, ChatView, Fork, Message, MessageState
from app.domain.versions import can_go_on, up_to, with_version

NOW = datetime(2026, 3, 1, tzinfo=UTC)
CHAT = Chat("c", "Llamas", "m:1b", NOW, NOW)


def message(message_id: str, parent_id: str | None = None) -> Message:
    return Message(message_id, "c", parent_id, "user")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"state": MessageState.STOPPED, "content": "Gra"}, True),
        ({"state": MessageState.FAILED, "content": "Gra"}, True),
        ({"done_reason": "length", "content": "Gra"}, True),
        ({"done_reason": "stop", "content": "Grass."}, False),
        ({"state": MessageState.STOPPED, "thinking": "Hm"}, False),
        ({"state": MessageState.STOPPED, "content": "Gra", "role": "user"}, False),
    ],
)
def test_which_replies_can_go_on(values: dict[str, str], expected: bool) -> None:
    given = {"id": "r", "chat_id": "c", "parent_id": "q", "role": "assistant"} | values
    assert can_go_on(Message(**given)) is expected  # type: ignore[arg-type]


def test_a_view_up_to_a_message_has_the_forks_before_it() -> None:
    first, second = Fork("a", ("a", "x")), Fork("b", ("b", "y"))
    view = ChatView(CHAT, (message("a"), message("b", "a")), (first, second))
    assert up_to(view, 1) == ChatView(CHAT, (message("a"),), (first,))


def test_another_version_makes_a_fork_or_adds_to_one() -> None:
    before = ChatView(CHAT, (message("a"),))
    new = message("z", "a")
    assert with_version(before, "b", new, ()) == ChatView(
        CHAT, (message("a"), new), (Fork("z", ("b", "z")),), "z"
    )
    known = (Fork("q", ("q", "r")), Fork("b", ("y", "b")))
    assert with_version(before, "b", new, known).forks == (Fork("z", ("y", "b", "z")),)
