"""The runs of a leaf as one flat text, made anew only where they changed."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from app.markup.runs import Run, RunKind, Runs, Style
from app.ui.transcript.reading_style import PLAIN, Look

LINE_BREAK = "\u2028"
OBJECT = "\u00a0"  # stands for what is drawn, not written


@dataclass(frozen=True, slots=True)
class Span:
    """A run in the flat text; `start` and `end` count code points."""

    start: int
    end: int
    look: Look
    run: Run


class RunText:
    """Text and spans of growing runs."""

    __slots__ = ("_drawn", "_runs", "_same", "_starts", "spans", "text")

    def __init__(self) -> None:
        self.text = ""
        self.spans: list[Span] = []  # one for each run
        self._runs: Runs = ()
        self._starts: list[int] = []
        self._same = 0  # how many runs stayed the same the last time
        self._drawn: list[tuple[int, str]] = []  # where one character stands for a text, and that text

    @property
    def words(self) -> str:
        """The text with the source of what is drawn: the same whether it is drawn yet or not."""
        if not self._drawn:
            return self.text
        pieces, at = [], 0
        for start, source in self._drawn:
            pieces += [self.text[at:start], source]
            at = start + 1
        return "".join([*pieces, self.text[at:]])

    def shows(self, runs: Runs) -> bool:
        """Whether these are the runs that were taken last."""
        return runs is self._runs

    def to_words(self, offset: int) -> int:
        """The offset in `words` of a character of the text."""
        return offset + sum(len(source) - 1 for start, source in self._drawn if start < offset)

    def to_text(self, offset: int, *, up: bool = False) -> int:
        """The offset in the text of a character of `words`; inside of what is drawn before it, or behind."""
        for start, source in self._drawn:
            if offset <= start:
                break
            if offset < start + len(source):
                return start + up
            offset -= len(source) - 1
        return offset

    def update(self, runs: Runs, is_drawn: Callable[[Run], bool]) -> int:
        """Take other runs; returns how many characters at the beginning stayed as they were, in looks too.

        Args:
            is_drawn: whether one character stands for a run, which is drawn over it.
        """
        if runs is self._runs:
            return len(self.text)
        old = self._runs
        same = self._common(old, runs)
        kept = self._starts[same] if same < len(self._starts) else len(self.text)
        unchanged = kept
        if same < len(old) and same < len(runs) and _grew(old[same], runs[same]):
            unchanged += len(old[same].text)
        pieces = [self.text[:kept]]
        del self.spans[same:], self._starts[same:]
        while self._drawn and self._drawn[-1][0] >= kept:
            self._drawn.pop()
        at = kept
        for run in runs[same:]:
            shown = shown_text(run)
            if run.kind is RunKind.MATH and is_drawn(run):
                self._drawn.append((at, shown))
                shown = OBJECT
            pieces.append(shown)
            self._starts.append(at)
            self.spans.append(Span(at, at + len(shown), look_of(run), run))
            at += len(shown)
        self.text = "".join(pieces)
        self._runs, self._same = runs, same
        return unchanged

    def forget(self, first: int) -> None:
        """Have the runs from the given one on taken anew by the next update, even if they are the same."""
        if first < len(self.spans):
            start = self._starts[first]
            while self._drawn and self._drawn[-1][0] >= start:
                self._drawn.pop()
            del self.spans[first:], self._starts[first:]
            self.text = self.text[:start]
            self._runs = self._runs[:first]

    def between(self, start: int, end: int) -> list[Span]:
        """The spans that have a character there."""
        first = max(0, bisect_right(self._starts, start) - 1)
        return self.spans[first : bisect_left(self._starts, end)]

    def span_at(self, offset: int) -> Span | None:
        """The span of a character."""
        at = bisect_right(self._starts, offset) - 1
        return self.spans[at] if at >= 0 and offset < self.spans[at].end else None

    def _common(self, old: Runs, new: Runs) -> int:
        """How many runs at the beginning are equal; those that were so the last time are compared at once."""
        at = self._same if old[: self._same] == new[: self._same] else 0
        most = min(len(old), len(new))
        while at < most and (old[at] is new[at] or old[at] == new[at]):
            at += 1
        return at


def look_of(run: Run) -> Look:
    """How a run is drawn."""
    if run.kind in (RunKind.TEXT, RunKind.BREAK) and run.link is None and run.style is Style.PLAIN:
        return PLAIN
    return Look(run.kind, run.style, run.link is not None or run.is_note_link)


def shown_text(run: Run) -> str:
    """What stands for a run in the flat text."""
    if run.kind is RunKind.BREAK:
        return LINE_BREAK
    if run.kind is RunKind.IMAGE:
        return run.text or run.source
    return run.text.replace("\n", " ") if "\n" in run.text else run.text


def said_text(run: Run) -> str:
    """What stands for a run where it is read without its look: copied as plain text, or spoken."""
    if run.kind is RunKind.NOTE_END:
        return ""
    return f"[{run.text}]" if run.kind is RunKind.FOOTNOTE else shown_text(run)


def _grew(old: Run, new: Run) -> bool:
    """Whether a run is the same one with more text behind it."""
    return (
        old.kind is new.kind is RunKind.TEXT
        and old.style == new.style
        and old.link == new.link
        and new.text.startswith(old.text)
    )
