"""The words of a message leaf by leaf, as they are shown, without laying anything out."""

from collections.abc import Iterator

from app.domain.conversation import Message
from app.markup.inline import Inline
from app.markup.runs import Run, RunKind, Runs, Style
from app.markup.text import MarkdownText
from app.markup.tree import Kind, Leaf
from app.ui.transcript.plain_part import split_lines
from app.ui.transcript.run_text import shown_text

_FEED_CHARACTERS = 4_000  # about half a millisecond


def leaf_runs(text: MarkdownText, leaf: Leaf) -> Runs:
    """The runs of a leaf that is neither a line of code nor a row of a table."""
    if leaf.kind is Kind.RAW:
        return (Run(leaf.text.replace("\n", "\u2028")),)
    if leaf.kind is Kind.MATH:
        return (Run(leaf.text.replace("\n", "\u2028"), RunKind.MATH, Style.DISPLAY),)
    return text.runs(leaf)


def cell_texts(text: MarkdownText, leaf: Leaf) -> list[str]:
    """The words of each cell of a row."""
    return ["".join(map(shown_text, runs)) for runs in text.cell_runs(leaf)]


def leaf_words(text: MarkdownText, leaf: Leaf) -> str:
    """The words of a leaf; cells are parted by tabs."""
    if leaf.kind is Kind.CODE_LINE:
        return leaf.text
    if leaf.kind is Kind.ROW:
        return "\t".join(cell_texts(text, leaf))
    if leaf.kind in (Kind.RULE, Kind.EMPTY):
        return ""
    return "".join(map(shown_text, leaf_runs(text, leaf)))


def parsing(content: str, inline: Inline) -> Iterator[MarkdownText | None]:
    """Read a whole text in small steps; the last one gives it."""
    text = MarkdownText(inline)
    for start in range(0, len(content), _FEED_CHARACTERS):
        text.feed(content[start : start + _FEED_CHARACTERS])
        yield None
    text.finish()
    yield text


def plain_lines(message: Message) -> list[str]:
    """The lines of what a person wrote, as they are shown."""
    return split_lines(message.content)
