"""The colours of a code block, found line by line as it grows and in short slices when it is long."""

from collections.abc import Iterator, Sequence
from time import perf_counter

from app.markup.colouring import Colouring, TokenKind, Tokens
from app.markup.tree import Leaf
from app.ui.theme.tokens import Role

SLICE_S = 0.002
INKS: dict[TokenKind, Role] = {
    TokenKind.KEYWORD: "syntax_keyword",
    TokenKind.STRING: "syntax_string",
    TokenKind.NUMBER: "syntax_number",
    TokenKind.COMMENT: "syntax_comment",
    TokenKind.FUNCTION: "syntax_function",
    TokenKind.CLASS: "syntax_class",
}


class CodeColours:
    """Tokens of the lines so far.

    Attributes:
        done: nothing is left to colour.
    """

    def __init__(self, language: str) -> None:
        self._colouring = Colouring(language)
        self._lines: list[Tokens] = []
        self._whole: Iterator[Tokens] | None = None
        self._found: list[Tokens] = []
        self._is_closed = False
        self.done = not self._colouring.known

    def tokens(self, number: int) -> Tokens:
        """The colours of a line, none where they are not known yet."""
        return self._lines[number] if number < len(self._lines) else ()

    def peek(self, text: str) -> Tokens:
        """The colours of the line that is being written."""
        return self._colouring.peek_line(text) if self._colouring.known else ()

    def is_behind(self, final: int) -> bool:
        """Whether so many finished lines are more than have colours, of a block that grows."""
        return self._colouring.resumes and len(self._lines) < final

    def advance(self, rows: Sequence[Leaf], final: int, is_closed: bool) -> int | None:
        """Colour finished lines for a short while; the first line with other colours now, if there is one.

        Args:
            rows: all lines.
            final: how many of them are finished.
            is_closed: no more will come.
        """
        if self.done:
            return None
        started = perf_counter()
        before = len(self._lines)
        if self._colouring.resumes and not (is_closed and before == 0 and not self._colouring.exact):
            while len(self._lines) < final:
                self._lines.append(self._colouring.add_line(rows[len(self._lines)].text))
                if perf_counter() - started > SLICE_S:
                    return before
        first = before if len(self._lines) > before else None
        if not is_closed:
            return first
        if self._colouring.exact and self._colouring.resumes:
            self.done = True
            return first
        return 0 if self._colour_whole(rows, started) else first

    def _colour_whole(self, rows: Sequence[Leaf], started: float) -> bool:
        if self._whole is None:
            self._whole = self._colouring.whole("\n".join(row.text for row in rows))
        replaced = bool(self._lines)
        for tokens in self._whole:
            self._found.append(tokens)
            if perf_counter() - started > SLICE_S:
                if not replaced or len(self._found) > len(self._lines):
                    self._lines = list(self._found)
                return True
        self._lines = self._found
        self.done = True
        return True
