"""Formulas in the text: asked for by their TeX, drawn on the baseline, shown as source until ready."""

from collections.abc import Set as AbstractSet
from typing import Protocol

from PySide6.QtGui import QColor, QPainter

FormulaKey = tuple[str, bool]
"""TeX without its delimiters; whether it stands on a line of its own."""
FormulaKeys = AbstractSet[FormulaKey]


class Formula(Protocol):
    """One formula at one size and in one colour; lengths in pixels of the view."""

    @property
    def width(self) -> float:
        """How far the text goes on behind it."""
        ...

    @property
    def ascent(self) -> float:
        """How high it stands above the baseline."""
        ...

    @property
    def descent(self) -> float:
        """How far it goes below the baseline."""
        ...

    def paint(self, painter: QPainter, x: float, baseline: float) -> None:
        """Draw it with its left edge at x."""
        ...


class Formulas(Protocol):
    """Makes formulas, in its own time.

    After some became ready, or turned out to be none, the view must hear `formulas_changed` with their keys.
    """

    def formula(self, tex: str, display: bool, size_px: float, color: QColor) -> Formula | None:
        """The formula; None while it is not ready, or for ever where it cannot be drawn.

        Args:
            tex: without its delimiters.
            display: on a line of its own.
            size_px: of the letters of the text around it.
        """
        ...
