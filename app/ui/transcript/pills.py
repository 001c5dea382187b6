"""Rounded boxes behind inline code, keys and the words of images; lines of links and of struck out words."""

from itertools import pairwise

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.markup.runs import RunKind, Style
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.transcript.boxes import paint_box, paint_line
from app.ui.transcript.laid_text import LaidText, Piece
from app.ui.transcript.reading_style import PLAIN
from app.ui.transcript.run_text import RunText

_NOTES = (RunKind.FOOTNOTE, RunKind.NOTE_END)
_LINES = ("link", "gone", "gone link")
_BLEED_PX = 2
_RADIUS_PX = 4


def paint_pills(
    painter: QPainter, theme: Theme, laid: LaidText, runs: RunText, left: float, top: float, clip: QRectF
) -> None:
    """Draw the boxes of the lines that the clip shows."""
    for piece in laid.shown(top, clip):
        if piece.backs is None:
            piece.backs = _backs(laid, piece, runs)
        for box, kind in piece.backs:
            if kind in _LINES or not clip.top() <= top + box.bottom() or not top + box.top() <= clip.bottom():
                continue
            edge: Role | None = "border" if kind == "key" else None
            if theme.high_contrast:
                _paint_lines(painter, theme, box.translated(left, top))
            else:
                paint_box(painter, theme, box.translated(left, top), _RADIUS_PX, "fill", edge)


def paint_text_lines(
    painter: QPainter, theme: Theme, laid: LaidText, left: float, top: float, clip: QRectF
) -> None:
    """Draw the lines of the links and of what is struck out that the clip shows.

    Those that Qt draws with the text are of one or of two pixels on a screen of 125 %, as it happens.
    """
    for piece in laid.pieces:
        for box, kind in piece.backs or ():
            if kind not in _LINES or not clip.top() <= top + box.bottom() or top + box.top() > clip.bottom():
                continue
            ratio, metrics = painter.deviceTransform().m11(), laid.style.metrics
            below = -metrics.strikeOutPos() if kind != "link" else metrics.underlinePos()
            role = "accent_text" if kind != "gone" else laid.style.color
            thick = max(1, int(metrics.lineWidth() * ratio)) / ratio
            line = QRectF(box.left(), box.top() + laid.style.baseline_px + below, box.width(), thick)
            painter.fillRect(line.translated(left, top), theme.color(role))


def _paint_lines(painter: QPainter, theme: Theme, box: QRectF) -> None:
    """Draw what stands for a box in high contrast: its sides would stand on the letters beside them."""
    for y in (round(box.top()), round(box.bottom()) - 1):
        paint_line(painter, theme, box.left() + _BLEED_PX, y, box.width() - 2 * _BLEED_PX)


def _backs(laid: LaidText, piece: Piece, runs: RunText) -> list[tuple[QRectF, str]]:
    found = []
    for span in runs.between(piece.start, piece.end):
        look = span.look
        if look is PLAIN:
            continue
        kind = (
            "key" if look.style & Style.KEY else "pill" if look.kind in (RunKind.CODE, RunKind.IMAGE) else ""
        )
        struck = ("gone link" if look.is_link else "gone") if look.style & Style.STRIKE else ""
        marked = "link" if look.is_link and look.kind not in _NOTES else ""
        if not kind and not struck and not marked:
            continue
        for line in _lines(laid, piece, max(span.start, piece.start), min(span.end, piece.end)):
            found += [(line, each) for each in (struck, marked) if each]
            if not kind:
                continue
            style = laid.style
            height = style.metrics.height() + 1
            middle = line.top() + style.baseline_px - style.metrics.xHeight() / 2 - 0.5
            box = QRectF(line.left() - _BLEED_PX, middle - height / 2, line.width() + 2 * _BLEED_PX, height)
            found.append((box, kind))
    return found


def _lines(laid: LaidText, piece: Piece, start: int, end: int) -> list[QRectF]:
    """Where characters stand, line by line, without the spaces at which they were broken."""
    boxes = laid.rectangles(start, end)
    if len(boxes) < 2:
        return boxes
    breaks = [piece.from_qt(line.textStart() + line.textLength()) for line in piece.lines()]
    places = [start, *(at for at in breaks if start < at < end), end]
    stretches = [(one, one + len(laid.text[one:other].rstrip(" "))) for one, other in pairwise(places)]
    return [box for one, other in stretches for box in laid.rectangles(one, other)]
