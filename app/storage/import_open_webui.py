"""Chats from an export of Open WebUI: a JSON list, of all chats or of one.

Fields read: `id`, `title`, `created_at`, `updated_at`, `pinned`, `archived`, `meta.tags` and `chat` with
`title`, `models`, `timestamp`, `tags`, `params.system`, `system` and `history`: `currentId` and `messages`,
an object by id; without it the list `messages`. Of a message `id`, `parentId`, `role`, `content`,
`timestamp`, `model`, `done` and `files` (images whose `url` holds them as `data:`). Thoughts stand in
`content` as `<details type="reasoning">` with quoted lines.

Source: the public repository open-webui/open-webui (backend/open_webui/models/chats.py, `ChatModel`; the
tree of messages in src/lib/components/chat/Chat.svelte).
"""

import binascii
import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Any

from app.domain.conversation import Attachment, Chat, Message, MessageState, TitleBy
from app.domain.parameters import NO_PARAMETERS
from app.storage.import_values import (
    KeepFile,
    ReadChat,
    Unreadable,
    id_of,
    list_of,
    object_of,
    read_chat,
    text_of,
    time_of_seconds,
    title_of,
)

_ROLES = ("user", "assistant", "system")
_MOST_TAGS = 50
_DATA = re.compile(r"data:(image/(?:png|jpeg|gif|webp|bmp));base64,")
_THOUGHT_BEGINS = re.compile(r'<details type="reasoning"[^>]*>\s*(?:<summary>[^<]*</summary>)?')
_THOUGHT_ENDS = "</details>"


def is_chat(value: Any) -> bool:
    """Whether an item is a chat of this format."""
    chat = value.get("chat") if isinstance(value, dict) else None
    return isinstance(chat, dict) and ("history" in chat or "messages" in chat)


def read(value: Any, keep: KeepFile) -> ReadChat:
    """The chat in an item.

    Raises:
        Unreadable: it is none.
    """
    if not is_chat(value):
        raise Unreadable
    row = object_of(value.get("chat"))
    history = object_of(row.get("history"))
    by_id = object_of(history.get("messages"))
    rows = [{"id": key, **object_of(message)} for key, message in by_id.items()] or _in_a_row(row)
    key = (
        text_of(value.get("id")) or text_of(row.get("id")) or repr([text_of(each.get("id")) for each in rows])
    )
    chat_id = id_of("open-webui", key)
    read_rows = [_message(chat_id, each, keep) for each in rows]
    messages = [message for message, _, _ in read_rows if message is not None]
    lost = sum(lost for _, lost, _ in read_rows)
    created = (
        time_of_seconds(value.get("created_at")) or time_of_seconds(row.get("timestamp")) or datetime.now(UTC)
    )
    current = text_of(history.get("currentId"))
    system = text_of(object_of(row.get("params")).get("system")) or text_of(row.get("system"))
    tags = list_of(object_of(value.get("meta")).get("tags")) or list_of(row.get("tags"))
    chat = Chat(
        id=chat_id,
        title=title_of(value.get("title")) or title_of(row.get("title")),
        model=next((text_of(model) for model in list_of(row.get("models"))), ""),
        created_at=created,
        updated_at=time_of_seconds(value.get("updated_at")) or created,
        pinned=value.get("pinned") is True,
        archived=value.get("archived") is True,
        leaf_id=id_of(chat_id, current) if current else None,
        parameters=replace(NO_PARAMETERS, system=system),
        tags=tuple(filter(None, (_tag(tag) for tag in tags[:_MOST_TAGS]))),
        title_by=TitleBy.MODEL,
    )
    return read_chat(chat, messages, lost, [name for _, _, names in read_rows for name in names])


def _in_a_row(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The messages of a chat without a tree, each after the one before."""
    rows: list[dict[str, Any]] = []
    for number, message in enumerate(map(object_of, list_of(row.get("messages")))):
        parent = rows[-1]["id"] if rows else None
        rows.append({**message, "id": text_of(message.get("id")) or str(number), "parentId": parent})
    return rows


def _message(chat_id: str, row: Mapping[str, Any], keep: KeepFile) -> tuple[Message | None, int, list[str]]:
    role = text_of(row.get("role"))
    if role not in _ROLES:
        return None, 1, []
    content, thinking = _split(text_of(row.get("content")))
    attachments, lost, missing = _files(row, keep)
    parent = text_of(row.get("parentId"))
    message = Message(
        id=id_of(chat_id, text_of(row.get("id"))),
        chat_id=chat_id,
        parent_id=id_of(chat_id, parent) if parent else None,
        role=role,
        content=content,
        thinking=thinking,
        state=MessageState.STOPPED if row.get("done") is False else MessageState.COMPLETE,
        created_at=time_of_seconds(row.get("timestamp")),
        model=text_of(row.get("model")) if role == "assistant" else "",
        attachments=attachments,
    )
    return message, lost, missing


def _split(text: str) -> tuple[str, str]:
    """What is said, and the thoughts before it."""
    said: list[str] = []
    thoughts: list[str] = []
    at = 0
    while found := _THOUGHT_BEGINS.search(text, at):
        end = text.find(_THOUGHT_ENDS, found.end())
        if end < 0:
            break
        said.append(text[at : found.start()])
        lines = unescape(text[found.end() : end]).strip().split("\n")
        thoughts.append("\n".join(line.removeprefix(">").removeprefix(" ") for line in lines))
        at = end + len(_THOUGHT_ENDS)
    said.append(text[at:])
    whole = "".join(said)
    return (whole.strip() if thoughts else whole), "\n\n".join(thoughts)


def _files(row: Mapping[str, Any], keep: KeepFile) -> tuple[tuple[Attachment, ...], int, list[str]]:
    """Images, how many other things there are, and the names of files that are not in the export."""
    images: list[Attachment] = []
    missing: list[str] = []
    lost = 0
    for file in map(object_of, list_of(row.get("files"))):
        url = text_of(file.get("url"))
        name = title_of(file.get("name"))
        found = _DATA.match(url)
        if found is None:
            missing.append(name or title_of(file.get("id")) or "?")
            continue
        try:
            data = b64decode(url[found.end() :], validate=True)
        except (binascii.Error, ValueError):
            lost += 1
            continue
        media_type = found.group(1)
        images.append(keep(name or f"image.{media_type.partition('/')[2]}", media_type, data))
    return tuple(images), lost, missing


def _tag(value: Any) -> str:
    return title_of(value) or title_of(object_of(value).get("name"))
