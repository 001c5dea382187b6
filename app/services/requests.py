"""What is sent for a chat: its history, its system prompt, and only the options that were changed."""

import asyncio
from collections.abc import Mapping

from app.domain.attached_text import with_files
from app.domain.chat import ChatMessage, ChatRequest, KeepAlive
from app.domain.conversation import ChatView, Message
from app.domain.model_facts import ModelFacts
from app.domain.parameters import is_keep_alive

NO_FACTS = ModelFacts()
NO_FILES: Mapping[str, bytes] = {}
_MESSAGES_A_SLICE = 200


def request_of(
    view: ChatView,
    model: str,
    keep_alive: KeepAlive | None,
    facts: ModelFacts = NO_FACTS,
    files: Mapping[str, bytes] = NO_FILES,
    said: tuple[ChatMessage, ...] | None = None,
) -> ChatRequest:
    """The request for the next reply of a chat.

    A reply without a word or call (failed or stopped early) is left out. Without a system prompt of the chat
    none is sent, so that the model's own stays in force (API: a first `system` message replaces it). Values
    out of bounds are not sent, nor is the wish to think to a model that is known not to: a server refuses it.

    Args:
        keep_alive: used where the chat has none of its own.
        files: what is sent of the chat's files, by `Attachment.sent`; one that is not in it is left out.
        said: the messages, where they were made before by `said_in_slices`.
    """
    asked = view.chat.parameters
    system = (ChatMessage("system", asked.system),) if asked.system else ()
    if said is None:
        said = tuple(_sent(message, files) for message in view.messages if _is_sent(message))
    cannot_think = facts.is_known and facts.model == model and not facts.can_think
    own = asked.keep_alive is not None and is_keep_alive(asked.keep_alive)
    return ChatRequest(
        model,
        system + said,
        format=asked.format,
        options=asked.sendable_options or None,
        keep_alive=asked.keep_alive if own else keep_alive,
        think=None if cannot_think else asked.think,
    )


async def said_in_slices(view: ChatView, files: Mapping[str, bytes] = NO_FILES) -> tuple[ChatMessage, ...]:
    """What is sent of the messages; the loop runs other things between some of them and the next ones."""
    said: list[ChatMessage] = []
    for start in range(0, len(view.messages), _MESSAGES_A_SLICE):
        if start:
            await asyncio.sleep(0)
        some = view.messages[start : start + _MESSAGES_A_SLICE]
        said += [_sent(message, files) for message in some if _is_sent(message)]
    return tuple(said)


def _is_sent(message: Message) -> bool:
    return bool(message.content or message.tool_calls) or message.role != "assistant"


def _sent(message: Message, files: Mapping[str, bytes]) -> ChatMessage:
    there = [file for file in message.attachments if file.sent in files]
    texts = [(file.name, files[file.sent].decode("utf-8", "replace")) for file in there if not file.is_image]
    images = tuple(files[file.sent] for file in there if file.is_image)
    content = with_files(message.content, texts) if texts else message.content
    return ChatMessage(
        message.role,
        content,
        images=images,
        tool_calls=message.tool_calls,
        tool_name=message.tool_name,
        tool_call_id=message.tool_call_id,
    )
