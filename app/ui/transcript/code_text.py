"""The lines of a code block: which of them are where, and how they are drawn."""

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QTextCharFormat

from app.markup.colouring import TokenKind, Tokens
from app.markup.tree import Leaf
from app.ui.transcript.code_colours import INKS, CodeColours
from app.ui.transcript.code_line import CodeLine, InkRange, cells
from app.ui.transcript.heights import Heights
from app.ui.transcript.laid_text import LaidText
from app.ui.transcript.lexer_thread import has_lexer
from app.ui.transcript.reading_style import ReadingStyle

_KEPT_LINES = 200


class CodeText:
    """All lines have one height, save where long lines wrap; only those in view are laid out."""

    def __init__(self) -> None:
        self.rows: Sequence[Leaf] = ()
        self.wraps = False
        self.colours: CodeColours | None = None
        self.is_open = False
        self.changed_top = 0  # what is above it stayed as it was in the last `fit`
        self._changed_from = 0
        self._open_row = 0  # those before it were drawn as finished
        self._columns = 0.0  # of the longest line
        self._measured = 0  # so many lines are in `_columns`
        self._width = 1
        self._style: ReadingStyle | None = None
        self._lines: dict[int, CodeLine] = {}
        self._wrapped: dict[int, LaidText] = {}
        self._heights = Heights()
        self._inks: dict[TokenKind, QTextCharFormat] = {}

    @property
    def pitch_px(self) -> int:
        """From one line to the next."""
        return self._look.pitch_px

    @property
    def content_px(self) -> int:
        """The width of the longest line; 0 while long lines wrap."""
        return 0 if self.wraps else ceil(self._columns * self._look.letter_px) + 4

    @property
    def is_coloured(self) -> bool:
        """Whether every line has its final colours."""
        return self.colours is not None and self.colours.done

    def sync(self, rows: Sequence[Leaf], kept: int, is_open: bool) -> None:
        """Take the lines as they are now; the first `kept` are as they were, the last may be unfinished."""
        kept = min(kept, self._open_row)
        self.rows, self.is_open = rows, is_open
        self._open_row = len(rows) - 1 if is_open else len(rows)
        self._drop_from(kept)
        self._measured = min(self._measured, kept)
        self._changed_from = kept
        self._heights.truncate(min(kept, len(self._heights)))

    def fit(self, style: ReadingStyle, width: int) -> None:
        """Take style and width, and measure what was not measured with them."""
        if style is not self._style:
            self._style = style
            self._look = style.text("code")
            self._inks.clear()
            self._columns, self._measured = 0.0, 0
            self._lines.clear()
            self._wrapped.clear()
        if width != self._width:
            self._width = width
            self._wrapped.clear()
            self._heights.truncate(0)
            self._changed_from = 0
        for number in range(self._measured, len(self.rows)):
            self._columns = max(self._columns, cells(self.rows[number].text, self._look))
        self._measured = len(self.rows)
        if self.wraps:
            for number in range(len(self._heights), len(self.rows)):
                self._heights.append(self._wrapped_height(number))
        self.changed_top = self.top_of(self._changed_from)

    @property
    def waits(self) -> bool:
        """Whether finished lines have no colours yet, or there was no lexer to find them."""
        colours = self.colours
        if colours is None or colours.done:
            return colours is None
        return not self.is_open or colours.is_behind(len(self.rows) - 1)

    def colour_some(self, language: str) -> bool:
        """Colour lines for a short while, once the lexer is there; whether any looks different now."""
        is_first = self.colours is None
        if self.colours is None:
            if not has_lexer(language):
                return False
            self.colours = CodeColours(language)
        first = self.colours.advance(self.rows, len(self.rows) - self.is_open, not self.is_open)
        if first is None and is_first and self.is_open:
            first = max(0, len(self.rows) - 1)  # the line that is being written has colours as well
        if first is None:
            return False
        self._drop_from(first)
        self._changed_from = min(self._changed_from, first)
        return True

    def recolour(self, language: str) -> None:
        """Take the colours of another language, as far as they are found at once."""
        self.colours = None
        self.colour_some(language)
        self._drop_from(0)

    def top_of(self, row: int) -> int:
        """The upper edge of a line; of the one behind the last, the lower edge of all."""
        return self._heights.above(row) if self.wraps else row * self.pitch_px

    def row_at(self, y: float) -> int:
        """The line at a height."""
        if self.wraps:
            return self._heights.at(int(y))
        return max(0, min(len(self.rows) - 1, int(y // self.pitch_px)))

    def offset_at(self, row: int, x: float, y: float) -> int:
        """The character boundary of a line nearest to a point; x from the beginning of the line."""
        if self.wraps:
            return self._laid(row).offset_at(x, y - self.top_of(row))
        return self._line(row).offset_at(x)

    def rectangles(self, row: int, start: int, end: int) -> list[QRectF]:
        """Where characters of a line stand."""
        if self.wraps:
            return [box.translated(0, self.top_of(row)) for box in self._laid(row).rectangles(start, end)]
        if start >= end:
            return []
        line = self._line(row)
        left = line.x(start)
        return [QRectF(left, self.top_of(row), line.x(end) - left, self.pitch_px)]

    def caret(self) -> QRectF:
        """Where the mark behind the last glyph stands, without width."""
        row = len(self.rows) - 1
        text = self.rows[row].text
        if self.wraps:
            return self._laid(row).caret(len(text)).translated(0, self.top_of(row))
        return QRectF(self._line(row).x(len(text)), self.top_of(row) + 2, 0, self.pitch_px - 4)

    def paint(self, painter: QPainter, left: float, top: float, clip: QRectF, count: int) -> None:
        """Draw those of the first `count` lines that the clip shows."""
        first, last = self.row_at(clip.top() - top), min(count - 1, self.row_at(clip.bottom() - top))
        for row in range(first, last + 1):
            y = top + self.top_of(row)
            if self.wraps:
                self._laid(row).paint(painter, left, y, clip)
            else:
                self._line(row).paint(painter, left, y, clip)
        lines: dict[int, CodeLine] | dict[int, LaidText] = self._wrapped if self.wraps else self._lines
        if len(lines) > _KEPT_LINES:
            for row in [row for row in lines if not first - 20 <= row <= last + 20]:
                del lines[row]

    def _drop_from(self, first: int) -> None:
        """Let go of the layouts of the lines from this one on."""
        for lines in (self._lines, self._wrapped):
            for number in [number for number in lines if number >= first]:
                del lines[number]

    def _line(self, row: int) -> CodeLine:
        line = self._lines.get(row)
        if line is None:
            line = self._lines[row] = CodeLine(self._look, self.rows[row].text, self._ranges(row))
        return line

    def _laid(self, row: int) -> LaidText:
        laid = self._wrapped.get(row)
        if laid is None:
            laid = self._wrapped[row] = LaidText(self._look, self._width, wrap_anywhere=True)
            ranges = self._ranges(row)
            laid.update(self.rows[row].text, lambda _style, start, end: _within(ranges, start, end))
        return laid

    def _wrapped_height(self, row: int) -> int:
        text = self.rows[row].text
        columns = max(1, int(self._width / self._look.letter_px))
        if text.isascii() and "\t" not in text:
            return max(1, -(-len(text) // columns)) * self.pitch_px
        return self._laid(row).height

    def _ranges(self, row: int) -> list[InkRange]:
        return [
            (token.start, token.start + token.length, self._ink(token.kind)) for token in self._tokens(row)
        ]

    def _tokens(self, row: int) -> Tokens:
        if self.colours is None:
            return ()
        if self.is_open and row == len(self.rows) - 1:
            return self.colours.peek(self.rows[row].text)
        return self.colours.tokens(row)

    def _ink(self, kind: TokenKind) -> QTextCharFormat:
        ink = self._inks.get(kind)
        if ink is None:
            assert self._style is not None
            ink = self._inks[kind] = QTextCharFormat()
            ink.setForeground(self._style.theme.color(INKS[kind]))
        return ink


def _within(ranges: list[InkRange], start: int, end: int) -> list[InkRange]:
    return [
        (max(one, start), min(other, end), ink) for one, other, ink in ranges if one < end and other > start
    ]
