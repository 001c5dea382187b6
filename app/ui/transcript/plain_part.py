"""Plain text, as a person wrote it or as a thought came: one part for each of its lines."""

from math import ceil

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from app.markup.direction import is_right_to_left
from app.ui.theme.tokens import Role
from app.ui.transcript.laid_text import FormatRange, LaidText
from app.ui.transcript.part import Part
from app.ui.transcript.reading_style import ReadingStyle, TextStyle


class PlainPart(Part):
    """One line of the source, wrapped at the width it is given; it may grow while it is the last."""

    leaf_count = 1

    def __init__(self, kind: str, color: Role, line: int) -> None:
        """Make an empty line.

        Args:
            kind: of `ReadingStyle.text`.
            line: its number in the source.
        """
        self.text = ""
        self.line = line
        self._kind = kind
        self._color: Role = color
        self._laid: LaidText | None = None
        self._style: ReadingStyle | None = None
        self._width = -1

    @property
    def natural_width(self) -> float:
        """Of the longest line, once measured."""
        return self._laid.natural_width if self._laid else 0.0

    def append(self, text: str) -> None:
        """Add text without line feeds."""
        self.text += text
        self.measured = False

    def estimate(self, style: ReadingStyle, width: int) -> None:
        self.measured = False
        look = self._look(style)
        self.height = max(1, ceil(len(self.text) * look.letter_px / max(1, width))) * look.pitch_px

    def measure(self, style: ReadingStyle, width: int) -> None:
        laid = self._laid
        if self.measured and style is self._style and width == self._width and laid is not None:
            return
        is_rtl = is_right_to_left(self.text)
        same = len(laid.text) if laid is not None and self.text.startswith(laid.text) else 0
        if laid is None or style is not self._style or width != self._width or is_rtl != self._is_rtl:
            laid, same = LaidText(self._look(style), width, right_to_left=is_rtl), 0
        laid.update(self.text, _no_formats, same)
        self.dirty_top = laid.changed_top
        self._laid, self._style, self._width, self._is_rtl = laid, style, width, is_rtl
        self.height = laid.height
        self.measured = True

    def paint(self, painter: QPainter, left: float, top: float, clip: QRectF) -> None:
        if self._laid is not None and self._style is not None:
            self.paint_selection(painter, self._style.theme, left, top, clip)
            painter.setPen(self._style.theme.color(self._color))
            self._laid.paint(painter, left, top, clip)

    def caret(self) -> QRectF:
        """Where the mark behind the last glyph stands, without width."""
        return self._laid.caret(len(self.text)) if self._laid else QRectF()

    def leaf_text(self, leaf: int) -> str:
        return self.text

    def offset_at(self, leaf: int, point: QPointF) -> int:
        return self._laid.offset_at(point.x(), point.y()) if self._laid else 0

    def rectangles(self, leaf: int, start: int, end: int) -> list[QRectF]:
        return self._laid.rectangles(start, end) if self._laid else []

    def line_top(self, leaf: int, offset: int) -> int:
        return self._laid.line_top(offset) if self._laid else 0

    _is_rtl = False

    def _look(self, style: ReadingStyle) -> TextStyle:
        return style.text(self._kind, self._color)


def split_lines(text: str) -> list[str]:
    """The lines of a text, whatever ends them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _no_formats(_style: TextStyle, _start: int, _end: int) -> list[FormatRange]:
    return []
