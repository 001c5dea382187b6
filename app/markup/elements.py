"""A block tree as HTML elements."""

from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

from app.markup.dialect import Dialect
from app.markup.link_policy import LinkUse, encode_address, link_use
from app.markup.link_words import is_deceptive
from app.markup.runs import BACK_SIGN
from app.markup.tree import Alignment, Code, Container, Footnote, Item, Kind, Leaf, List, Quote, Table, walk

# Text of these is HTML as the writer of the markdown wrote it; only `html.serialize` knows them.
RAW_BLOCK, RAW_INLINE = "raw-block", "raw"


class ElementBuilder:
    """Builds the elements of one tree; `inline` parses the text of a leaf."""

    def __init__(self, dialect: Dialect, inline: Callable[[str], list[Element]]) -> None:
        self._dialect = dialect
        self._inline = inline
        self._notes: dict[str, Element] = {}  # by their number
        self._more_notes: list[Element] = []  # with the number of an earlier one, which nothing leads to
        self._mentions: dict[str, int] = {}  # how often each note is mentioned, by its number

    def build(self, root: Container) -> Element:
        """A `div` with everything below `root`; footnotes come last."""
        top = Element("div")
        open_elements = [top]
        for node, begins in walk(root):
            if isinstance(node, Leaf):
                self._leaf(node, open_elements[-1])
            elif begins:
                open_elements.append(self._container(node, open_elements[-1]))
            else:
                open_elements.pop()
        if self._notes:
            for number in self._mentions:
                self._lead_back(self._notes[number], number)
            section = SubElement(top, "section", {"class": "footnotes"})
            SubElement(section, "ol").extend([*self._notes.values(), *self._more_notes])
        return top

    def _container(self, node: Container, around: Element) -> Element:
        if isinstance(node, Quote):
            return SubElement(around, "blockquote")
        if isinstance(node, List):
            if node.start is None:
                return SubElement(around, "ul")
            return SubElement(around, "ol", {} if node.start == 1 else {"start": str(node.start)})
        if isinstance(node, Item):
            item = SubElement(around, "li")
            if node.checked is not None:
                checked = {"checked": ""} if node.checked else {}
                SubElement(item, "input", {**checked, "disabled": "", "type": "checkbox"}).tail = " "
            return item
        if isinstance(node, Footnote):
            return self._note(str(node.number))
        if isinstance(node, Code):
            look = {"class": f"language-{node.language}"} if node.language else {}
            return SubElement(SubElement(around, "pre"), "code", look)
        return SubElement(around, "table")

    def _note(self, number: str) -> Element:
        if number in self._notes:
            self._more_notes.append(Element("li", {"value": number}))
            return self._more_notes[-1]
        note = self._notes[number] = Element("li", {"id": f"note-{number}"})
        return note

    def _lead_back(self, note: Element, number: str) -> None:
        """End a note with a link to where it is mentioned first."""
        last = note[-1] if len(note) and note[-1].tag == "p" else SubElement(note, "p")
        _add_text(last, "\u00a0")
        SubElement(last, "a", {"href": f"#mark-{number}"}).text = BACK_SIGN

    def _leaf(self, leaf: Leaf, around: Element) -> None:
        kind = leaf.kind
        if kind is Kind.CODE_LINE:
            around.text = AtomicString((around.text or "") + leaf.text + "\n")
        elif kind is Kind.HEADING:
            self._add_inline(SubElement(around, f"h{leaf.level}"), leaf.text)
        elif kind is Kind.PARAGRAPH:
            self._add_inline(around if _is_bare(leaf) else SubElement(around, "p"), leaf.text)
        elif kind is Kind.RULE:
            SubElement(around, "hr")
        elif kind is Kind.ROW:
            self._row(leaf, around)
        elif kind is Kind.MATH:
            SubElement(around, "p").append(_formula(leaf.text, display=True))
        elif kind is Kind.RAW:
            raw = SubElement(around, RAW_BLOCK if self._dialect.raw_html else "p")
            raw.text = AtomicString(leaf.text)

    def _row(self, leaf: Leaf, table: Element) -> None:
        alignments = leaf.parent.alignments if isinstance(leaf.parent, Table) else ()
        header = len(table) == 0
        if len(table) < 2:
            SubElement(table, "thead" if header else "tbody")
        row = SubElement(table[-1], "tr")
        for cell, alignment in zip(leaf.cells, alignments, strict=True):
            look = {} if alignment is Alignment.NONE else {"style": f"text-align:{alignment.value}"}
            self._add_inline(SubElement(row, "th" if header else "td", look), cell)

    def _add_inline(self, target: Element, text: str) -> None:
        for paragraph in self._inline(text):
            for node in list(paragraph.iter()):
                self._finish(node)
            _add_text(target, paragraph.text)
            target.extend(paragraph)

    def _finish(self, node: Element) -> None:
        """Make an element of the inline processors one of HTML."""
        if node.tag == "a":
            self._finish_link(node)
        elif node.tag == "img":
            self._finish_image(node)
        elif node.tag in ("span", "br", "sup"):
            node.attrib = {}
        elif node.tag == "math":
            formula = _formula(node.text or "", display=node.get("display") is not None)
            node.tag, node.text, node.attrib = "span", formula.text, formula.attrib
        elif node.tag == "footnote":
            number = node.get("number", "")
            node.tag, node.attrib = "sup", {}
            times = self._mentions[number] = self._mentions.get(number, 0) + 1
            name = {"id": f"mark-{number}"} if times == 1 else {}
            SubElement(node, "a", {"href": f"#note-{number}", **name}).text = number

    def _finish_link(self, node: Element) -> None:
        address, words = node.get("href", ""), "".join(node.itertext())
        if self._dialect.closed_links and (
            link_use(address) is not LinkUse.OPEN or is_deceptive(words, address)
        ):
            # Nobody can be asked in a file, so what would be asked about is not a link there.
            node.tag, node.attrib = "span", {"title": address}
            return
        title = node.get("title")
        node.attrib = {"href": encode_address(address), **({"title": title} if title else {})}

    def _finish_image(self, node: Element) -> None:
        address = node.get("src", "")
        if not self._dialect.closed_links:
            node.set("src", encode_address(address))
            return
        # An image would be fetched by whoever opens the file.
        node.text = AtomicString(node.get("alt") or address)
        node.tag, node.attrib = "span", {"title": address}
        if link_use(address) is LinkUse.OPEN:
            node.tag, node.attrib = "a", {"href": encode_address(address)}


def _formula(tex: str, *, display: bool) -> Element:
    opening, closing = ("\\[", "\\]") if display else ("\\(", "\\)")
    element = Element("span", {"class": "math display" if display else "math inline"})
    element.text = AtomicString(f"{opening}{tex}{closing}")
    return element


def _is_bare(leaf: Leaf) -> bool:
    """Whether a paragraph stands in a tight list, where it has no element of its own."""
    item = leaf.parent
    return isinstance(item, Item) and isinstance(item.parent, List) and not item.parent.loose


def _add_text(target: Element, text: str | None) -> None:
    if text and len(target):
        target[-1].tail = (target[-1].tail or "") + text
    elif text:
        target.text = (target.text or "") + text
