"""Emphasis, strong emphasis and strike-through as an inline processor of Python-Markdown."""

import enum
import re
import unicodedata
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import ETX, STX, AtomicString

from app.markup.dialect import Dialect
from app.markup.links import is_punctuation
from app.markup.stash import FINISHED_TAGS, PLACEHOLDER, Stash

_MAX_OPEN = 100  # levels that open delimiters may come to; beyond that the oldest are text
_CJK = re.compile(
    "[\u1100-\u11ff\u2e80-\u303f\u3040-\u30ff\u3105-\u312f\u3131-\u318e\u31a0-\u31ff\u3200-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U0001f200-\U0001f2ff"
    "\U00016fe0-\U0001b2ff\U00020000-\U0003fffd]"
)


class _Side(enum.Enum):
    """What stands beside a delimiter run."""

    SPACE = 0
    PUNCTUATION = 1
    OPENING_BRACKET = 2
    CJK_PUNCTUATION = 3
    CJK = 4
    OTHER = 5


_ANY_PUNCTUATION = (_Side.PUNCTUATION, _Side.OPENING_BRACKET, _Side.CJK_PUNCTUATION)
_COUNTS_AS_PUNCTUATION = (_Side.PUNCTUATION, _Side.OPENING_BRACKET)
_STRICT = {_Side.CJK_PUNCTUATION: _Side.PUNCTUATION, _Side.CJK: _Side.OTHER}


@dataclass(slots=True)
class _Opener:
    """A run of delimiters that may begin emphasis."""

    serial: int
    character: str
    length: int  # what is left of it
    original: int
    closes_too: bool
    piece: int  # its index in the output


@dataclass(slots=True)
class _Kept:
    """A finished piece of emphasis, and how much of the text it replaces."""

    element: Element
    length: int


