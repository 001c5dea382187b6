"""What is sent for a chat is put together without holding up the loop."""

import asyncio
from datetime import UTC, datetime

from app.domain.conversation import Chat, ChatView, Message
from app.services.requests import request_of, said_in_slices
from tests.helpers.turns import counting_turns

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def long_view(count: int) -> ChatView:
    """A chat in which every fourth reply is empty."""
    messages = [
        Message(
            str(number),
            "c",
            str(number - 1) if number else None,
            "assistant" if number % 2 else "user",
            content="" if number % 8 == 7 else f"Said {number}.",
            created_at=NOW,
        )
        for number in range(count)
    ]
    return ChatView(Chat("c", "Long", "m", NOW, NOW), tuple(messages))


def test_the_messages_of_a_long_chat_are_made_while_the_loop_runs_other_things() -> None:
    view = long_view(5_001)
    said, turns = asyncio.run(counting_turns(said_in_slices(view)))
    assert turns >= 10
    assert request_of(view, "m", None, said=said) == request_of(view, "m", None)
    assert len(said) == 5_001 - 625
