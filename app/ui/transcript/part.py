"""What a turn is made of: things that stand one below the other, laid out when the reader comes near."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.markup.runs import Runs
    from app.ui.theme.theme import Theme
    from app.ui.theme.tokens import Role
    from app.ui.transcript.formula import FormulaKeys
    from app.ui.transcript.found import Found
    from app.ui.transcript.pressed import Pressed
    from app.ui.transcript.reading_style import ReadingStyle

_CURRENT_PX = 2  # the line around what was found last
_EDGE_PX = 2  # the lines above and below what is selected, in high contrast

Selected = tuple[tuple[int, int], tuple[int, int]]
"""Leaf and offset where a selection in a part begins, and where it ends."""


class Part:
    """A part of a turn, as wide as the reading column.

    Attributes:
        gap: pixels between the part above and this one.
        height: estimated until `measured`.
        measured: `height` is true for the width and style that were last given.
        dirty_top: what is above it looks as it did before the last `measure`.
        found: words that are marked, the number of the message, that of the first leaf here.
        settles: it lays out its inside only where that is in view, see `settle`.
        waits: it would like to be coloured.
        has_widgets: see `show_widgets`.
        selected_role: what stands behind selected characters.
        leaf_count: how many leaves, with numbers one after the other, have their text in this part.
    """

    gap = 0
    height = 0
    measured = False
    dirty_top = 0
    settles = False
    waits = False
    has_widgets = False
    selected: Selected | None = None
    selected_role: "Role" = "sel"
    found: "tuple[Found, int, int] | None" = None
    leaf_count = 0

    def estimate(self, style: "ReadingStyle", width: int) -> None:
        """Guess the height for a width, without laying anything out; `measured` becomes false."""
        self.measured = False

    def measure(self, style: "ReadingStyle", width: int) -> None:
        """Lay out for a width and tell the true height; cheap when neither changed."""
        self.measured = True

    def settle(self, top: float, bottom: float) -> None:
        """Lay out what is between two heights of the part, which may change `height`."""

    def paint(self, painter: QPainter, left: float, top: float, clip: QRectF) -> None:
        """Draw what the clip shows, with the upper left corner at left, top."""

    def paint_selection(
        self, painter: QPainter, theme: "Theme", left: float, top: float, clip: QRectF
    ) -> None:
        """Draw what is behind the selected characters, and behind those that were found."""
        if self.found is not None:
            self._paint_found(painter, left, top, clip)
        if self.selected is None:
            return
        (first, start), (last, end) = self.selected
        color, edge = theme.color(self.selected_role), theme.color("accent") if theme.high_contrast else None
        first_shown, last_shown = self.leaf_at(clip.top() - top), self.leaf_at(clip.bottom() - top)
        for leaf in range(max(first, first_shown), min(last, last_shown, self.leaf_count - 1) + 1):
            length = len(self.leaf_text(leaf))
            begin, stop = start if leaf == first else 0, min(length, end) if leaf == last else length
            for box in self.rectangles(leaf, begin, stop):
                box.translate(left, top)
                if edge is not None:
                    painter.fillRect(box, edge)  # there, what is selected is no other ground
                    box.adjust(0, _EDGE_PX, 0, -_EDGE_PX)
                painter.fillRect(box, color)

    def _paint_found(self, painter: QPainter, left: float, top: float, clip: QRectF) -> None:
        assert self.found is not None
        found, message, begin = self.found
        first = begin + self.leaf_at(clip.top() - top)
        last = begin + min(self.leaf_count - 1, self.leaf_at(clip.bottom() - top))
        for hit in found.between(message, first, last + 1):
            is_current = found.current == (message, hit)
            for box in self.rectangles(hit.leaf - begin, hit.start, hit.end):
                box.translate(left, top)
                line = _CURRENT_PX if is_current else 0
                painter.fillRect(box.adjusted(-line, 0, line, 0), found.edge)  # beside the letters
                painter.fillRect(box.adjusted(0, line, 0, -max(1, line)), found.fill)

    def renew_math(self, ready: "FormulaKeys") -> bool:
        """Lay out again what was waiting for formulas that are ready now; whether there is anything."""
        return False

    def show_widgets(self, parent: QWidget, left: int, top: int, width: int) -> None:
        """Place the widgets of a part that is near the view; made here the first time."""

    def hide_widgets(self) -> None:
        """The part is far from the view."""

    # Text, for selecting, finding and copying. Points are relative to the part's upper left corner.

    def leaf_text(self, leaf: int) -> str:
        """The plain text of its leaf (from 0)."""
        return ""

    def leaf_runs(self, leaf: int) -> "Sequence[Runs]":
        """The runs of its leaf, of a row cell by cell; none where it has no markup."""
        return ()

    def leaf_at(self, y: float) -> int:
        """The leaf nearest to a height."""
        return 0

    def offset_at(self, leaf: int, point: QPointF) -> int:
        """The character boundary of a leaf nearest to a point."""
        return 0

    def rectangles(self, leaf: int, start: int, end: int) -> list[QRectF]:
        """Where characters of a leaf stand, one rectangle a line."""
        return []

    def pressed_at(self, point: QPointF) -> "Pressed | None":
        """The link, image or formula at a point."""
        return None

    def pressable(self) -> "list[Pressed]":
        """The links, images and formulas of a part that is laid out, in reading order."""
        return []

    def line_top(self, leaf: int, offset: int) -> int:
        """The top of the line that a character stands on."""
        return 0
