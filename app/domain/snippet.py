"""A piece of a found text with the found words marked."""

import re
from dataclasses import dataclass

from app.domain.index_text import aligned, is_unspaced
from app.domain.search import Term

SNIPPET_LENGTH = 180
_BEFORE = 60
_MORE = "…"
_LOOKED_AT = 200_000
_MOST_SPELLINGS = 32


@dataclass(frozen=True, slots=True)
class Snippet:
    """`marks` are (start, end) in `text`, in order and apart; `found` counts the different terms in it.

    `spellings` are the found words as they are written, also where that is beyond the snippet.
    """

    text: str
    marks: tuple[tuple[int, int], ...]
    found: int
    spellings: tuple[str, ...]


def snippet_of(text: str, terms: tuple[Term, ...]) -> Snippet:
    """The neighbourhood of the first found word, or the beginning of a text without one.

    Line breaks and tabs become spaces; "…" stands for what is left out at either end.
    Only the first 200,000 characters are looked at.
    """
    text = text[:_LOOKED_AT]
    flat, places = aligned(text)
    ranges: list[tuple[int, int]] = []
    found = 0
    for term in terms:
        if not term.is_excluded:
            own = [(places[m.start()], places[m.end()]) for m in _occurrences(term, flat)]
            found += bool(own)
            ranges += own
    ranges.sort(key=lambda found: (found[0], -found[1]))
    start, end = _window(text, *(ranges[0] if ranges else (0, 0)))
    marks: list[tuple[int, int]] = []
    for left, right in ranges:
        if left >= end:
            break
        left, right = max(left, marks[-1][1] if marks else start), min(right, end)
        if left < right:
            marks.append((left, right))
    before = _MORE if text[:start].strip() else ""
    after = _MORE if text[end:].strip() else ""
    cut = before + re.sub(r"\s", " ", text[start:end]) + after
    spellings = tuple({text[left:right].casefold(): text[left:right] for left, right in ranges}.values())
    shift = len(before) - start
    places_in_cut = tuple((left + shift, right + shift) for left, right in marks)
    return Snippet(cut, places_in_cut, found, spellings[:_MOST_SPELLINGS])


def _occurrences(term: Term, flat: str) -> list[re.Match[str]]:
    """Where the term stands, as a word or else inside one: parts of `camelCase` have no border here."""
    body = r"[\W_]*".join(map(re.escape, term.runs))
    if is_unspaced(term.runs[0]):
        return list(re.finditer(body, flat))
    end = "" if term.is_open or is_unspaced(term.runs[-1]) else r"(?![^\W_])"
    return list(re.finditer(rf"(?<![^\W_]){body}{end}", flat)) or list(re.finditer(body, flat))


def _window(text: str, first: int, last: int) -> tuple[int, int]:
    """Where to cut around the found word from `first` to `last`: between words, where there are blanks."""
    start = max(0, first - _BEFORE)
    if start and (blank := re.search(r"\s", text[start:first])):
        start += blank.end()
    room = SNIPPET_LENGTH - len(_MORE) * bool(start)
    if len(text) - start <= room:
        return start, len(text)
    end = start + room - len(_MORE)
    if not text[end].isspace() and (blank := re.search(r"\s\S*$", text[last:end])):
        end = last + blank.start()
    return start, start + len(text[start:end].rstrip())
