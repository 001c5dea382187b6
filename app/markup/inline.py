"""Inline markup of one leaf, by Python-Markdown's inline engine with our processors."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import InlineProcessor
from markdown.util import Registry

from app.markup.calm import calmed
from app.markup.dialect import REPLY, Dialect
from app.markup.emphasis import EmphasisProcessor
from app.markup.runs import Run, Runs, join_runs, runs_of, set_apart
from app.markup.spans import Context, SpanProcessor
from app.markup.stash import Stash

# Lengths to try for a stretch: some places near each other, for markup may be open at one of them, then far
# ones, then no more: markup that is open for so long is taken for text.
_LENGTHS = (400, 437, 483, 549, 1024, 2048, 4096)
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
# Behind white space, or behind a stop of a language without spaces where no markup follows.
_CUT = re.compile(r"[ \n](?![ \n\t])|[\u3001\u3002\uff01\uff0c\uff1a\uff1b\uff1f](?=\w)(?!_)")
_NEAR = 200


@dataclass(frozen=True, slots=True)
class Parsed:
    """The inline markup of a text.

    A long text is parsed in stretches; all but the last stand for any text that begins with this one.

    Attributes:
        text: what was parsed.
        runs: what it shows.
        asked: what was found under each label that the text mentions; see `Context`.
        done: where the last stretch begins.
        done_runs: what the stretches before it show.
        tries: how many lengths for the last stretch were found to end inside open markup.
    """

    text: str
    runs: Runs
    asked: dict[str, object]
    done: int = 0
    done_runs: Runs = ()
    tries: int = 0


class Inline:
    """Parses the text of one leaf at a time; one object serves any number of texts in one thread."""

    def __init__(self, dialect: Dialect = REPLY) -> None:
        self.dialect = dialect
        md = Markdown()
        md.inlinePatterns = Registry()  # without the patterns that a plain Markdown object brings
        stash = Stash(md)
        self._emphasis = EmphasisProcessor(md, stash, dialect)
        self._spans = SpanProcessor(md, stash, self._emphasis, dialect)
        md.inlinePatterns.register(self._spans, "span", 100)
        md.inlinePatterns.register(self._emphasis, "em_strong", 60)
        # An engine of its own: the one that is there keeps the patterns of when it was made.
        self._engine = InlineProcessor(md)
        md.treeprocessors.register(self._engine, "inline", 20)
        self._signs = re.compile(f"{self._spans.pattern}|{self._emphasis.pattern}")

    def parse(
        self, text: str, context: Context | None = None, *, calm: bool = False, before: Parsed | None = None
    ) -> Parsed:
        """Parse a text.

        Args:
            text: the source of a paragraph, heading or cell; line feeds are soft breaks.
            context: definitions; its `asked` is filled.
            calm: the end of the text is still being written: half-written markup there looks as it will look.
            before: an earlier result, to be used again where this text begins with that one.
        """
        context = context or Context()
        done, tries = 0, 0
        rows: list[Sequence[Run]] = []
        if before is not None and text.startswith(before.text):
            done, tries = before.done, before.tries
            rows.append(before.done_runs)
            context.asked.update(before.asked)
        rest = _CONTROLS.sub("\ufffd", text[done:])
        start = 0
        while True:
            element, end, tries = self._segment(rest, start, context, tries)
            if end == len(rest):
                break
            rows.append(runs_of(element))
            start, tries = end, 0
        if calm:
            element = self._calmed(rest[start:], element, context)
        done_runs = join_runs(rows)
        runs = join_runs([done_runs, runs_of(element)])
        if "$$" in text or "\\[" in text:  # looking at each run would cost more with every token
            runs = set_apart(runs)
        # What grew differs at its end; a long paragraph has a thousand runs.
        if before is not None and before.runs[-1:] == runs[-1:] and before.runs == runs:
            runs = before.runs
        return Parsed(text, runs, context.asked, done + start, done_runs, tries)

    def elements(self, text: str, context: Context | None = None) -> list[Element]:
        """The markup of a text as elements, whose insides follow each other."""
        context = context or Context()
        clean = _CONTROLS.sub("\ufffd", text)
        found: list[Element] = []
        start = 0
        while start < len(clean):
            element, start, _ = self._segment(clean, start, context, 0)
            found.append(element)
        return found

    def _segment(self, text: str, start: int, context: Context, tries: int) -> tuple[Element, int, int]:
        """Parse the next stretch that no later text can change, passing over so many lengths.

        Returns:
            What was parsed, where it ends, and how many lengths were passed over.
        """
        while True:
            end = _cut(text, start + _LENGTHS[tries], last=tries == len(_LENGTHS) - 1)
            if end >= 0:
                element = self._run(text[start:end], context)
                if end == len(text) or tries == len(_LENGTHS) - 1 or not self._is_pending():
                    return element, end, tries
            tries += 1

    def _is_pending(self) -> bool:
        return bool(self._spans.pending or self._spans.brackets or self._emphasis.pending)

    def _calmed(self, text: str, element: Element, context: Context) -> Element:
        """Parse an unfinished text as if its markup had ended."""
        spans = self._spans
        cut = calmed(
            text, spans.pending, brackets=bool(spans.brackets), code=spans.code, formula=spans.formula
        )
        cut += spans.closing_tags(len(cut))
        if cut != text:
            element = self._run(cut, context)
        if self._emphasis.likely:
            element = self._run(cut.rstrip() + "".join(reversed(self._emphasis.likely)), context)
        return element

    def _run(self, text: str, context: Context) -> Element:
        self._spans.begin(text, context)
        self._emphasis.begin()
        root = Element("div")
        paragraph = SubElement(root, "p")
        paragraph.text = text
        if not self._signs.search(text):
            return paragraph
        try:
            self._engine.run(root)
        except RecursionError:
            paragraph.clear()
            paragraph.text = text
        return paragraph


def _cut(text: str, around: int, *, last: bool) -> int:
    """Where a stretch that should end about here may; -1 when no place is near, but the last must end."""
    if around + _NEAR >= len(text):
        match = _CUT.search(text, around)
        return match.end() if match else len(text)
    match = _CUT.search(text, around, around + _NEAR)
    if match:
        return match.end()
    return around if last else -1