class EmphasisProcessor(InlineProcessor):
    """Pairs delimiter runs by CommonMark's algorithm.

    The lenient dialect departs from it in two things: a closing `**` behind punctuation closes although a
    letter follows, and beside Chinese, Japanese and Korean text punctuation does not count as such. Models
    write `**Note:**text`, and the same in languages without spaces, and mean bold.

    Source: CommonMark 0.31.2, section 6.2 and appendix "An algorithm for parsing nested emphasis and links".

    Attributes:
        pending: delimiters of the last text that were never closed, in order.
        likely: those of them that will rather be closed: not those inside a word, as in 2*3.
    """

    ANCESTOR_EXCLUDES = FINISHED_TAGS

    def __init__(self, md: Markdown, stash: Stash, dialect: Dialect) -> None:
        super().__init__(r"[*_~]" if dialect.strikethrough else r"[*_]", md)
        self._run = re.compile(r"\*+|_+|~+" if dialect.strikethrough else r"\*+|_+")
        self._lenient = dialect.lenient_emphasis
        self._stash = stash
        self._ready: list[tuple[Element, int, int]] | None = None
        self._length = 0
        self._edge = _Side.SPACE
        self.pending: list[str] = []
        self.likely: list[str] = []

    def begin(self) -> None:
        """Forget the text before."""
        self._ready = None
        self.pending = []
        self.likely = []

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Give the engine the next outermost piece of emphasis; all are found at the first call."""
        if self._ready is None:
            self._ready = self._outermost(data)
            self._length = len(data)
        if not self._ready:
            return None, m.start(), len(data)
        element, start, end = self._ready.pop()
        moved = len(data) - self._length
        return element, start + moved, end + moved

    def resolve(self, text: str) -> str:
        """Replace the emphasis in the text of a link by placeholders; outside of it are its brackets."""
        if not self._run.search(text):
            return text
        self._edge = _Side.PUNCTUATION
        pieces = self._pair(text)[0]
        self._edge = _Side.SPACE
        return self._join(pieces)

    def _outermost(self, data: str) -> list[tuple[Element, int, int]]:
        """Elements with the ranges of the text that they replace, the last one first."""
        pieces, openers = self._pair(data)
        self.pending = [opener.character * opener.length for opener in openers]
        self.likely = [
            opener.character * opener.length for opener in openers if not _is_in_word(pieces, opener.piece)
        ]
        found: list[tuple[Element, int, int]] = []
        pos = 0
        for piece in pieces:
            if isinstance(piece, _Kept):
                found.append((piece.element, pos, pos + piece.length))
            pos += _length(piece)
        found.reverse()
        return found

    def _pair(self, text: str) -> tuple[list[str | _Kept], list[_Opener]]:
        """Cut a text into literal pieces and finished emphasis; also the openers that stay open."""
        out: list[str | _Kept] = []
        openers: list[_Opener] = []
        bottoms: dict[tuple[str, bool, int], int] = {}
        serial = 0
        pos = 0
        for match in self._run.finditer(text):
            if match.start() > pos:
                out.append(text[pos : match.start()])
            pos = match.end()
            character, length = match.group()[0], pos - match.start()
            opens, closes = self._abilities(text, match.start(), pos, character, length)
            left = self._close(character, length, opens, openers, bottoms, out) if closes else length
            if not left:
                continue
            if opens:
                serial += 1
                openers.append(_Opener(serial, character, left, length, closes, len(out)))
                _forget_oldest(openers)
            out.append(character * left)
        out.append(text[pos:])
        return out, openers

    def _close(
        self,
        character: str,
        length: int,
        opens: bool,
        openers: list[_Opener],
        bottoms: dict[tuple[str, bool, int], int],
        out: list[str | _Kept],
    ) -> int:
        """Close what a run can close; returns how many of its delimiters are left."""
        left = length
        key = (character, opens, length % 3)
        while left:
            index = _matching(openers, character, length, opens, bottoms.get(key, 0))
            if index < 0:
                # No later closer of this sort needs to look at the openers below: that keeps it linear.
                bottoms[key] = openers[-1].serial if openers else bottoms.get(key, 0)
                break
            del openers[index + 1 :]
            opener = openers[index]
            used = 2 if left >= 2 and opener.length >= 2 else 1
            inside = out[opener.piece + 1 :]
            del out[opener.piece + 1 :]
            element = Element("del" if character == "~" else ("strong" if used == 2 else "em"))
            element.text = AtomicString(self._join(inside))
            opener.length -= used
            left -= used
            out[opener.piece] = character * opener.length
            out.append(_Kept(element, 2 * used + sum(map(_length, inside))))
            if not opener.length:
                openers.pop()
        return left

    def _join(self, pieces: list[str | _Kept]) -> str:
        keep = self._stash.keep
        return "".join(piece if isinstance(piece, str) else keep(piece.element) for piece in pieces)

    def _abilities(self, text: str, start: int, end: int, character: str, length: int) -> tuple[bool, bool]:
        """Whether a run may open and may close emphasis."""
        before, after = self._side_before(text, start), self._side_after(text, end)
        if not self._lenient:
            before, after = _STRICT.get(before, before), _STRICT.get(after, after)
        left_flanking = after is not _Side.SPACE and (
            after not in _COUNTS_AS_PUNCTUATION or before not in (_Side.OTHER,)
        )
        right_flanking = before is not _Side.SPACE and (
            before not in _COUNTS_AS_PUNCTUATION or after not in (_Side.OTHER,)
        )
        if character == "~":
            return left_flanking and length == 2, right_flanking and length == 2
        if character == "_":
            return (
                left_flanking and (not right_flanking or before in _ANY_PUNCTUATION),
                right_flanking and (not left_flanking or after in _ANY_PUNCTUATION),
            )
        if self._lenient and length >= 2 and before is _Side.PUNCTUATION and after is _Side.OTHER:
            right_flanking = True
        return left_flanking, right_flanking

    def _side_before(self, text: str, start: int) -> _Side:
        if start == 0:
            return self._edge
        if text[start - 1] != ETX:
            return _side(text[start - 1])
        match = PLACEHOLDER.match(text, text.rfind(STX, 0, start))
        return self._side_of_node(match)

    def _side_after(self, text: str, end: int) -> _Side:
        if end == len(text):
            return self._edge
        if text[end] != STX:
            return _side(text[end])
        return self._side_of_node(PLACEHOLDER.match(text, end))

    def _side_of_node(self, match: "re.Match[str] | None") -> _Side:
        """Markup begins and ends with punctuation in the source, save breaks and bare links."""
        node = self._stash.node(match.group(1)) if match else None
        if isinstance(node, Element):
            if node.tag == "br" and not node.get("by"):
                return _Side.SPACE
            return _Side.OTHER if node.get("bare") else _Side.PUNCTUATION
        return _Side.SPACE if node == "\n" else _Side.PUNCTUATION


def _matching(openers: list[_Opener], character: str, length: int, opens: bool, bottom: int) -> int:
    """Index of the opener that a closing run pairs with; -1 when there is none above `bottom`."""
    for index in range(len(openers) - 1, -1, -1):
        opener = openers[index]
        if opener.serial <= bottom:
            break
        if opener.character != character:
            continue
        total = opener.original + length
        if (opens or opener.closes_too) and total % 3 == 0 and (opener.original % 3 or length % 3):
            continue
        return index
    return -1


def _is_in_word(pieces: list[str | _Kept], number: int) -> bool:
    """Whether a letter or digit stands right before a piece."""
    before = pieces[number - 1] if number else ""
    return isinstance(before, str) and before[-1:].isascii() and before[-1:].isalnum()


def _forget_oldest(openers: list[_Opener]) -> None:
    """Bound how deep emphasis can nest: the engine puts it together by recursion."""
    if len(openers) > _MAX_OPEN:
        del openers[0]
    if openers[-1].length > 2:
        # A long run alone may nest deeper than all the others.
        while openers and sum((opener.length + 1) // 2 for opener in openers) > _MAX_OPEN:
            del openers[0]


def _side(character: str) -> _Side:
    if character.isascii():
        if character.isalnum():
            return _Side.OTHER
        if character.isspace():
            return _Side.SPACE
        if character in "([{":
            return _Side.OPENING_BRACKET
        return _Side.PUNCTUATION if character.isprintable() else _Side.OTHER
    if character.isspace():
        return _Side.SPACE
    punctuation = is_punctuation(character)
    if _CJK.match(character):
        return _Side.CJK_PUNCTUATION if punctuation else _Side.CJK
    if not punctuation:
        return _Side.OTHER
    return _Side.OPENING_BRACKET if unicodedata.category(character) in ("Ps", "Pi") else _Side.PUNCTUATION


def _length(piece: "str | _Kept") -> int:
    return len(piece) if isinstance(piece, str) else piece.length
