"""The words of a message leaf by leaf, as they are shown, without laying anything out."""

from collections.abc import Iterator

from app.domain.conversation import Message
from app.markup.inline import Inline
from app.markup.runs import Run, RunKind, Runs, Style
from app.markup.text import MarkdownText
from app.markup.tree import Kind, Leaf
from app.ui.transcript.plain_part import split_lines
from app.ui.transcript.positions import CALL_LEAF
from app.ui.transcript.run_text import said_text, shown_text

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


def copied_words(text: MarkdownText, leaf: Leaf, start: int, end: int) -> str:
    """The words of a leaf between two characters as they are copied: marks of notes in brackets."""
    rows = text.cell_runs(leaf) if leaf.kind is Kind.ROW else (text.runs(leaf),)
    if all(said_text(run) == shown_text(run) for runs in rows for run in runs):
        return leaf_words(text, leaf)[start:end]
    pieces, at = [], 0
    for number, runs in enumerate(rows):
        if number:
            pieces.append("\t"[max(0, start - at) : max(0, end - at)])
            at += 1
        for run in runs:
            shown = shown_text(run)
            is_whole = start <= at and at + len(shown) <= end
            cut = shown[max(0, start - at) : max(0, end - at)]
            pieces.append(said_text(run) if is_whole else cut)
            at += len(shown)
    return "".join(pieces)


def parsing(content: str, inline: Inline) -> Iterator[MarkdownText | None]:
    """Read a whole text in small steps; the last one gives it."""
    text = MarkdownText(inline)
    for start in range(0, len(content), _FEED_CHARACTERS):
        text.feed(content[start : start + _FEED_CHARACTERS])
        yield None
    text.finish()
    yield text


def shown_text_of(message: Message) -> str:
    """What a message says, as the Markdown that is shown of it."""
    if message.role != "tool":
        return message.content
    # Few chats have results of tools.
    from app.domain.tool_calls import shown_markdown

    return shown_markdown(message)


def call_blocks(message: Message) -> list[tuple[int, list[str]]]:
    """The lines of each call of a tool as they are shown, with the number of the first as a leaf."""
    if not message.tool_calls:
        return []
    # As above.
    from app.domain.tool_calls import whole_call

    blocks, first_leaf = [], CALL_LEAF
    for call in message.tool_calls:
        lines = whole_call(call).split("\n")
        blocks.append((first_leaf, lines))
        first_leaf += len(lines)
    return blocks


def call_lines(message: Message) -> list[str]:
    """The lines of all calls, leaves from `CALL_LEAF` on."""
    return [line for _, lines in call_blocks(message) for line in lines]


def copied_text(message: Message) -> str:
    """A message as it was written, with the calls of tools above: what "copy" gives."""
    if not message.tool_calls:
        return message.content
    # As above.
    from app.domain.tool_calls import whole_markdown

    return whole_markdown(message)


def plain_lines(message: Message) -> list[str]:
    """The lines of what a person wrote, as they are shown."""
    return split_lines(message.content)
