"""Paragraphs, headings and raw text, with the bars and markers of the containers around them."""

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from app.markup.runs import Runs
from app.markup.text import MarkdownText
from app.markup.tree import Kind, Leaf
from app.ui.theme.tokens import Role
from app.ui.transcript.decorations import paint_bars, paint_markers
from app.ui.transcript.formula import FormulaKeys
from app.ui.transcript.laid_text import LaidText
from app.ui.transcript.message_text import leaf_runs
from app.ui.transcript.part import Part
from app.ui.transcript.pressed import Pressed
from app.ui.transcript.reading_style import ReadingStyle, TextStyle
from app.ui.transcript.rich_text import RichText
from app.ui.transcript.run_text import Span
from app.ui.transcript.setting import Setting


class TextPart(Part):
    """One leaf of text."""

    leaf_count = 1

    def __init__(self, text: MarkdownText, leaf: Leaf, setting: Setting) -> None:
        self._source = text
        self.leaf = leaf
        self.setting = setting
        self._rich = RichText()
        self._style: ReadingStyle | None = None
        self._width = -1
        self._left = 0  # where the lines begin

    @property
    def laid(self) -> LaidText | None:
        """Its lines, while it is near the view."""
        return self._rich.laid

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
            self.dirty_top = 0

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
        rich = self._rich
        if self.measured and style is self._style and width == self._width and rich.laid is not None:
            return
        inner = width - style.px(self.setting.left)
        laid = rich.lay_out(self._new_runs(), style, self._text_style(style), inner)
        same = style is self._style and width == self._width
        self._style, self._width = style, width
        self._left = 0 if rich.is_rtl else style.px(self.setting.left)
        self.gap = style.px(self.setting.gap)
        self.dirty_top = laid.changed_top if same else 0
        self.height = laid.height
        self.measured = True

    def paint(self, painter: QPainter, left: float, top: float, clip: QRectF) -> None:
        style, laid = self._style, self._rich.laid
        if laid is None or style is None:
            return
        mirror = 2 * left + self._width if self._rich.is_rtl else None
        if self.setting.bars:
            paint_bars(painter, style, self.setting, left, top, self.gap, self.height, mirror)
        if self.setting.markers:
            line_top = top + laid.first_baseline - laid.style.baseline_px  # a formula may make it higher
            paint_markers(painter, style, laid.style, self.setting.markers, left, line_top, mirror)
        self._rich.paint_backs(painter, left + self._left, top, clip)
        self.paint_selection(painter, style.theme, left, top, clip)
        self._rich.paint(painter, left + self._left, top, clip)

    def renew_math(self, ready: FormulaKeys) -> bool:
        if not self._rich.renew_math(ready):
            return False
        self.measured = False
        return True

    def caret(self) -> QRectF:
        """Where the mark behind the last glyph stands, without width."""
        laid = self.laid
        return laid.mark().translated(self._left, 0) if laid else QRectF()

    def span_at(self, point: QPointF) -> Span | None:
        """The span whose characters are at a point."""
        return self._rich.span_at(point - QPointF(self._left, 0))

    def leaf_text(self, leaf: int) -> str:
        return self._rich.read(self._new_runs())

    def leaf_runs(self, leaf: int) -> Sequence[Runs]:
        return (self._new_runs(),)

    def offset_at(self, leaf: int, point: QPointF) -> int:
        return self._rich.offset_at(point.x() - self._left, point.y())

    def rectangles(self, leaf: int, start: int, end: int) -> list[QRectF]:
        return [box.translated(self._left, 0) for box in self._rich.rectangles(start, end)]

    def line_top(self, leaf: int, offset: int) -> int:
        return self._rich.line_top(offset)

    def pressed_at(self, point: QPointF) -> Pressed | None:
        return self._rich.pressed_at(point - QPointF(self._left, 0))

    def pressable(self) -> list[Pressed]:
        return self._rich.pressable()

    def _new_runs(self) -> Runs:
        return leaf_runs(self._source, self.leaf)

    def _text_style(self, style: ReadingStyle) -> TextStyle:
        color: Role = "muted" if self.setting.bars else "text"
        if self.leaf.kind is Kind.HEADING:
            return style.text(f"h{min(6, max(1, self.leaf.level))}", color)
        return style.text("body", color)
