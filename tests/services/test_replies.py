"""The deltas of one reply, gathered."""

import asyncio
import math
from typing import Any

import pytest

from app.domain.chat import ChatDelta, ToolCall
from app.domain.conversation import Message, ReplyGrowth, ReplyPhase
from app.services import replies
from app.services.replies import RunningReply

pytestmark = pytest.mark.usefixtures("loop")


def begun(grown: list[ReplyGrowth]) -> RunningReply:
    return RunningReply(Message("1" * 32, "2" * 32, None, "assistant"), is_loaded=True, emit=grown.append)


@pytest.mark.parametrize("said", [{"content": "Well."}, {"tool_calls": (ToolCall("look", {}),)}])
async def test_a_thought_lasts_until_the_first_word_or_call(loop: Any, said: dict[str, Any]) -> None:
    grown: list[ReplyGrowth] = []
    reply = begun(grown)
    reply.add(ChatDelta("m", thinking="Hm."))
    reply.add(ChatDelta("m", **said))
    lasted_ns = reply.thought_ns
    assert reply.thought_ns == lasted_ns, "it does not go on"
    reply.close()
    assert grown[-1].phase is ReplyPhase.WRITING


async def test_who_rests_tells_at_once_and_lets_more_come(loop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for interval in ("GROWTH_INTERVAL_S", "SLOW_GROWTH_INTERVAL_S"):
        monkeypatch.setattr(replies, interval, 3600.0)
    grown: list[ReplyGrowth] = []
    reply = begun(grown)
    reply._told_at = -math.inf  # long ago
    await reply.rest()
    assert len(grown) == 1, "nothing has come"
    for word in ("One, ", "two"):
        reply.add(ChatDelta("m", content=word))
    resting = asyncio.create_task(reply.rest())
    await asyncio.sleep(0)
    assert [growth.content for growth in grown] == ["", "One, two"]
    assert not resting.done(), "no more may be told yet"
    resting.cancel()
    reply.close()


async def test_what_comes_after_a_rest_is_told_in_the_next(loop: Any) -> None:
    grown: list[ReplyGrowth] = []
    reply = begun(grown)
    for word in ("One", ", two", ", three"):
        reply.add(ChatDelta("m", content=word))
        await reply.rest()
    reply.add(ChatDelta("m", content="."))
    reply.close()
    assert "".join(growth.content for growth in grown) == "One, two, three."
