"""What the readers of all formats need: texts, times and ids from values that may be anything."""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from app.domain.conversation import Attachment, Chat, Message
from app.domain.exchange import WholeChat

LONGEST_TITLE = 200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INT_MAX = 2**63 - 1
_LATEST_S = 4_102_444_800.0  # the year 2100
_ID = re.compile(r"[0-9a-f]{32}")

KeepFile = Callable[[str, str, bytes], Attachment]
"""Takes name, media type and bytes of a file of a message."""
FindFile = Callable[[str], tuple[str, bytes] | None]
"""Gives name and bytes of a file that the archive holds, by the beginning of its name."""


class Unreadable(Exception):
    """An item is not what its format promises."""


@dataclass(frozen=True, slots=True)
class ReadChat:
    """A chat of a file; `lost` counts parts of messages that have no place here.

    `missing` names files that the archive does not hold.
    """

    whole: WholeChat
    lost: int = 0
    missing: tuple[str, ...] = ()


def text_of(value: Any) -> str:
    """A text; empty where it is none. NUL, which ends texts elsewhere, becomes U+FFFD."""
    return value.replace("\x00", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) else ""


def title_of(value: Any) -> str:
    """A title on one line."""
    return " ".join(text_of(value).split())[:LONGEST_TITLE]


def object_of(value: Any) -> Mapping[str, Any]:
    """An object; an empty one where it is none."""
    return value if isinstance(value, dict) else {}


def list_of(value: Any) -> list[Any]:
    """A list; an empty one where it is none."""
    return value if isinstance(value, list) else []


def whole_number(value: Any) -> int:
    """A whole number that a database takes; 0 where it is none."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return max(-_INT_MAX, min(value, _INT_MAX)) if is_number else 0


def time_of_seconds(value: Any) -> datetime | None:
    """A time from seconds since 1970; thousandths are told from seconds by their size."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        seconds = float(value)
    except OverflowError:
        return None
    if not math.isfinite(seconds):
        return None
    if seconds > _LATEST_S:
        seconds /= 1000
    return _EPOCH + timedelta(seconds=seconds) if 0 < seconds < _LATEST_S else None


def time_of_text(value: Any) -> datetime | None:
    """A time from ISO 8601; without a zone it is UTC."""
    try:
        when = datetime.fromisoformat(text_of(value))
        when = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
        return when if _EPOCH < when < _EPOCH + timedelta(seconds=_LATEST_S) else None
    except (ValueError, OverflowError):
        return None


def id_of(*parts: str) -> str:
    """An id made of other ids, always the same: a second import of a chat is known by it."""
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def is_id(value: Any) -> bool:
    """Whether a value is an id as ours are."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def in_order(messages: Iterable[Message]) -> tuple[Message, ...]:
    """The messages of one chat, parents before children, else as given.

    Of two with one id the first stays; one without a parent among them, or that is its own ancestor, begins
    a version.
    """
    by_id: dict[str, Message] = {}
    for message in messages:
        by_id.setdefault(message.id, message)
    ordered: dict[str, Message] = {}
    for message in by_id.values():
        path: dict[str, Message] = {}
        at: Message | None = message
        while at is not None and at.id not in ordered and at.id not in path:
            path[at.id] = at
            at = by_id.get(at.parent_id or "")
        for step in reversed(path.values()):
            parent_id = step.parent_id if step.parent_id in ordered else None
            ordered[step.id] = replace(step, parent_id=parent_id)
    return tuple(ordered.values())


def read_chat(chat: Chat, messages: Iterable[Message], lost: int, missing: Iterable[str]) -> ReadChat:
    """A chat whose messages are in order; times that are not known are those of what is near."""
    ordered = in_order(messages)
    last = chat.created_at
    timed: list[Message] = []
    for message in ordered:
        last = message.created_at or last
        timed.append(replace(message, created_at=last, chat_id=chat.id))
    leaf_id = chat.leaf_id if any(message.id == chat.leaf_id for message in timed) else None
    if leaf_id is None and timed:
        leaf_id = timed[-1].id
    title = chat.title or title_of(next((m.content for m in timed if m.role == "user"), ""))[:60]
    return ReadChat(
        WholeChat(replace(chat, leaf_id=leaf_id, title=title), tuple(timed)), lost, tuple(missing)
    )
