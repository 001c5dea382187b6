"""Stands for the formulas until there is one: what draws them is loaded with the first."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor

if TYPE_CHECKING:
    from app.ui.math.formulas import FormulaDesk
    from app.ui.transcript.formula import Formula


class FirstFormula(QObject):
    """Makes the desk when the first formula is wanted."""

    changed = Signal(object)  # keys of formulas that became ready, or turned out to be none

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk: FormulaDesk | None = None
        self._is_closed = False

    @property
    def desk(self) -> "FormulaDesk | None":
        """What draws them, once there is a formula."""
        return self._desk

    def formula(self, tex: str, display: bool, size_px: float, color: QColor) -> "Formula | None":
        """See `FormulaDesk.formula`."""
        if self._desk is None:
            if self._is_closed:  # a reply goes on while its window ends
                return None
            # Only here: most chats have no formula.
            from app.ui.math.formulas import FormulaDesk

            self._desk = FormulaDesk(self)
            self._desk.changed.connect(self.changed)
        return self._desk.formula(tex, display, size_px, color)

    def close(self) -> None:
        """Make no more."""
        self._is_closed = True
        if self._desk is not None:
            self._desk.close()
