"""What is sent for a chat: its history, its system prompt, and only the options that were changed."""

from app.domain.chat import ChatMessage, ChatRequest, KeepAlive
from app.domain.conversation import ChatView


def request_of(view: ChatView, model: str, keep_alive: KeepAlive | None) -> ChatRequest:
    """The request for the next reply of a chat.

    A reply without a word (failed or stopped early) is left out. Without a system prompt of the chat none is
    sent, so that the model's own stays in force (API: a first `system` message replaces it).

    Args:
        keep_alive: used where the chat has none of its own.
    """
    asked = view.chat.parameters
    system = (ChatMessage("system", asked.system),) if asked.system else ()
    said = tuple(ChatMessage(m.role, m.content) for m in view.messages if m.content or m.role != "assistant")
    return ChatRequest(
        model,
        system + said,
        format=asked.format,
        options=dict(asked.options) or None,
        keep_alive=keep_alive if asked.keep_alive is None else asked.keep_alive,
        think=asked.think,
    )
