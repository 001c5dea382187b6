"""All inline markup but emphasis, read by one processor from left to right.

They are one processor because what begins first wins, which separate passes over a text cannot know.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from app.markup.bare_links import BARE_LINK, mail_at, web_link_at
from app.markup.dialect import Dialect
from app.markup.emphasis import EmphasisProcessor
from app.markup.lexing import CLOSE_TAG, OPEN_TAG
from app.markup.links import Target, normal_label, resolve_entity, scan_inline_target, scan_label
from app.markup.math import LONGEST_FORMULA, bracket_math, dollar_math
from app.markup.stash import FINISHED_TAGS, Stash
from app.markup.tree import Footnote

_MAX_BRACKETS = 200  # unmatched ones; beyond that the oldest are text
_MAX_TAGS = 20
_LONGEST_IN_TAGS = 40  # letters behind an opening tag as long as it is likely to be closed

_TICKS = re.compile(r"`+")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\x00-\x20\x7f<>]*)>")
_MAIL = re.compile(
    r"<([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*)>"
)
_NUMBER = re.compile(r"\^[1-9][0-9]?")
_TAG = re.compile(rf"{OPEN_TAG}|{CLOSE_TAG}")
_SHOWN_TAG = re.compile(r"<(/?)(br|sub|sup|kbd)[ \t]*/?>", re.IGNORECASE)
# Constructs that end at a fixed text; CommonMark 0.31.2, section 6.6.
_DECLARATIONS = (
    ("<!-->", ""),
    ("<!--->", ""),
    ("<!--", "-->"),
    ("<?", "?>"),
    ("<![CDATA[", "]]>"),
    ("<!", ">"),
)


@dataclass(slots=True)
class _Bracket:
    """An opening bracket, or an opening tag that is waiting for its end."""

    pos: int  # in the engine's text, whose beginning no longer changes
    end: int
    source_end: int
    tag: str = ""
    image: bool = False
    active: bool = True


@dataclass(slots=True)
class Context:
    """What the markup of one leaf may refer to, and what it asked for.

    Attributes:
        definitions, footnotes: by normal label.
        notes_may_come: a number in `[^1]` whose note has not come stands there as it will when it comes.
        asked: what was found under each label that the text mentions; footnotes have `^` before the label.
    """

    definitions: Mapping[str, Target] = field(default_factory=dict)
    footnotes: Mapping[str, Footnote] = field(default_factory=dict)
    notes_may_come: bool = False
    asked: dict[str, object] = field(default_factory=dict)

    def target(self, label: str) -> Target | None:
        """Look up a definition, and remember the question."""
        key = normal_label(label)
        if not key:
            return None
        self.asked[key] = found = self.definitions.get(key)
        return found

    def footnote(self, label: str) -> Footnote | None:
        """Look up a footnote, and remember the question."""
        key = "^" + normal_label(label)
        self.asked[key] = self.found(key)
        return self.footnotes.get(key[1:])

    def found(self, key: str) -> object:
        """What stands under a key of `asked` now."""
        if key.startswith("^"):
            return self.footnotes.get(key[1:]) or self.notes_may_come
        return self.definitions.get(key)


Result = tuple[Element | str | None, int | None, int | None]


class SpanProcessor(InlineProcessor):
    """Reads everything but emphasis.

    Attributes:
        pending: what was begun and not ended: more text could still turn it into markup.
        brackets: the opening brackets that were not closed.
        code: where the first backticks stand that were not closed; -1: there are none.
        formula: where the last formula begins that was not ended; -1: there is none.
    """

    ANCESTOR_EXCLUDES = FINISHED_TAGS

    def __init__(self, md: Markdown, stash: Stash, emphasis: EmphasisProcessor, dialect: Dialect) -> None:
        signs = [r"`+", r"\\", "<", "&", r"!?\[", r"\]", r" +\n"]
        if dialect.math:
            signs.append(r"\$+")
        if dialect.bare_links:
            signs += [BARE_LINK, "@"]
        super().__init__("|".join(signs), md)
        self._stash = stash
        self._emphasis = emphasis
        self._dialect = dialect
        self.begin("", Context())

    def begin(self, source: str, context: Context) -> None:
        """Prepare for a leaf."""
        self._source = source
        self._context = context
        self._missing: set[str] = set()
        self._ticks: dict[int, list[int]] | None = None
        self.brackets: list[_Bracket] = []
        self.pending: set[str] = set()
        self.code = self.formula = -1

    def closing_tags(self, end: int) -> str:
        """What would end the short tags that are open at this place of the source."""
        return "".join(
            f"</{bracket.tag}>"
            for bracket in reversed(self.brackets)
            if bracket.tag and 0 <= end - bracket.source_end <= _LONGEST_IN_TAGS
        )

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> Result:
        """Read what begins with one of the signs."""
        start = m.start()
        # The engine's text behind this place is still the source; what lies before it was shortened or grew.
        moved = len(data) - len(self._source)
        sign = m.group()[0]
        if sign == "`":
            return self._code(m, start - moved, moved)
        if sign == "\\":
            return self._backslash(start, start - moved, moved)
        if sign == "<":
            return self._angle(start, start - moved, moved, data)
        if sign == "&":
            return self._entity(start, start - moved)
        if sign in "[!":
            return self._opening_bracket(m, moved)
        if sign == "]":
            return self._closing_bracket(start, start - moved, moved, data)
        if sign == " ":
            hard = m.group().endswith("  \n")
            return (Element("br"), start, m.end() - 1) if hard else ("\n", start, m.end())
        if sign == "$":
            return self._dollar(m, start - moved, moved)
        if sign == "@":
            return self._mail(start, start - moved, data)
        return self._bare_link(m, start - moved)

    def _code(self, m: re.Match[str], pos: int, moved: int) -> Result:
        ticks = m.group()
        closing = self._closing_ticks(len(ticks), pos)
        if closing < 0:
            self.pending.add(ticks)
            self.code = pos if self.code < 0 else self.code
            return None, m.start(), m.end()
        text = self._source[pos + len(ticks) : closing].replace("\n", " ")
        if len(text) > 1 and text[0] == text[-1] == " " and text.strip(" "):
            text = text[1:-1]
        element = Element("code")
        element.text = AtomicString(text)
        return element, m.start(), closing + len(ticks) + moved

    def _closing_ticks(self, length: int, pos: int) -> int:
        """Position of the next run of so many backticks behind the one at `pos`; -1 when there is none."""
        if self._ticks is None:
            self._ticks = {}
            for run in _TICKS.finditer(self._source):
                self._ticks.setdefault(len(run.group()), []).append(run.start())
        places = self._ticks.get(length, [])
        index = bisect_left(places, pos + length)
        return places[index] if index < len(places) else -1

    def _backslash(self, start: int, pos: int, moved: int) -> Result:
        if self._source.startswith("\n", pos + 1):
            return Element("br", {"by": "backslash"}), start, start + 1
        if self._dialect.math and self._source[pos + 1 : pos + 2] in ("(", "["):
            found = bracket_math(self._source, pos)
            if found:
                return self._formula(found[0], found[1]), start, found[2] + moved
            self.formula = pos
            self._note_open_formula(pos, "\\" + self._source[pos + 1])
        match = _ESCAPED.match(self._source, pos)
        return (match.group(1), start, start + 2) if match else (None, start, start + 1)

    def _entity(self, start: int, pos: int) -> Result:
        match = _ENTITY.match(self._source, pos)
        if match is None or (text := resolve_entity(match.group())) == match.group():
            return None, start, start + 1
        return text, start, start + len(match.group())

    def _dollar(self, m: re.Match[str], pos: int, moved: int) -> Result:
        signs = m.group()
        if len(signs) <= 2:
            found = dollar_math(self._source, pos)
            if found:
                return self._formula(found[0], found[1]), m.start(), found[2] + moved
            if not self._is_half_an_end(pos, signs):
                self.formula = pos
            if not self._source[pos + len(signs) : pos + len(signs) + 1].isspace():
                self._note_open_formula(pos, signs)
        return None, m.start(), m.end()

    def _is_half_an_end(self, pos: int, signs: str) -> bool:
        """Whether this is the first of the two dollar signs that end the formula which is being written."""
        at_end = signs == "$" and pos + 1 == len(self._source)
        return at_end and self.formula >= 0 and self._source.startswith("$$", self.formula)

    def _note_open_formula(self, pos: int, opening: str) -> None:
        """A formula has a greatest length: what is further from the end will never be one."""
        if len(self._source) - pos < LONGEST_FORMULA:
            self.pending.add(opening)

    def _formula(self, tex: str, display: bool) -> Element:
        element = Element("math", {"display": "block"} if display else {})
        element.text = AtomicString(tex)
        return element

    def _bare_link(self, m: re.Match[str], pos: int) -> Result:
        text = web_link_at(self._source, pos)
        if len(text) <= len(m.group()):
            return None, m.start(), m.end()
        address = text if text.startswith("http") else "http://" + text
        return _bare_element(text, address), m.start(), m.start() + len(text)

    def _mail(self, start: int, pos: int, data: str) -> Result:
        begin, end, address = mail_at(self._source, pos) or (pos, pos, "")
        text, first = self._source[begin:end], start - (pos - begin)
        if not address or not data.startswith(text, first):
            return None, start, start + 1
        return _bare_element(text, address), first, first + len(text)

    def _angle(self, start: int, pos: int, moved: int, data: str) -> Result:
        source = self._source
        if match := _AUTOLINK.match(source, pos) or _MAIL.match(source, pos):
            text = match.group(1)
            mail = match.re is _MAIL
            element = Element("a", {"href": "mailto:" + text if mail else text, "auto": "auto"})
            element.text = AtomicString(text)
            return element, start, match.end() + moved
        if not self._dialect.raw_html and (shown := _SHOWN_TAG.match(source, pos)):
            return self._shown_tag(shown, start, moved, data)
        end = self._tag_end(pos)
        if end < 0:
            if source[pos + 1 : pos + 2].isalpha() or source[pos + 1 : pos + 2] in ("/", "!", "?"):
                self.pending.add("<")
            return None, start, start + 1
        tag = source[pos:end]
        if not self._dialect.raw_html:
            return tag, start, end + moved
        element = Element("raw")
        element.text = AtomicString(tag)
        return element, start, end + moved

    def _tag_end(self, pos: int) -> int:
        """End of the HTML tag, comment, instruction, declaration or section at `pos`, or -1."""
        source = self._source
        if match := _TAG.match(source, pos):
            return match.end()
        for opening, closing in _DECLARATIONS:
            if not source.startswith(opening, pos):
                continue
            if not closing:
                return pos + len(opening)
            if opening == "<!" and not re.match("[A-Za-z]", source[pos + 2 : pos + 3]):
                return -1
            end = -1 if opening in self._missing else source.find(closing, pos + len(opening))
            if end < 0:
                self._missing.add(opening)
                return -1
            return end + len(closing)
        return -1

    def _shown_tag(self, match: re.Match[str], start: int, moved: int, data: str) -> Result:
        closing, name = match.group(1), match.group(2).lower()
        end = match.end() + moved
        if name == "br":
            return (match.group(), start, end) if closing else (Element("br"), start, end)
        if not closing:
            if sum(bool(bracket.tag) for bracket in self.brackets) < _MAX_TAGS:
                self.brackets.append(_Bracket(start, end, match.end(), tag=name))
            return None, start, end
        for index in range(len(self.brackets) - 1, -1, -1):
            opening = self.brackets[index]
            if opening.tag == name:
                del self.brackets[index:]
                element = Element(name)
                element.text = AtomicString(self._emphasis.resolve(data[opening.end : start]))
                return element, opening.pos, end
        return None, start, end

    def _opening_bracket(self, m: re.Match[str], moved: int) -> Result:
        image = m.group()[0] == "!"
        self.brackets.append(_Bracket(m.start(), m.end(), m.end() - moved, image=image))
        if len(self.brackets) > _MAX_BRACKETS:
            del self.brackets[0]
        return None, m.start(), m.end()

    def _closing_bracket(self, start: int, pos: int, moved: int, data: str) -> Result:
        index = len(self.brackets) - 1
        while index >= 0 and self.brackets[index].tag:
            index -= 1
        if index < 0:
            return None, start, start + 1
        opening = self.brackets[index]
        del self.brackets[index]
        label = self._source[opening.source_end : pos]
        footnote = label.startswith("^") and self._dialect.footnotes and not opening.image
        if footnote and (note := self._context.footnote(label[1:])):
            element = Element("footnote", {"number": str(note.number), "label": note.label})
            return element, opening.pos, start + 1
        if footnote and self._context.notes_may_come and _NUMBER.fullmatch(label):
            return Element("footnote", {"number": label[1:]}), opening.pos, start + 1
        if not opening.active:
            return None, start, start + 1
        found = self._target(opening, pos)
        if found is None:
            if self._source.startswith("(", pos + 1):
                self.pending.add("](")
            return None, start, start + 1
        target, end = found
        del self.brackets[index:]
        element = self._link_or_image(opening, target, data[opening.end : start])
        return element, opening.pos, end + moved

    def _target(self, opening: _Bracket, pos: int) -> tuple[Target, int] | None:
        """The target of the brackets that close at `pos` in the source, and the end of the link."""
        source = self._source
        if source.startswith("(", pos + 1) and (found := scan_inline_target(source, pos + 1)):
            return found
        own = scan_label(source, opening.source_end - 1)
        own_label = own[0] if own and own[1] == pos + 1 else ""
        reference = scan_label(source, pos + 1)
        if reference is not None:
            target = self._context.target(reference[0] or own_label)
            return (target, reference[1]) if target else None
        target = self._context.target(own_label)
        return (target, pos + 1) if target else None

    def _link_or_image(self, opening: _Bracket, target: Target, text: str) -> Element:
        title = {"title": target.title} if target.title else {}
        if opening.image:
            return Element(
                "img",
                {"src": target.address, "alt": self._stash.plain(self._emphasis.resolve(text)), **title},
            )
        for bracket in self.brackets:
            if not bracket.image and not bracket.tag:
                bracket.active = False
        for inner in self._stash.elements_in(text):
            # A link holds no other link; only those that nobody wrote as one get here.
            if inner.tag == "a":
                inner.tag = "span"
            elif inner.tag == "footnote":
                inner.tag, inner.text = "sup", AtomicString(inner.get("number", ""))
        element = Element("a", {"href": target.address, **title})
        element.text = AtomicString(self._emphasis.resolve(text))
        return element


def _bare_element(text: str, address: str) -> Element:
    element = Element("a", {"href": address, "bare": "bare"})
    element.text = AtomicString(text)
    return element
