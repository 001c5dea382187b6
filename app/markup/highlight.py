"""Colours of code: which characters are keywords, strings and so on, by Pygments."""

from collections.abc import Iterator
from typing import Literal

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Number, Operator, String, _TokenType
from pygments.util import ClassNotFound

Colour = Literal["keyword", "string", "number", "comment", "function", "class"]

_COLOURS: tuple[tuple[_TokenType, Colour], ...] = (
    (Comment, "comment"),
    (Keyword.Constant, "number"),
    (Keyword.Type, "class"),
    (Keyword, "keyword"),
    (Operator.Word, "keyword"),
    (String, "string"),
    (Number, "number"),
    (Name.Function, "function"),
    (Name.Decorator, "function"),
    (Name.Class, "class"),
    (Name.Exception, "class"),
    (Name.Builtin, "class"),
    (Name.Tag, "keyword"),
    (Name.Attribute, "function"),
)


def _colour(token: _TokenType) -> Colour | None:
    return next((colour for kind, colour in _COLOURS if token in kind), None)  # type: ignore[comparison-overlap]


def spans(code: str, language: str) -> Iterator[tuple[int, int, Colour]]:
    """The coloured stretches of a text: start, length (in code points) and colour, in order.

    Nothing for a language that is not known. Lazy: a long text may be gone through in slices.
    """
    lexer = _lexer(language)
    if lexer is None:
        return
    at = 0
    for token, value in lexer.get_tokens(code):
        colour = _colour(token)
        if colour is not None and value.strip():
            yield at, len(value), colour
        at += len(value)


def _lexer(language: str) -> Lexer | None:
    if not language:
        return None
    try:
        # Positions must stay those of the text as it is shown.
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def language_title(language: str) -> str:
    """The name of a language as people write it ("Python"), or the word of the fence."""
    lexer = _lexer(language)
    return str(getattr(lexer, "name", language)) if lexer is not None else language
