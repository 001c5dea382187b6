"""Has the lexers of languages made beside the window: no frame has so much room."""

import threading

from app.markup.lexers import is_lexer_ready, lexer_of
from app.ui.short_switches import short_switches

_wanted: set[str] = set()


def has_lexer(language: str) -> bool:
    """Whether the colours of a language can be found at once; if not, that will be so soon."""
    if is_lexer_ready(language):
        return True
    if language not in _wanted:
        _wanted.add(language)
        short_switches.begin()
        threading.Thread(target=_make, args=(language,), name="lexer", daemon=True).start()
    return False


def _make(language: str) -> None:
    try:
        lexer_of(language)
    finally:
        short_switches.end()
