"""Runs laid out for a width: text in looks, pills behind code, formulas on the baseline."""

from collections.abc import Iterable, Sequence
from functools import partial
from math import floor, inf

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QTextCharFormat

from app.markup.direction import is_right_to_left
from app.markup.runs import Run, RunKind, Runs, Style
from app.ui.transcript.formula import Formula, FormulaKey, FormulaKeys
from app.ui.transcript.laid_text import FormatRange, LaidText
from app.ui.transcript.pills import paint_pills, paint_text_lines
from app.ui.transcript.pressed import Pressed, all_pressed, is_pressable
from app.ui.transcript.reading_style import PLAIN, ReadingStyle, TextStyle
from app.ui.transcript.run_text import OBJECT, RunText, Span, shown_text
from app.ui.transcript.scripts import Script, stretches

_LONG_CODE = 24  # letters; code of fewer is not broken at its spaces
_SMALLEST = 0.5
"""To so much of its size a formula is drawn smaller to fit into the width."""


class RichText:
    """Grows with its runs; what stayed the same is not laid out again.

    Attributes:
        is_rtl: the text runs to the left.
    """

    def __init__(self) -> None:
        self.is_rtl = False
        self._runs = RunText()
        self._laid: LaidText | None = None
        self._style: ReadingStyle | None = None
        self._look: TextStyle | None = None
        self._formulas: dict[int, Formula] = {}  # by the offset of the character that stands for it
        self._alone: set[int] = set()  # those of them that are displayed
        self._missing: set[FormulaKey] = set()  # asked for in vain so far
        self._renew_from: int | None = None  # the first span whose formula is there by now

    @property
    def text(self) -> str:
        """The plain text; a space stands for a formula that is drawn."""
        return self._runs.text

    @property
    def words(self) -> str:
        """The plain text with the TeX of formulas."""
        return self._runs.words

    @property
    def laid(self) -> LaidText | None:
        """The lines, once laid out."""
        return self._laid

    def lay_out(
        self,
        runs: Runs,
        style: ReadingStyle,
        look: TextStyle,
        width: int,
        alignment: Qt.AlignmentFlag | None = None,
    ) -> LaidText:
        """Lay out what changed."""
        if style is not self._style or look is not self._look:
            self.drop()
        self._style, self._look = style, look
        if self._renew_from is not None:
            self._runs.forget(self._renew_from)
            self._renew_from = None
        same = self._runs.update(runs, self._is_drawn)
        text = self._runs.text
        is_rtl = is_right_to_left(text)
        laid = self._laid
        if laid is None or laid.width != max(1, width) or is_rtl != self.is_rtl:
            laid, same = LaidText(look, width, right_to_left=is_rtl), 0
            if alignment is not None and not (is_rtl and alignment is Qt.AlignmentFlag.AlignLeft):
                laid.set_alignment(alignment)
        self._find_formulas(same, laid.width)
        laid.formulas = self._formulas
        laid.unbroken = partial(_short_code, self._runs)  # not a method of this object, which holds `laid`
        laid.alone = self._alone if alignment is None and not is_rtl else frozenset()
        if same < len(text) or len(text) != len(laid.text) or not laid.pieces:
            laid.update(text, self._formats, same)
        self._laid, self.is_rtl = laid, is_rtl
        return laid

    def shows(self, runs: Runs) -> bool:
        """Whether these very runs are laid out, and nothing new is known of their formulas."""
        return self._laid is not None and self._renew_from is None and self._runs.shows(runs)

    def read(self, runs: Runs) -> str:
        """The plain text of runs, laid out or not, with the TeX of formulas."""
        return self._runs.words if self._runs.shows(runs) else "".join(map(shown_text, runs))

    def offset_at(self, x: float, y: float) -> int:
        """The character boundary of `read` nearest to a point."""
        return self._runs.to_words(self._laid.offset_at(x, y)) if self._laid else 0

    def rectangles(self, start: int, end: int) -> list[QRectF]:
        """Where characters of `read` stand, one rectangle a line."""
        if self._laid is None:
            return []
        return self._laid.rectangles(self._runs.to_text(start), self._runs.to_text(end, up=True))

    def line_top(self, offset: int) -> int:
        """The top of the line that a character of `read` stands on."""
        return self._laid.line_top(self._runs.to_text(offset)) if self._laid else 0

    def paint(self, painter: QPainter, left: float, top: float, clip: QRectF) -> None:
        """Draw the lines that the clip shows."""
        laid, style = self._laid, self._style
        if laid is None or style is None:
            return
        painter.setPen(style.theme.color(laid.style.color))
        laid.paint(painter, left, top, clip)
        paint_text_lines(painter, style.theme, laid, left, top, clip)
        if not self._formulas:
            return
        for piece in laid.shown(top, clip):
            for offset, formula in self._formulas.items():
                if piece.start <= offset < piece.end:
                    at = laid.baseline_at(offset)
                    formula.paint(painter, left + at.x(), top + at.y())

    def paint_backs(self, painter: QPainter, left: float, top: float, clip: QRectF) -> None:
        """Draw what is behind the letters, and behind what is selected of them."""
        if self._laid is not None and self._style is not None:
            paint_pills(painter, self._style.theme, self._laid, self._runs, left, top, clip)

    def span_at(self, point: QPointF) -> Span | None:
        """The span whose characters are at a point."""
        laid = self._laid
        if laid is None or not 0 <= point.y() < laid.height:
            return None
        offset = laid.offset_at(point.x(), point.y())
        for at in (offset, offset - 1):
            span = self._runs.span_at(at) if at >= 0 else None
            if span and any(box.contains(point) for box in laid.rectangles(at, at + 1)):
                return span
        return None

    def pressed_at(self, point: QPointF) -> Pressed | None:
        """The link, image or formula at a point."""
        span = self.span_at(point)
        return self._pressed(span) if span is not None and is_pressable(span.run) else None

    def pressable(self) -> list[Pressed]:
        """All links, images and formulas, in reading order; a link once."""
        return all_pressed(span.run for span in self._runs.spans)

    def _pressed(self, span: Span) -> Pressed:
        spans, link = self._runs.spans, span.run.link
        if link is None:
            return Pressed(span.run, span.run.text)
        first = last = self._runs.spans.index(span)
        while first and spans[first - 1].run.link == link:
            first -= 1
        while last + 1 < len(spans) and spans[last + 1].run.link == link:
            last += 1
        return Pressed(spans[first].run, "".join(each.run.text for each in spans[first : last + 1]))

    def drop(self) -> None:
        """Let go of the layout."""
        self._laid = None
        self._runs = RunText()
        self._formulas, self._alone = {}, set()
        self._missing = set()
        self._renew_from = None

    def renew_math(self, ready: FormulaKeys) -> bool:
        """Take formulas the next time it is laid out; whether one of them was missing here."""
        if self._missing.isdisjoint(ready):
            return False
        self._missing -= ready
        for number, span in enumerate(self._runs.spans):
            if span.run.kind is RunKind.MATH and _key(span.run) in ready:
                self._renew_from = min(number, number if self._renew_from is None else self._renew_from)
                return True
        return False

    def _is_drawn(self, run: Run) -> bool:
        return run.kind is RunKind.MATH and self._formula(run) is not None

    def _formula(self, run: Run, most_px: float = inf) -> Formula | None:
        """The formula of a run, smaller where it would be wider than that."""
        style, look = self._style, self._look
        if style is None or look is None or style.formulas is None:
            return None
        tex, display = _key(run)
        color = style.theme.color(look.color)
        found = style.formulas.formula(tex, display, look.font_px, color)
        if found is None:
            self._missing.add((tex, display))
        elif found.width > most_px:
            scale = max(_SMALLEST, most_px / found.width)
            found = style.formulas.formula(tex, display, floor(look.font_px * scale * 2) / 2, color)
        return found

    def _find_formulas(self, same: int, most_px: float) -> None:
        """Look for what is drawn behind the part of the text that stayed the same."""
        self._formulas = {at: found for at, found in self._formulas.items() if at < same}
        self._alone = {at for at in self._alone if at < same}
        for span in reversed(self._runs.spans):
            if span.end <= same:
                break
            if span.run.kind is RunKind.MATH and self._runs.text[span.start : span.end] == OBJECT:
                formula = self._formula(span.run, most_px)
                if formula is not None:
                    self._formulas[span.start] = formula
                    if span.run.style & Style.DISPLAY:
                        self._alone.add(span.start)

    def _formats(self, look: TextStyle, start: int, end: int) -> Sequence[FormatRange]:
        found = []
        for span in self._runs.between(start, end):
            has_faces = look.has_faces(span.look)
            if (span.look is PLAIN and not has_faces) or span.start == span.end:
                continue
            one, other = max(start, span.start), min(end, span.end)
            formula = self._formulas.get(span.start)
            if formula is not None:
                found.append((one, other, _room(look, formula)))
            elif not has_faces:
                found.append((one, other, look.format(span.look)))
            else:
                for first, last, script in stretches(self._runs.text[one:other]):
                    if span.look is not PLAIN or script is not Script.OWN:
                        found.append((one + first, one + last, look.format(span.look, script)))
        return found


def _short_code(runs: RunText, start: int, end: int) -> Iterable[tuple[int, int]]:
    """The spans of code that stay in one line."""
    for span in runs.between(start, end):
        if span.look.kind is RunKind.CODE and span.end - span.start < _LONG_CODE:
            yield max(start, span.start), min(end, span.end)


def _key(run: Run) -> FormulaKey:
    return run.text, bool(run.style & Style.DISPLAY)


def _room(look: TextStyle, formula: Formula) -> QTextCharFormat:
    """Makes the one character that stands for a formula as wide as the formula."""
    room = QTextCharFormat()
    room.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
    room.setFontLetterSpacing(formula.width - look.metrics.horizontalAdvance(OBJECT))
    return room
