"""Chats from an export of ChatGPT: `conversations.json`, alone or in the zip file with its images.

Fields read: `conversation_id` or `id`, `title`, `create_time`, `update_time`, `current_node`,
`is_archived`, `is_starred`, `default_model_slug` and `mapping`, an object of nodes by id; of a node
`parent` and `message`; of a message `author.role`, `author.name`, `recipient`, `create_time`, `status`,
`metadata.model_slug`, `metadata.is_visually_hidden_from_conversation` and `content` with `content_type` and
`parts`, `text` (with `language`, `title` and `url`), `result` or `thoughts`. A part is a text or an object
whose `asset_pointer` ends in the beginning of the name of a file in the archive. A reply whose `recipient` is
not "all" is the call of a tool of that name, a message of the role "tool" what it gave back.

Source: help.openai.com article 7260999 (how to get one); the fields as described in the public repositories
mitkury/chatgpt-export-parser (docs/chatgpt-data-export-format.md), josephjohncox/chatgpt-json-to-md
(README) and pionxzh/chatgpt-exporter (src/api.ts, `ConversationNodeMessage`).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.domain.chat import ToolCall
from app.domain.conversation import Attachment, Chat, Message, MessageState, TitleBy
from app.storage.import_replies import call_of
from app.storage.import_values import (
    FindFile,
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

_WHO = "ChatGPT"  # where no model is named
_ROLES = ("user", "assistant", "system", "tool")
_MOST_STEPS = 1_000_000  # over nodes without a text: made to take for ever
_THOUGHTS = ("thoughts", "reasoning_recap")
_OWN_TEXTS = ("user_editable_context", "model_editable_context")  # instructions and memory, beside the chat
_NAME_OF_TEXT = "input"  # what a call says that is no JSON, such as a program
_TYPES = {
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
}


def is_chat(value: Any) -> bool:
    """Whether an item is a chat of this format."""
    return isinstance(value, dict) and isinstance(value.get("mapping"), dict)


def read(value: Any, find: FindFile, keep: KeepFile) -> ReadChat:
    """The chat in an item.

    Raises:
        Unreadable: it is none.
    """
    if not is_chat(value):
        raise Unreadable
    return _Reader(value, find, keep).read()


class _Reader:
    def __init__(self, value: Mapping[str, Any], find: FindFile, keep: KeepFile) -> None:
        self._value = value
        self._nodes: Mapping[str, Any] = value["mapping"]
        self._find = find
        self._keep = keep
        key = text_of(value.get("conversation_id")) or text_of(value.get("id"))
        self._chat_id = id_of("chatgpt", key or repr(sorted(self._nodes)))
        self._lost = 0
        self._missing: list[str] = []
        self._steps = 0

    def read(self) -> ReadChat:
        value = self._value
        created = time_of_seconds(value.get("create_time")) or datetime.now(UTC)
        messages = [message for key, node in self._nodes.items() if (message := self._message(key, node))]
        last = self._kept_above(text_of(value.get("current_node")))[0]
        chat = Chat(
            id=self._chat_id,
            title=title_of(value.get("title")),
            model=text_of(value.get("default_model_slug")),
            created_at=created,
            updated_at=time_of_seconds(value.get("update_time")) or created,
            pinned=value.get("is_starred") is True,
            archived=value.get("is_archived") is True,
            leaf_id=self._id(last) if last else None,
            title_by=TitleBy.MODEL,
        )
        return read_chat(chat, messages, self._lost, self._missing)

    def _id(self, node_id: str) -> str:
        return id_of(self._chat_id, node_id)

    def _message(self, key: str, node: Any) -> Message | None:
        message = object_of(object_of(node).get("message"))
        if not self._is_kept(key):
            self._lost += _is_left_out(message)
            return None
        parent, thoughts = self._kept_above(text_of(object_of(node).get("parent")))
        role = _role(message)
        self._lost += bool(thoughts) and role != "assistant"
        call = self._call(message) if role == "assistant" else None
        text, attachments = ("", ()) if call is not None else self._content(message)
        done = message.get("status") in (None, "finished_successfully")
        return Message(
            id=self._id(key),
            chat_id=self._chat_id,
            parent_id=self._id(parent) if parent else None,
            role=role,
            content=text,
            thinking=thoughts if role == "assistant" else "",
            state=MessageState.COMPLETE if done else MessageState.STOPPED,
            created_at=time_of_seconds(message.get("create_time")),
            model=_model(message) if role == "assistant" else "",
            attachments=attachments,
            tool_calls=(call,) if call is not None else (),
            tool_name=text_of(object_of(message.get("author")).get("name")) if role == "tool" else "",
        )

    def _call(self, message: Mapping[str, Any]) -> ToolCall | None:
        """The call of a tool that a reply is; None where it is words."""
        name = text_of(message.get("recipient"))
        content = object_of(message.get("content"))
        parts = list_of(content.get("parts"))
        if name in ("", "all") or not all(isinstance(part, str) for part in parts):
            return None
        text = "\n\n".join(filter(None, map(text_of, [*parts, content.get("text")])))
        call, is_whole = call_of(name, text)
        return call if is_whole else call_of(name, {_NAME_OF_TEXT: text})[0]

    def _kept_above(self, key: str) -> tuple[str, str]:
        """The first kept node from this one up, empty without one, and the thoughts passed on the way."""
        thoughts: list[str] = []
        passed: set[str] = set()
        while key in self._nodes and key not in passed:
            if self._is_kept(key):
                return key, "\n\n".join(reversed(thoughts))
            passed.add(key)
            self._steps += 1
            if self._steps > _MOST_STEPS:
                raise Unreadable
            node = object_of(self._nodes[key])
            thoughts += _thoughts(object_of(object_of(node.get("message")).get("content")))
            key = text_of(node.get("parent"))
        return "", "\n\n".join(reversed(thoughts))

    def _is_kept(self, key: str) -> bool:
        message = object_of(object_of(self._nodes.get(key)).get("message"))
        kind = object_of(message.get("content")).get("content_type")
        return (
            _role(message) in _ROLES
            and not _is_hidden(message)
            and kind not in (*_THOUGHTS, *_OWN_TEXTS)
            and _has_content(message)
        )

    def _content(self, message: Mapping[str, Any]) -> tuple[str, tuple[Attachment, ...]]:
        content = object_of(message.get("content"))
        texts: list[str] = []
        attachments: list[Attachment] = []
        for part in list_of(content.get("parts")):
            if isinstance(part, str):
                texts.append(text_of(part))
            elif pointer := text_of(object_of(part).get("asset_pointer")):
                found = self._image(pointer)
                attachments += [found] if found is not None else []
            elif isinstance(object_of(part).get("text"), str):
                texts.append(text_of(part["text"]))
            else:
                self._lost += 1
        texts += [title_of(content.get(name)) for name in ("title", "url")]  # of a page that is quoted
        if code := text_of(content.get("text")):
            language = text_of(content.get("language"))
            is_code = content.get("content_type") == "code"
            texts.append(f"```{language if language != 'unknown' else ''}\n{code}\n```" if is_code else code)
        texts.append(text_of(content.get("result")))
        return "\n\n".join(text for text in texts if text.strip()), tuple(attachments)

    def _image(self, pointer: str) -> Attachment | None:
        name = pointer.rpartition("/")[2].partition("#")[0]
        found = self._find(name)
        media_type = next(
            (kind for magic, kind in _TYPES.items() if found and found[1].startswith(magic)), ""
        )
        if found is None or not media_type:
            self._missing.append(name)
            return None
        return self._keep(title_of(found[0]) or name, media_type, found[1])


def _model(message: Mapping[str, Any]) -> str:
    return text_of(object_of(message.get("metadata")).get("model_slug")) or _WHO


def _is_hidden(message: Mapping[str, Any]) -> bool:
    return object_of(message.get("metadata")).get("is_visually_hidden_from_conversation") is True


def _has_content(message: Mapping[str, Any]) -> bool:
    content = object_of(message.get("content"))
    texts = (text_of(content.get("text")), text_of(content.get("result")))
    return any(texts) or any(list_of(content.get("parts")))


def _is_left_out(message: Mapping[str, Any]) -> bool:
    """Whether something that ChatGPT showed is not taken over; thoughts go with the reply below them."""
    kind = object_of(message.get("content")).get("content_type")
    return _has_content(message) and not _is_hidden(message) and kind not in _THOUGHTS


def _role(message: Mapping[str, Any]) -> str:
    return text_of(object_of(message.get("author")).get("role"))


def _thoughts(content: Mapping[str, Any]) -> list[str]:
    if content.get("content_type") != "thoughts":
        return []
    found = [object_of(thought) for thought in list_of(content.get("thoughts"))]
    texts = ["\n".join(filter(None, (text_of(t.get("summary")), text_of(t.get("content"))))) for t in found]
    return ["\n\n".join(text for text in texts if text)]
