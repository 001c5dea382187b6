"""Replies of other programs that used tools: one message there, a chain of messages here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.domain.chat import ToolCall
from app.domain.conversation import Message, MessageState
from app.domain.tool_calls import calls_from
from app.storage.import_values import id_of

MOST_STEPS = 1000
"""Calls and results of one reply; more are left out and counted: no file makes messages without end."""


@dataclass(slots=True)
class _Said:
    texts: list[str] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)
    calls: list[ToolCall] = field(default_factory=list)


@dataclass(slots=True)
class _Result:
    name: str
    call_id: str
    text: str


class ReplyParts:
    """Takes the parts of one message in their order, and gives the messages that they are here.

    What follows the result of a tool begins a new message: so a server of Ollama has it, which is asked again
    with the result. Only replies use tools; `lost` counts what is left out.

    Args:
        role: whose message it is.
    """

    def __init__(self, role: str) -> None:
        self.lost = 0
        self._is_reply = role == "assistant"
        self._steps: list[_Said | _Result] = []
        self._tool_steps = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to be shown."""
        return not self._steps

    def say(self, text: str) -> None:
        """Add words."""
        if text.strip():
            self._said().texts.append(text)

    def think(self, text: str) -> None:
        """Add a thought."""
        if text.strip():
            self._said().thoughts.append(text)

    def call(self, name: str, arguments: Any, call_id: str = "") -> None:
        """Add a call of a tool; what cannot be kept of its arguments counts as lost."""
        call, is_whole = call_of(name, arguments, call_id)
        self.lost += not is_whole
        if call is not None and self._has_room():
            self._said().calls.append(call)

    def result(self, name: str, call_id: str, text: str) -> None:
        """Add what a tool gave back."""
        if self._has_room():
            self._steps.append(_Result(name, call_id, text))

    def messages(self, first: Message) -> tuple[Message, ...]:
        """The messages, each after the one before; at least one.

        Args:
            first: what the first begins with; its state is that of the last.
        """
        made: list[Message] = []
        for number, step in enumerate(self._steps or [_Said()]):
            before = made[-1] if made else None
            place = replace(
                first,
                id=first.id if before is None else id_of(first.id, str(number)),
                parent_id=first.parent_id if before is None else before.id,
                state=first.state if number >= len(self._steps) - 1 else MessageState.COMPLETE,
                attachments=first.attachments if before is None else (),
            )
            made.append(_filled(place, step))
        return tuple(made)

    def _said(self) -> _Said:
        if not self._steps or not isinstance(self._steps[-1], _Said):
            self._steps.append(_Said())
        last = self._steps[-1]
        assert isinstance(last, _Said)
        return last

    def _has_room(self) -> bool:
        is_room = self._is_reply and self._tool_steps < MOST_STEPS
        self._tool_steps += is_room
        self.lost += not is_room
        return is_room


def call_of(name: str, arguments: Any, call_id: str = "") -> tuple[ToolCall | None, bool]:
    """A call of a tool, None without a name; and whether its arguments could be kept.

    Args:
        arguments: an object, or a text that is one as JSON; none at all is an empty one.
    """
    if isinstance(arguments, str) and arguments.strip():
        try:
            arguments = json.loads(arguments)
        except (ValueError, RecursionError):
            return next(iter(calls_from([{"name": name, "id": call_id}])), None), False
    rows: list[Mapping[str, Any]] = [{"name": name, "arguments": arguments, "id": call_id}]
    call = next(iter(calls_from(rows)), None)
    return call, call is not None and (not arguments or call.arguments == arguments)


def _filled(place: Message, step: _Said | _Result) -> Message:
    if isinstance(step, _Result):
        return replace(
            place,
            role="tool",
            content=step.text,
            state=MessageState.COMPLETE,
            model="",
            tool_name=step.name,
            tool_call_id=step.call_id,
        )
    return replace(
        place,
        content=_joined(step.texts),
        thinking=_joined(step.thoughts),
        tool_calls=tuple(step.calls),
    )


def _joined(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else "\n\n".join(texts)
