"""What is searched for and what was found."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.index_text import is_unspaced, query_words, runs

_PIECES = re.compile(r'(?P<minus>-)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
MOST_TERMS = 32


class SearchOrder(StrEnum):
    """Which hits come first."""

    NEWEST = "newest"
    BEST = "best"


class HitPlace(StrEnum):
    """Where in a message, or beside it, the words were found."""

    CONTENT = "content"
    THINKING = "thinking"
    FILE = "file"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """Which messages are looked at; what is empty or None lets all through.

    Times are aware; `until` itself is excluded.
    """

    model: str = ""
    role: str = ""
    since: datetime | None = None
    until: datetime | None = None
    has_images: bool = False
    folder_id: str = ""


NO_FILTER = SearchFilter()


@dataclass(frozen=True, slots=True)
class SearchWish:
    """One search as a person asks for it; `limit` and `before` cut it into pages."""

    text: str = ""
    filter: SearchFilter = NO_FILTER
    order: SearchOrder = SearchOrder.NEWEST
    limit: int = 50
    before: int | None = None  # `SearchHits.next_before` of the page before


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One message, or with an empty `message_id` a chat whose title matches.

    `snippet` is a piece of the text as it was written; `marks` are (start, end) of the found words in it.
    `words` are the found words as they are written anywhere in the message.
    `is_shown` is False where the message is on another version than the one its chat shows.
    """

    chat_id: str
    message_id: str
    chat_title: str
    place: HitPlace
    snippet: str
    marks: tuple[tuple[int, int], ...]
    at: datetime
    role: str = ""
    model: str = ""
    is_shown: bool = True
    words: tuple[str, ...] = ()

    @property
    def is_in_thought(self) -> bool:
        """Whether the words stand in what the model thought."""
        return self.place is HitPlace.THINKING


@dataclass(frozen=True, slots=True)
class SearchHits:
    """One page of what was found for a wish.

    Attributes:
        next_before: for the next page; None: this is the last one.
        unindexed: how many messages are not in the index yet.
    """

    wish: SearchWish
    hits: tuple[SearchHit, ...]
    next_before: int | None = None
    unindexed: int = 0


@dataclass(frozen=True, slots=True)
class Term:
    """Words that follow each other; `runs` are those to be marked, `is_open` lets the last go on."""

    words: tuple[str, ...]
    runs: tuple[str, ...]
    is_open: bool
    is_excluded: bool = False

    def match(self, endings: "Endings") -> str:
        """The term in the language of FTS5: strings, which no operator hides in."""
        *first, last = self.words
        wanted = endings(last) if self.is_open else (last,)
        strings = [f'"{" ".join((*first, word))}"' for word in wanted or (last,)]
        return strings[0] if len(strings) == 1 else f"({' OR '.join(strings)})"


Endings = Callable[[str], Sequence[str]]
"""Gives the words of the index that begin with this one."""


def terms_of(text: str) -> tuple[Term, ...]:
    """What a typed text asks for: every word (as the beginning of one), "every phrase", but -no such word.

    Any text is valid; what holds no word asks for nothing. Without a word that is wanted, none is excluded.
    """
    terms = []
    for piece in _PIECES.finditer(text):
        is_phrase = piece["word"] is None
        written = piece["phrase"] if is_phrase else piece["word"]
        words, found = query_words(written), runs(written)
        if words:
            last = found[-1]
            can_go_on = len(last) == 1 if is_unspaced(last) else not is_phrase and len(last) > 1
            terms.append(Term(words, found, can_go_on, piece["minus"] is not None))
    terms = list(dict.fromkeys(terms))[:MOST_TERMS]
    if all(term.is_excluded for term in terms):
        return tuple(Term(term.words, term.runs, term.is_open) for term in terms)
    return tuple(terms)


def match_of(terms: tuple[Term, ...], endings: Endings) -> str:
    """All terms in the language of FTS5; empty where there is none."""
    wanted = " AND ".join(term.match(endings) for term in terms if not term.is_excluded)
    excluded = "".join(f" NOT {term.match(endings)}" for term in terms if term.is_excluded)
    return f"({wanted}){excluded}" if excluded else wanted
