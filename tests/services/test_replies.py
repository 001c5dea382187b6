"""The deltas of one reply, gathered."""

from typing import Any

import pytest

from app.domain.chat import ChatDelta, ToolCall
from app.domain.conversation import Message, ReplyGrowth, ReplyPhase
from app.services.replies import RunningReply

pytestmark = pytest.mark.usefixtures("loop")


@pytest.mark.parametrize("said", [{"content": "Well."}, {"tool_calls": (ToolCall("look", {}),)}])
async def test_a_thought_lasts_until_the_first_word_or_call(loop: Any, said: dict[str, Any]) -> None:
    grown: list[ReplyGrowth] = []
    reply = RunningReply(Message("1" * 32, "2" * 32, None, "assistant"), is_loaded=True, emit=grown.append)
    reply.add(ChatDelta("m", thinking="Hm."))
    reply.add(ChatDelta("m", **said))
    lasted_ns = reply.thought_ns
    assert reply.thought_ns == lasted_ns, "it does not go on"
    reply.close()
    assert grown[-1].phase is ReplyPhase.WRITING
