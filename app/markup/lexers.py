"""The lexers of Pygments by the names of languages. Making the first of a kind can take 0.4 s."""

import threading
from functools import cache

from pygments.lexer import Lexer
from pygments.lexers import get_all_lexers, get_lexer_by_name

# What a lexer that was not made for it can do when it is asked to go on in the middle of a text.
LEXER_FAULTS = (TypeError, AttributeError, KeyError, IndexError, ValueError, AssertionError, RecursionError)
# What comes of a source of Pygments that is damaged or not there; a name without a lexer is a ValueError.
_LOAD_FAULTS = (ImportError, SyntaxError, NameError, OSError, *LEXER_FAULTS)
# Lexers make those of the languages inside theirs when they come to the first such place.
_INSIDE = "<script>x</script>\n<style>x</style>\n<?php x ?>\n$ x\n"

# Words for languages that Pygments knows by others only.
_OTHER_WORDS = {
    "bash-session": "console",
    "cmd": "bat",
    "jinja2": "jinja",
    "jsonc": "json",
    "kt": "kotlin",
    "node": "js",
    "patch": "diff",
    "svg": "xml",
}

_made: dict[str, Lexer | None] = {}  # None: it could not be loaded, and is not asked for again
_making = threading.Lock()


def language_name(language: str) -> str:
    """The name of a language by any word for it ("Python" for "py"); empty where there is no lexer for it.

    Nothing is loaded for that. Packages that add lexers are not looked for: it takes 0.3 s.
    """
    return _names().get(_key(language), "")


def is_lexer_ready(language: str) -> bool:
    """Whether `lexer_of` answers at once."""
    key = _key(language)
    return key in _made or key not in _names()


def lexer_of(language: str) -> Lexer | None:
    """The lexer of a language, as the word behind a fence has it; None where none can be loaded.

    The first time it is loaded and its rules are compiled; may be called in any thread.
    """
    key = _key(language)
    if is_lexer_ready(language):
        return _made.get(key)
    with _making:
        if key not in _made:
            _made[key] = _load(key)
    return _made[key]


def _key(language: str) -> str:
    word = language.strip("{}.").lower()
    return _OTHER_WORDS.get(word, word)


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for name, aliases, _, _ in get_all_lexers(plugins=False):
        for alias in aliases:
            names.setdefault(alias, name)
    return names


def _load(key: str) -> Lexer | None:
    try:
        # Positions must stay those of the text as it is shown.
        lexer = get_lexer_by_name(key, stripnl=False, ensurenl=False)
    except _LOAD_FAULTS:
        return None
    _go_inside(lexer)
    return lexer


def _go_inside(lexer: Lexer) -> None:
    try:
        for _ in lexer.get_tokens(_INSIDE):
            pass
    except LEXER_FAULTS:
        return
