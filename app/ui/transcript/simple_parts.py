"""Parts without text: rules and items that are empty."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.markup.tree import Kind, Leaf
from app.ui.transcript.boxes import paint_line
from app.ui.transcript.decorations import paint_bars, paint_markers
from app.ui.transcript.laid_text import MARK_PX
from app.ui.transcript.part import Part
from app.ui.transcript.reading_style import ReadingStyle
from app.ui.transcript.setting import Setting

_RULE_PX = 9


class EmptyPart(Part):
    """A rule, or what stands for a container that has no text of its own."""

    leaf_count = 1

    def __init__(self, leaf: Leaf, setting: Setting, *, runs_left: bool = False) -> None:
        """Take a leaf.

        Args:
            runs_left: the text above does: what contains both begins at the right.
        """
        self.leaf = leaf
        self.runs_left = runs_left
        self.setting = setting
        self._style: ReadingStyle | None = None
        self._width = 0

    def show(self, leaf: Leaf, setting: Setting) -> None:
        """Take the leaf as it is now."""
        self.leaf, self.setting = leaf, setting
        self.measured = False

    def respace(self) -> None:
        """The distance to the part above may be another now."""
        if self._style is not None:
            self.gap = self._style.px(self.setting.gap)

    def restyle(self) -> None:
        """There is no text to look different."""

    def estimate(self, style: ReadingStyle, width: int) -> None:
        self.measure(style, width)

    def measure(self, style: ReadingStyle, width: int) -> None:
        self._style, self._width = style, width
        self.gap = style.px(self.setting.gap)
        self.height = style.px(_RULE_PX) if self.leaf.kind is Kind.RULE else style.text("body").pitch_px
        self.measured = True

    def caret(self) -> QRectF:
        """Where the text will begin, without width; nothing for a rule."""
        style = self._style
        if style is None or self.leaf.kind is Kind.RULE:
            return QRectF()
        look = style.text("body")
        inset = style.px(self.setting.left)
        x = self._width - inset - MARK_PX if self.runs_left else inset
        return QRectF(x, look.baseline_px - look.ascent_px, 0, look.metrics.height())

    def paint(self, painter: QPainter, left: float, top: float, clip: QRectF) -> None:
        style = self._style
        if style is None:
            return
        mirror = 2 * left + self._width if self.runs_left else None
        paint_bars(painter, style, self.setting, left, top, self.gap, self.height, mirror)
        paint_markers(painter, style, style.text("body"), self.setting.markers, left, top, mirror)
        if self.leaf.kind is Kind.RULE:
            inset = style.px(self.setting.left)
            x = left if self.runs_left else left + inset
            paint_line(painter, style.theme, x, top + self.height // 2, self._width - inset)
