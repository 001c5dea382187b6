"""Lays out a view of which little is known, a band of it in each turn of the event loop."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from app.ui.transcript.ahead import Ahead
from app.ui.transcript.anchor import Anchor
from app.ui.transcript.sheet import Sheet

BAND_PX = 120  # less than three milliseconds, painted and all


class Filling(QObject):
    """Begins where the reader looks and goes on below and above; what is seen already stays where it is."""

    def __init__(
        self,
        sheet: Sheet,
        repaint: Callable[[float, float], None],
        show: Callable[[], None],
        ahead: Ahead,
        parent: QObject,
    ) -> None:
        """Wait for a jump.

        Args:
            repaint: paints anew what is between two heights of the view.
            show: brings all else in line with the sheet.
            ahead: goes on above the view when that is whole: from the end a reader can go nowhere else.
        """
        super().__init__(parent)
        self._sheet = sheet
        self._repaint = repaint
        self._show = show
        self._ahead = ahead
        self._anchor: Anchor | None = None
        self._slices = QTimer(self, interval=0)
        self._slices.timeout.connect(self._on_slice)

    @property
    def anchor(self) -> Anchor | None:
        """The line that keeps its place; None where that is the end, or nothing is to be laid out."""
        return self._anchor

    def begin(self, anchor: Anchor | None) -> None:
        """Lay out what is around the anchor's line, which is to stand in its place; None: the end."""
        sheet = self._sheet
        self._anchor = anchor
        if sheet.is_laid_out(anchor):
            self.end()
        else:
            first = min(anchor.y, sheet.view_px) - BAND_PX / 3 if anchor is not None else sheet.view_px
            top = int(max(0, min(first, sheet.view_px - BAND_PX)))
            sheet.band = top, min(sheet.view_px, top + BAND_PX)
            self._slices.start()
        sheet.settle(anchor)
        self._repaint(0, sheet.view_px)
        self._show()

    def end(self) -> bool:
        """Leave the rest to who lays out everything now; whether there was any."""
        was = self._slices.isActive()
        self._slices.stop()
        self._sheet.band = self._anchor = None
        return was

    @Slot()
    def _on_slice(self) -> None:
        sheet, anchor = self._sheet, self._anchor
        top, bottom = sheet.band or (0, sheet.view_px)
        if bottom < sheet.view_px:
            sheet.band = top, min(sheet.view_px, bottom + BAND_PX)
        else:
            sheet.band = max(0, top - BAND_PX), bottom
        y = self._y()
        sheet.settle(anchor)
        if round(self._y() - y):  # the sheet ends here: the line cannot stay
            self._repaint(0, sheet.view_px)
        else:
            self._repaint(sheet.band[0], top)
            self._repaint(bottom, sheet.band[1])
        if sheet.band == (0, sheet.view_px):
            self.end()
            self._ahead.look(is_up=True)
        self._show()

    def _y(self) -> float:
        """Where what keeps its place stands in the view now."""
        sheet = self._sheet
        return sheet.line_y(self._anchor) if self._anchor is not None else sheet.height - sheet.value
