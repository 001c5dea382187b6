"""The MathML of latex2mathml put right where ziamath would draw it wrongly."""

import html
import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

_TEXT = re.compile(r"(<mtext(?:\s[^>/]*)?>)(.*?)(</mtext>)", re.DOTALL)
_NAMESPACE = re.compile(r'\sxmlns="[^"]*"')
_ACCENTS = {"^": "\u0302", "\u02c6": "\u0302", "\u0302": "\u0302", "~": "\u0303", "\u0303": "\u0303"}
_SIGNS = frozenset("-+\u2212\u00b1\u2213")
_BEFORE_A_SIGN = frozenset(
    "=<>(,;:/[{\u2264\u2265\u2260\u2248\u2261\u221d\u223c\u2208\u22c5\u00d7\u27e8\u2308\u230a"
)
_COMMAND = re.compile(r"\\[A-Za-z]+")
_KNOWN = frozenset(
    """math mrow mi mn mo mtext ms mspace mfrac msqrt mroot msub msup msubsup munder mover munderover
    mtable mtr mtd mstyle mpadded mphantom menclose mfenced none mmultiscripts""".split()  # noqa: SIM905
)


def read_mathml(source: str) -> Element:
    """The tree of a formula.

    Raises:
        ElementTree.ParseError: not XML.
        ValueError: commands that nobody knows; they would be drawn as letters.
    """
    # Texts are not escaped in it, and only they may hold what is no number of a character.
    root = ElementTree.fromstring(_TEXT.sub(_escaped, _NAMESPACE.sub("", source)))
    for node in root.iter():
        if node.tag not in _KNOWN:
            raise ValueError(f"the element {node.tag}")
        if node.tag != "mtext" and node.text and _COMMAND.match(node.text):
            raise ValueError(f"the command {node.text}")
        if node.tag == "mtext" and not node.text:
            node.tag = "mrow"  # an empty text would raise
        if node.tag == "mi" and node.text and _is_arrow(node.text):
            node.tag = "mo"
        if node.tag == "mover" and len(node) == 2:
            _narrow_accent(node)
        _mark_signs(node)
    for table in root.iter("mtable"):
        _rule(table)
    return root


def _rule(table: Element) -> None:
    """Put the lines between columns into cells of their own: ziamath draws no lines.

    Raises:
        ValueError: there are lines between rows or around the table, which nothing stands for.
    """
    lines = table.attrib.pop("columnlines", "").split()
    if "solid" in table.get("rowlines", "") or "dashed" in table.get("rowlines", ""):
        raise ValueError("lines between rows")
    if not lines:
        return
    if len(lines) != max(map(len, table)) - 1:
        raise ValueError("lines around a table")
    for row in table:
        for at in range(min(len(lines), len(row) - 1), 0, -1):
            if lines[at - 1] != "none":
                cell = Element("mtd", {"columnalign": "center"})
                SubElement(cell, "mo", {"stretchy": "false"}).text = "|"
                row.insert(at, cell)


def _escaped(match: re.Match[str]) -> str:
    return match[1] + html.escape(html.unescape(match[2]), quote=False) + match[3]


def _expects_more(text: str) -> bool:
    return text in _BEFORE_A_SIGN or _is_arrow(text)


def _is_arrow(text: str) -> bool:
    return len(text) == 1 and ("\u2190" <= text <= "\u21ff" or "\u27f0" <= text <= "\u27ff")


def _narrow_accent(node: Element) -> None:
    """A hat over one letter keeps its own width."""
    base, accent = node
    letters = [part for part in base.iter() if part.tag in ("mi", "mn", "mo")]
    sign = _ACCENTS.get((accent.text or "").strip())
    if accent.tag == "mo" and sign and len(letters) == 1 and len(letters[0].text or "") == 1:
        accent.tag, accent.text = "mi", sign
        accent.set("mathvariant", "normal")


def _mark_signs(row: Element) -> None:
    """A minus behind another sign belongs to what follows it."""
    before: Element | None = None
    for node in row:
        text = (node.text or "").strip()
        if (
            node.tag == "mo"
            and text in _SIGNS
            and before is not None
            and before.tag == "mo"
            and _expects_more((before.text or "").strip())
        ):
            node.set("form", "prefix")
        before = node
