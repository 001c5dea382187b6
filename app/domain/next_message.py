"""A message that waits until the reply before it has ended."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.conversation import MessageState


class Waiting(StrEnum):
    """What a message waits for."""

    REPLY = "reply"  # the end of the reply that is being written
    STOPPED = "stopped"  # a person: the reply was stopped
    FAILED = "failed"  # a person: the reply failed, or nothing can be sent now


@dataclass(frozen=True, slots=True)
class NextMessage:
    """Text and number of files of what is sent next in a chat; with neither there is nothing."""

    chat_id: str
    text: str = ""
    files: int = 0
    waiting: Waiting = Waiting.REPLY

    @property
    def is_there(self) -> bool:
        """Whether there is something to send."""
        return bool(self.text or self.files)


def waiting_after(state: MessageState, is_faultless: bool) -> Waiting | None:
    """Why a message is kept back after such a reply, or None where it is sent."""
    if state is MessageState.COMPLETE:
        return None if is_faultless else Waiting.FAILED
    return Waiting.STOPPED if state is MessageState.STOPPED else Waiting.FAILED


def joined(*texts: str) -> str:
    """Texts one below the other, parted by an empty line; empty ones are left out."""
    return "\n\n".join(text for text in texts if text)
