"""Calls of tools as texts: kept, shown, exported. Nothing here runs a tool."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.domain.chat import ToolCall
from app.domain.conversation import Message

MOST_NESTED = 100
_CUT = "…"
_ESCAPE = re.compile(r"\\(?:u[0-9a-f]{4}|.)")


def calls_to_json(calls: Sequence[ToolCall]) -> str:
    """The calls as a JSON list on one line; empty where there are none."""
    return json.dumps([call_row(call) for call in calls], ensure_ascii=False) if calls else ""


def calls_from_json(text: str) -> tuple[ToolCall, ...]:
    """The reverse of `calls_to_json`."""
    return calls_from(json.loads(text)) if text else ()


def call_row(call: ToolCall) -> dict[str, Any]:
    """A call as JSON has it."""
    return {"name": call.name, "arguments": call.arguments, "id": call.id, "index": call.index}


def calls_from(value: Any) -> tuple[ToolCall, ...]:
    """The calls of a list from a file that may hold anything: what has no name is none."""
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    return tuple(
        ToolCall(
            row["name"],
            _arguments(row.get("arguments")),
            call_id if isinstance(call_id := row.get("id"), str) else "",
            index if isinstance(index := row.get("index"), int) and not isinstance(index, bool) else None,
        )
        for row in rows
        if isinstance(row.get("name"), str) and row["name"]
    )


def is_too_deep(arguments: Mapping[str, Any]) -> bool:
    """Whether values are nested more than `MOST_NESTED` deep: what writes them calls itself each time."""
    level: list[Any] = [arguments]
    for _ in range(MOST_NESTED):
        level = [inner for value in level for inner in _inside(value)]
        if not level:
            return False
    return True


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _arguments(value: Any) -> dict[str, Any]:
    """An object that JSON can hold: a file may have numbers that no server takes, or no object at all."""
    if not isinstance(value, dict) or is_too_deep(value):
        return {}
    try:
        json.dumps(value, allow_nan=False)
    except ValueError:
        return {}
    return value


def whole_call(call: ToolCall) -> str:
    """All that the model asked for, as JSON on several lines."""
    row = {"name": call.name, "arguments": call.arguments, **({"id": call.id} if call.id else {})}
    return json.dumps(row, ensure_ascii=False, indent=2)


def short_arguments(arguments: Mapping[str, Any], most_chars: int) -> str:
    """The arguments on one line, such as `city="Paris", days=3`, cut after so many characters."""
    words: list[str] = []
    room = most_chars
    for name, value in arguments.items():
        if room <= 0:
            words.append(_CUT)
            break
        shown = json.dumps(value[:room] if isinstance(value, str) else value, ensure_ascii=False)
        words.append(f"{name}={shown}")
        room -= len(words[-1])
    whole = ", ".join(words)
    return whole if len(whole) <= most_chars else whole[: most_chars - 1] + _CUT


def text_with_calls(content: str, kept: str) -> str:
    """What is searched of a reply: its words, and below them each call as words.

    Args:
        kept: what `calls_to_json` made of the calls.
    """
    lines = [
        f"{call.name} {_ESCAPE.sub(' ', json.dumps(call.arguments, ensure_ascii=False))}"
        for call in calls_from_json(kept)
    ]
    return "\n".join([content, *lines] if content else lines)


def as_code(text: str, language: str = "") -> str:
    """A text as a fenced block of Markdown, whatever stands in it."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text}\n{fence}"


def shown_markdown(message: Message) -> str:
    """What a message says, as Markdown: the result of a tool is no Markdown and stands as it is."""
    if message.role != "tool" or not message.content:
        return message.content
    return as_code(message.content, "json" if message.content.lstrip()[:1] in ("{", "[") else "text")


def whole_markdown(message: Message) -> str:
    """What a message says, with the calls of tools above as code: what "copy" gives."""
    blocks = [as_code(whole_call(call), "json") for call in message.tool_calls]
    return "\n\n".join([*blocks, shown_markdown(message)] if message.content else blocks)
