"""One text laid out for a width, in pieces short enough for Qt to break into lines at once."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from operator import attrgetter
from typing import cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from app.ui.transcript.formula import Formula
from app.ui.transcript.reading_style import TextStyle

PIECE = 1_200  # characters
MARK_PX = 4  # room of the mark behind what is written
LONGEST_PIECE = 20_000
GROWING_LINES = 1.6
"""About so many lines has a piece of a text that grows: the last one is laid out again with every growth."""
_NOWHERE_PX = 1_000_000
_AROUND_PX = 2  # room above and below a formula that is higher than its line
_ALONE_PX = 6  # and of one that has its line for itself
_NO_BREAK = "\u00a0"
_CODE_EM = 0.6  # the width of a letter of code in sizes of the font
_TO_THE_LEFT = re.compile("[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff]")
_END = attrgetter("end")
_GUARD = 40  # a change so near behind a piece may move the word behind it, where that has no end
FormatRange = tuple[int, int, QTextCharFormat]
Formats = Callable[[TextStyle, int, int], Sequence[FormatRange]]


class Piece:
    """Some lines of the text, `start` to `end`, in a layout of their own."""

    __slots__ = ("backs", "end", "height", "last_px", "layout", "rows", "start", "top", "wide")

    def __init__(self, layout: QTextLayout, start: int, end: int, wide: list[int]) -> None:
        self.layout = layout
        self.start = start
        self.end = end
        self.wide = wide  # where characters stand that Qt counts as two
        self.top = 0
        self.height = 0
        self.last_px = 0  # the height of the last line
        self.rows = 0
        self.backs: list[tuple[QRectF, str]] | None = None  # what is painted behind it; see `pills`

    def to_qt(self, offset: int) -> int:
        """Qt's position of a character of the whole text."""
        inside = max(0, min(offset, self.end) - self.start)
        return inside + bisect_left(self.wide, inside) if self.wide else inside

    def from_qt(self, position: int) -> int:
        """The character of the whole text at Qt's position."""
        if self.wide:
            twos = [at + number for number, at in enumerate(self.wide)]
            position -= bisect_left(twos, position)
        return self.start + position

    def lines(self) -> list[QTextLine]:
        """Its lines, top to bottom."""
        return [self.layout.lineAt(number) for number in range(self.rows)]

    def drop_last_line(self) -> None:
        """Leave the last line to the next piece, where it goes on."""
        last = self.layout.lineAt(self.rows - 1)
        self.end = self.from_qt(last.textStart())
        self.rows -= 1
        self.height -= self.last_px
        last.setPosition(QPointF(0, _NOWHERE_PX))  # a line that is there cannot be taken away


def wide_places(text: str) -> list[int]:
    """Where characters beyond the 16-bit range stand."""
    if text.isascii() or max(text) <= "\uffff":
        return []
    return [at for at, letter in enumerate(text) if letter > "\uffff"]


