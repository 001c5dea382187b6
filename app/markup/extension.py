"""The parser as an extension of Python-Markdown: `extensions=["app.markup.extension"]`."""

from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element, ElementTree

from markdown import Markdown
from markdown.blockparser import BlockParser as LibraryBlockParser
from markdown.extensions import Extension
from markdown.util import Registry

from app.markup.dialect import COMMONMARK, REPLY, Dialect
from app.markup.elements import ElementBuilder
from app.markup.html import serialize
from app.markup.inline import Inline
from app.markup.parser import BlockParser
from app.markup.spans import Context


class MarkupExtension(Extension):
    """Puts our block parser and our inline processors in the place of the library's.

    The option `commonmark` leaves out everything that is not CommonMark and lets HTML through.
    """

    def __init__(self, **options: Any) -> None:
        self.config = {"commonmark": [False, "exactly CommonMark, with HTML let through"]}
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:
        """Called by the library for each `Markdown` object."""
        md.registerExtension(self)
        md.preprocessors = Registry()
        md.treeprocessors = Registry()
        md.postprocessors = Registry()
        md.parser = _DocumentParser(md, COMMONMARK if self.getConfig("commonmark") else REPLY)
        self._md = md

    def reset(self) -> None:
        """Called by the library before each text, and only then with its own serializer in place."""
        self._md.serializer = _serialize_document


class _DocumentParser(LibraryBlockParser):
    """Parses a whole text at once, leaves and all."""

    def __init__(self, md: Markdown, dialect: Dialect) -> None:
        super().__init__(md)
        self._dialect = dialect
        self._inline = Inline(dialect)

    def parseDocument(self, lines: Iterable[str]) -> "ElementTree[Element | None]":
        """The elements of a text, given as its lines without their endings."""
        parser = BlockParser(self._dialect)
        parser.feed("\n".join(lines))
        parser.finish()
        context = Context(parser.definitions, parser.footnotes)
        builder = ElementBuilder(self._dialect, lambda text: self._inline.elements(text, context))
        tree: ElementTree[Element | None] = ElementTree(builder.build(parser.root))
        return tree


def _serialize_document(root: Element) -> str:
    """The library looks for the document's own element around the text."""
    return f"<div>{serialize(root)}</div>"


def makeExtension(**options: Any) -> MarkupExtension:
    """Called by the library to load this module by its name."""
    return MarkupExtension(**options)
