"""Chats from an export of Claude: `conversations.json`, alone or in its zip file.

Fields read: `uuid`, `name`, `created_at`, `updated_at`, `current_leaf_message_uuid` and `chat_messages`; of
a message `uuid`, `parent_message_uuid`, `sender` ("human", "assistant"), `created_at`, `text`, `content`,
`attachments` (`file_name`, `extracted_content`: kept as text) and `files` (`file_name`: the export does not
hold them). Parts of `content`: "text" with `text`, "thinking" with `thinking`, "tool_use" with `id`, `name`
and `input`, "tool_result" with `tool_use_id`, `name` and `content`, which is a text or a list of parts with
`text`, `title` and `url`; others have no place here. A reply that used tools becomes several messages.

Source: the fields as described in the public repositories Sinity/polylogue (docs/providers/claude-ai.md),
socketteer/Claude-Conversation-Exporter (README) and brandtcormorant/claude-json-schema
(schema/claude-json-schema.json).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.domain.conversation import Chat, Message, TitleBy
from app.storage.import_replies import ReplyParts
from app.storage.import_values import (
    ReadChat,
    Unreadable,
    id_of,
    list_of,
    object_of,
    read_chat,
    text_of,
    time_of_text,
    title_of,
)

_WHO = "Claude"  # the export names no model
_ROLES = {"human": "user", "user": "user", "assistant": "assistant"}


def is_chat(value: Any) -> bool:
    """Whether an item is a chat of this format."""
    return isinstance(value, dict) and isinstance(value.get("chat_messages"), list)


def read(value: Any) -> ReadChat:
    """The chat in an item.

    Raises:
        Unreadable: it is none.
    """
    if not is_chat(value):
        raise Unreadable
    rows = [object_of(row) for row in value["chat_messages"]]
    chat_id = id_of("claude", text_of(value.get("uuid")) or repr([text_of(row.get("uuid")) for row in rows]))
    messages: list[Message] = []
    missing: list[str] = []
    lost = 0
    known = {text_of(row.get("uuid")) for row in rows}
    above: dict[str, str | None] = {}  # by the id in the file: the last message, or what is before a left one
    before: str | None = None
    for number, row in enumerate(rows):
        role = _ROLES.get(text_of(row.get("sender")))
        parts = _parts(row, role or "")
        lost += parts.lost
        key = text_of(row.get("uuid")) or str(number)
        parent = text_of(row.get("parent_message_uuid"))
        parent_id = (
            before if not parent else above.get(parent, id_of(chat_id, parent) if parent in known else None)
        )
        if role is None or parts.is_empty:
            lost += role is None
            above[key] = parent_id
            continue
        missing += [title_of(object_of(file).get("file_name")) for file in list_of(row.get("files"))]
        when = time_of_text(row.get("created_at"))
        model = _WHO if role == "assistant" else ""
        first = Message(id_of(chat_id, key), chat_id, parent_id, role, created_at=when, model=model)
        messages += parts.messages(first)
        before = above[key] = messages[-1].id
    created = time_of_text(value.get("created_at")) or datetime.now(UTC)
    leaf = text_of(value.get("current_leaf_message_uuid"))
    chat = Chat(
        id=chat_id,
        title=title_of(value.get("name")),
        model="",
        created_at=created,
        updated_at=time_of_text(value.get("updated_at")) or created,
        leaf_id=above.get(leaf),
        title_by=TitleBy.MODEL,
    )
    return read_chat(chat, messages, lost, [name for name in missing if name])


def _parts(row: Mapping[str, Any], role: str) -> ReplyParts:
    parts = ReplyParts(role)
    has_text = False
    for part in map(object_of, list_of(row.get("content"))):
        kind = part.get("type")
        if kind == "text":
            has_text = has_text or bool(text_of(part.get("text")))
            parts.say(text_of(part.get("text")))
        elif kind == "thinking":
            parts.think(text_of(part.get("thinking")))
        elif kind == "tool_use":
            parts.call(text_of(part.get("name")), part.get("input"), text_of(part.get("id")))
        elif kind == "tool_result":
            text, lost = _result(part.get("content"))
            parts.lost += lost
            parts.result(text_of(part.get("name")), text_of(part.get("tool_use_id")), text)
        else:
            parts.lost += 1
    if not has_text:
        parts.say(text_of(row.get("text")))
    for file in map(object_of, list_of(row.get("attachments"))):
        if extracted := text_of(file.get("extracted_content")):
            fence = "`" * max(3, _longest_fence(extracted) + 1)
            parts.say(f"{title_of(file.get('file_name'))}\n\n{fence}\n{extracted}\n{fence}")
    return parts


def _result(content: Any) -> tuple[str, int]:
    """The text of what a tool gave back, and how many of its parts have none."""
    if isinstance(content, str):
        return text_of(content), 0
    texts = [
        "\n".join(
            filter(None, (title_of(part.get("title")), title_of(part.get("url")), text_of(part.get("text"))))
        )
        for part in map(object_of, list_of(content))
    ]
    return "\n\n".join(filter(None, texts)), texts.count("")


def _longest_fence(text: str) -> int:
    longest = run = 0
    for character in text:
        run = run + 1 if character == "`" else 0
        longest = max(longest, run)
    return longest
