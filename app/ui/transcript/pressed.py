"""What a person points at in a text: a link, the mark of a note, an image or a formula."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import groupby

from app.markup.runs import Link, Run, RunKind, Style


@dataclass(frozen=True, slots=True)
class Pressed:
    """A run that something can be done with.

    Attributes:
        text: all words of the link, which may be several runs; else those of the run.
        message_id: the message that it is in, where the view tells it; see `of_message`.
    """

    run: Run
    text: str
    message_id: str = field(default="", compare=False)

    def of_message(self, message_id: str) -> "Pressed":
        """The same, known to be in a message."""
        return replace(self, message_id=message_id)

    @property
    def address(self) -> str:
        """Where the link leads, or the image is; nothing for formulas."""
        if self.run.link is not None:
            return self.run.link.address
        return self.run.source if self.is_image else ""

    @property
    def is_note(self) -> bool:
        """Whether it leads to a note of its message, or from a note back, and no link is around."""
        return self.run.is_note_link and self.run.link is None

    @property
    def is_image(self) -> bool:
        """Whether it is an image, which no link is around."""
        return self.run.kind is RunKind.IMAGE and self.run.link is None

    @property
    def is_math(self) -> bool:
        """Whether it is a formula."""
        return self.run.kind is RunKind.MATH

    @property
    def is_display(self) -> bool:
        """Whether it is a formula on a line of its own."""
        return bool(self.run.style & Style.DISPLAY)


def all_pressed(runs: Iterable[Run]) -> list[Pressed]:
    """Everything that can be pressed in a text, in reading order; a link of several runs once."""
    found: list[Pressed] = []
    for link, group in groupby(runs, _link_of):
        same = list(group)
        if link is not None:
            found.append(Pressed(same[0], "".join(run.text for run in same)))
        else:
            found += [Pressed(run, run.text) for run in same if is_pressable(run)]
    return found


def is_pressable(run: Run) -> bool:
    """Whether something can be done with a run."""
    return run.link is not None or run.is_note_link or run.kind in (RunKind.IMAGE, RunKind.MATH)


def _link_of(run: Run) -> Link | None:
    return run.link
