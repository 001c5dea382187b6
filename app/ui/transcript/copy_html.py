"""What was selected as HTML for the clipboard: structure and emphasis, nothing that is loaded."""

from app.markup.direction import is_right_to_left
from app.markup.html import escape
from app.markup.link_policy import LinkUse, encode_address, link_use
from app.markup.link_words import is_deceptive
from app.markup.runs import Run, RunKind, Runs, Style
from app.markup.text import MarkdownText
from app.markup.tree import (
    Alignment,
    Code,
    Container,
    Footnote,
    Item,
    Kind,
    Leaf,
    List,
    Quote,
    Table,
    containers_of,
)
from app.ui.transcript.message_text import leaf_runs
from app.ui.transcript.run_text import shown_text

_STYLES = ((Style.BOLD, "b"), (Style.ITALIC, "i"), (Style.STRIKE, "del"), (Style.SUB, "sub"))
_MORE_STYLES = ((Style.SUP, "sup"), (Style.KEY, "kbd"))
_WITH_DIRECTION = (Kind.PARAGRAPH, Kind.HEADING, Kind.RAW)
_DIRECTIONS = {False: ' dir="ltr"', True: ' dir="rtl"'}
_AS_TYPED = ' style="white-space: pre-wrap"'


class CopyHtml:
    """Takes leaves in reading order; those of one container come into one element."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._open: list[tuple[Container, str, bool]] = []  # with the tags that end it, runs to the left

    def add_lines(self, lines: list[str]) -> None:
        """Add plain text."""
        self.end_message()
        direction = _DIRECTIONS[True] if is_right_to_left("\n".join(lines)) else ""
        self._pieces.append(f"<p{direction}{_AS_TYPED}>" + "<br>".join(map(escape, lines)) + "</p>\n")

    def add_code(self, lines: list[str]) -> None:
        """Add lines of code."""
        self.end_message()
        self._pieces.append("<pre><code>" + "\n".join(map(escape, lines)) + "</code></pre>\n")

    def add_leaf(self, text: MarkdownText, leaf: Leaf, start: int, end: int) -> None:
        """Add what of a leaf is selected: characters of its words."""
        runs_left = leaf.kind in _WITH_DIRECTION and is_right_to_left(leaf.text)
        self._enter(containers_of(leaf), runs_left)
        around = self._open[-1][2] if self._open else False
        direction = "" if runs_left is around else _DIRECTIONS[runs_left]
        self._pieces.append(_leaf(text, leaf, start, end, direction))

    def end_message(self) -> None:
        """What follows belongs to no container of what was added."""
        self._enter(())

    def text(self) -> str:
        """All of it; ends every container."""
        self.end_message()
        return "".join(self._pieces).removesuffix("\n")  # which some paste as a blank

    def _enter(self, containers: tuple[Container, ...], runs_left: bool = False) -> None:
        """Go on in these containers; those that begin here run as the leaf that they begin with."""
        same = 0
        for (container, _, _), wanted in zip(self._open, containers, strict=False):
            if container is not wanted:
                break
            same += 1
        while len(self._open) > same:
            container, end, _ = self._open.pop()
            if isinstance(container, Code):
                self._pieces[-1] = self._pieces[-1].removesuffix("\n")  # which many would show as a line
            self._pieces.append(end)
        for container in containers[same:]:
            around = self._open[-1][2] if self._open else False
            begin, end = _tags(container, "" if runs_left is around else _DIRECTIONS[runs_left])
            self._pieces.append(begin)
            self._open.append((container, end, runs_left))


def _tags(container: Container, direction: str) -> tuple[str, str]:
    if isinstance(container, Quote):
        return f"<blockquote{direction}>\n", "</blockquote>\n"
    if isinstance(container, List):
        if container.start is None:
            return f"<ul{direction}>\n", "</ul>\n"
        return f'<ol start="{container.start}"{direction}>\n', "</ol>\n"
    if isinstance(container, Item):
        number = f' value="{container.number}"' if container.number is not None else ""
        if container.checked is None:
            return f"<li{number}{direction}>", "</li>\n"
        box = "\u2611 " if container.checked else "\u2610 "
        return f'<li{number}{direction} style="list-style-type: none">{box}', "</li>\n"
    if isinstance(container, Footnote):
        begin = f'<ol start="{container.number}"{direction}>\n<li value="{container.number}">'
        return begin, "</li>\n</ol>\n"
    if isinstance(container, Code):
        return f"<pre{direction}><code>", "</code></pre>\n"
    return (f"<table{direction}>\n", "</table>\n") if isinstance(container, Table) else ("", "")


def _leaf(text: MarkdownText, leaf: Leaf, start: int, end: int, direction: str) -> str:
    if leaf.kind is Kind.CODE_LINE:
        return escape(leaf.text[start:end]) + "\n"
    if leaf.kind is Kind.ROW:
        return _row(text, leaf, start, end)
    if leaf.kind is Kind.RULE:
        return "<hr>\n"
    inside = _runs(leaf_runs(text, leaf), start, end) if leaf.kind is not Kind.EMPTY else ""
    if leaf.kind is Kind.HEADING:
        return f"<h{leaf.level}{direction}>{inside}</h{leaf.level}>\n"
    around = leaf.parent.parent if isinstance(leaf.parent, Item) else None
    is_tight = isinstance(around, List) and not around.loose
    return inside if is_tight and not direction else f"<p{direction}>{inside}</p>\n"


def _row(text: MarkdownText, leaf: Leaf, start: int, end: int) -> str:
    table = leaf.parent
    alignments = table.alignments if isinstance(table, Table) else ()
    tag = "th" if table.children[0] is leaf else "td"
    cells, at = [], 0
    for number, runs in enumerate(text.cell_runs(leaf)):
        side = alignments[number] if number < len(alignments) else Alignment.NONE
        look = f' style="text-align: {side.value}"' if side is not Alignment.NONE else ""
        cells.append(f"<{tag}{look}>{_runs(runs, start - at, end - at)}</{tag}>")
        at += sum(len(shown_text(run)) for run in runs) + 1
    return f"<tr>{''.join(cells)}</tr>\n"


def _runs(runs: Runs, start: int, end: int) -> str:
    pieces, at = [], 0
    for run in runs:
        shown = shown_text(run)
        cut = shown[max(0, start - at) : max(0, end - at)]
        at += len(shown)
        if cut and run.kind is not RunKind.NOTE_END:
            pieces.append(_run(run, cut))
    return "".join(pieces)


def _run(run: Run, shown: str) -> str:
    if run.kind is RunKind.BREAK:
        return "<br>\n"
    html = escape(shown).replace("\u2028", "<br>\n")
    if run.kind in (RunKind.CODE, RunKind.MATH):
        html = f"<code>{html}</code>"
    elif run.kind is RunKind.FOOTNOTE:
        html = f"<sup>{html}</sup>"
    for style, tag in (*_STYLES, *_MORE_STYLES):
        if run.style & style:
            html = f"<{tag}>{html}</{tag}>"
    address = run.link.address.strip() if run.link is not None else ""
    if link_use(address) is LinkUse.OPEN and not is_deceptive(shown_text(run), address):
        html = f'<a href="{escape(encode_address(address))}">{html}</a>'
    return html
