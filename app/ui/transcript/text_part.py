"""Paragraphs, headings, raw text and formulas, with the bars and markers of the containers around them."""

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from app.markup.runs import Run, RunKind, Runs, Style
from app.markup.text import MarkdownText
from app.markup.tree import Kind, Leaf
from app.ui.theme.tokens import Role
from app.ui.transcript.decorations import paint_bars, paint_markers
from app.ui.transcript.laid_text import FormatRange, LaidText
from app.ui.transcript.part import Part
from app.ui.transcript.pills import paint_pills
from app.ui.transcript.reading_style import PLAIN, ReadingStyle, TextStyle
from app.ui.transcript.run_text import RunText, Span
from app.ui.transcript.setting import Setting
from app.ui.transcript.writing_direction import is_right_to_left


class TextPart(Part):
    """One leaf of text."""

    leaf_count = 1

    def __init__(self, text: MarkdownText, leaf: Leaf, setting: Setting) -> None:
        self._source = text
        self.leaf = leaf
        self.setting = setting
        self._runs = RunText()
        self._laid: LaidText | None = None
        self._style: ReadingStyle | None = None
        self._width = -1
        self._left = 0  # where the lines begin
        self._is_rtl = False

    @property
    def laid(self) -> LaidText | None:
        """Its lines, while it is near the view."""
        return self._laid

    def show(self, leaf: Leaf, setting: Setting) -> None:
        """Take the leaf as it is now."""
        if setting != self.setting:
            self._style = None
        self.leaf, self.setting = leaf, setting
        self.measured = False

    def respace(self) -> None:
        """The distance to the part above may be another now."""
        if self._style is not None:
            self.gap = self._style.px(self.setting.gap)

    def restyle(self) -> None:
        """The runs of the leaf may be others now."""
        self.measured = False

    def estimate(self, style: ReadingStyle, width: int) -> None:
        self.measured = False
        self.gap = style.px(self.setting.gap)
        look = self._text_style(style)
        letters = max(1.0, (width - style.px(self.setting.left)) / look.letter_px)
        self.height = ceil(max(1, sum(map(len, self.leaf.lines))) / letters) * look.pitch_px

    def measure(self, style: ReadingStyle, width: int) -> None:
        if self.measured and style is self._style and width == self._width and self._laid is not None:
            return
        same = self._runs.update(self._new_runs())
        text = self._runs.text
        is_rtl = is_right_to_left(text)
        laid = self._laid
        if laid is None or style is not self._style or width != self._width or is_rtl != self._is_rtl:
            inner = width - style.px(self.setting.left)
            laid, same = LaidText(self._text_style(style), inner, right_to_left=is_rtl), 0
        if same < len(text) or len(text) != len(laid.text) or not laid.pieces:
            laid.update(text, self._formats, same)
            self.dirty_top = laid.changed_top
        self._laid, self._style, self._width, self._is_rtl = laid, style, width, is_rtl
        self._left = 0 if is_rtl else style.px(self.setting.left)
        self.gap = style.px(self.setting.gap)
        self.height = laid.height
        self.measured = True

    def paint(self, painter: QPainter, left: float, top: float, clip: QRectF) -> None:
        laid, style = self._laid, self._style
        if laid is None or style is None:
            return
        if self.setting.bars:
            paint_bars(painter, style, self.setting, left, top, self.gap, self.height)
        if self.setting.markers:
            mirror = 2 * left + self._width if self._is_rtl else None
            paint_markers(painter, style, laid.style, self.setting.markers, left, top, mirror)
        paint_pills(painter, style.theme, laid, self._runs, left + self._left, top, clip)
        self.paint_selection(painter, style.theme.color("sel"), left, top, clip)
        painter.setPen(style.theme.color(laid.style.color))
        laid.paint(painter, left + self._left, top, clip)

    def drop_layout(self) -> None:
        self._laid = None
        self._runs = RunText()

    def caret(self) -> QRectF:
        """Where the mark behind the last glyph stands, without width."""
        if self._laid is None:
            return QRectF()
        return self._laid.caret(len(self._laid.text)).translated(self._left, 0)

    def span_at(self, point: QPointF) -> Span | None:
        """The span whose characters are at a point."""
        if self._laid is None or not 0 <= point.y() < self.height:
            return None
        offset = self.offset_at(0, point)
        for at in (offset, offset - 1):
            span = self._runs.span_at(at) if at >= 0 else None
            if span and any(box.contains(point) for box in self.rectangles(0, at, at + 1)):
                return span
        return None

    def leaf_text(self, leaf: int) -> str:
        self._runs.update(self._new_runs())
        return self._runs.text

    def offset_at(self, leaf: int, point: QPointF) -> int:
        return self._laid.offset_at(point.x() - self._left, point.y()) if self._laid else 0

    def rectangles(self, leaf: int, start: int, end: int) -> list[QRectF]:
        found = self._laid.rectangles(start, end) if self._laid else []
        return [box.translated(self._left, 0) for box in found]

    def source_lines(self, leaf: int) -> tuple[int, int]:
        return self.leaf.line, self.leaf.line + max(1, len(self.leaf.lines))

    def line_top(self, leaf: int, offset: int) -> int:
        return self._laid.line_top(offset) if self._laid else 0

    def link_at(self, point: QPointF) -> str:
        span = self.span_at(point)
        return span.run.link.address if span is not None and span.run.link is not None else ""

    def _new_runs(self) -> Runs:
        leaf = self.leaf
        if leaf.kind is Kind.RAW:
            return (Run(leaf.text.replace("\n", "\u2028")),)
        if leaf.kind is Kind.MATH:
            return (Run(leaf.text.replace("\n", "\u2028"), RunKind.MATH, Style.DISPLAY),)
        return self._source.runs(leaf)

    def _text_style(self, style: ReadingStyle) -> TextStyle:
        color: Role = "muted" if self.setting.bars else "text"
        if self.leaf.kind is Kind.HEADING:
            return style.text(f"h{min(6, max(1, self.leaf.level))}", color)
        return style.text("body", color)

    def _formats(self, style: TextStyle, start: int, end: int) -> Sequence[FormatRange]:
        return [
            (max(start, span.start), min(end, span.end), style.format(span.look))
            for span in self._runs.between(start, end)
            if span.look is not PLAIN and span.start < span.end
        ]
