"""How well a few typed letters fit a name, and which letters of it they are."""

import re
from dataclasses import dataclass
from itertools import pairwise

_WHOLE = 10_000
_WORD_START = 500
_SPREAD = 10


@dataclass(frozen=True, slots=True)
class Match:
    """`positions` are the letters that were meant, ascending; a greater score fits better."""

    score: int
    positions: tuple[int, ...] = ()


def match(wanted: str, name: str) -> Match | None:
    """Whether all letters of `wanted` are in `name` in their order; spaces do not count.

    A run of letters counts more than scattered ones, the start of a word more than its middle, an early
    place more than a late one. Letters strewn over a long name are no fit.
    """
    letters = _folded("".join(wanted.split()))
    if not letters:
        return Match(0)
    text = _folded(name)
    starts = {found.start() for found in re.finditer(r"(?<![^\W_])[^\W_]", text)}
    phrase = _folded(wanted.strip())
    found = [at.start() for at in re.finditer(re.escape(phrase), text)]
    if found:
        at = next((at for at in found if at in starts), found[0])
        return Match(_WHOLE + _WORD_START * (at in starts) - at, tuple(range(at, at + len(phrase))))
    positions = _scattered(letters, text, starts)
    if positions is None:
        return None
    runs = sum(after == before + 1 for before, after in pairwise(positions))
    heads = sum(at in starts for at in positions)
    score = 100 * (runs + heads) - (positions[-1] - positions[0]) * _SPREAD
    return Match(score - positions[0], positions) if score > 0 else None


def _scattered(letters: str, text: str, starts: set[int]) -> tuple[int, ...] | None:
    """Where the letters are: next to the one before, else at the start of a word, else the next there is."""
    positions: list[int] = []
    at = -1
    for number, letter in enumerate(letters):
        rest = letters[number + 1 :]
        near = text.find(letter, at + 1)
        if near < 0:
            return None
        head = next((start for start in sorted(starts) if start > at and text[start] == letter), -1)
        takes_head = head >= 0 and near != at + 1 and _has_all(rest, text, head + 1)
        at = head if takes_head else near
        positions.append(at)
    return tuple(positions)


def _has_all(letters: str, text: str, at: int) -> bool:
    for letter in letters:
        at = text.find(letter, at) + 1
        if not at:
            return False
    return True


def _folded(text: str) -> str:
    """Lower case, letter by letter: what the German sharp s becomes otherwise would shift the positions."""
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
