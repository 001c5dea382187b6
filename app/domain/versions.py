"""What is asked anew, gone on with or shown beside another version."""

from dataclasses import dataclass, replace

from app.domain.conversation import ChatView, Fork, Message, MessageState


@dataclass(frozen=True, slots=True)
class RetryWish:
    """Another reply in place of one; an empty model: the chosen one; no temperature: what the chat asks."""

    message_id: str
    model: str = ""
    temperature: float | None = None


def can_go_on(message: Message) -> bool:
    """Whether a model can be asked to go on with a reply: it has words and was stopped, cut, or too long.

    One with calls of tools cannot: what follows a call is the result of the tool.
    """
    is_cut = message.state in (MessageState.STOPPED, MessageState.FAILED) or message.done_reason == "length"
    has_only_words = bool(message.content) and not message.tool_calls
    return message.role == "assistant" and has_only_words and is_cut


def up_to(view: ChatView, index: int) -> ChatView:
    """The messages before one, with their forks."""
    messages = view.messages[:index]
    ids = {message.id for message in messages}
    forks = tuple(fork for fork in view.forks if fork.message_id in ids)
    return replace(view, messages=messages, forks=forks)


def with_version(before: ChatView, replaced_id: str, message: Message, known: tuple[Fork, ...]) -> ChatView:
    """`before` with a message that stands beside a replaced one; `known` are the forks from before that."""
    versions = next((fork.versions for fork in known if fork.message_id == replaced_id), (replaced_id,))
    fork = Fork(message.id, (*versions, message.id))
    return replace(
        before, messages=(*before.messages, message), forks=(*before.forks, fork), anchor_id=message.id
    )
