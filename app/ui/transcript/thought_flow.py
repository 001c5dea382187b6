"""What a model thought, as plain text with a bar at its left; laid out only while it is open."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.ui.transcript.plain_part import PlainPart, split_lines
from app.ui.transcript.reading_style import ReadingStyle

_BAR_LEFT_PX = 6
_BODY_LEFT_PX = 20
_FIRST_GAP_PX = 2


class ThoughtLine(PlainPart):
    """One line of a thought."""

    def __init__(self, line: int) -> None:
        super().__init__("muted", "muted", line)
        self.gap = 0 if line else _FIRST_GAP_PX

    def estimate(self, style: ReadingStyle, width: int) -> None:
        super().estimate(style, width - _BODY_LEFT_PX)

    def measure(self, style: ReadingStyle, width: int) -> None:
        super().measure(style, width - _BODY_LEFT_PX)

    def paint(self, painter: QPainter, left: float, top: float, clip: QRectF) -> None:
        if self._style is not None:
            bar = QRectF(left + _BAR_LEFT_PX, top + (0 if self.line else 2), 2, self.height)
            theme = self._style.theme
            painter.fillRect(bar, theme.color("border" if theme.high_contrast else "press"))
        super().paint(painter, left + _BODY_LEFT_PX, top, clip)


class ThoughtFlow:
    """The lines of a thought that grows; empty ones are there as soon as something follows them."""

    def __init__(self) -> None:
        self.parts: list[ThoughtLine] = []
        self._held = ""  # line feeds at the end: most thoughts end with some

    def feed(self, text: str) -> int:
        """Take more text; returns the number of the first line that changed."""
        first = max(0, len(self.parts) - 1)
        text = self._held + text
        end = len(text.rstrip("\r\n"))
        text, self._held = text[:end], text[end:]
        if not text:
            return first
        for number, line in enumerate(split_lines(text)):
            if number or not self.parts:
                self.parts.append(ThoughtLine(len(self.parts)))
            if line:
                self.parts[-1].append(line)
        return first
