"""Another CommonMark parser to compare with, and texts as lists of what they look like."""

import dataclasses
import re

from markdown_it import MarkdownIt

from app.markup.dialect import COMMONMARK, Dialect
from app.markup.elements import ElementBuilder
from app.markup.html import serialize
from app.markup.inline import Inline
from app.markup.parser import BlockParser
from app.markup.runs import Runs
from app.markup.spans import Context
from app.markup.text import MarkdownText
from app.markup.tree import Container, Leaf, walk

# What both parsers know; the oracle has no footnotes, formulas, task items and bare links.
SHARED = dataclasses.replace(COMMONMARK, tables=True, strikethrough=True)
_ORACLE = MarkdownIt("commonmark", {"maxNesting": 1000}).enable(["table", "strikethrough"])
_INLINE = Inline(SHARED)
_REPLY_INLINE = Inline()


def html(text: str, dialect: Dialect = SHARED, pieces: tuple[str, ...] | None = None) -> str:
    """The HTML of a text by our parser, fed at once or in pieces and looked at after each."""
    parser = BlockParser(dialect)
    for piece in pieces or (text,):
        parser.feed(piece)
        assert parser.root is not None
    parser.finish()
    inline = _INLINE if dialect is SHARED else Inline(dialect)
    context = Context(parser.definitions, parser.footnotes)
    return serialize(ElementBuilder(dialect, lambda leaf: inline.elements(leaf, context)).build(parser.root))


def oracle_html(text: str) -> str:
    """The HTML of a text by markdown-it-py."""
    rendered: str = _ORACLE.render(text)
    return rendered.replace("<s>", "<del>").replace("</s>", "</del>")


def loose(rendered: str) -> str:
    """HTML without the line feeds before blocks, which the oracle does not always write."""
    return re.sub(r"\n(?=<(?:pre|blockquote|ul|ol|li|h\d|hr|p|table|/))", "", rendered).strip()


def grown(*pieces: str, calm: bool = True, finish: bool = False) -> MarkdownText:
    """A text fed in these pieces."""
    text = MarkdownText(_REPLY_INLINE, calm=calm)
    for piece in pieces:
        text.feed(piece)
    if finish:
        text.finish()
    return text


def look(text: MarkdownText) -> list[object]:
    """Everything that can be seen of a text: containers with their details, leaves with their runs."""
    seen: list[object] = []
    for node, begins in walk(text.root):
        if isinstance(node, Leaf):
            seen.append(leaf_look(text, node))
        elif begins:
            details = [
                getattr(node, field.name)
                for field in dataclasses.fields(node)
                if field.name not in ("parent", "children")
            ]
            seen.append((type(node).__name__, *details))
    return seen


def leaf_look(text: MarkdownText, leaf: Leaf) -> tuple[object, ...]:
    """Everything that can be seen of a leaf."""
    runs = text.cell_runs(leaf) if leaf.cells else text.runs(leaf)
    return (leaf.id, leaf.kind, leaf.text, leaf.level, leaf.cells, runs)


def outline(node: Container) -> list[object]:
    """A tree as nested lists: the name of a container and what is in it, leaves as their text."""
    return [
        child.text if isinstance(child, Leaf) else [type(child).__name__, *outline(child)]
        for child in node.children
    ]


def source_of(block: Container | Leaf, text: str) -> str:
    """The source of a block that stands in the document itself, without the blank lines behind it."""
    assert block.parent is not None
    siblings = block.parent.children
    following = siblings[siblings.index(block) + 1 :]
    lines = text.splitlines()
    return "\n".join(lines[block.line : following[0].line if following else None]).rstrip()


def plain_text(runs: Runs) -> str:
    """The text of runs as a reader sees it."""
    return "".join(run.text for run in runs)
