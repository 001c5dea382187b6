"""Text as the search index holds it: folded words, so that what a person types finds what was written.

Scripts that put no space between words (Chinese, Japanese, Korean, Thai and their neighbours) are indexed as
overlapping pairs of characters, so that any two characters are found.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

# Thai, Lao, Myanmar, Khmer, kana, Han and Hangul. Source: unicode.org/Public/UNIDATA/Blocks.txt.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
# Vowel signs of Indic scripts are no letters for Python, and words are not cut at them.
_SIGNS = "\u0900-\u0dff\u0f00-\u0fff"
_SYMBOLS = "\u2190-\u2bff\U0001f000-\U0001faff"
_WORDS = re.compile(f"[{_UNSPACED}]+|[{_SYMBOLS}]|(?:(?![_{_UNSPACED}])[\\w{_SIGNS}])+")
_ASCII_WORDS = re.compile("[a-z0-9]+")
_UNSPACED_RUN = re.compile(f"[{_UNSPACED}]+")
# Accents of Latin, Greek and Cyrillic, points of Hebrew and Arabic: not the marks that make other letters.
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u064b-\u065f\u0670]")
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_WORD = re.compile(r"[^\W_]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def folded(text: str) -> str:
    """`text` without differences of case, accents and width."""
    if text.isascii():
        return text.lower()
    # 0.5 MB, which a start without such texts does not need.
    import unicodedata

    bare = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return unicodedata.normalize("NFC", bare).casefold().translate(_LETTERS)


def prepared(text: str) -> str:
    """The words of a text for the index, separated by single spaces.

    A word such as `camelCase` is there as a whole and in its parts; `snake_case` in its parts only, which
    follow each other.
    """
    if _HUMP.search(text):
        text = _WORD.sub(_with_parts, text)
    return " ".join(_index_words(folded(text)))


def query_words(text: str) -> tuple[str, ...]:
    """What `prepared` made of a text that contains this one: words that follow each other."""
    return tuple(word for run in runs(text) for word in _pairs(run, with_last=len(run) == 1))


def runs(text: str) -> tuple[str, ...]:
    """The folded words of a text, those without spaces between them in one piece."""
    return tuple(_WORDS.findall(folded(text)))


def is_unspaced(run: str) -> bool:
    """Whether a run is of a script without spaces between words."""
    return _UNSPACED_RUN.match(run) is not None


def aligned(text: str) -> tuple[str, Sequence[int]]:
    """`text` folded, and for each character of that (and its end) where it stood in `text`."""
    if text.isascii():
        return text.lower(), range(len(text) + 1)
    pieces = [_folded_character(character) for character in text]
    places = [place for place, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), (*places, len(text))


def _with_parts(found: re.Match[str]) -> str:
    parts = _HUMP.sub(" ", found[0])
    return parts if parts == found[0] else f"{found[0]} {parts}"


def _index_words(text: str) -> Iterator[str]:
    if text.isascii():
        yield from _ASCII_WORDS.findall(text)
        return
    for run in _WORDS.findall(text):
        yield from _pairs(run, with_last=True)


def _pairs(run: str, *, with_last: bool) -> Iterator[str]:
    if not is_unspaced(run):
        yield run
        return
    for place in range(len(run) - 1):
        yield run[place : place + 2]
    if with_last:
        yield run[-1]


@lru_cache(maxsize=4096)
def _folded_character(character: str) -> str:
    return folded(character)
