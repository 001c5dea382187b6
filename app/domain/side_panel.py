"""How the panel beside the chat was left."""

from dataclasses import dataclass

LEAST_PX = 280
USUAL_PX = 296
MOST_PX = 420


@dataclass(frozen=True, slots=True)
class SidePanel:
    """Open or closed, and its width in pixels at 100 % text size."""

    is_open: bool = False
    width_px: int = USUAL_PX

    def to_text(self) -> str:
        """As one small value of the store."""
        return f"{'open' if self.is_open else 'closed'} {self.width_px}"

    @classmethod
    def from_text(cls, text: str) -> "SidePanel":
        """The reverse of `to_text`; whatever cannot be read gives a closed panel of the usual width."""
        state, _, width = text.partition(" ")
        is_width = width.isascii() and width.isdigit() and len(width) < 6
        width_px = int(width) if is_width else USUAL_PX
        return cls(state == "open", max(LEAST_PX, min(MOST_PX, width_px)))
