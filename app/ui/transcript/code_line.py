"""One line of code, drawn in pieces where it is very long."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QTextCharFormat, QTextLayout, QTextOption

from app.ui.transcript.laid_text import wide_places
from app.ui.transcript.reading_style import TextStyle

WHOLE = 4_000
SEGMENT = 2_000
TAB = 4
InkRange = tuple[int, int, QTextCharFormat]


def cells(text: str, style: TextStyle) -> float:
    """How wide a line is, in columns of the code font."""
    if text.isascii():
        return len(text.expandtabs(TAB)) if "\t" in text else len(text)
    if len(text) > WHOLE:
        return len(text) + len(wide_places(text))
    return style.metrics.horizontalAdvance(text.expandtabs(TAB)) / style.letter_px


class CodeLine:
    """A line that does not wrap."""

    def __init__(self, style: TextStyle, text: str, inks: Sequence[InkRange]) -> None:
        self.text = text
        self._style = style
        self._layouts: dict[int, QTextLayout] = {}
        self._inks = inks
        self._step = len(text) + 1 if len(text) <= WHOLE else SEGMENT

    def paint(
        self,
        painter: QPainter,
        left: float,
        top: float,
        clip: QRectF,
        selections: list[QTextLayout.FormatRange] | None = None,
    ) -> None:
        """Draw what the clip shows."""
        if len(self.text) < self._step:
            self._layout(0).draw(painter, QPointF(left, top), selections or [])
            return
        wide = self._step * self._style.letter_px
        first = max(0, int((clip.left() - left) / wide))
        last = min((len(self.text) - 1) // self._step, int((clip.right() - left) / wide))
        for number in range(first, last + 1):
            self._layout(number).draw(painter, QPointF(left + number * wide, top))
        for number in list(self._layouts):
            if not first - 2 <= number <= last + 2:
                del self._layouts[number]

    def x(self, offset: int) -> float:
        """Where a character begins."""
        number = min(offset, max(0, len(self.text) - 1)) // self._step
        layout = self._layout(number)
        start = number * self._step
        inside = offset - start
        position = inside + sum(at < inside for at in wide_places(self.text[start : start + self._step]))
        return number * self._step * self._style.letter_px + _x(layout, position)

    def offset_at(self, x: float) -> int:
        """The character boundary nearest to a place."""
        wide = self._step * self._style.letter_px
        number = 0
        if len(self.text) >= self._step:
            number = max(0, min((len(self.text) - 1) // self._step, int(x / wide)))
            x -= number * wide
        start = number * self._step
        position = self._layout(number).lineAt(0).xToCursor(x)
        twos = [at + count for count, at in enumerate(wide_places(self.text[start : start + self._step]))]
        return min(len(self.text), start + position - sum(at < position for at in twos))

    def _layout(self, number: int) -> QTextLayout:
        layout = self._layouts.get(number)
        if layout is None:
            layout = self._layouts[number] = self._make(number * self._step)
        return layout

    def _make(self, start: int) -> QTextLayout:
        style = self._style
        text = self.text[start : start + self._step]
        layout = QTextLayout(text, style.font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        option.setTabStopDistance(TAB * style.metrics.horizontalAdvance(" "))
        layout.setTextOption(option)
        layout.setCacheEnabled(True)
        wide = wide_places(text)
        ranges = []
        for begin, end, look in self._inks:
            if end <= start or begin >= start + self._step:
                continue
            part = QTextLayout.FormatRange()
            one, other = max(0, begin - start), min(len(text), end - start)
            part.start = one + sum(at < one for at in wide) if wide else one
            part.length = (other + sum(at < other for at in wide) if wide else other) - part.start
            part.format = look
            ranges.append(part)
        if ranges:
            layout.setFormats(ranges)
        layout.beginLayout()
        line = layout.createLine()
        line.setNumColumns(1_000_000)
        line.setPosition(QPointF(0, style.baseline_px - line.ascent()))
        layout.endLayout()
        return layout


def _x(layout: QTextLayout, position: int) -> float:
    found = layout.lineAt(0).cursorToX(position)
    return float(found[0])  # type: ignore[index]
