"""Parts without text: rules and items that are empty."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.markup.tree import Kind, Leaf
from app.ui.transcript.boxes import paint_line
from app.ui.transcript.decorations import paint_bars, paint_markers
from app.ui.transcript.part import Part
from app.ui.transcript.reading_style import ReadingStyle
from app.ui.transcript.setting import Setting

_RULE_PX = 9


class EmptyPart(Part):
    """A rule, or what stands for a container that has no text of its own."""

    leaf_count = 1

    def __init__(self, leaf: Leaf, setting: Setting) -> None:
        self.leaf = leaf
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

    def paint(self, painter: QPainter, left: float, top: float, clip: QRectF) -> None:
        style = self._style
        if style is None:
            return
        paint_bars(painter, style, self.setting, left, top, self.gap, self.height)
        paint_markers(painter, style, style.text("body"), self.setting.markers, left, top)
        if self.leaf.kind is Kind.RULE:
            inset = style.px(self.setting.left)
            paint_line(painter, style.theme, left + inset, top + self.height // 2, self._width - inset)
