"""Colours of code that grows: finished lines keep theirs, and the lexer goes on where it stopped."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pygments.lexer import ExtendedRegexLexer, LexerContext, RegexLexer
from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, String, _TokenType

from app.markup.lexers import LEXER_FAULTS, lexer_of

_LONGEST_LINE = 2000  # longer ones are data; some lexers are quadratic in them


class TokenKind(enum.Enum):
    """What a piece of code is; anything else has no colour."""

    KEYWORD = "keyword"
    STRING = "string"
    NUMBER = "number"
    COMMENT = "comment"
    FUNCTION = "function"
    CLASS = "class"


_KINDS: tuple[tuple[_TokenType, TokenKind], ...] = (
    (Comment, TokenKind.COMMENT),
    (Keyword.Constant, TokenKind.NUMBER),
    (Keyword.Type, TokenKind.CLASS),
    (Keyword, TokenKind.KEYWORD),
    (Operator.Word, TokenKind.KEYWORD),
    (String, TokenKind.STRING),
    (Number, TokenKind.NUMBER),
    (Name.Function, TokenKind.FUNCTION),
    (Name.Decorator, TokenKind.FUNCTION),
    (Name.Class, TokenKind.CLASS),
    (Name.Exception, TokenKind.CLASS),
    (Name.Builtin, TokenKind.CLASS),
    (Name.Tag, TokenKind.KEYWORD),
    (Name.Attribute, TokenKind.FUNCTION),
    (Generic.Inserted, TokenKind.STRING),
    (Generic.Deleted, TokenKind.NUMBER),
    (Generic.Heading, TokenKind.FUNCTION),
    (Generic.Subheading, TokenKind.KEYWORD),
)


@dataclass(frozen=True, slots=True)
class Token:
    """A coloured piece of one line; start and length in code points."""

    start: int
    length: int
    kind: TokenKind


Tokens = tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class _Peeked:
    """The beginning of the line that is being written: its colours, and the lexer's stack behind it."""

    text: str = ""
    tokens: Tokens = ()
    stack: tuple[str, ...] = ()


class Colouring:
    """Colours the lines of one code block as they come.

    Attributes:
        known: there is a lexer for the language.
        resumes: its lexer can go on after a finished line. When it cannot, as for JSON and YAML, a block
            has no colours until its fence is closed and `whole` is asked.
        exact: line by line gives the very colours of `whole`; otherwise a construct over several lines may
            get its right colours only by `whole`.
    """

    def __init__(self, language: str) -> None:
        self._lexer = lexer_of(language)
        self.known = self._lexer is not None
        self.resumes = isinstance(self._lexer, RegexLexer) and _can_resume(type(self._lexer))
        self.exact = isinstance(self._lexer, PythonLexer)
        self._comments_need_help = self.resumes and _comments_need_help(self._lexer)
        self._stack = ["root"]
        self._in_comment = False
        self._peeked = _Peeked()

    def add_line(self, text: str) -> Tokens:
        """The colours of the next finished line, given without its ending."""
        self._peeked = _Peeked()
        tokens, self._stack, self._in_comment = self._line(text)
        return tokens

    def peek_line(self, text: str) -> Tokens:
        """The colours of the line that is still being written.

        The lexer goes on before its last word; what it would see differently from its beginning waits for
        the end of the line.
        """
        if self._in_comment or not self.resumes or len(text) > _LONGEST_LINE or "/*" in text:
            return self._line(text)[0]
        before = self._peeked if text.startswith(self._peeked.text) else _Peeked()
        try:
            tokens, self._peeked = _lex_end(self._lexer, text, before, self._stack)
        except LEXER_FAULTS:
            self.resumes = False
            return ()
        return tokens

    def whole(self, code: str) -> Iterator[Tokens]:
        """The colours of all lines of a finished block, one after the other as they are found.

        A long block may be gone through in slices. Stops early where the lexer fails.
        """
        if self._lexer is None:
            return
        lines = iter(code.split("\n"))
        line: list[Token] = []
        text: str | None = next(lines)
        column = 0
        try:
            # Many rules end at the end of a line, and the last line has none.
            for kind, value in self._lexer.get_tokens(code + "\n"):
                token_kind = _kind(kind)
                for number, piece in enumerate(value.split("\n")):
                    if number:
                        yield tuple(line)
                        line, column = [], 0
                        text = next(lines, None)
                    if text is None:
                        return
                    _add(line, text, column, column + len(piece), token_kind)
                    column += len(piece)
        except LEXER_FAULTS:
            return
        if text is not None:
            yield tuple(line)

    def _line(self, text: str) -> tuple[Tokens, list[str], bool]:
        """Colours of a line, and the state behind it."""
        if not self.resumes or len(text) > _LONGEST_LINE:
            return (), self._stack, self._in_comment
        start = 0
        tokens: list[Token] = []
        if self._in_comment:
            end = text.find("*/")
            start = len(text) if end < 0 else end + 2
            _add(tokens, text, 0, start, TokenKind.COMMENT)
            if end < 0:
                return tuple(tokens), self._stack, True
        try:
            found, stack = _lex(self._lexer, text[start:] + "\n", self._stack)
            opened = _open_comment(text[start:], found) if self._comments_need_help else -1
            if opened >= 0:
                found, stack = _lex(self._lexer, text[start : start + opened], self._stack)
                found.append((opened, Comment, text[start + opened :]))
        except LEXER_FAULTS:
            self.resumes = False
            return (), self._stack, False
        for offset, kind, value in found:
            _add(tokens, text, start + offset, start + offset + len(value), _kind(kind))
        return tuple(tokens), stack, opened >= 0


