"""Chats from an export of Open WebUI: a JSON list, of all chats or of one.

Fields read: `id`, `title`, `created_at`, `updated_at`, `pinned`, `archived`, `meta.tags` and `chat` with
`title`, `models`, `timestamp`, `tags`, `params.system`, `system` and `history`: `currentId` and `messages`,
an object by id; without it the list `messages`. Of a message `id`, `parentId`, `role`, `content`,
`timestamp`, `model`, `done` and `files` (images whose `url` holds them as `data:`). In `content` thoughts
stand as `<details type="reasoning">` with quoted lines, the use of a tool as `<details type="tool_calls">`
with the attributes `id`, `name`, `arguments`, `result`, `files` and `embeds`: JSON, escaped as HTML, of which
files and embeds have no place here. A reply that used tools becomes several messages.

Source: the public repository open-webui/open-webui (backend/open_webui/models/chats.py, `ChatModel`; the
tree of messages in src/lib/components/chat/Chat.svelte; `serialize_output` in
backend/open_webui/utils/middleware.py).
"""

import binascii
import json
import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Any

from app.domain.conversation import Attachment, Chat, Message, MessageState, TitleBy
from app.domain.parameters import NO_PARAMETERS
from app.storage.import_replies import ReplyParts
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
# Up to the next bracket only: what is made to take for ever would be read again from each beginning.
_DETAILS = re.compile(r'<details type="(reasoning|tool_calls)"([^<>]*)>\s*(?:<summary>[^<]*</summary>)?')
_DETAILS_END = "</details>"
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')


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
    read_rows = [_messages(chat_id, each, keep) for each in rows]
    lasts = {found[0].id: found[-1].id for found, _, _ in read_rows if found}
    messages = [
        replace(message, parent_id=lasts.get(message.parent_id or "", message.parent_id))
        if not place
        else message
        for found, _, _ in read_rows
        for place, message in enumerate(found)
    ]
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
        leaf_id=lasts.get(id_of(chat_id, current)) if current else None,
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


def _messages(
    chat_id: str, row: Mapping[str, Any], keep: KeepFile
) -> tuple[tuple[Message, ...], int, list[str]]:
    """What a message is here, how much of it is lost, and the names of files that are not in the export."""
    role = text_of(row.get("role"))
    if role not in _ROLES:
        return (), 1, []
    parts = _parts(text_of(row.get("content")), role)
    attachments, lost, missing = _files(row, keep)
    parent = text_of(row.get("parentId"))
    first = Message(
        id=id_of(chat_id, text_of(row.get("id"))),
        chat_id=chat_id,
        parent_id=id_of(chat_id, parent) if parent else None,
        role=role,
        state=MessageState.STOPPED if row.get("done") is False else MessageState.COMPLETE,
        created_at=time_of_seconds(row.get("timestamp")),
        model=text_of(row.get("model")) if role == "assistant" else "",
        attachments=attachments,
    )
    return parts.messages(first), lost + parts.lost, missing


def _parts(text: str, role: str) -> ReplyParts:
    """What is said, and the thoughts and calls of tools in between."""
    parts = ReplyParts(role)
    at = 0
    while found := _DETAILS.search(text, at):
        end = text.find(_DETAILS_END, found.end())
        if end < 0:
            break
        parts.say(text[at : found.start()].strip())
        if found.group(1) == "reasoning":
            lines = unescape(text[found.end() : end]).strip().split("\n")
            parts.think("\n".join(line.removeprefix(">").removeprefix(" ") for line in lines))
        else:
            _add_call(parts, dict(_ATTRIBUTE.findall(found.group(2))))
        at = end + len(_DETAILS_END)
    parts.say(text[at:].strip() if at else text)
    return parts


def _add_call(parts: ReplyParts, attributes: Mapping[str, str]) -> None:
    name, call_id = unescape(attributes.get("name", "")), unescape(attributes.get("id", ""))
    parts.call(name, _unpacked(attributes.get("arguments", "")), call_id)
    if "result" in attributes:
        result = _unpacked(attributes["result"])
        text = result if isinstance(result, str) else unescape(attributes["result"])
        parts.result(name, call_id, text_of(text))
    parts.lost += sum(bool(_unpacked(attributes.get(name, ""))) for name in ("files", "embeds"))


def _unpacked(attribute: str) -> Any:
    """What the JSON of an attribute says; where it is none its text."""
    text = unescape(attribute)
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


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
