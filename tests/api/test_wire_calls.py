"""Arguments of tools that are nested without end: what writes and shows them calls itself for each level."""

from typing import Any

import pytest

from app.api.errors import BadReply
from app.api.wire import read_chat
from app.domain.tool_calls import MOST_NESTED


def asking(levels: int) -> dict[str, Any]:
    """A reply with objects in objects."""
    arguments: dict[str, Any] = {}
    for _ in range(levels - 1):
        arguments = {"a": arguments}
    return {"message": {"tool_calls": [{"function": {"name": "f", "arguments": arguments}}]}}


def test_deep_arguments_are_no_reply() -> None:
    (call,) = read_chat(asking(MOST_NESTED)).tool_calls
    assert call.name == "f"
    with pytest.raises(BadReply, match="nested too deep"):
        read_chat(asking(MOST_NESTED + 1))