class LaidText:
    """Lines of one text. Only the pieces that a change can reach are laid out again."""

    def __init__(
        self, style: TextStyle, width: int, *, right_to_left: bool = False, wrap_anywhere: bool = False
    ) -> None:
        self.style = style
        self.width = max(1, width)
        self.text = ""
        self.pieces: list[Piece] = []
        self.formulas: Mapping[int, Formula] = {}  # by the offset of the character that stands for it
        self.alone: Set[int] = frozenset()  # offsets of those that have a line of their own
        self.unbroken: Callable[[int, int], Iterable[tuple[int, int]]] = _nothing
        """Where, between two characters, something begins and ends that is not broken at its spaces."""
        self.changed_top = 0  # what is above it stayed as it was in the last update
        self._piece_length = PIECE
        self.laid_characters = 0  # how many were ever laid out: what this text has cost
        self._runs_left = right_to_left
        self._option = QTextOption()
        self._option.setWrapMode(
            QTextOption.WrapMode.WrapAnywhere
            if wrap_anywhere
            else QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
        )
        direction = Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight
        self._option.setTextDirection(direction)
        if right_to_left:
            self._option.setAlignment(Qt.AlignmentFlag.AlignRight)
        if wrap_anywhere:
            self._option.setTabStopDistance(4 * style.metrics.horizontalAdvance(" "))

    def set_alignment(self, alignment: Qt.AlignmentFlag) -> None:
        """Align the lines, before any text."""
        self._option.setAlignment(alignment)

    @property
    def height(self) -> int:
        """Of all lines."""
        last = self.pieces[-1] if self.pieces else None
        return last.top + last.height if last else self.style.pitch_px

    @property
    def natural_width(self) -> float:
        """Of the longest line."""
        return max((line.naturalTextWidth() for piece in self.pieces for line in piece.lines()), default=0.0)

    def update(self, text: str, formats: Formats, same: int = 0) -> None:
        """Show another text, of which the first `same` characters look as before."""
        keep = len(self.pieces)
        while keep and (keep == len(self.pieces) or not self._is_whole(self.pieces[keep - 1], same)):
            keep -= 1
        changed = self.line_top(same - 1) if same else 0
        if same < len(self.text):
            changed -= self.style.pitch_px  # a word that became shorter may move up
        del self.pieces[keep:]
        self.text = text
        growing = int(GROWING_LINES * self.width / self.style.letter_px)
        self._piece_length = max(_GUARD, min(PIECE, growing)) if same else PIECE
        start = self.pieces[-1].end if self.pieces else 0
        top = self.pieces[-1].top + self.pieces[-1].height if self.pieces else 0
        self.changed_top = max(0, changed)
        while start < len(text) or not self.pieces:
            piece = self._lay(start, formats)
            piece.top = top
            top += piece.height
            self.pieces.append(piece)
            start = piece.end

    def _is_whole(self, piece: Piece, same: int) -> bool:
        """Whether a piece ends as it did when only the first `same` characters look as before."""
        # The word behind it did not fit; it must have ended, or be longer than what is likely to come.
        return piece.end + _GUARD <= same or self.text.find(" ", piece.end, same) >= 0

    def paint(
        self,
        painter: QPainter,
        left: float,
        top: float,
        clip: QRectF,
        selections: list[QTextLayout.FormatRange] | None = None,
    ) -> None:
        """Draw the lines that the clip shows."""
        for piece in self.shown(top, clip):
            piece.layout.draw(painter, QPointF(left, top + piece.top), selections or [], clip)

    def shown(self, top: float, clip: QRectF) -> list[Piece]:
        """The pieces that the clip shows."""
        first, last = clip.top() - top, clip.bottom() - top
        return [piece for piece in self.pieces if piece.top <= last and piece.top + piece.height >= first]

    def offset_at(self, x: float, y: float) -> int:
        """The character boundary nearest to a point."""
        if not self.pieces:
            return 0
        piece = next((each for each in self.pieces if y < each.top + each.height), self.pieces[-1])
        lines = piece.lines()
        row = min(len(lines) - 1, max(0, int((y - piece.top) * len(lines) / max(1, piece.height))))
        for number, line in enumerate(lines):
            if y - piece.top < line.y() + line.height():
                row = min(row, number) if number < row else number
                break
        line = lines[row]
        return min(piece.from_qt(line.xToCursor(x)), piece.end)

    def rectangles(self, start: int, end: int) -> list[QRectF]:
        """Where the characters from `start` to `end` stand, one rectangle a line and direction."""
        found: list[QRectF] = []
        for piece in self.pieces:
            if piece.end <= start or piece.start >= end:
                continue
            first, last = piece.to_qt(max(start, piece.start)), piece.to_qt(min(end, piece.end))
            for line in piece.lines():
                begin = max(first, line.textStart())
                stop = min(last, line.textStart() + line.textLength())
                if begin < stop:
                    top = piece.top + line.y() + line.ascent() - self.style.baseline_px
                    sides = [(_x(line, begin), _x(line, stop))]
                    if self._runs_both_ways(piece, line):
                        sides = _stretches(line, begin, stop)
                    found += [
                        QRectF(min(pair), top, abs(pair[1] - pair[0]), self.style.pitch_px) for pair in sides
                    ]
        return found

    def _runs_both_ways(self, piece: Piece, line: QTextLine) -> bool:
        """Whether letters that follow one another need not stand beside each other in a line."""
        start = piece.from_qt(line.textStart())
        words = self.text[start : piece.from_qt(line.textStart() + line.textLength())]
        return not words.isascii() and _TO_THE_LEFT.search(words) is not None

    def caret(self, offset: int) -> QRectF:
        """Where a caret before that character stands, without width."""
        pieces = self.pieces
        at = min(bisect_right(pieces, offset, key=_END), len(pieces) - 1)
        if at < 0 or not pieces[at].rows:
            return QRectF(0, 0, 0, self.style.pitch_px)
        piece = pieces[at]
        position = piece.to_qt(offset)
        line = piece.layout.lineForTextPosition(position)
        if not line.isValid():
            line = piece.layout.lineAt(piece.rows - 1)
        return QRectF(_x(line, position), piece.top + line.y(), 0, line.ascent() + line.descent())

    def mark(self) -> QRectF:
        """Where the mark behind the last letter stands, without width; its room is at the right of that."""
        box = self.caret(len(self.text))
        return box.translated(-MARK_PX, 0) if self._runs_left else box

    def baseline_at(self, offset: int) -> QPointF:
        """Where the baseline is at the left of a character."""
        piece = next((each for each in self.pieces if offset < each.end), None)
        if piece is None:
            return QPointF(0, self.style.baseline_px)
        line = piece.layout.lineForTextPosition(piece.to_qt(offset))
        boxes = self.rectangles(offset, offset + 1)
        left = boxes[0].left() if boxes else 0.0
        return QPointF(left, piece.top + line.y() + line.ascent())

    @property
    def first_baseline(self) -> float:
        """Where the baseline of the first line is."""
        piece = self.pieces[0] if self.pieces else None
        if piece is None or not piece.rows:
            return self.style.baseline_px
        line = piece.layout.lineAt(0)
        return float(line.y() + line.ascent())

    def line_top(self, offset: int) -> int:
        """The top of the line that a character stands on."""
        box = self.caret(offset)
        return int(max(0.0, box.top() - (self.style.baseline_px - self.style.ascent_px)))

    def _lay(self, start: int, formats: Formats) -> Piece:
        """Lay out the next piece: all that is left, or up to the last line of a piece's length."""
        length = self._piece_length
        piece = self._piece(start, min(len(self.text), start + length), formats)
        while piece.end < len(self.text) and piece.rows == 1 and length < LONGEST_PIECE:
            length *= 2  # its letters are narrow: a piece must not end within a line
            piece = self._piece(start, min(len(self.text), start + length), formats)
        if piece.end < len(self.text) and piece.rows > 1:
            piece.drop_last_line()
        return piece

    def _piece(self, start: int, end: int, formats: Formats) -> Piece:
        text = self.text[start:end]
        for begin, stop in self.unbroken(start, end):
            if (stop - begin) * _CODE_EM * self.style.font_px <= self.width:
                inside = text[begin - start : stop - start].replace(" ", _NO_BREAK)
                text = f"{text[: begin - start]}{inside}{text[stop - start :]}"
        self.laid_characters += len(text)
        layout = QTextLayout(text, self.style.font)
        piece = Piece(layout, start, end, wide_places(text))
        layout.setTextOption(self._option)
        layout.setCacheEnabled(True)
        ranges = []
        for begin, stop, look in formats(self.style, start, end):
            part = QTextLayout.FormatRange()
            part.start = piece.to_qt(begin) if begin > start else 0
            part.length = piece.to_qt(stop) - part.start
            part.format = look
            ranges.append(part)
        if ranges:
            layout.setFormats(ranges)
        self._break(piece)
        return piece

    def _extent(self, piece: Piece, line: QTextLine) -> tuple[float, float]:
        """How far the formulas of a line go above and below its baseline."""
        first = piece.from_qt(line.textStart())
        last = piece.from_qt(line.textStart() + line.textLength())
        inside = [formula for at, formula in self.formulas.items() if first <= at < last]
        high = max((formula.ascent for formula in inside), default=-_AROUND_PX)
        low = max((formula.descent for formula in inside), default=-_AROUND_PX)
        around = _ALONE_PX if self.alone and first in self.alone else _AROUND_PX
        return high + around, low + around

    def _break(self, piece: Piece) -> None:
        layout, style = piece.layout, self.style
        top = 0
        layout.beginLayout()
        while True:
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(self.width)
            ascent, descent = line.ascent(), line.descent()
            # Letters of a larger font, as of emoji, push their line apart.
            high, low = self._extent(piece, line) if self.formulas else (0.0, 0.0)
            over = max(0, round(max(ascent, high) - style.baseline_px))
            under = max(0, round(max(descent, low) - (style.pitch_px - style.baseline_px)))
            line.setPosition(QPointF(0, top + over + style.baseline_px - ascent))
            piece.last_px = style.pitch_px + over + under
            top += piece.last_px
            piece.rows += 1
        layout.endLayout()
        piece.height = top


def _nothing(_start: int, _end: int) -> Iterable[tuple[int, int]]:
    return ()


def _x(line: QTextLine, position: int) -> float:
    # PySide returns the pair of C++, position included; the stubs know only the number.
    return float(cast("tuple[float, int]", line.cursorToX(position))[0])


def _stretches(line: QTextLine, begin: int, stop: int) -> list[tuple[float, float]]:
    """From where to where characters stand in a line that runs both ways, those beside each other together.

    Asked for the place between two letters that run apart, Qt knows but one of both.
    """
    ends = sorted({*_glyph_lefts(line, line.textStart(), line.textLength()), line.naturalTextRect().right()})
    found: list[tuple[float, float]] = []
    for left in sorted(set(_glyph_lefts(line, begin, stop - begin))):
        right = ends[min(bisect_right(ends, left), len(ends) - 1)]
        if found and left <= found[-1][1]:
            found[-1] = found[-1][0], right
        else:
            found.append((left, right))
    return found


def _glyph_lefts(line: QTextLine, start: int, length: int) -> list[float]:
    return [at.x() for run in line.glyphRuns(start, length) for at in run.positions()]
