"""What code blocks and tables have in common: a box of rows that may be wider than the column."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter
from PySide6.QtWidgets import QWidget

from app.ui.theme.tokens import Role
from app.ui.transcript.canvas import let_go
from app.ui.transcript.decorations import paint_bars, paint_markers
from app.ui.transcript.part import Part
from app.ui.transcript.reading_style import ReadingStyle, TextStyle
from app.ui.transcript.setting import Setting
from app.ui.transcript.side_bar import BAR_PX, SideBar

_ACROSS_PX = 40  # of room beside what is scrolled to
_FADE_PX = 20


class BlockPart(Part):
    """A box with a sideways scroll bar of its own.

    Attributes:
        on_changed: called when a person changed the height or what is to be drawn.
        runs_left: the text above does: what contains both begins at the right.
    """

    has_widgets = True

    def __init__(self, setting: Setting, *, runs_left: bool = False) -> None:
        self.setting = setting
        self.runs_left = runs_left
        self.on_changed: Callable[[Part], None] = _ignore
        self.scroll_x = 0
        self._style: ReadingStyle | None = None
        self._width = -1
        self._left = 0
        self._bar: SideBar | None = None
        self._is_lit = False

    @property
    def side_bar(self) -> SideBar | None:
        """The bar, while it is needed and near the view."""
        return self._bar

    def respace(self) -> None:
        """The distance to the part above may be another now."""
        if self._style is not None:
            self.gap = self._style.px(self.setting.gap)

    def bar_name(self) -> str:
        """What the bar is called for a screen reader."""
        return ""

    def content_px(self) -> int:
        """How wide the content is."""
        return 0

    def view_px(self) -> int:
        """How much of the content shows."""
        return self._box_px()

    def scroll_by(self, distance: int) -> bool:
        """Scroll sideways; whether there was anything to scroll."""
        most = max(0, self.content_px() - self.view_px())
        value = max(0, min(most, self.scroll_x + distance))
        if value == self.scroll_x:
            return most > 0
        self._on_bar_moved(value)
        if self._bar is not None:
            self._bar.cover(self.content_px(), self.view_px(), value)
        return True

    def light(self, is_lit: bool) -> None:
        """The pointer or the keyboard is on the block, or not any more: only then its bar is drawn."""
        self._is_lit = is_lit
        if self._bar is not None:
            self._bar.light(self._is_lit or self._is_in_high_contrast)

    def show_across(self, left: float, right: float) -> None:
        """Scroll sideways until what stands between two places is in view."""
        over = right - self._left - self._box_px() + _ACROSS_PX
        under = left - self._left - _ACROSS_PX
        if over > 0:
            self.scroll_by(int(min(over, max(0.0, under))))
        elif under < 0:
            self.scroll_by(int(under))

    def hide_widgets(self) -> None:
        drop(self._bar)
        self._bar = None

    def _fit(self, style: ReadingStyle, width: int) -> None:
        """Take style and width."""
        self._style, self._width = style, width
        self._left = 0 if self.runs_left else style.px(self.setting.left)
        self.gap = style.px(self.setting.gap)
        self.scroll_x = max(0, min(self.scroll_x, self.content_px() - self.view_px()))

    def _box_px(self) -> int:
        """How wide the box is."""
        return self._width - (self._style.px(self.setting.left) if self._style is not None else 0)

    def _place_bar(self, parent: QWidget, box: QRectF) -> None:
        """Put the bar at the foot of a box, where it is needed."""
        if self.content_px() <= self.view_px():
            drop(self._bar)
            self._bar = None
            return
        if self._bar is None:
            self._bar = SideBar(self.bar_name(), self._on_bar_moved, parent)
            self._bar.light(self._is_lit or self._is_in_high_contrast)
            self._bar.show()
        self._bar.cover(self.content_px(), self.view_px(), self.scroll_x)
        place(self._bar, int(box.left()) + 2, int(box.bottom()) - BAR_PX - 1, int(box.width()) - 4, BAR_PX)

    @property
    def _is_in_high_contrast(self) -> bool:
        return self._style is not None and self._style.theme.high_contrast

    def _paint_cut(self, painter: QPainter, box: QRectF, ground: Role) -> None:
        """Let what goes on beyond the sides of a box fade, so that it is seen to go on without the bar."""
        beyond = self.content_px() - self.view_px() - self.scroll_x
        if self._style is None or self._is_in_high_contrast or (self.scroll_x <= 0 and beyond <= 0):
            return
        whole = self._style.theme.color(ground)
        none = QColor(whole)
        none.setAlpha(0)
        for hidden, edge, inner in (
            (self.scroll_x, box.left(), box.left() + _FADE_PX),
            (beyond, box.right(), box.right() - _FADE_PX),
        ):
            if hidden > 0:
                fade = QLinearGradient(edge, 0, inner, 0)
                fade.setColorAt(0, whole)
                fade.setColorAt(1, none)
                painter.fillRect(QRectF(min(edge, inner), box.top(), _FADE_PX, box.height()), QBrush(fade))

    def _paint_around(self, painter: QPainter, left: float, top: float) -> None:
        style = self._style
        assert style is not None
        mirror = 2 * left + self._width if self.runs_left else None
        if self.setting.bars:
            paint_bars(painter, style, self.setting, left, top, self.gap, self.height, mirror)
        if self.setting.markers:
            look = style.text("body")
            line_top = top + self._first_baseline(look) - look.baseline_px
            paint_markers(painter, style, look, self.setting.markers, left, line_top, mirror)

    def _first_baseline(self, look: TextStyle) -> float:
        """What the markers of an item stand on, below the top."""
        return look.baseline_px

    def _on_bar_moved(self, value: int) -> None:
        self.scroll_x = value
        self.on_changed(self)


def place(widget: QWidget, left: int, top: int, width: int, height: int) -> None:
    """Move a widget, if it is not there."""
    if widget.geometry().getRect() != (left, top, width, height):
        widget.setGeometry(left, top, width, height)


def tr(text: str) -> str:
    """A text of a block in the person's language."""
    return QCoreApplication.translate("Transcript", text)


def drop(widget: QWidget | None) -> None:
    """Let go of a widget, if there is one."""
    if widget is not None:
        let_go(widget)


def _ignore(_part: Part) -> None:
    """Nobody listens yet."""
