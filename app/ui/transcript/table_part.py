"""A table: a rounded frame, hairlines between rows, sideways scrolling; only rows in view are laid out."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app.markup.runs import Runs
from app.markup.text import MarkdownText
from app.markup.tree import Leaf, Table
from app.ui.transcript.block_part import BlockPart, tr
from app.ui.transcript.boxes import paint_box, paint_line
from app.ui.transcript.formula import FormulaKeys
from app.ui.transcript.heights import Heights
from app.ui.transcript.message_text import cell_texts
from app.ui.transcript.pressed import Pressed, all_pressed
from app.ui.transcript.reading_style import ReadingStyle, TextStyle
from app.ui.transcript.run_text import shown_text
from app.ui.transcript.setting import Setting
from app.ui.transcript.side_bar import BAR_PX
from app.ui.transcript.table_columns import TableColumns
from app.ui.transcript.table_row import PAD_X, PAD_Y, TableRow

_EXACT_ROWS = 60  # widths of later rows of a table that is opened are guessed from their source
_KEPT_ROWS = 120
_RADIUS_PX = 10


class TablePart(BlockPart):
    """Grows row by row; `sync` takes the rows that are new."""

    settles = True

    def __init__(
        self, text: MarkdownText, table: Table, setting: Setting, *, runs_left: bool = False
    ) -> None:
        super().__init__(setting, runs_left=runs_left)
        self._text = text
        self.table = table
        self.rows: Sequence[Leaf] = ()
        self._columns = TableColumns(len(table.alignments))
        self._learned = 0  # so many rows are known to the columns
        self._changed_from = 0
        self._end = 0  # the row that was the last one, with the round end and perhaps the mark
        self._widths: tuple[int, ...] = ()
        self._aligned: tuple[Qt.AlignmentFlag, ...] = ()
        self._heights = Heights()
        self._laid: dict[int, TableRow] = {}
        self._before: dict[int, TableRow] = {}  # rows that are to be laid out again, as they were
        self._cell_px: dict[int, dict[str, float]] = {}  # of the row that was learned last: texts and widths

    def sync(self, table: Table, setting: Setting, kept: int, _is_open: bool) -> None:
        """Take the rows as they are now; the first `kept` are as they were."""
        if len(table.alignments) != len(self._columns):
            self._columns, self._learned = TableColumns(len(table.alignments)), 0
            kept = 0
        self.table, self.setting = table, setting
        self.rows = cast("list[Leaf]", table.children)  # a table holds rows only
        self.leaf_count = len(self.rows)
        self._learned = min(self._learned, kept)
        self._changed_from = kept
        self._end = max(0, len(self._heights) - 1)
        self._heights.truncate(min(kept, len(self._heights)))
        growing = self._laid.get(kept)
        for rows in (self._laid, self._before):
            for row in [row for row in rows if row >= kept]:
                del rows[row]
        if growing is not None:
            self._before[kept] = growing
        self.measured = False

    def renew_math(self, ready: FormulaKeys) -> bool:
        changed = [number for number, row in self._laid.items() if row.renew_math(ready)]
        for number in changed:
            del self._laid[number]
        if changed:
            self._changed_from = min(changed)
            self.measured = False
        return bool(changed)

    def restyle(self) -> None:
        """The runs of some row may be others now."""
        self._drop_layout()
        self._changed_from = 0
        self.measured = False

    def estimate(self, style: ReadingStyle, width: int) -> None:
        self.measured = False
        self.gap = style.px(self.setting.gap)
        self.height = len(self.rows) * self._row_px(style)

    def measure(self, style: ReadingStyle, width: int) -> None:
        if self.measured and style is self._style and width == self._width:
            return
        if style is not self._style:
            self._columns, self._learned = TableColumns(len(self.table.alignments)), 0
            self._widths = ()
            self._drop_layout()
        self._style = style
        self._learn(style)
        room = max(1, width - style.px(self.setting.left))
        widths = self._columns.widths(room, style.text("table").font_px)
        aligned = tuple(self._alignment(column) for column in range(len(self._columns)))
        if (widths, aligned) != (self._widths, self._aligned):
            self._widths, self._aligned = widths, aligned
            self._before.update(self._laid)
            self._laid = {}
            self._heights.truncate(0)
            self._changed_from = 0
        self._fit(style, width)
        first = min(self._changed_from, len(self._heights))
        for number in range(len(self._heights), len(self.rows)):
            self._heights.append(self._guess(number, style))
        last = len(self.rows) - 1
        if last >= 0 and (len(self.rows) <= _EXACT_ROWS or last not in self._laid):
            exact = range(first, len(self.rows)) if len(self.rows) <= _EXACT_ROWS else (last,)
            for number in exact:
                self._heights.set(number, self._row(number).height)
        self.height = self._heights.total
        if self.content_px() > self.view_px():
            self.height += BAR_PX + 2
        self.dirty_top = self._heights.above(min(self._changed_from, self._end))
        self.measured = True

    def settle(self, top: float, bottom: float) -> None:
        if self._style is None or not self.rows or bottom < 0:
            return
        for number in range(self._heights.at(int(top)), self._heights.at(int(bottom)) + 1):
            if number not in self._laid:
                self.height += self._heights.set(number, self._row(number).height)

    def bar_name(self) -> str:
        return tr("Scroll table sideways")

    def content_px(self) -> int:
        return sum(self._widths)

    def paint(self, painter: QPainter, left: float, top: float, clip: QRectF) -> None:
        style = self._style
        if style is None:
            return
        self._paint_around(painter, left, top)
        x = left + self._left
        box = QRectF(x, top, self._box_px(), self.height)
        paint_box(painter, style.theme, box, _RADIUS_PX, None, "border", clip)
        visible = box.adjusted(1, 1, -1, -1).intersected(clip)
        if visible.isEmpty() or not self.rows:
            return
        first, last = (
            self._heights.at(int(visible.top() - top) + PAD_Y),  # below its letters a row is empty
            self._heights.at(int(visible.bottom() - top)),
        )
        scrolls = self.scroll_x > 0 or self.content_px() > self.view_px()
        if scrolls:
            painter.save()
            painter.setClipRect(visible)
        for number in range(first, last + 1):
            y = top + self._heights.above(number)
            self._row(number).paint_backs(painter, x - self.scroll_x, y, visible)
        self.paint_selection(painter, style.theme, left, top, visible)
        for number in range(first, last + 1):
            y = top + self._heights.above(number)
            if number:
                paint_line(painter, style.theme, box.left() + 1, y, box.width() - 2)
            self._row(number).paint(painter, x - self.scroll_x, y, visible)
        if scrolls:
            # Below its round corners, and above those where the room of the bar is.
            self._paint_cut(painter, box.adjusted(1, PAD_Y + 1, -1, -_RADIUS_PX), "canvas")
            painter.restore()
        if len(self._laid) > _KEPT_ROWS:
            for number in [number for number in self._laid if not first - 20 <= number <= last + 20]:
                del self._laid[number]

    def _drop_layout(self) -> None:
        self._laid.clear()
        self._before.clear()
        self._cell_px.clear()

    def show_widgets(self, parent: QWidget, left: int, top: int, width: int) -> None:
        box = QRectF(left + self._left, top, self._box_px(), self.height)
        self._place_bar(parent, box)

    def caret(self) -> QRectF:
        """Where the mark behind the last glyph stands, without width."""
        if self._style is None or not self.rows:
            return QRectF()
        number = len(self.rows) - 1
        return self._row(number).caret().translated(self._left - self.scroll_x, self._heights.above(number))

    def cells(self) -> list[list[str]]:
        """The words of every cell, row by row, the header first."""
        return [cell_texts(self._text, row) for row in self.rows]

    def leaf_text(self, leaf: int) -> str:
        return "\t".join(_plain(runs) for runs in self._text.cell_runs(self.rows[leaf]))

    def leaf_runs(self, leaf: int) -> Sequence[Runs]:
        return self._text.cell_runs(self.rows[leaf])

    def leaf_at(self, y: float) -> int:
        return self._heights.at(int(y))

    def offset_at(self, leaf: int, point: QPointF) -> int:
        if self._style is None:
            return 0
        x = point.x() - self._left + self.scroll_x
        return self._row(leaf).offset_at(x, point.y() - self._heights.above(leaf))

    def rectangles(self, leaf: int, start: int, end: int) -> list[QRectF]:
        if self._style is None:
            return []
        shift = self._left - self.scroll_x, self._heights.above(leaf)
        return [box.translated(*shift) for box in self._row(leaf).rectangles(start, end)]

    def line_top(self, leaf: int, offset: int) -> int:
        return self._heights.above(min(leaf, len(self._heights)))

    def pressed_at(self, point: QPointF) -> Pressed | None:
        if self._style is None or not self.rows:
            return None
        number = self._heights.at(int(point.y()))
        inside = point - QPointF(self._left - self.scroll_x, self._heights.above(number))
        return self._row(number).pressed_at(inside)

    def pressable(self) -> list[Pressed]:
        return [each for row in self.rows for runs in self._text.cell_runs(row) for each in all_pressed(runs)]

    def _learn(self, style: ReadingStyle) -> None:
        for number in range(self._learned, len(self.rows)):
            row = self.rows[number]
            look = self._look(style, number)
            if number < _EXACT_ROWS or number >= len(self.rows) - 2:
                texts = [_plain(runs) for runs in self._text.cell_runs(row)]
                known = self._cell_px.get(number, {})
                px = {text: known.get(text) or look.metrics.horizontalAdvance(text) for text in texts}
                self._cell_px = {number: px}
                widths = [px[text] * 1.03 + 2 * PAD_X for text in texts]
            else:
                texts = list(row.cells)
                widths = [len(text) * look.letter_px + 2 * PAD_X for text in texts]
            self._columns.learn(texts, widths, is_header=number == 0)
        self._learned = len(self.rows)

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        return self._columns.alignment(column, self.table.alignments[column])

    def _guess(self, number: int, style: ReadingStyle) -> int:
        look = self._look(style, number)
        lines = 1.0
        for cell, width in zip(self.rows[number].cells, self._widths, strict=False):
            lines = max(lines, len(cell) * look.letter_px // max(1, width - 2 * PAD_X) + 1)
        return int(lines) * look.pitch_px + 2 * PAD_Y + 1

    def _row(self, number: int) -> TableRow:
        found = self._laid.get(number)
        if found is None:
            assert self._style is not None
            look = self._look(self._style, number)
            runs = self._text.cell_runs(self.rows[number])
            before = self._before.pop(number, None)
            found = TableRow(self._style, look, runs, self._widths, self._aligned, before)
            self._laid[number] = found
        return found

    def _row_px(self, style: ReadingStyle) -> int:
        return style.text("table").pitch_px + 2 * PAD_Y + 1

    def _look(self, style: ReadingStyle, number: int) -> TextStyle:
        return style.text("table") if number else style.text("header", "muted")


def _plain(runs: Runs) -> str:
    return "".join(map(shown_text, runs))
