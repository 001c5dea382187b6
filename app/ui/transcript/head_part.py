"""Above a reply: a tile with the first letter of the model, its name, the time; or what else speaks."""

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from app.domain.conversation import Message
from app.ui.transcript.boxes import paint_box
from app.ui.transcript.part import Part
from app.ui.transcript.reading_style import ReadingStyle
from app.ui.words import clock_time

_TILE_PX = 24
_BELOW_PX = 8


def speaker(message: Message) -> str:
    """Whom a message is from that no person wrote: the model, or what another program put there."""
    if message.role == "assistant":
        return message.model
    if message.role == "system":
        return QCoreApplication.translate("Transcript", "System prompt")
    if not message.tool_name:
        return QCoreApplication.translate("Transcript", "Result of a tool")
    return QCoreApplication.translate("Transcript", "Result of {name}").format(name=message.tool_name)


class HeadPart(Part):
    """Who writes."""

    def __init__(self, message: Message) -> None:
        self.message = message
        self._style: ReadingStyle | None = None

    def estimate(self, style: ReadingStyle, width: int) -> None:
        self.measure(style, width)

    def measure(self, style: ReadingStyle, width: int) -> None:
        self._style = style
        self.height = self._tile(style) + _BELOW_PX
        self.measured = True

    def paint(self, painter: QPainter, left: float, top: float, clip: QRectF) -> None:
        style = self._style
        if style is None:
            return
        theme = style.theme
        strong = theme.font("ui_strong")
        metrics = QFontMetrics(strong)
        height = self._tile(style)
        tile = QRectF(left, top, height, height)
        paint_box(painter, theme, tile, 6, "chip")
        who = speaker(self.message)
        painter.setFont(strong)
        painter.setPen(theme.color("muted"))
        painter.drawText(tile, Qt.AlignmentFlag.AlignCenter, who[:1].lower())
        painter.setPen(theme.color("text"))
        x = left + height + 8.0
        painter.drawText(QRectF(x, top, 2000, height), Qt.AlignmentFlag.AlignVCenter, who)
        if self.message.created_at is not None:
            x += metrics.horizontalAdvance(who) + 9
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.color("faint"))
            time = clock_time(self.message.created_at)
            painter.drawText(QRectF(x, top, 200, height), Qt.AlignmentFlag.AlignVCenter, time)

    def _tile(self, style: ReadingStyle) -> int:
        return max(_TILE_PX, QFontMetrics(style.theme.font("ui_strong")).height())
