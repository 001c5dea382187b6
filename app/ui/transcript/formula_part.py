"""A formula on lines of its own: where text begins, scrolled sideways where it is too wide, with Copy."""

from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtWidgets import QWidget

from app.markup.runs import Run, RunKind, Style
from app.markup.tree import Leaf
from app.ui.theme.tokens import Role
from app.ui.transcript.block_part import BlockPart, drop, place, tr
from app.ui.transcript.canvas import appear, get
from app.ui.transcript.formula import Formula, FormulaKeys
from app.ui.transcript.pressed import Pressed
from app.ui.transcript.reading_style import ReadingStyle, TextStyle
from app.ui.transcript.rich_text import RichText
from app.ui.transcript.setting import Setting
from app.ui.transcript.side_bar import BAR_PX

if TYPE_CHECKING:
    from app.ui.transcript.formula_copy import FormulaCopy

_PAD_Y = 6
_BESIDE_PX = 8  # between the formula and its button
_LIKELY_LINES = 2
_LETTER = "x"


class FormulaPart(BlockPart):
    """One formula; its source, while it is written, not ready, or cannot be drawn.

    Where the text above runs to the left it stands at the right, with its button at the left.
    """

    leaf_count = 1

    def __init__(self, leaf: Leaf, setting: Setting, *, runs_left: bool = False) -> None:
        super().__init__(setting, runs_left=runs_left)
        self.leaf = leaf
        self.copy_widget: FormulaCopy | None = None
        self._rich = RichText()
        self._formula: Formula | None = None
        self._view_px = 1
        self._button_px = 0

    @property
    def tex(self) -> str:
        """What was written, without its delimiters."""
        return self.leaf.text

    @property
    def formula(self) -> Formula | None:
        """What is drawn, where that is not the source."""
        return self._formula

    def show(self, leaf: Leaf, setting: Setting) -> None:
        """Take the leaf as it is now."""
        self.leaf, self.setting = leaf, setting
        self.measured = False

    def restyle(self) -> None:
        """The leaf may be another now."""
        self.measured = False

    def bar_name(self) -> str:
        return tr("Scroll the formula sideways")

    def content_px(self) -> int:
        return ceil(self._formula.width) if self._formula is not None else 0

    def view_px(self) -> int:
        return self._view_px

    def copy(self) -> None:
        """Put the LaTeX on the clipboard exactly as it was written."""
        QGuiApplication.clipboard().setText(self.tex)

    def estimate(self, style: ReadingStyle, width: int) -> None:
        self.measured = False
        self.gap = style.px(self.setting.gap)
        self.height = _LIKELY_LINES * self._look(style).pitch_px + 2 * _PAD_Y

    def measure(self, style: ReadingStyle, width: int) -> None:
        if self.measured and style is self._style and width == self._width:
            return
        look = self._look(style)
        self._formula = None
        if style.formulas is not None:
            # One that is still written would be drawn anew with every letter; a letter loads what draws it.
            tex = self.tex if is_closed(self.leaf) else _LETTER
            found = style.formulas.formula(tex, True, look.font_px, style.theme.color(look.color))
            self._formula = found if is_closed(self.leaf) else None
        self._fit(style, width)
        formula = self._formula
        if formula is not None:
            self.height = ceil(formula.ascent) + ceil(formula.descent) + 2 * _PAD_Y + self._bar_px()
        else:
            run = Run(self.tex.replace("\n", "\u2028"), RunKind.CODE)
            side = Qt.AlignmentFlag.AlignRight if self.runs_left else None
            self.height = self._rich.lay_out((run,), style, look, self.view_px(), side).height
        self.measured = True

    def paint(self, painter: QPainter, left: float, top: float, clip: QRectF) -> None:
        style, formula = self._style, self._formula
        if style is None:
            return
        self._paint_around(painter, left, top)
        self.paint_selection(painter, style.theme, left, top, clip)
        if formula is None:
            self._rich.paint(painter, left + self._left, top, clip)
            return
        box = QRectF(left + self._left, top, self.view_px(), self.height)
        painter.save()
        painter.setClipRect(box.intersected(clip))
        formula.paint(painter, left + self._formula_left(), top + _PAD_Y + ceil(formula.ascent))
        self._paint_cut(painter, box, "canvas")
        painter.restore()

    def renew_math(self, ready: FormulaKeys) -> bool:
        if self._formula is not None or (self.tex, True) not in ready:
            return False
        self.measured = False
        return True

    def show_widgets(self, parent: QWidget, left: int, top: int, width: int) -> None:
        style = self._style
        if style is None:
            return
        self._place_bar(parent, QRectF(left + self._left, top, self.view_px(), self.height))
        side = self._button_px
        x = left if self.runs_left else left + width - side
        box = (x, top + (self.height - self._bar_px() - side) // 2, side, side)
        if self.copy_widget is None:
            from app.ui.transcript.formula_copy import FormulaCopy  # with the first formula that is shown

            self.copy_widget = get(parent, FormulaCopy, style.theme)
            self.copy_widget.copy_requested.connect(self.copy)
            appear(self.copy_widget, *box)
        else:
            place(self.copy_widget, *box)

    def hide_widgets(self) -> None:
        super().hide_widgets()
        drop(self.copy_widget)
        self.copy_widget = None

    def caret(self) -> QRectF:
        """Where the mark behind the last letter stands, without width."""
        laid = self._rich.laid
        return (
            laid.caret(len(laid.text)).translated(self._left, 0) if laid and not self._formula else QRectF()
        )

    def pressed_at(self, point: QPointF) -> Pressed | None:
        if 0 <= point.y() < self.height and 0 <= point.x() - self._left < self.view_px():
            return self.pressable()[0]
        return None

    def pressable(self) -> list[Pressed]:
        return [Pressed(Run(self.tex, RunKind.MATH, Style.DISPLAY), self.tex)]

    def leaf_text(self, leaf: int) -> str:
        return self.tex

    def offset_at(self, leaf: int, point: QPointF) -> int:
        laid = self._rich.laid
        if self._formula is None and laid is not None:
            return laid.offset_at(point.x() - self._left, point.y())
        return len(self.tex) if point.x() > self._shown_box().center().x() else 0

    def rectangles(self, leaf: int, start: int, end: int) -> list[QRectF]:
        laid = self._rich.laid
        if self._formula is None:
            found = laid.rectangles(start, end) if laid is not None else []
            return [box.translated(self._left, 0) for box in found]
        return [self._shown_box()] if end > start else []

    def line_top(self, leaf: int, offset: int) -> int:
        laid = self._rich.laid
        return laid.line_top(offset) if self._formula is None and laid is not None else 0

    def _fit(self, style: ReadingStyle, width: int) -> None:
        from app.ui.transcript.formula_copy import copy_px  # as above

        self._button_px = copy_px(style.theme)
        beside = self._button_px + _BESIDE_PX
        self._view_px = max(1, width - style.px(self.setting.left) - beside)
        super()._fit(style, width)
        if self.runs_left:
            self._left = beside

    def _bar_px(self) -> int:
        """The room of the bar at the foot."""
        return BAR_PX if self.content_px() > self.view_px() else 0

    def _formula_left(self) -> float:
        beside = max(0, self.view_px() - self.content_px()) if self.runs_left else 0
        return self._left + beside - self.scroll_x

    def _shown_box(self) -> QRectF:
        """What shows of the formula."""
        wide = min(self.content_px(), self.view_px())
        return QRectF(max(self._left, self._formula_left()), 0, wide, self.height)

    def _first_baseline(self, look: TextStyle) -> float:
        formula = self._formula
        return _PAD_Y + ceil(formula.ascent) if formula is not None else super()._first_baseline(look)

    def _look(self, style: ReadingStyle) -> TextStyle:
        color: Role = "muted" if self.setting.is_quoted else "text"
        return style.text("body", color)


def is_closed(leaf: Leaf) -> bool:
    """Whether the delimiter at the end has come."""
    source = "\n".join(leaf.lines).rstrip()
    closing = "\\]" if source.startswith("\\[") else "$$"
    return len(source) > len(closing) and source.endswith(closing)
