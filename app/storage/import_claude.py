"""Chats from an export of Claude: `conversations.json`, alone or in its zip file.

Fields read: `uuid`, `name`, `created_at`, `updated_at`, `current_leaf_message_uuid` and `chat_messages`; of
a message `uuid`, `parent_message_uuid`, `sender` ("human", "assistant"), `created_at`, `text`, `content`
(parts of type "text" and "thinking"; others, such as the use of tools, have no place here), `attachments`
(`file_name`, `extracted_content`: kept as text) and `files` (`file_name`: the export does not hold them).

Source: the fields as described in the public repositories Sinity/polylogue (docs/providers/claude-ai.md)
and socketteer/Claude-Conversation-Exporter (README).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.domain.conversation import Chat, Message, TitleBy
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
    above: dict[str, str | None] = {}  # by the id in the file: the message, or what is before one left out
    before: str | None = None
    for number, row in enumerate(rows):
        role = _ROLES.get(text_of(row.get("sender")))
        content, thinking, others = _content(row)
        lost += others
        key = text_of(row.get("uuid")) or str(number)
        parent = text_of(row.get("parent_message_uuid"))
        parent_id = (
            before if not parent else above.get(parent, id_of(chat_id, parent) if parent in known else None)
        )
        if role is None or not (content or thinking):
            lost += role is None
            above[key] = parent_id
            continue
        before = above[key] = id_of(chat_id, key)
        missing += [title_of(object_of(file).get("file_name")) for file in list_of(row.get("files"))]
        messages.append(
            Message(
                before,
                chat_id,
                parent_id,
                role,
                content,
                thinking,
                created_at=time_of_text(row.get("created_at")),
            )
        )
    created = time_of_text(value.get("created_at")) or datetime.now(UTC)
    leaf = text_of(value.get("current_leaf_message_uuid"))
    chat = Chat(
        id=chat_id,
        title=title_of(value.get("name")),
        model="",
        created_at=created,
        updated_at=time_of_text(value.get("updated_at")) or created,
        leaf_id=id_of(chat_id, leaf) if leaf else None,
        title_by=TitleBy.MODEL,
    )
    return read_chat(chat, messages, lost, [name for name in missing if name])


def _content(row: Mapping[str, Any]) -> tuple[str, str, int]:
    """Text, thoughts, and how many other parts there are."""
    texts: list[str] = []
    thoughts: list[str] = []
    others = 0
    for part in map(object_of, list_of(row.get("content"))):
        kind = part.get("type")
        if kind == "text":
            texts.append(text_of(part.get("text")))
        elif kind == "thinking":
            thoughts.append(text_of(part.get("thinking")))
        else:
            others += 1
    if not any(texts):
        texts = [text_of(row.get("text"))]
    for file in map(object_of, list_of(row.get("attachments"))):
        if extracted := text_of(file.get("extracted_content")):
            fence = "`" * max(3, _longest_fence(extracted) + 1)
            texts.append(f"{title_of(file.get('file_name'))}\n\n{fence}\n{extracted}\n{fence}")
    return (
        "\n\n".join(text for text in texts if text.strip()),
        "\n\n".join(text for text in thoughts if text.strip()),
        others,
    )


def _longest_fence(text: str) -> int:
    longest = run = 0
    for character in text:
        run = run + 1 if character == "`" else 0
        longest = max(longest, run)
    return longest
