"""The inline engine's own store of finished pieces, and what its placeholders stand for."""

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.util import INLINE_PLACEHOLDER, INLINE_PLACEHOLDER_RE, STX

# What is inside these is finished: the engine visits it once more and must find nothing to do there.
FINISHED_TAGS = ("em", "strong", "del", "a", "span", "sub", "sup", "kbd")

PLACEHOLDER: re.Pattern[str] = INLINE_PLACEHOLDER_RE


class Stash:
    """Finished pieces of the leaf that the engine is working on."""

    def __init__(self, md: Markdown) -> None:
        self._md = md

    def keep(self, node: Element) -> str:
        """Store an element and return the placeholder that stands for it."""
        nodes = self._nodes()
        key = f"{len(nodes):04d}"
        nodes[key] = node
        return str(INLINE_PLACEHOLDER % key)

    def node(self, key: str) -> "Element | str | None":
        """What the number in a placeholder stands for."""
        return self._nodes().get(key)

    def elements_in(self, text: str) -> list[Element]:
        """The elements that placeholders in a text stand for, not those inside them."""
        if STX not in text:
            return []
        found = (self.node(match.group(1)) for match in PLACEHOLDER.finditer(text))
        return [node for node in found if isinstance(node, Element)]

    def plain(self, text: str) -> str:
        """The text without any markup, as for the description of an image."""
        if STX not in text:
            return text
        out: list[str] = []
        waiting = [text]
        while waiting:
            piece = waiting.pop()
            match = PLACEHOLDER.search(piece)
            if match is None:
                out.append(piece)
                continue
            out.append(piece[: match.start()])
            waiting.append(piece[match.end() :])
            node = self.node(match.group(1))
            if isinstance(node, Element):
                waiting.append(node.get("alt") or node.text or "")
            elif node is not None:
                out.append(node)
        return "".join(out)

    def _nodes(self) -> "dict[str, Element | str]":
        nodes: dict[str, Element | str] = self._md.treeprocessors["inline"].stashed_nodes  # type: ignore[attr-defined]
        return nodes
