"""A label that marks the words that were searched for."""

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QWidget

from app.ui.theme.fonts import FontRole
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.widgets.label import Label


class MatchLabel(Label):
    """Plain text; what matches stands on a coloured ground."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        font: FontRole = "ui",
        color: Role = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, text, font, color, wrap=True, parent=parent)
        self._words: tuple[str, ...] = ()

    @property
    def marked(self) -> tuple[str, ...]:
        """The stretches of text that are marked, in order."""
        text = self.text()
        return tuple(text[start:end] for start, end in self._stretches())

    def set_words(self, words: tuple[str, ...]) -> None:
        """Mark these words (in lower case) wherever they stand."""
        if words != self._words:
            self._words = words
            self.update()

    def _stretches(self) -> Iterator[tuple[int, int]]:
        """Start and end of every match; those that overlap are one."""
        text = self.text().lower()
        if len(text) != len(self.text()):
            return  # a letter that has two in lower case: places would not fit
        covered = [False] * len(text)
        for word in self._words:
            at = text.find(word)
            while at >= 0:
                covered[at : at + len(word)] = [True] * len(word)
                at = text.find(word, at + 1)
        start = None
        for at, is_covered in enumerate([*covered, False]):
            if is_covered and start is None:
                start = at
            elif not is_covered and start is not None:
                yield start, at
                start = None

    def _rects(self) -> Iterator[QRectF]:
        layout = QTextLayout(self.text(), self.font())
        layout.setTextOption(QTextOption(self.alignment()))
        box = QRectF(self.contentsRect())
        layout.beginLayout()
        top = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(box.width())
            line.setPosition(QPointF(0, top))
            top += line.height()
        layout.endLayout()
        shift = box.top() + (box.height() - top) / 2
        for start, end in self._stretches():
            for number in range(layout.lineCount()):
                line = layout.lineAt(number)
                first, last = line.textStart(), line.textStart() + line.textLength()
                if start < last and end > first:
                    left, right = _x(line.cursorToX(max(start, first))), _x(line.cursorToX(min(end, last)))
                    yield QRectF(box.left() + left, shift + line.y(), right - left, line.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._words:
            painter = QPainter(self)
            for rect in self._rects():
                self._theme.paint_box(painter, rect.adjusted(-1, 0, 1, 0), 3, "sel")
            painter.end()
        super().paintEvent(event)


def _x(found: object) -> float:
    """PySide6 gives the cursor back beside the place."""
    return float(found[0] if isinstance(found, tuple) else found)  # type: ignore[arg-type]
