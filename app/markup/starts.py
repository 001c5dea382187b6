"""What may begin a block: one function for each, tried at the first character that is not white space."""

from collections.abc import Callable

from app.markup.builder import Builder
from app.markup.lexing import (
    ATX_CLOSING,
    ATX_HEADING,
    BULLET,
    FOOTNOTE,
    HTML_STARTS,
    NUMBER,
    OPENING_FENCE,
    SETEXT_UNDERLINE,
    SHOWN_TAG,
    THEMATIC_BREAK,
    Line,
)
from app.markup.links import unescape
from app.markup.math import looks_like_tex
from app.markup.tables import delimiter_row, split_row, table_row
from app.markup.tree import Code, Item, Kind, Leaf, List, Quote, Table

# What a start made of the line.
NOTHING, CONTAINER, WHOLE_LINE = range(3)


class Place:
    """Where on the tree a line stands after its containers were matched.

    Attributes:
        depth: so many open containers go on.
        paragraph: the open paragraph that the line would continue without laziness, if any.
    """

    __slots__ = ("depth", "paragraph")

    def __init__(self, depth: int, paragraph: Leaf | None) -> None:
        self.depth = depth
        self.paragraph = paragraph


Start = Callable[[Builder, Line, Place], int]


def start_quote(builder: Builder, line: Line, place: Place) -> int:
    """A `>`."""
    if not builder.has_room():
        return NOTHING
    line.take(1)
    line.skip(1)
    builder.close_to(place.depth)
    builder.open(Quote)
    return CONTAINER


def start_atx_heading(builder: Builder, line: Line, place: Place) -> int:
    """One to six `#`."""
    match = ATX_HEADING.match(line.text, line.start)
    if match is None:
        return NOTHING
    text = line.text[match.end() :].rstrip(" \t")
    builder.close_to(place.depth)
    builder.add_leaf(Kind.HEADING, ATX_CLOSING.sub("", text), level=len(match.group(1)))
    return WHOLE_LINE


def start_fence(builder: Builder, line: Line, place: Place) -> int:
    """Three backticks or tildes."""
    match = OPENING_FENCE.match(line.text, line.start)
    if match is None:
        return NOTHING
    info = unescape(line.text[match.end() :].strip(" \t"))
    builder.close_to(place.depth)
    builder.open_block(Code, fence=match.group(), fence_indent=line.indent, info=info)
    return WHOLE_LINE


def start_html(builder: Builder, line: Line, place: Place) -> int:
    """A tag or another of the seven beginnings of an HTML block."""
    text = line.content
    for number, (start, end) in enumerate(HTML_STARTS, 1):
        if not start.match(text):
            continue
        if number == 7 and (builder.leaf is not None and builder.leaf.kind is Kind.PARAGRAPH):
            return NOTHING
        if not builder.dialect.raw_html and SHOWN_TAG.match(text):
            return NOTHING
        builder.close_to(place.depth)
        builder.add_leaf(Kind.RAW, line.rest)
        if end is not None and end.search(text):
            builder.close_leaf()
        builder.set(builder, "raw_end", end)
        return WHOLE_LINE
    return NOTHING


def start_setext_heading(builder: Builder, line: Line, place: Place) -> int:
    """A line of `=` or `-` under a paragraph, which becomes the heading."""
    paragraph = place.paragraph
    match = SETEXT_UNDERLINE.match(line.text, line.start)
    if paragraph is None or match is None:
        return NOTHING
    if builder.take_definitions(paragraph):
        place.paragraph = None
        return NOTHING
    builder.set(paragraph, "kind", Kind.HEADING)
    builder.set(paragraph, "level", 1 if match.group(1)[0] == "=" else 2)
    builder.set(builder, "leaf", None)
    builder.touch_last()
    return WHOLE_LINE


def start_rule(builder: Builder, line: Line, place: Place) -> int:
    """Three or more of `*`, `-` or `_`."""
    if not THEMATIC_BREAK.match(line.text, line.start):
        return NOTHING
    builder.close_to(place.depth)
    builder.add_leaf(Kind.RULE, line.content)
    return WHOLE_LINE


def start_item(builder: Builder, line: Line, place: Place) -> int:
    """A bullet or a number; opens a list when there is none of its kind."""
    if not builder.has_room():
        return NOTHING
    bullet = BULLET.match(line.text, line.start)
    number = None if bullet else NUMBER.match(line.text, line.start)
    match = bullet or number
    if match is None:
        return NOTHING
    start = int(number.group(1)) if number else None
    if place.paragraph is not None and (start not in (None, 1) or not line.text[match.end() :].strip(" \t")):
        return NOTHING  # only an item with text, and number 1, may interrupt a paragraph
    width = line.indent + len(match.group())
    line.take(len(match.group()))
    spaces = 1 if line.blank or line.indent > 4 else line.indent
    line.skip(spaces)
    builder.close_to(place.depth)
    marker = match.group()[-1]
    around = builder.stack[-1]
    if not isinstance(around, List) or around.marker != marker:
        around = builder.open(List, marker=marker, start=start)
    ordinal = None if around.start is None else around.start + len(around.children)
    builder.open(Item, width=width + spaces, number=ordinal)
    return CONTAINER


