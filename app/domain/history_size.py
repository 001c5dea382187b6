"""How much is sent of a chat's messages: measured once each, a part at a time in a long chat."""

from collections.abc import Sequence

from app.domain.conversation import Message

_MESSAGES_AT_ONCE = 1_000
_CHARS_AT_ONCE = 1_000_000
"""So much is measured in less than 3 ms."""


class HistorySize:
    """Sums over the messages of one chat, which stay while messages are added to it."""

    def __init__(self, messages: Sequence[Message] = ()) -> None:
        self.messages: Sequence[Message] = ()
        self._sums: list[tuple[int, int]] = [(0, 0)]  # bytes and images of the first 0, 1, 2, ... messages
        self.take(messages)

    @property
    def is_measured(self) -> bool:
        """Whether the sums are those of all messages."""
        return len(self._sums) > len(self.messages)

    def take(self, messages: Sequence[Message]) -> None:
        """Take the messages as they are now; what was measured of those that are still there is kept."""
        if messages is not self.messages:
            pairs = enumerate(zip(self.messages, messages, strict=False))
            end = min(len(self.messages), len(messages))
            same = next((at for at, (before, now) in pairs if before is not now), end)
            del self._sums[same + 1 :]
            self.messages = messages

    def measure_some(self) -> bool:
        """Measure what fits into a moment; True when nothing is left."""
        first, chars = len(self._sums) - 1, 0
        size_bytes, images = self._sums[-1]
        for message in self.messages[first : first + _MESSAGES_AT_ONCE]:
            chars += len(message.content)
            if chars > _CHARS_AT_ONCE and len(self._sums) > first + 1:
                break
            size_bytes += sent_bytes(message)
            images += images_of(message)
            self._sums.append((size_bytes, images))
        return self.is_measured

    def since(self, at: int) -> tuple[int, int, int]:
        """Bytes, images and the number of the messages from this one on, of those that are measured."""
        (before, images_before), (size_bytes, images) = self._sums[at], self._sums[-1]
        return size_bytes - before, images - images_before, len(self._sums) - 1 - at


def sent_bytes(message: Message) -> int:
    """What is sent of a message beside images, in UTF-8; thoughts are not."""
    return said_bytes(message) + sum(file.sent_bytes for file in message.attachments)


def images_of(message: Message) -> int:
    """How many images a message has."""
    return sum(file.is_image for file in message.attachments)


def said_bytes(message: Message) -> int:
    """The bytes of what a message says and asks of tools: what is sent of it without its files."""
    if not message.tool_calls:
        return text_bytes(message.content)
    # Few replies have calls.
    from app.domain.tool_calls import calls_to_json

    return text_bytes(message.content) + text_bytes(calls_to_json(message.tool_calls))


def text_bytes(text: str) -> int:
    """The size of a text in UTF-8, also of one that cannot be encoded."""
    return len(text.encode("utf-8", "surrogatepass"))
