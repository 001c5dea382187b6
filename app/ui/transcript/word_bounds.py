"""Where the word at a place begins and ends, in any script.

Python's `\\w` knows no marks: with it, half a Hindi word would be taken, and a family of emoji fall apart.
"""

from enum import Enum
from unicodedata import category

_LONGEST = 10_000  # letters of a word to either side: a text may be a megabyte without a space
_MOST_MARKS = 32
_JOINERS = "\u200c\u200d"
_APOSTROPHES = "'\u2019"
_VARIANTS = "\ufe0e\ufe0f"
_SKINS = range(0x1F3FB, 0x1F400)


class _Kind(Enum):
    WORD = "word"
    SPACE = "space"
    OTHER = "other"


def word_at(text: str, offset: int) -> tuple[int, int]:
    """Where the word at an offset begins and ends; between a word and something else, the word before."""
    if not text:
        return 0, 0
    at = min(offset, len(text) - 1)
    kind = _kind(text, at)
    if kind is not _Kind.WORD and at == offset and at and _kind(text, at - 1) is _Kind.WORD:
        at, kind = at - 1, _Kind.WORD
    start, end = at, at + 1
    while start and at - start < _LONGEST and _goes_on(text, start, kind):
        start -= 1
    while end < len(text) and end - at < _LONGEST and _goes_on(text, end, kind):
        end += 1
    return start, end


def _goes_on(text: str, at: int, kind: _Kind) -> bool:
    """Whether the character at a place belongs together with the one before it."""
    if kind is _Kind.OTHER:
        return _clings(text[at]) or text[at - 1] == "\u200d"
    return _kind(text, at) is kind and _kind(text, at - 1) is kind


def _kind(text: str, at: int) -> _Kind:
    letter = text[at]
    if letter.isspace():
        return _Kind.SPACE
    if letter.isalnum() or letter == "_":
        return _Kind.WORD
    if _clings(letter):
        base = next(
            (each for each in range(at, max(-1, at - _MOST_MARKS), -1) if not _clings(text[each])), at
        )
        return _kind(text, base) if base != at else _Kind.OTHER
    is_inside = letter in _APOSTROPHES and 0 < at < len(text) - 1
    return _Kind.WORD if is_inside and text[at - 1].isalnum() and text[at + 1].isalnum() else _Kind.OTHER


def _clings(letter: str) -> bool:
    """Whether a character is a mark on the one before it, or joins it with the next."""
    if letter.isascii():
        return False
    return category(letter)[0] == "M" or letter in _JOINERS or letter in _VARIANTS or ord(letter) in _SKINS