def start_indented_code(builder: Builder, line: Line, place: Place) -> int:
    """Four columns of indentation."""
    line.skip(4)
    builder.close_to(place.depth)
    block = builder.open_block(Code)
    builder.add_to_block(block, Kind.CODE_LINE, line.rest)
    return WHOLE_LINE


def start_footnote(builder: Builder, line: Line, place: Place) -> int:
    """`[^label]:`."""
    match = (
        FOOTNOTE.match(line.text, line.start) if builder.dialect.footnotes and builder.has_room() else None
    )
    if match is None:
        return NOTHING
    line.take(len(match.group()))
    line.skip(line.indent)
    builder.close_to(place.depth)
    builder.open_footnote(match.group(1))
    return CONTAINER


def start_table(builder: Builder, line: Line, place: Place) -> int:
    """A row of dashes under the last line of a paragraph, which becomes the header."""
    paragraph = builder.leaf
    if paragraph is None or paragraph.kind is not Kind.PARAGRAPH or not builder.dialect.tables:
        return NOTHING
    alignments = delimiter_row(line.content)
    header = paragraph.lines[-1]
    if not alignments or "|" not in header or len(split_row(header)) != len(alignments):
        return NOTHING
    if place.paragraph is None:
        # The header was no line of the item or quote, for then this line would be one too.
        if not builder.dialect.lenient_tables or len(paragraph.lines) < 2 or header[0] != "|":
            return NOTHING
        paragraph = _take_last_line(builder, paragraph, place.depth)
    begin_table(builder, paragraph, alignments)
    return WHOLE_LINE


def _take_last_line(builder: Builder, paragraph: Leaf, depth: int) -> Leaf:
    """Make the last line of the open paragraph one of its own, in the container at this depth."""
    line, header = paragraph.line + len(paragraph.lines) - 1, paragraph.lines[-1]
    builder.set(paragraph, "lines", paragraph.lines[:-1])
    builder.touch_last()
    builder.close_to(depth)
    own = builder.add_leaf(Kind.PARAGRAPH, header)
    own.line = line
    return own


def begin_table(builder: Builder, paragraph: Leaf, alignments: tuple[object, ...]) -> None:
    """Make a table of the last line of the open paragraph."""
    header = paragraph.lines[-1]
    line = paragraph.line + len(paragraph.lines) - 1
    if len(paragraph.lines) == 1:
        builder.remove_last()
    else:
        builder.set(paragraph, "lines", paragraph.lines[:-1])
        builder.touch_last()
    table = builder.open_block(Table, alignments=alignments)
    builder.add_to_block(table, Kind.ROW, header, table_row(header, len(alignments), lenient=False))
    table.line = table.children[0].line = line


def start_math(builder: Builder, line: Line, place: Place) -> int:
    """`$$` or a backslash with a square bracket: closed on the line, or alone on it, or before TeX."""
    if not builder.dialect.math:
        return NOTHING
    text = line.content.rstrip(" \t")
    opening = text[:2]
    closing = {"$$": "$$", "\\[": "\\]"}.get(opening)
    if closing is None:
        return NOTHING
    inside = text[2:]
    closed = inside.endswith(closing) and closing not in inside[:-2]
    if closed and not inside[:-2].strip():
        return NOTHING
    if not closed and (closing in inside or (inside.strip() and not looks_like_tex(inside))):
        return NOTHING
    builder.close_to(place.depth)
    builder.add_leaf(Kind.MATH, text)
    if closed:
        builder.set(builder, "leaf", None)
    return WHOLE_LINE


_RULE_OR_ITEM = (start_rule, start_item)
STARTS: dict[str, tuple[Start, ...]] = {
    ">": (start_quote,),
    "#": (start_atx_heading,),
    "`": (start_fence,),
    "~": (start_fence,),
    "<": (start_html,),
    "=": (start_setext_heading,),
    "-": (start_setext_heading, *_RULE_OR_ITEM, start_table),
    "*": _RULE_OR_ITEM,
    "_": (start_rule,),
    "+": (start_item,),
    "|": (start_table,),
    ":": (start_table,),
    "[": (start_footnote,),
    "$": (start_math,),
    "\\": (start_math,),
    **dict.fromkeys("0123456789", (start_item,)),
}
