"""The mark between two messages above which the model was probably given nothing any more."""

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from app.ui.theme.theme import Theme
from app.ui.transcript.boxes import paint_line

_PAD_PX = 10


def cut_words() -> str:
    """What the mark says."""
    return QCoreApplication.translate(
        "Transcript", "The model probably no longer sees what is above this line"
    )


def cut_px(theme: Theme) -> int:
    """How much higher the gap between the messages is."""
    return QFontMetrics(theme.font("caption")).height() + 2


def paint_cut(painter: QPainter, theme: Theme, room: QRectF) -> None:
    """Draw a quiet rule with words in its middle."""
    font = theme.font("caption")
    metrics = QFontMetrics(font)
    most = int(room.width()) - 6 * _PAD_PX
    words = metrics.elidedText(cut_words(), Qt.TextElideMode.ElideRight, most)
    width = metrics.horizontalAdvance(words)
    middle = room.center()
    line = round(middle.y())
    side = (room.width() - width) / 2 - _PAD_PX
    paint_line(painter, theme, room.left(), line, side)
    paint_line(painter, theme, room.right() - side, line, side)
    painter.setFont(font)
    painter.setPen(theme.color("muted"))
    box = QRectF(middle.x() - width / 2 - 1, room.top(), width + 2, room.height())
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
