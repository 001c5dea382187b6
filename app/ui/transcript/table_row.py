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
    """Text of one cell: `start` characters behind the beginning of the row's, its lines at `text_left`."""

    __slots__ = ("alignment", "laid", "left", "rich", "start", "text_left", "width")

    def __init__(self, rich: RichText, laid: LaidText, alignment: Qt.AlignmentFlag) -> None:
        self.rich = rich
        self.laid = laid
        self.alignment = alignment
        self.left = self.width = self.start = 0
        self.text_left = 0.0

    def stand(self, left: int, width: int, start: int) -> None:
        """Take a place."""
        self.left, self.width, self.start = left, width, start
        more = width - 2 * PAD_X - self.laid.width if self.is_movable else 0
        if self.alignment == Qt.AlignmentFlag.AlignLeft:
            more = 0
        self.text_left = (
            left + PAD_X + (more / 2 if self.alignment == Qt.AlignmentFlag.AlignHCenter else more)
        )

    def fits(self, runs: Runs, width: int, alignment: Qt.AlignmentFlag) -> bool:
        """Whether the same text would look the same in another width, further to one side perhaps."""
        return (
            self.rich.shows(runs)
            and alignment == self.alignment
            and self.is_movable
            and self.laid.natural_width + 1 < width - 2 * PAD_X
        )

    @property
    def is_movable(self) -> bool:
        """Whether it is one line of left to right text."""
        laid = self.laid
        is_line = len(laid.pieces) == 1 and laid.pieces[0].rows == 1
        return is_line and not self.rich.is_rtl and not laid.formulas


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
            before: the same row in the same style, of which some cells became longer or wider.
        """
        self._cells: list[_Cell] = []
        old = before._cells if before is not None else []
        left = start = 0
        for number, (runs, width, alignment) in enumerate(zip(cells, widths, alignments, strict=False)):
            cell = old[number] if number < len(old) else None
            if cell is None or not cell.fits(runs, width, alignment):
                rich = cell.rich if cell is not None and alignment == cell.alignment else RichText()
                cell = _Cell(rich, rich.lay_out(runs, style, look, width - 2 * PAD_X, alignment), alignment)
            cell.stand(left, width, start)
            self._cells.append(cell)
            left += width
            start += len(cell.rich.words) + 1
        most = max((cell.laid.height for cell in self._cells), default=look.pitch_px)
        self.height = most + 2 * PAD_Y + 1

    def paint(self, painter: QPainter, left: float, top: float, clip: QRectF) -> None:
        """Draw the cells that the clip shows."""
        for cell in self._cells:
            x = left + cell.left
            if x + cell.width < clip.left() or x > clip.right():
                continue
            cell.rich.paint(painter, left + cell.text_left, top + PAD_Y + 1, clip)

    def paint_backs(self, painter: QPainter, left: float, top: float, clip: QRectF) -> None:
        """Draw what is behind the letters."""
        for cell in self._cells:
            x = left + cell.left
            if x + cell.width >= clip.left() and x <= clip.right():
                cell.rich.paint_backs(painter, left + cell.text_left, top + PAD_Y + 1, clip)

    def caret(self) -> QRectF:
        """Behind the last glyph that was written."""
        written = [cell for cell in self._cells if cell.rich.text]
        if not written:
            return QRectF(PAD_X, PAD_Y, 0, self.height - 2 * PAD_Y)
        cell = written[-1]
        return cell.laid.mark().translated(cell.text_left, PAD_Y + 1)

    def offset_at(self, x: float, y: float) -> int:
        """The character boundary nearest to a point."""
        if not self._cells:
            return 0
        cell = next((each for each in self._cells if x < each.left + each.width), self._cells[-1])
        return cell.start + cell.rich.offset_at(x - cell.text_left, y - PAD_Y - 1)

    def rectangles(self, start: int, end: int) -> list[QRectF]:
        """Where characters stand, one rectangle a line and cell."""
        found: list[QRectF] = []
        for cell in self._cells:
            boxes = cell.rich.rectangles(max(0, start - cell.start), max(0, end - cell.start))
            found += [box.translated(cell.text_left, PAD_Y + 1) for box in boxes]
        return found

    def renew_math(self, ready: FormulaKeys) -> bool:
        """Whether one of these formulas was missing; then the row is to be made anew."""
        return any([cell.rich.renew_math(ready) for cell in self._cells])

    def pressed_at(self, point: QPointF) -> Pressed | None:
        """The link, image or formula at a point."""
        found = (cell.rich.pressed_at(point - QPointF(cell.text_left, PAD_Y + 1)) for cell in self._cells)
        return next((pressed for pressed in found if pressed is not None), None)
