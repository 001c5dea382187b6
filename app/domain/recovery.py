"""What could be read of a damaged database."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recovery:
    """A damaged file was set aside as `set_aside`; so much of it is in the new one.

    Attributes:
        chats, messages: how many were read; both 0 where nothing could be.
        was_opened: whether the file could be opened at all.
    """

    set_aside: str
    chats: int = 0
    messages: int = 0
    was_opened: bool = True

    @property
    def found_anything(self) -> bool:
        """Whether the new database has anything of the old one."""
        return bool(self.chats or self.messages)
