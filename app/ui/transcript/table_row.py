"""One row of a table: its cells side by side."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from app.markup.runs import Runs
from app.ui.transcript.formula import FormulaKeys
from app.ui.transcript.laid_text import LaidText
from app.ui.transcript.pressed import Pressed
from app.ui.transcript.reading_style import ReadingStyle, TextStyle
from app.ui.transcript.rich_text import RichText

PAD_X = 12
PAD_Y = 7


class _Cell:
    """Text of one cell, `start` characters behind the beginning of the row's."""

    __slots__ = ("laid", "left", "rich", "start", "width")

    def __init__(self, rich: RichText, laid: LaidText, left: int, width: int, start: int) -> None:
        self.rich = rich
        self.laid = laid
        self.left, self.width, self.start = left, width, start


class TableRow:
    """Cells of given widths. Offsets count in their texts joined by tabs."""

    def __init__(
        self,
        style: ReadingStyle,
        look: TextStyle,
        cells: Sequence[Runs],
        widths: Sequence[int],
        alignments: Sequence[Qt.AlignmentFlag],
        before: "TableRow | None" = None,
    ) -> None:
        """Lay out the cells.

        Args:
            before: the same row with the same widths and alignments, of which some cells became longer.
        """
        self._cells: list[_Cell] = []
        old = [cell.rich for cell in before._cells] if before is not None else []
        left = start = 0
        for number, (runs, width, alignment) in enumerate(zip(cells, widths, alignments, strict=False)):
            rich = old[number] if number < len(old) else RichText()
            laid = rich.lay_out(runs, style, look, width - 2 * PAD_X, alignment)
            self._cells.append(_Cell(rich, laid, left, width, start))
            left += width
            start += len(rich.words) + 1
        most = max((cell.laid.height for cell in self._cells), default=look.pitch_px)
        self.height = most + 2 * PAD_Y + 1

    def paint(self, painter: QPainter, left: float, top: float, clip: QRectF) -> None:
        """Draw the cells that the clip shows."""
        for cell in self._cells:
            x = left + cell.left
            if x + cell.width < clip.left() or x > clip.right():
                continue
            cell.rich.paint(painter, x + PAD_X, top + PAD_Y + 1, clip)

    def paint_backs(self, painter: QPainter, left: float, top: float, clip: QRectF) -> None:
        """Draw what is behind the letters."""
        for cell in self._cells:
            x = left + cell.left
            if x + cell.width >= clip.left() and x <= clip.right():
                cell.rich.paint_backs(painter, x + PAD_X, top + PAD_Y + 1, clip)

    def caret(self) -> QRectF:
        """Behind the last glyph that was written."""
        written = [cell for cell in self._cells if cell.rich.text]
        if not written:
            return QRectF(PAD_X, PAD_Y, 0, self.height - 2 * PAD_Y)
        cell = written[-1]
        return cell.laid.caret(len(cell.rich.text)).translated(cell.left + PAD_X, PAD_Y + 1)

    def offset_at(self, x: float, y: float) -> int:
        """The character boundary nearest to a point."""
        if not self._cells:
            return 0
        cell = next((each for each in self._cells if x < each.left + each.width), self._cells[-1])
        return cell.start + cell.rich.offset_at(x - cell.left - PAD_X, y - PAD_Y - 1)

    def rectangles(self, start: int, end: int) -> list[QRectF]:
        """Where characters stand, one rectangle a line and cell."""
        found: list[QRectF] = []
        for cell in self._cells:
            boxes = cell.rich.rectangles(max(0, start - cell.start), max(0, end - cell.start))
            found += [box.translated(cell.left + PAD_X, PAD_Y + 1) for box in boxes]
        return found

    def renew_math(self, ready: FormulaKeys) -> bool:
        """Whether one of these formulas was missing; then the row is to be made anew."""
        return any([cell.rich.renew_math(ready) for cell in self._cells])

    def pressed_at(self, point: QPointF) -> Pressed | None:
        """The link, image or formula at a point."""
        found = (cell.rich.pressed_at(point - QPointF(cell.left + PAD_X, PAD_Y + 1)) for cell in self._cells)
        return next((pressed for pressed in found if pressed is not None), None)
