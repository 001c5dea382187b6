"""The JSON format of Arriero: everything there is of chats, in one file that other programs can read.

One UTF-8 JSON object, in this order, so that it can be written and read in one go:

    {"format": "arriero-chats", "version": 1, "exported_at": time,
     "folders": [{"id", "name"}, ...],
     "chats": [chat, ...],
     "files": [{"sha256", "base64"}, ...]}

A chat has `id`, `title`, `title_by` ("words", "model", "person"), `model`, `created_at`, `updated_at`,
`pinned`, `archived`, `unread`, `draft`, `folder_id` (empty: none), `tags`, `parameters` (an object:
`system`, `options`, `keep_alive`, `think`, `format`, `preset`; what is not set is not there), `leaf_id`
(the last message of the version that is shown), `shown` (by id of a message with several replies, the one
shown last) and `messages`.

Messages come oldest first and form a tree by `parent_id` (null: a first one). Further: `id`, `role`
("user", "assistant", "system", "tool"), `content`, `thinking`, `state` ("complete", "stopped", "failed"),
`created_at`, `model`, `model_digest`, `server`, `done_reason`, `temperature`, `thought_ns`, `tool_calls`
(what the model asked for: `name`, `arguments` (an object), `id`, `index`), `tool_name` and `tool_call_id`
(what a message with the role "tool" is the result of), `stats` (null, or the counters of the server:
`total_ns`, `load_ns`, `prompt_tokens`, `prompt_ns`, `reply_tokens`, `reply_ns`), `failure` (null, or `code`,
`address`, `model`, `detail`, `status`, `tokens`) and `attachments`: `sha256`, `name`, `media_type`,
`size_bytes`, `sent_sha256` (what the model got of it, empty: the file itself) and `sent_bytes` (how much
text that is; 0 of an image). Both kinds of SHA-256 name one of `files`, whose `base64` is the file.

Times are ISO 8601 in UTC with six decimals. Ids are 32 lower-case hex digits. A reader passes over names
that it does not know; a `version` above its own it refuses. Where an address or an error's text would sign
somebody in, that part is cut.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

from app.domain.conversation import Chat, Folder, Message
from app.domain.exchange import WholeChat
from app.domain.parameters import to_json
from app.domain.secrets_cut import cut_secrets
from app.domain.tool_calls import call_row

FORMAT = "arriero-chats"
VERSION = 1
_PIECE_BYTES = 192 * 1024  # a multiple of 3, so that pieces of base64 can be joined


def document(
    folders: Sequence[Folder],
    chats: Iterator[WholeChat],
    file: Callable[[str], bytes],
    now: datetime,
    on_missing: Callable[[str], None],
) -> Iterator[str]:
    """The file in pieces.

    Args:
        file: gives the bytes of an attachment, or raises KeyError.
        on_missing: called with the SHA-256 of each attachment that is not there.
    """
    head = {"format": FORMAT, "version": VERSION, "exported_at": _time(now)}
    yield _text(head)[:-1] + ',\n"folders": ' + _text([asdict(folder) for folder in folders])
    yield ',\n"chats": ['
    files: dict[str, None] = {}
    for number, whole in enumerate(chats):
        yield ",\n" if number else "\n"
        yield from _chat(whole)
        for message in whole.messages:
            for attachment in message.attachments:
                files.update(dict.fromkeys((attachment.sha256, attachment.sent)))
    yield '],\n"files": ['
    is_first = True
    for sha256 in files:
        try:
            data = file(sha256)
        except KeyError:
            on_missing(sha256)
            continue
        yield "\n" if is_first else ",\n"
        is_first = False
        yield from _file(sha256, data)
    yield "]}\n"


def _chat(whole: WholeChat) -> Iterator[str]:
    chat = whole.chat
    head = _text({**_chat_row(chat), "shown": dict(whole.shown)})
    yield head[:-1] + ', "messages": ['
    for number, message in enumerate(whole.messages):
        yield (",\n  " if number else "\n  ") + _text(_message_row(message))
    yield "]}"


def _chat_row(chat: Chat) -> dict[str, Any]:
    return {
        "id": chat.id,
        "title": chat.title,
        "title_by": chat.title_by.value,
        "model": chat.model,
        "created_at": _time(chat.created_at),
        "updated_at": _time(chat.updated_at),
        "pinned": chat.pinned,
        "archived": chat.archived,
        "unread": chat.unread,
        "draft": chat.draft,
        "folder_id": chat.folder_id,
        "tags": list(chat.tags),
        "parameters": json.loads(to_json(chat.parameters)),
        "leaf_id": chat.leaf_id,
    }


def _message_row(message: Message) -> dict[str, Any]:
    row = asdict(replace(message, tool_calls=()))  # arguments may be nested deeper than `asdict` follows
    del row["chat_id"]
    row["tool_calls"] = [call_row(call) for call in message.tool_calls]
    row["created_at"] = _time(message.created_at or datetime.now(UTC))
    row["server"] = cut_secrets(message.server)
    if message.failure is not None:
        failure = row["failure"]
        row["failure"] = {k: cut_secrets(v) if isinstance(v, str) else v for k, v in failure.items()}
    return row


def _file(sha256: str, data: bytes) -> Iterator[str]:
    # Only where there is an image.
    from base64 import b64encode

    yield f'{{"sha256": "{sha256}", "base64": "'
    for start in range(0, len(data), _PIECE_BYTES):
        yield b64encode(data[start : start + _PIECE_BYTES]).decode()
    yield '"}'


def _time(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
