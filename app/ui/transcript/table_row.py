"""One row of a table: its cells side by side."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from app.markup.runs import Runs
from app.ui.theme.theme import Theme
from app.ui.transcript.laid_text import FormatRange, LaidText
from app.ui.transcript.pills import paint_pills
from app.ui.transcript.reading_style import PLAIN, TextStyle
from app.ui.transcript.run_text import RunText
from app.ui.transcript.writing_direction import is_right_to_left

PAD_X = 12
PAD_Y = 7


class _Cell:
    """Text of one cell, `start` characters behind the beginning of the row's."""

    __slots__ = ("laid", "left", "runs", "start", "width")

    def __init__(
        self, style: TextStyle, runs: Runs, left: int, width: int, start: int, alignment: Qt.AlignmentFlag
    ) -> None:
        self.left, self.width, self.start = left, width, start
        self.runs = RunText()
        self.runs.update(runs)
        text = self.runs.text
        self.laid = LaidText(style, width - 2 * PAD_X, right_to_left=is_right_to_left(text))
        self.laid.set_alignment(alignment)
        self.laid.update(text, self._formats)

    def _formats(self, style: TextStyle, start: int, end: int) -> Sequence[FormatRange]:
        return [
            (max(start, span.start), min(end, span.end), style.format(span.look))
            for span in self.runs.between(start, end)
            if span.look is not PLAIN and span.start < span.end
        ]


class TableRow:
    """Cells of given widths. Offsets count in their texts joined by tabs."""

    def __init__(
        self,
        style: TextStyle,
        cells: Sequence[Runs],
        widths: Sequence[int],
        alignments: Sequence[Qt.AlignmentFlag],
    ) -> None:
        self._cells: list[_Cell] = []
        left = start = 0
        for runs, width, alignment in zip(cells, widths, alignments, strict=False):
            cell = _Cell(style, runs, left, width, start, alignment)
            self._cells.append(cell)
            left += width
            start += len(cell.runs.text) + 1
        most = max((cell.laid.height for cell in self._cells), default=style.pitch_px)
        self.height = most + 2 * PAD_Y + 1

    def paint(self, painter: QPainter, theme: Theme, left: float, top: float, clip: QRectF) -> None:
        """Draw the cells that the clip shows."""
        for cell in self._cells:
            x = left + cell.left
            if x + cell.width < clip.left() or x > clip.right():
                continue
            painter.setPen(theme.color(cell.laid.style.color))
            paint_pills(painter, theme, cell.laid, cell.runs, x + PAD_X, top + PAD_Y + 1, clip)
            painter.setPen(theme.color(cell.laid.style.color))
            cell.laid.paint(painter, x + PAD_X, top + PAD_Y + 1, clip)

    def caret(self) -> QRectF:
        """Behind the last glyph that was written."""
        written = [cell for cell in self._cells if cell.runs.text]
        if not written:
            return QRectF(PAD_X, PAD_Y, 0, self.height - 2 * PAD_Y)
        cell = written[-1]
        return cell.laid.caret(len(cell.runs.text)).translated(cell.left + PAD_X, PAD_Y + 1)

    def offset_at(self, x: float, y: float) -> int:
        """The character boundary nearest to a point."""
        if not self._cells:
            return 0
        cell = next((each for each in self._cells if x < each.left + each.width), self._cells[-1])
        return cell.start + cell.laid.offset_at(x - cell.left - PAD_X, y - PAD_Y - 1)

    def rectangles(self, start: int, end: int) -> list[QRectF]:
        """Where characters stand, one rectangle a line and cell."""
        found: list[QRectF] = []
        for cell in self._cells:
            boxes = cell.laid.rectangles(max(0, start - cell.start), end - cell.start)
            found += [box.translated(cell.left + PAD_X, PAD_Y + 1) for box in boxes]
        return found

    def link_at(self, point: QPointF) -> str:
        """The address of the link at a point, or nothing."""
        offset = self.offset_at(point.x(), point.y())
        for cell in self._cells:
            span = cell.runs.span_at(offset - cell.start) if offset >= cell.start else None
            if (
                span
                and span.run.link
                and any(box.contains(point) for box in self.rectangles(offset, offset + 1))
            ):
                return span.run.link.address
        return ""