def _add(tokens: list[Token], line: str, start: int, end: int, kind: TokenKind | None) -> None:
    """Add a piece of a line without the white space around it; equal neighbours become one."""
    text = line[start:end]
    if kind is None or not text.strip():
        return
    start += len(text) - len(text.lstrip())
    end = start + len(text.strip())
    last = tokens[-1] if tokens else None
    if last is not None and last.kind is kind and not line[last.start + last.length : start].strip():
        tokens[-1] = Token(last.start, end - last.start, kind)
    else:
        tokens.append(Token(start, end - start, kind))


@lru_cache(maxsize=512)
def _kind(token: _TokenType) -> TokenKind | None:
    return next((kind for family, kind in _KINDS if token in family), None)  # type: ignore[comparison-overlap]


def _can_resume(lexer_class: type[Any]) -> bool:
    """Lexers with a context of their own keep more than the stack of states."""
    method = lexer_class.get_tokens_unprocessed
    return (
        not issubclass(lexer_class, ExtendedRegexLexer) or method is ExtendedRegexLexer.get_tokens_unprocessed
    )


@lru_cache(maxsize=64)
def _comments_need_help(lexer: Any) -> bool:
    """Whether the lexer knows comments over several lines, but only when it sees both ends at once."""
    try:
        whole = [kind for kind, value in lexer.get_tokens("/* a\nb */") if value.strip()]
        _, stack = _lex(lexer, "/* a\n", ["root"])
        second = [kind for _, kind, value in _lex(lexer, "b\n", stack)[0] if value.strip()]
    except LEXER_FAULTS:
        return False
    comment = TokenKind.COMMENT
    return all(_kind(kind) is comment for kind in whole) and any(
        _kind(kind) is not comment for kind in second
    )


def _lex(lexer: Any, text: str, stack: list[str]) -> tuple[list[tuple[int, _TokenType, str]], list[str]]:
    """Lex one line from a stack of states; returns its tokens and the stack behind it.

    A plain `RegexLexer` does not tell its stack; the same rules run by `ExtendedRegexLexer` do.
    """
    context = LexerContext(text, 0, list(stack))
    found = list(ExtendedRegexLexer.get_tokens_unprocessed(lexer, context=context))
    return [(start, kind, value) for start, kind, value in found if value], context.stack


def _lex_end(lexer: Any, text: str, before: _Peeked, line_stack: list[str]) -> tuple[Tokens, _Peeked]:
    """Lex what follows the beginning of a line; returns the colours of all of it, and how far they stay."""
    word = text.rstrip().rfind(" ") + 1
    context = LexerContext(text + "\n", len(before.text), list(before.stack or line_stack))
    tokens, peeked = list(before.tokens), before
    for start, kind, value in ExtendedRegexLexer.get_tokens_unprocessed(lexer, context=context):
        if start == context.pos and start <= word:  # a match begins, and the stack is that before it
            peeked = _Peeked(text[:start], tuple(tokens), tuple(context.stack))
        _add(tokens, text, start, start + len(value), _kind(kind))
    return tuple(tokens), peeked


def _open_comment(text: str, found: list[tuple[int, _TokenType, str]]) -> int:
    """Where a comment begins that does not end on this line; -1 when there is none."""
    start = text.rfind("/*")
    if start < 0 or text.find("*/", start + 2) >= 0:
        return -1
    for offset, kind, value in found:
        if offset <= start < offset + len(value):
            look = _kind(kind)
            inside = look is TokenKind.STRING or (look is TokenKind.COMMENT and offset < start)
            return -1 if inside else start
    return start
