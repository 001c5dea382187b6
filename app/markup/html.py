"""Elements written as HTML in the very form of the CommonMark specification."""

import html
from xml.etree.ElementTree import Element

from app.markup.elements import RAW_BLOCK, RAW_INLINE

_HOLDS_BLOCKS = frozenset(["blockquote", "ul", "ol", "table", "thead", "tbody", "tr", "section"])
_BLOCKS = _HOLDS_BLOCKS | frozenset(f"p h1 h2 h3 h4 h5 h6 pre li hr th td {RAW_BLOCK}".split())
_VOID = frozenset(["br", "hr", "img", "input"])


def serialize(root: Element) -> str:
    """The HTML of everything inside an element; without recursion, so that no depth of nesting raises."""
    out: list[str] = []
    waiting: list[Element | str] = []
    _push_inside(root, waiting)
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            if node in _ENDS_OF_BLOCKS:
                _end_line(out)
            out.append(node)
            continue
        tag = node.tag
        if tag in _BLOCKS:
            _end_line(out)
        after = "\n" if tag in _BLOCKS else ""
        if tag in (RAW_BLOCK, RAW_INLINE):
            out.append((node.text or "") + after)
            continue
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in node.items())
        if tag in _VOID:
            out.append(f"<{tag}{attributes} />{after}")
            continue
        out.append(f"<{tag}{attributes}>" + ("\n" if tag in _HOLDS_BLOCKS else ""))
        waiting.append(f"</{tag}>{after}")
        _push_inside(node, waiting)
    return "".join(out)


def escape(text: str) -> str:
    """Text as it stands in HTML, also in an attribute between double quotes."""
    return html.escape(text, quote=False).replace('"', "&quot;")


_ENDS_OF_BLOCKS = frozenset(f"</{tag}>\n" for tag in _HOLDS_BLOCKS)


def _end_line(out: list[str]) -> None:
    if out and not out[-1].endswith("\n"):
        out.append("\n")


def _push_inside(node: Element, waiting: list[Element | str]) -> None:
    for child in reversed(node):
        if child.tail:
            waiting.append(escape(child.tail))
        waiting.append(child)
    if node.text:
        waiting.append(escape(node.text))
