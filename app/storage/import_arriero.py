"""Chats from our own JSON; `export_json` describes it."""

import binascii
import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from app.domain.chat import ReplyStats
from app.domain.conversation import Attachment, Chat, Folder, Message, MessageState, TitleBy
from app.domain.exchange import WholeChat
from app.domain.failure import Failure, FailureCode
from app.domain.parameters import NO_PARAMETERS, from_json
from app.domain.tool_calls import calls_from
from app.storage.import_values import (
    ReadChat,
    Unreadable,
    id_of,
    in_order,
    is_id,
    list_of,
    object_of,
    text_of,
    time_of_text,
    title_of,
    whole_number,
)

_HEX = frozenset("0123456789abcdef")
_MOST_TAGS = 200


def read_folder(value: Any) -> Folder:
    """A folder.

    Raises:
        Unreadable: it is none.
    """
    row = object_of(value)
    name = title_of(row.get("name"))
    if not is_id(row.get("id")) or not name:
        raise Unreadable
    return Folder(row["id"], name)


def read_file(value: Any) -> tuple[str, bytes]:
    """The SHA-256 that a file should have, and its bytes.

    Raises:
        Unreadable: it is none.
    """
    row = object_of(value)
    try:
        return text_of(row.get("sha256")), b64decode(text_of(row.get("base64")), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unreadable from error


def read(value: Any) -> ReadChat:
    """The chat in an item.

    Raises:
        Unreadable: it is none.
    """
    row = object_of(value)
    if not text_of(row.get("id")) or not isinstance(row.get("messages"), list):
        raise Unreadable
    chat_id = _id(row["id"])
    read_rows = [_message(chat_id, object_of(each)) for each in row["messages"]]
    messages = in_order(message for message in read_rows if message is not None)
    known = {message.id for message in messages}
    created = time_of_text(row.get("created_at")) or datetime.now(UTC)
    leaf_id = _id(row["leaf_id"]) if text_of(row.get("leaf_id")) else None
    chat = Chat(
        id=chat_id,
        title=text_of(row.get("title")),
        model=text_of(row.get("model")),
        created_at=created,
        updated_at=time_of_text(row.get("updated_at")) or created,
        pinned=row.get("pinned") is True,
        unread=row.get("unread") is True,
        draft=text_of(row.get("draft")),
        leaf_id=leaf_id if leaf_id in known else messages[-1].id if messages else None,
        parameters=from_json(json.dumps(row.get("parameters"))) if row.get("parameters") else NO_PARAMETERS,
        folder_id=row["folder_id"] if is_id(row.get("folder_id")) else "",
        archived=row.get("archived") is True,
        tags=tuple(filter(None, (title_of(tag) for tag in list_of(row.get("tags"))[:_MOST_TAGS]))),
        title_by=_one_of(TitleBy, row.get("title_by"), TitleBy.WORDS),
    )
    pairs = {_id(key): _id(child) for key, child in object_of(row.get("shown")).items() if text_of(child)}
    parents = {message.id: message.parent_id for message in messages}
    shown = {key: child for key, child in pairs.items() if child in parents and parents[child] == key}
    return ReadChat(WholeChat(chat, messages, shown), sum(message is None for message in read_rows))


def _message(chat_id: str, row: Mapping[str, Any]) -> Message | None:
    if not text_of(row.get("id")) or not text_of(row.get("role")):
        return None
    state = _one_of(MessageState, row.get("state"), MessageState.COMPLETE)
    temperature = row.get("temperature")
    is_number = isinstance(temperature, int | float) and not isinstance(temperature, bool)
    return Message(
        id=_id(row["id"]),
        chat_id=chat_id,
        parent_id=_id(row["parent_id"]) if text_of(row.get("parent_id")) else None,
        role=text_of(row.get("role")),
        content=text_of(row.get("content")),
        thinking=text_of(row.get("thinking")),
        state=MessageState.STOPPED if state is MessageState.WRITING else state,
        created_at=time_of_text(row.get("created_at")) or datetime.now(UTC),
        model=text_of(row.get("model")),
        model_digest=text_of(row.get("model_digest")),
        server=text_of(row.get("server")),
        done_reason=text_of(row.get("done_reason")),
        stats=_stats(row.get("stats")),
        thought_ns=whole_number(row.get("thought_ns")),
        failure=_failure(row.get("failure")),
        attachments=tuple(filter(None, map(_attachment, list_of(row.get("attachments"))))),
        temperature=float(temperature) if is_number and abs(temperature) < 1e6 else None,  # type: ignore[arg-type]
        tool_calls=calls_from(row.get("tool_calls")),
        tool_name=text_of(row.get("tool_name")),
        tool_call_id=text_of(row.get("tool_call_id")),
    )


def _id(value: str) -> str:
    """Ours stay; another one is made into one of ours."""
    return value if is_id(value) else id_of("arriero", value)


def _stats(value: Any) -> ReplyStats | None:
    if not isinstance(value, dict):
        return None
    return ReplyStats(*(whole_number(value.get(field.name)) for field in fields(ReplyStats)))


def _failure(value: Any) -> Failure | None:
    if not isinstance(value, dict):
        return None
    status = value.get("status")
    return Failure(
        _one_of(FailureCode, value.get("code"), FailureCode.INTERNAL),
        text_of(value.get("address")),
        text_of(value.get("model")),
        text_of(value.get("detail")),
        status if isinstance(status, int) and not isinstance(status, bool) else None,
        whole_number(value.get("tokens")),
    )


def _attachment(value: Any) -> Attachment | None:
    row = object_of(value)
    sha256, sent = text_of(row.get("sha256")), text_of(row.get("sent_sha256"))
    if not _is_sha256(sha256) or (sent and not _is_sha256(sent)):
        return None
    return Attachment(
        sha256,
        text_of(row.get("name")),
        text_of(row.get("media_type")),
        whole_number(row.get("size_bytes")),
        sent,
        whole_number(row.get("sent_bytes")),
    )


def _is_sha256(text: str) -> bool:
    return len(text) == 64 and set(text) <= _HEX


def _one_of(kind: Any, value: Any, otherwise: Any) -> Any:
    return kind(value) if isinstance(value, str) and value in list(kind) else otherwise
